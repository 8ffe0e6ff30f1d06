"""Texts whose bytes do not say in which encoding they were written: the likely ones, each with names to compare.

UTF-8 and UTF-16 are certain. Of the older encodings ``charset-normalizer`` says how much of a mess each makes of the
bytes, and the shapes of the words say the rest: names have no currency signs in them, no capital in their middle, and
no letters of two scripts. With few words two encodings can still be equally likely, so the person sees and chooses.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from app.i18n import N_, _
from app.problems import UserProblem, WrongValue

ENCODINGS = MappingProxyType(
    {
        "cp1252": N_("Western European (Windows-1252)"),
        "cp1250": N_("Central European (Windows-1250)"),
        "cp1251": N_("Cyrillic (Windows-1251)"),
        "mac_roman": N_("Western European (Mac Roman)"),
        "cp932": N_("Japanese (Shift-JIS)"),
        "cp850": N_("Western European (DOS 850)"),
        "cp852": N_("Central European (DOS 852)"),
        "koi8_r": N_("Russian (KOI8-R)"),
        "cp866": N_("Cyrillic (DOS 866)"),
        "cp1253": N_("Greek (Windows-1253)"),
        "cp1254": N_("Turkish (Windows-1254)"),
        "cp1255": N_("Hebrew (Windows-1255)"),
        "cp1256": N_("Arabic (Windows-1256)"),
        "cp1257": N_("Baltic (Windows-1257)"),
        "euc_jp": N_("Japanese (EUC)"),
        "gb18030": N_("Chinese (GB 18030)"),
        "big5": N_("Chinese (Big5)"),
        "euc_kr": N_("Korean (EUC)"),
        "iso8859_15": N_("Western European (ISO 8859-15)"),
        "utf_8": N_("UTF-8"),
    }
)
"""The encodings that can be chosen, the commoner first."""
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What Python calls encodings too, and no program writes letters in; the first two take quadratic time.
NO_TEXTS = frozenset({"punycode", "idna", "raw-unicode-escape", "unicode-escape", "undefined"})
_SAMPLE = 16_384
_MOST = 6
_NAMES = 2
_MOSTLY = 0.6
_WORD = re.compile(r"[^\s,;|\t\"<>()\[\]{}:=/\\@]+")
# The letters beyond ASCII that names in languages of Europe are full of; others are rarer, and count less.
_COMMON = frozenset("äöüßéèêëàâáãåæçñíîïìóôõòøœúûùýąćęłńóśźżčďěňřšťůžăîșțğışőűđ")
_CJK = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An encoding that a text may be in: its code, and names from the file as they would read."""

    code: str
    samples: tuple[str, ...]

    @property
    def label(self) -> str:
        """Say what people call it."""
        return _(ENCODINGS.get(self.code, self.code))


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding that it was read in, the others that it may be in, and what to know of it."""

    text: str
    encoding: str
    candidates: tuple[Candidate, ...] = ()
    notes: tuple[str, ...] = ()


def decoded(name: str, data: bytes, encoding: str = "") -> Decoded:
    """Read the bytes of a text, in the encoding that a person chose if they did."""
    if encoding:
        return _as_chosen(name, data, encoding)
    mark = next((codec for bytes_, codec in _BYTE_ORDER_MARKS if data.startswith(bytes_)), "") or _wide(data)
    try:
        return Decoded(_fit(name, data.decode(mark or "utf-8")), mark or "utf_8")
    except UnicodeDecodeError:
        pass
    if b"\0" in data:
        _fit(name, "\0")
    lines = data.splitlines(keepends=True)
    foreign = [line for line in lines if not _is_utf_8(line)]
    others = candidates(b"".join(foreign))
    if not others:
        raise UserProblem(
            _("Nobody can tell in which encoding “{file}” was written.").format(file=name),
            do=_("Save it once more as CSV UTF-8, or choose its encoding."),
        )
    best = others[0]
    said = _("“{file}” does not say in which encoding it was written: it was read as {encoding} ({names}).")
    notes = [said.format(file=name, encoding=best.label, names=", ".join(best.samples))]
    if len(foreign) < sum(not line.isascii() for line in lines) / 2:
        # Most of it is UTF-8: some lines were put in by another program.
        notes = [_("Some lines of “{file}” are in another encoding; they were read as {encoding} ({names}).").format(
            file=name, encoding=best.label, names=", ".join(best.samples)
        )]  # fmt: skip
        text = "".join(line.decode("utf-8" if _is_utf_8(line) else best.code) for line in lines)
        return Decoded(_fit(name, text), "utf_8", others, tuple(notes))
    return Decoded(_fit(name, data.decode(best.code)), best.code, others, tuple(notes))


def chosen(word: str) -> str:
    """Find the encoding that a person named, or raise ``WrongValue``."""
    wanted = word.strip()
    for code, label in ENCODINGS.items():
        if wanted.casefold() in {code, _(label).casefold(), label.casefold()}:
            return code
    try:
        found = codecs.lookup(wanted)
        b"x".decode(found.name)
        if found.name in NO_TEXTS:
            raise LookupError(wanted)
    except (LookupError, ValueError, TypeError):
        raise WrongValue(
            _("There is no encoding “{word}”.").format(word=word),
            do=_("There are: {list}.").format(list=", ".join(ENCODINGS)),
        ) from None
    return found.name


def candidates(data: bytes) -> tuple[Candidate, ...]:
    """Give the encodings that bytes are likely in, the likeliest first, of those that read them alike the commonest."""
    sample = b"".join(line for line in data.splitlines(keepends=True) if not line.isascii())[:_SAMPLE]
    if not sample:
        return ()
    mess = _mess(sample)
    found: dict[str, tuple[float, str]] = {}
    for code in ENCODINGS:
        if code != "utf_8" and (text := _whole(data, sample, code)) is not None:
            found.setdefault(text, (mess.get(code, 0.0) + _oddity(text), code))
    ranked = sorted(found.items(), key=lambda item: item[1][0])
    return tuple(Candidate(code, _names(text)) for text, (_odd, code) in ranked[:_MOST])


def _whole(data: bytes, sample: bytes, code: str) -> str | None:
    """Read the sample, if all of the bytes can be read like this."""
    try:
        data.decode(code)
        return sample.decode(code, "ignore")
    except UnicodeDecodeError:
        return None


def _mess(sample: bytes) -> dict[str, float]:
    """Ask charset-normalizer how much of a mess each encoding makes of the sample."""
    from charset_normalizer import from_bytes

    codes = [code for code in ENCODINGS if code != "utf_8"]
    matches = from_bytes(sample, cp_isolation=codes, threshold=0.9, enable_fallback=False)
    return {code: each.chaos for each in matches for code in each.could_be_from_charset}


def _oddity(text: str) -> float:
    """Say how unlike names the words are that are not all ASCII: 0 is not at all."""
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    return sum(map(_odd, words)) / len(words) if words else 0.0


def _odd(word: str) -> float:
    """Say how unlike a name a word is."""
    odd = 0.0
    scripts = {_script(letter) for letter in word if letter.isalpha()}
    odd += 3.0 * (len(scripts) - 1) if len(scripts) > 1 else 0.0
    if not scripts:
        odd += 2.0
    if scripts == {"LATIN"} and sum(not letter.isascii() for letter in word) > _MOSTLY * len(word):
        odd += 1.0
    for place, letter in enumerate(word):
        if letter.isascii():
            continue
        if not letter.isalpha():
            odd += 2.0 if unicodedata.category(letter) not in {"Mn", "Mc", "Pd", "Pi", "Pf"} else 0.7
        elif _script(letter) == "LATIN":
            odd += 0.0 if letter.casefold() in _COMMON else 0.6
        elif "HALFWIDTH" in unicodedata.name(letter, ""):
            odd += 1.0
        if letter.isupper() and place and not word.isupper() and word[place - 1].isalpha():
            odd += 1.5
    if word[0].islower() and any(map(str.isupper, word)):
        odd += 1.5
    return odd


def _script(letter: str) -> str:
    """Give the script of a letter, those that are written together as one."""
    first = unicodedata.name(letter, "").partition(" ")[0]
    return "CJK" if first in _CJK or "HALFWIDTH" in first else first


def _names(text: str) -> tuple[str, ...]:
    """Take two words from a text by which an encoding can be judged, the later ones first: the first are columns."""
    whole: list[str] = []
    for line in reversed(text.splitlines()):
        cells = [" ".join(cell.split()) for cell in re.split(r"[;,\t|:\"]", line)]
        whole += [cell for cell in cells if cell and not cell.isascii()]
        if len(whole) >= _NAMES:
            break
    return tuple(cell[:40] for cell in whole[:_NAMES])


def _as_chosen(name: str, data: bytes, encoding: str) -> Decoded:
    """Read a text in the encoding that a person chose."""
    code = chosen(encoding)
    others = candidates(data)
    try:
        text = data.decode("utf-8-sig" if code in {"utf_8", "utf-8"} else code)
    except UnicodeDecodeError as wrong:
        line = data.count(b"\n", 0, wrong.start) + 1
        message = _("“{file}” is not in {encoding}: line {line} has bytes that mean nothing there.")
        words = message.format(file=name, encoding=_(ENCODINGS.get(code, code)), line=line)
        raise UserProblem(words, do=_("Choose another encoding.")) from None
    return Decoded(_fit(name, text), code, others)


def _fit(name: str, text: str) -> str:
    """Refuse what holds bytes that no text has."""
    if "\0" in text:
        raise UserProblem(
            _("“{file}” is no list: it holds bytes that no text has.").format(file=name),
            do=_("Give a file saved as .csv, .xlsx or .vcf."),
        )
    return text


def _is_utf_8(line: bytes) -> bool:
    """Say whether a line can be read as UTF-8."""
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def likely(lines: Iterable[bytes]) -> str:
    """Give the encoding that lines in none that was stated are likely in; Windows-1252 if nothing can be told."""
    found: Sequence[Candidate] = candidates(b"\n".join(lines))
    return found[0].code if found else "cp1252"


def _wide(data: bytes) -> str:
    """Recognise UTF-16 without its mark by the zeros in every other byte."""
    sample = data[:2000]
    if len(sample) < 2 or len(data) % 2 or sample.count(0) < len(sample) // 3:
        return ""
    return "utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be"
