"""Sheets become pages: a PDF for the printer or a file, pictures for the preview.

Everything happens in memory; the typesetter reads the templates and the fonts and nothing
else. It could load packages from a network, so the places it looks for them do not exist.
"""

from __future__ import annotations

import dataclasses
import json
import os
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from itertools import accumulate, chain, islice
from pathlib import Path
from queue import LifoQueue
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from app.i18n import _
from app.problems import Bug
from app.sheets.fonts import code_fonts, text_fonts
from app.sheets.joining import JoinedPages
from app.sheets.layout import PART_ROWS, SheetData, lay_out, lay_out_frame, lay_out_parts
from app.sheets.sheet import Sheet
from app.sheets.slip import Slip, SlipData, lay_out_slip

if TYPE_CHECKING:  # It takes 7 MB, and is loaded when something is set first.
    import typst

T = TypeVar("T")
Printable = Sheet | Slip
ACCESSIBLE = "ua-1"
PREVIEW_PPI = 110.0
REMEMBERED_SHEETS = 10
MOST_AT_ONCE = 4
"""Parts of a long sheet that are set at the same time, where there are as many cores: each takes some 110 MB."""
NO_PACKAGES = "no-packages"
NUMBERS = "page-numbers"
MOST_PAGES = 9_999
"""For the room that is left at the foot of a part, where the number of a page is laid."""
MISSING = re.compile(r"the text `\"(?P<text>(?:[^\"\\]|\\.)*)\"` could not be displayed")
JOINERS = re.compile("[\u00ad\u200b-\u200f\u2060-\u2069\ufeff]")
ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)")


class SetFile(NamedTuple):
    """A sheet as a PDF, the letters that it shows as empty boxes, and of a long one the pages of each part."""

    pdf: bytes
    missing: tuple[str, ...]
    pages: tuple[int, ...] = ()


def _goes_on() -> None:
    """Stand for whoever does not ask to be told between two parts."""


@cache
def _fonts(*, system: bool) -> typst.Fonts:
    """Find the fonts once in a process: that takes longer than setting a sheet."""
    import typst

    return typst.Fonts(include_system_fonts=system)


