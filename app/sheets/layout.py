"""From a sheet to what the templates read: text with its direction, and hints for the columns.

The templates get data, never source, so nothing that a person typed can be taken for markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal, NotRequired, TypedDict

from babel import Locale, UnknownLocaleError
from babel.dates import format_skeleton, format_time

from app.i18n import _
from app.sheets.manuscript import ManuscriptData, manuscript_data
from app.sheets.sheet import HIGHEST_LEVEL, Kind, Paper, Sheet, SheetColumn, SheetRow, SheetSection
from app.sheets.widths import Stretch, is_crowded, share_out
from app.sheets.words import Said, isolated, plain, reads_right_to_left, said, text_em

SAMPLES, RIGID_SAMPLES = 4, 24
_DIGIT = re.compile(r"\d")
ROUNDING = 1e-9
SAFE = 0.97
PAPER_PT: Mapping[Paper, tuple[float, float]] = {"a4": (595.28, 841.89), "letter": (612.0, 792.0)}
MARGIN_PT = 46.0
BODY_PT, BODY_GAP_PT = 9.5, 10.0
LARGE_PT, LARGE_GAP_PT = 16.0, 14.0
LINE_EM, TICK_EM, BLANK_EM, RIGID_EM = 6.0, 1.2, 5.0, 14.0
SPLIT_FROM_LINES = 14
HEAD_LENGTH = 50
PART_ROWS = 1_000
"""So many rows of a long sheet are set at once: the typesetter takes 110 kB for each."""
Foot = Literal["all", "rest", "number"]
RIGID_KINDS: frozenset[Kind] = frozenset({"number", "day", "tick", "code"})


class ColumnData(TypedDict):
    """A column as the templates read it.

    ``em`` is the width it is worth, ``samples`` are the widest texts that fit in it; ``wraps`` if
    others do not and will take several lines; ``least`` is what it needs in em even without texts.
    """

    label: Said
    kind: str
    share: float
    align: str
    rigid: bool
    wraps: bool
    em: float
    least: float
    samples: list[Said]


PlainRow = list[str | Said]
"""A row that needs nothing of its own, code and all; a cell is a text where that is all there is to say of it."""


class RowData(TypedDict):
    """Any other row as the templates read it; ``long`` if it may be split between pages after all."""

    cells: list[Said]
    emphasis: str
    indent: int
    to_sign: bool
    code: str
    long: bool


class SectionData(TypedDict):
    """A section as the templates read it; ``bare`` if it has neither rows nor narrower sections."""

    heading: Said
    note: Said
    level: int
    bare: bool
    rows: list[PlainRow | RowData]


class SheetData(TypedDict):
    """A sheet as the templates read it, or a part of one; lengths are in points.

    ``pages`` is how many there are of the whole sheet, 0 where the typesetter is to count them; ``begins`` if it is its
    beginning. ``foot`` is what stands at the foot: all, all but the number of the page, or only that. ``long_words``
    are those of plain rows, of each column a line a word.
    """

    name: str
    lang: str
    region: str
    rtl: bool
    width: float
    height: float
    margin: float
    body: float
    gap: float
    large: bool
    title: Said
    running: Said
    group: Said
    as_of: Said
    facts: list[Said]
    purpose: Said
    notes: list[Said]
    sensitivity: Said
    code: Said
    page_of: str
    pages: int
    pages_before: int
    begins: bool
    foot: Foot
    columns: list[ColumnData]
    sections: list[SectionData]
    long_words: list[str]
    row_codes: bool
    blank_rows: int
    by_hand: Said
    empty: Said
    manuscript: NotRequired[ManuscriptData]


def lay_out(sheet: Sheet) -> SheetData:
    """Turn a sheet into plain data for its template; equal sheets give equal data."""
    frame = lay_out_frame(sheet)
    return _filled(frame, sheet.sections)


def lay_out_parts(sheet: Sheet, frame: SheetData, part_rows: int) -> Iterator[SheetData]:
    """Turn a long sheet into the data of its parts, one after the other, in the frame that all its rows ask for."""
    nothing = said("")
    pieces = list(_pieces(sheet.sections, part_rows))
    for number, piece in enumerate(pieces, 1):
        part = _filled(frame, piece)
        part["begins"] = number == 1
        if number < len(pieces):
            part["blank_rows"], part["by_hand"] = 0, nothing
        yield part


def _pieces(sections: Sequence[SheetSection], part_rows: int) -> Iterator[tuple[SheetSection, ...]]:
    """Cut sections into pieces of so many rows; one that goes on is named again."""
    piece: list[SheetSection] = []
    free = part_rows
    for section in sections:
        rows = section.rows
        while len(rows) > free:
            yield (*piece, replace(section, rows=rows[:free])) if free else tuple(piece)
            piece, rows, free = [], rows[free:], part_rows
        piece.append(replace(section, rows=rows))
        free -= len(rows)
    yield tuple(piece)


def lay_out_frame(sheet: Sheet) -> SheetData:
    """Turn all of a sheet but its rows into data; the columns are as wide as the rows ask for."""
    locale = locale_of(sheet.language)
    from_right = locale.text_direction == "rtl"
    filled = sheet.row_count > 0
    headed = any(plain(section.heading) for section in sheet.sections)
    stretches = _stretches(sheet)
    body, gap = (LARGE_PT, LARGE_GAP_PT) if sheet.large else (BODY_PT, BODY_GAP_PT)
    width, height = PAPER_PT[sheet.paper]
    outside = 2 * MARGIN_PT + gap * (len(stretches) - 1)
    landscape = sheet.landscape
    if landscape is None:
        landscape = is_crowded(stretches, SAFE * (width - outside) / body)
    if landscape:
        width, height = height, width
    columns = _columns(sheet, stretches, SAFE * (width - outside) / body, from_right=from_right)
    data: SheetData = {
        "name": " \u2013 ".join(plain(text) for text in (sheet.title, sheet.group) if text),
        "lang": locale.language,
        "region": (locale.territory or "").lower(),
        "rtl": from_right,
        "width": width,
        "height": height,
        "margin": MARGIN_PT,
        "body": body,
        "gap": gap,
        "large": sheet.large,
        "title": said(sheet.title),
        "running": said(_cut(plain(sheet.title))),
        "group": said(_cut(plain(sheet.group))),
        "as_of": said(as_of(sheet, locale)),
        "facts": [said(fact) for fact in (sheet.period, sheet.summary) if fact],
        "purpose": said(sheet.purpose),
        "notes": [said(note) for note in sheet.notes if note],
        "sensitivity": said(sheet.sensitivity),
        "code": said(_("Sheet {code}").format(code=sheet.code) if sheet.code else ""),
        "page_of": _("Page {page} of {pages}"),
        "pages": 0,
        "pages_before": 0,
        "begins": True,
        "foot": "all",
        "columns": columns,
        "sections": [],
        "long_words": [],
        "row_codes": len(stretches) > len(sheet.columns),
        "blank_rows": sheet.blank_rows,
        "by_hand": said(sheet.by_hand or _("Added by hand") if headed and sheet.blank_rows else ""),
        "empty": said("" if filled or headed or sheet.blank_rows else sheet.empty or _("Nobody on this list.")),
    }
    if sheet.manuscript is not None:
        data["manuscript"] = manuscript_data(sheet.manuscript)
    return data


def as_of(sheet: Sheet, locale: Locale) -> str:
    """Say when and by whose copy the sheet was true, in the sheet's own language and time zone."""
    day = format_skeleton("yMMMd", sheet.as_of, locale=locale)
    time = format_time(sheet.as_of, "short", locale=locale, tzinfo=sheet.as_of.tzinfo)
    when = isolated(f"{day}, {time}".replace("\u202f", "\u00a0"))
    if not sheet.as_of_from:
        return _("As of {when}").format(when=when)
    return _("As of {when}, from {whose}").format(when=when, whose=isolated(plain(sheet.as_of_from)))


