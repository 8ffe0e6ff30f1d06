"""A single page with words to keep: a recovery code, or one share of a secret. It never says whose they are."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, TypedDict

from app.i18n import _
from app.sheets.layout import BODY_GAP_PT, MARGIN_PT, PAPER_PT, locale_of
from app.sheets.words import Said, plain, said

if TYPE_CHECKING:
    from app.sheets.sheet import Paper

COLUMNS = 3
BODY_PT = 11.0


class SlipData(TypedDict):
    """A slip as its template reads it; lengths are in points. The first nine are what all sheets have."""

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
    facts: list[Said]
    sentences: list[Said]
    words: list[str]
    columns: int
    qr: list[str]
    qr_says: str
    by_hand: list[Said]
    care: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """Words, and the same as a QR code (ISO/IEC 18004).

    ``facts`` stand below the title (the day, which share of how many), ``sentences`` say what the words are for,
    ``by_hand`` are labels of lines to write on, ``care`` says how to keep the paper. ``as_of`` is when it was made.
    """

    template: ClassVar[str] = "slip"
    title: str
    words: tuple[str, ...] = field(repr=False)
    as_of: datetime
    facts: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()
    by_hand: tuple[str, ...] = ()
    care: str = ""
    paper: Paper = "a4"
    language: str = "en"

    def __post_init__(self) -> None:
        """Refuse what could not be laid out, because the fault is with whoever filled it in."""
        if not self.words:
            raise ValueError("a slip needs words")
        if self.as_of.tzinfo is None:
            raise ValueError("the time of a slip needs a time zone")


def lay_out_slip(slip: Slip) -> SlipData:
    """Turn a slip into plain data for its template; equal slips give equal data."""
    locale = locale_of(slip.language)
    width, height = PAPER_PT[slip.paper]
    return {
        "name": plain(slip.title),
        "lang": locale.language,
        "region": (locale.territory or "").lower(),
        "rtl": locale.text_direction == "rtl",
        "width": width,
        "height": height,
        "margin": MARGIN_PT,
        "body": BODY_PT,
        "gap": BODY_GAP_PT,
        "large": False,
        "title": said(slip.title),
        "facts": [said(fact) for fact in slip.facts if fact],
        "sentences": [said(sentence) for sentence in slip.sentences if sentence],
        "words": list(slip.words),
        "columns": COLUMNS,
        "qr": qr_rows(" ".join(slip.words)),
        "qr_says": _("The same words as a QR code"),
        "by_hand": [said(each) for each in slip.by_hand],
        "care": said(slip.care),
    }


def qr_rows(text: str) -> list[str]:
    """Encode a text as a QR code, a row of modules a string of 0 and 1.

    In capitals, which take fewer bits, and are the same words when typed.
    """
    import segno

    rows = segno.make(text.upper(), error="m", micro=False).matrix
    return ["".join(str(int(module)) for module in row) for row in rows]