class SheetRenderer:
    """Turns sheets into pages with the templates of one folder and this computer's fonts.

    It may be used from any thread, by one at a time.
    """

    def __init__(
        self, templates: Path, *, system_fonts: bool = True, part_rows: int = PART_ROWS, at_once: int | None = None
    ) -> None:
        """Look at the fonts; ``system_fonts=False`` leaves those built into the typesetter.

        A sheet of more than twice ``part_rows`` is set in parts of so many rows, ``at_once`` of them at the same time:
        the typesetter lets go of Python while it works.
        """
        import typst

        self._typst = typst
        self._part_rows = part_rows
        self._templates = templates
        fonts = _fonts(system=system_fonts)
        self._families = fonts.families()
        self._last: tuple[Printable, SetFile] | None = None
        nowhere = templates / NO_PACKAGES
        self._at_once = at_once or min(os.cpu_count() or 1, MOST_AT_ONCE)
        self._compilers: LifoQueue[typst.Compiler] = LifoQueue()
        for _each in range(self._at_once):
            compiler = typst.Compiler(
                root=templates,
                font_paths=fonts,
                ignore_system_fonts=not system_fonts,
                package_path=nowhere,
                package_cache_path=nowhere,
            )
            self._compilers.put(compiler)

    def render_pdf(self, sheet: Printable, between: Callable[[], object] = _goes_on) -> bytes:
        """Return the sheet as a tagged PDF: PDF/UA-1, if this computer has every letter of it.

        Equal sheets give equal bytes on the same computer, since the as-of time stands for the
        time of making. A long sheet is set in parts, so that it takes no more memory than a part; between two of them
        ``between`` is called, which may raise to stop. Raises ``Bug`` if the template fails.
        """
        return self._file_of(sheet, between).pdf

    def render_pages(
        self, sheet: Printable, ppi: float = PREVIEW_PPI, between: Callable[[], object] = _goes_on
    ) -> list[bytes]:
        """Return every page as a PNG picture with ``ppi`` pixels to the inch, for the preview."""
        return self._pages(sheet, "png", ppi, between)

    def render_drawings(self, sheet: Printable) -> list[bytes]:
        """Return every page as an SVG drawing, which stays sharp at any size."""
        return self._pages(sheet, "svg", None, _goes_on)

    def missing_letters(self, sheet: Printable, between: Callable[[], object] = _goes_on) -> tuple[str, ...]:
        """Name what this computer's fonts cannot print of a sheet; it would show as empty boxes.

        The typesetter is the only one to know, since it alone joins letters and marks: it
        refuses to make a PDF/UA of such a text and says for which part.
        """
        return self._file_of(sheet, between).missing

    def forget(self) -> None:
        """Push earlier sheets out of the typesetter's memory, for when the vault is locked.

        It keeps what it worked out for its last ten sheets, to be quick if one comes again. What
        is let go is free memory then, not overwritten.
        """
        self._last = None
        self._let_go()

    def _let_go(self) -> None:
        """Set nothing so often that the typesetter has forgotten all else."""
        for _turn in range(REMEMBERED_SHEETS + 1):
            self._compile(b"", format="svg", sys_inputs={})

    def _file_of(self, sheet: Printable, between: Callable[[], object] = _goes_on) -> SetFile:
        """Set a sheet as a file, or give that of before: whoever asks for its letters first saves it next."""
        if self._last is None or self._last[0] != sheet:
            self._last = None  # So that two long ones are never in memory together.
            if isinstance(sheet, Sheet) and sheet.row_count > 2 * self._part_rows:
                self._last = sheet, self._set_in_parts(sheet, between)
            else:
                self._last = sheet, self._set(sheet, self._inputs(sheet))
        return self._last[1]

    def _set(self, sheet: Printable, inputs: dict[str, str]) -> SetFile:
        """Set a sheet, or a part of one, to the standard if this computer has its letters."""
        try:
            return SetFile(self._pdf(sheet, inputs, [ACCESSIBLE]), ())
        except self._typst.TypstError as error:
            # The standard forbids letters without a shape, but people need their list all the same.
            if f"PDF/{ACCESSIBLE.upper()}" not in error.message:
                raise _template_failed(sheet, error.message) from error
            missing = tuple(dict.fromkeys(unescape(match["text"]) for match in MISSING.finditer(error.diagnostic)))
        try:
            return SetFile(self._pdf(sheet, inputs, []), missing)
        except self._typst.TypstError as error:
            raise _template_failed(sheet, error.message) from error

    def _each_part(
        self, work: Callable[[dict[str, str]], T], parts: Iterator[dict[str, str]], between: Callable[[], object]
    ) -> Iterator[T]:
        """Do some work on each part, on several at the same time; the next are begun before some are given."""
        with ThreadPoolExecutor(self._at_once) as threads:
            begun = [threads.submit(work, part) for part in islice(parts, self._at_once)]
            while begun:
                done = [each.result() for each in begun]
                self._let_go()  # Only now: what is forgotten while a part is set would be worked out once more.
                between()
                begun = [threads.submit(work, part) for part in islice(parts, self._at_once)]
                yield from done

    def _set_in_parts(self, sheet: Sheet, between: Callable[[], object]) -> SetFile:
        """Set a long sheet part by part; the numbers of the pages are laid over them when it is known how many."""
        joined = JoinedPages()
        missing: dict[str, None] = {}
        pages: list[int] = []
        frame = lay_out_frame(sheet)
        parts = (
            self._handed(sheet, data, foot="rest", pages=MOST_PAGES)
            for data in lay_out_parts(sheet, frame, self._part_rows)
        )
        for part in self._each_part(partial(self._set, sheet), parts, between):
            # Where letters are missing the whole keeps to no standard, and a part of which that is true says so.
            pages.append(joined.add(part.pdf, leads=bool(part.missing and not missing)))
            missing |= dict.fromkeys(part.missing)
        numbers = dataclasses.replace(sheet, sections=(), template=NUMBERS)
        foot = self._handed(sheet, frame, begins=False, foot="number", pages=sum(pages))
        pdf = joined.finish(self._pdf(numbers, foot, []))
        self._let_go()
        return SetFile(pdf, tuple(missing), tuple(pages))

    def _in_parts(
        self, sheet: Sheet, kind: typst.OutputFormat, ppi: float | None, between: Callable[[], object]
    ) -> list[bytes]:
        """Set a long sheet as pictures, part by part; how many pages there are is known from the file."""
        pages = self._file_of(sheet, between).pages
        parts = (
            self._handed(sheet, data, pages=sum(pages), pages_before=before)
            for data, before in zip(
                lay_out_parts(sheet, lay_out_frame(sheet), self._part_rows), accumulate(pages, initial=0), strict=False
            )
        )
        return [*chain.from_iterable(self._each_part(partial(self._made, sheet, kind, ppi=ppi), parts, between))]

    def _inputs(self, sheet: Printable) -> dict[str, str]:
        """Hand the sheet over as data, which the template reads as JSON."""
        return self._handed(sheet, lay_out(sheet) if isinstance(sheet, Sheet) else lay_out_slip(sheet))

    def _handed(self, sheet: Printable, data: SheetData | SlipData, **more: Any) -> dict[str, str]:
        """Give data as the template reads it, with the fonts and whatever is particular to a part."""
        fonts = {"fonts": text_fonts(self._families, sheet.language), "code_fonts": code_fonts(self._families)}
        return {"sheet": json.dumps({**data, **fonts, **more}, ensure_ascii=False)}

    def _pdf(self, sheet: Printable, inputs: dict[str, str], standards: list[typst.PDFStandard]) -> bytes:
        """Set the sheet once, to a standard or to none."""
        return b"".join(self._made(sheet, "pdf", inputs, standards=standards))

    def _pages(
        self, sheet: Printable, kind: typst.OutputFormat, ppi: float | None, between: Callable[[], object]
    ) -> list[bytes]:
        """Set the sheet as one picture a page."""
        try:
            if isinstance(sheet, Sheet) and sheet.row_count > 2 * self._part_rows:
                return self._in_parts(sheet, kind, ppi, between)
            return self._made(sheet, kind, self._inputs(sheet), ppi=ppi)
        except self._typst.TypstError as error:
            raise _template_failed(sheet, error.message) from error

    def _compile(self, *given: Any, **more: Any) -> bytes | list[bytes] | None:
        """Run the typesetter that is free."""
        compiler = self._compilers.get()
        try:
            return compiler.compile(*given, **more)
        finally:
            self._compilers.put(compiler)

    def _made(
        self,
        sheet: Printable,
        kind: typst.OutputFormat,
        inputs: dict[str, str],
        *,
        ppi: float | None = None,
        standards: list[typst.PDFStandard] | None = None,
    ) -> list[bytes]:
        """Run the typesetter and bring what it made, one file or one a page, into one form."""
        try:
            made = self._compile(
                self._templates / f"{sheet.template}.typ",
                format=kind,
                ppi=ppi,
                sys_inputs=inputs,
                pdf_standards=standards,
                timestamp=int(sheet.as_of.timestamp()),
            )
        except BaseException as fault:
            # A panic of the typesetter comes as a BaseException that cannot be imported.
            if type(fault).__name__ != "PanicException":
                raise
            # It has been seen over rare runs of joiners and marks of direction; few names need those.
            simpler = {name: JOINERS.sub("", value) for name, value in inputs.items()}
            if simpler == inputs:
                raise _template_failed(sheet, str(fault)) from fault
            return self._made(sheet, kind, simpler, ppi=ppi, standards=standards)
        return [made] if isinstance(made, bytes) else made or []


def unescape(text: str) -> str:
    r"""Read a text as the typesetter quotes it in its messages (Rust's debug form, ``\u{1f600}``)."""

    def character(match: re.Match[str]) -> str:
        return chr(int(match[1], 16)) if match[1] else match[2]

    return ESCAPE.sub(character, text)


def _template_failed(sheet: Printable, reason: str) -> Bug:
    """Say which sheet it was; the typesetter's words are for the report."""
    return Bug(_("The sheet “{title}” could not be set: {reason}").format(title=sheet.title, reason=reason))
