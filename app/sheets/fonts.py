"""Which of this computer's typefaces a sheet is set in.

Left to itself the typesetter takes any face that has the letter, and may set an Arabic name in
a display face; so the order is ours: Noto where it is installed, else what Windows, macOS and
the common desktops bring, else the faces that the typesetter carries within itself.
"""

from __future__ import annotations

from collections.abc import Iterable

LATIN = (
    "Noto Sans",
    "Segoe UI",
    "Helvetica Neue",
    "Arial",
    "Liberation Sans",
    "DejaVu Sans",
    "Libertinus Serif",
)
SCRIPTS = (
    "Noto Sans Arabic",
    "Noto Sans Hebrew",
    "Noto Sans Devanagari",
    "Noto Sans Bengali",
    "Noto Sans Gurmukhi",
    "Noto Sans Gujarati",
    "Noto Sans Tamil",
    "Noto Sans Telugu",
    "Noto Sans Kannada",
    "Noto Sans Malayalam",
    "Noto Sans Sinhala",
    "Noto Sans Thai",
    "Noto Sans Lao",
    "Noto Sans Khmer",
    "Noto Sans Myanmar",
    "Noto Sans Ethiopic",
    "Noto Sans Armenian",
    "Noto Sans Georgian",
    "Noto Sans Syriac",
    "Noto Sans Thaana",
    "Noto Sans Tifinagh",
    "Noto Sans Canadian Aboriginal",
    "Noto Sans Cherokee",
    "Geeza Pro",
    "Arial Hebrew",
    "Nirmala UI",
    "Kohinoor Devanagari",
    "Leelawadee UI",
    "Ebrima",
    "Gadugi",
)
JAPANESE = ("Noto Sans CJK JP", "Noto Sans JP", "Yu Gothic", "Hiragino Sans")
KOREAN = ("Noto Sans CJK KR", "Noto Sans KR", "Malgun Gothic", "Apple SD Gothic Neo")
TRADITIONAL = ("Noto Sans CJK TC", "Noto Sans TC", "Microsoft JhengHei", "PingFang TC")
SIMPLIFIED = ("Noto Sans CJK SC", "Noto Sans SC", "Microsoft YaHei", "PingFang SC", "Droid Sans Fallback")
PICTURES = (
    "Noto Color Emoji",
    "Segoe UI Emoji",
    "Apple Color Emoji",
    "Noto Emoji",
    "Noto Sans Symbols",
    "Noto Sans Symbols2",
    "Noto Sans Symbols 2",
    "Noto Sans Math",
)
MONOSPACED = ("Noto Sans Mono", "Noto Mono", "Consolas", "Menlo", "DejaVu Sans Mono")


def text_fonts(installed: Iterable[str], language: str) -> list[str]:
    """Order the installed families for running text; Han characters follow the sheet's language."""
    return _present((*LATIN, *SCRIPTS, *_east_asian(language), *PICTURES), installed)


def code_fonts(installed: Iterable[str]) -> list[str]:
    """Order the installed families in which every character of a code is as wide as the next."""
    return _present(MONOSPACED, installed)


def _east_asian(language: str) -> tuple[str, ...]:
    """Put the reader's own shapes of the shared Han characters first."""
    tag = language.lower().replace("_", "-")
    if tag.startswith("ja"):
        return JAPANESE + SIMPLIFIED + TRADITIONAL + KOREAN
    if tag.startswith("ko"):
        return KOREAN + SIMPLIFIED + TRADITIONAL + JAPANESE
    if tag.startswith("zh") and ("hant" in tag or tag.endswith(("-tw", "-hk", "-mo"))):
        return TRADITIONAL + SIMPLIFIED + JAPANESE + KOREAN
    return SIMPLIFIED + TRADITIONAL + JAPANESE + KOREAN


def _present(wanted: tuple[str, ...], installed: Iterable[str]) -> list[str]:
    """Keep what is installed, once each, because naming a family that is missing is a warning."""
    names = set(installed)
    return [family for family in dict.fromkeys(wanted) if family in names]