def locale_of(language: str) -> Locale:
    """Find the conventions of a BCP 47 language; English where babel has none for it."""
    try:
        return Locale.parse(language.replace("_", "-"), sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def _cut(text: str) -> str:
    """Shorten a text for the head of the page, which has room for one line."""
    line = " ".join(text.split())
    return line if len(line) <= HEAD_LENGTH else line[: HEAD_LENGTH - 1].rstrip() + "\u2026"


def _rows(sheet: Sheet) -> list[SheetRow]:
    """List the rows of all sections."""
    return [row for section in sheet.sections for row in section.rows]


def _stretches(sheet: Sheet) -> list[Stretch]:
    """Collect the texts of each column, and of the row codes if there are any."""
    rows = _rows(sheet)
    stretches: list[Stretch] = []
    for place, column in enumerate(sheet.columns):
        texts = () if column.kind == "tick" else tuple(plain(row.cells[place]) for row in rows)
        least = {"line": LINE_EM, "tick": TICK_EM}.get(column.kind, 0.0)
        if sheet.blank_rows and column.kind != "tick" and not any(texts):
            least = max(least, BLANK_EM)
        rigid = column.kind in RIGID_KINDS and max(map(text_em, texts), default=0.0) <= RIGID_EM
        stretches.append(Stretch(texts, plain(column.label), rigid, least))
    if any(row.code for row in rows):
        stretches.append(Stretch(tuple(row.code for row in rows), _("Code"), rigid=True))
    return stretches


def _columns(sheet: Sheet, stretches: list[Stretch], room: float, *, from_right: bool) -> list[ColumnData]:
    """Give each column its width and find the texts that decide it, so that only those are measured."""
    columns = list(sheet.columns)
    if len(stretches) > len(columns):
        columns.append(SheetColumn("row-code", _("Code"), kind="code", align="end"))
    # Digits run from the left in every script, so their units line up at the right on every sheet.
    aligned = {"number": "start" if from_right else "end", "tick": "center"}
    bold = {
        line
        for row in _rows(sheet)
        if row.emphasis in {"strong", "boxed"}
        for cell in row.cells
        for line in plain(cell).split("\n")
    }
    laid_out: list[ColumnData] = []
    for column, stretch, width in zip(columns, stretches, share_out(stretches, room), strict=True):
        lines = {line for text in stretch.texts for line in text.split("\n") if line}
        fitting = [line for line in lines if text_em(line) <= width + ROUNDING]
        widest = sorted(_by_shape(fitting) if stretch.rigid else fitting, key=_widest_first)
        laid_out.append(
            {
                "label": said(column.label),
                "kind": column.kind,
                # On a sheet to be filled in there are no texts to go by, so every column to write in grows.
                "share": column.width or float(not sheet.row_count and not stretch.rigid),
                "align": column.align or aligned.get(column.kind, "start"),
                "rigid": stretch.rigid,
                "wraps": len(fitting) < len(lines),
                "least": stretch.least,
                "em": round(width, 3),
                "samples": [_sample(text, bold) for text in widest[: RIGID_SAMPLES if stretch.rigid else SAMPLES]],
            }
        )
    return laid_out


def _by_shape(texts: Iterable[str]) -> Iterable[str]:
    """Leave out texts that differ from others in digits alone: those are all of one width, and a day never wraps."""
    return {_DIGIT.sub("0", text): text for text in sorted(texts)}.values()


def _widest_first(text: str) -> tuple[float, str]:
    """Order texts by their guessed width, always the same way."""
    return (-text_em(text), text)


def _sample(text: str, bold: set[str]) -> Said:
    """Prepare a text for measuring, in the weight it will be printed in."""
    return {"t": text, "r": reads_right_to_left(text), "b": text in bold}


def _filled(frame: SheetData, sections: Sequence[SheetSection]) -> SheetData:
    """Put sections with their rows into the frame of a sheet.

    A heading that nothing follows is marked, because the template must put something there: the
    typesetter breaks down over a table that ends in a heading.
    """
    shown = [section for section in sections if plain(section.heading) or section.rows]
    levels = [section.level for section in shown[1:]] + [HIGHEST_LEVEL]
    long_words: list[list[str]] = [[] for _column in frame["columns"]]
    filled: list[SectionData] = [
        {
            "heading": said(section.heading),
            "note": said(section.note),
            "level": section.level,
            "bare": not section.rows and following <= section.level,
            "rows": [_row(row, frame, long_words) for row in section.rows],
        }
        for section, following in zip(shown, levels, strict=False)
    ]
    return {**frame, "sections": filled, "long_words": ["\n".join(words) for words in long_words]}


DEEPEST = 10


def _row(row: SheetRow, frame: SheetData, long_words: Sequence[list[str]]) -> PlainRow | RowData:
    """Prepare a row, and note the long words of a plain one; only what may be higher than a page may be split."""
    cells = [said(cell) for cell in row.cells]
    heights = (_height(cell["t"], column["em"]) for cell, column in zip(cells, frame["columns"], strict=False))
    long = max(heights) > SPLIT_FROM_LINES
    if not (long or row.emphasis or row.indent or row.to_sign):
        if frame["row_codes"]:
            cells.append({"t": row.code})
        for cell, words in zip(cells, long_words, strict=True):
            if "w" in cell:
                words.append(cell["w"])
        return [cell["t"] if "w" not in cell and cell.get("r", False) == frame["rtl"] else cell for cell in cells]
    return {
        "cells": cells,
        "emphasis": row.emphasis,
        "indent": min(row.indent, DEEPEST),
        "to_sign": row.to_sign,
        "code": row.code,
        "long": long,
    }


def _height(text: str, em: float) -> float:
    """Guess how many lines a text takes in a column."""
    return text.count("\n") + (text_em(text) / max(em, 1.0) if len(text) > SPLIT_FROM_LINES else 1.0)
