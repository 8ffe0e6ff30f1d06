"""Papers and pictures that belong to a record: an agreement that was signed, the plan of a floor, a photo.

The record travels with all others. The bytes are kept beside the log in chunks, each under its SHA-256, and travel by
choice; the record names the chunk that lists the others.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from sqlalchemy import String
from sqlalchemy.types import TypeEngine

from app.i18n import N_, _
from app.problems import WrongValue
from app.records.kinds import Kind, LongText, OneOf, Reference, Text, Whole, Wire, one_line
from app.records.record_type import RecordType
from app.records.registry import Entity, attr, entity

CHUNK = 256 * 1024
LARGEST = 64 * 1024 * 1024
AGREEMENT, PLAN, PHOTO, OTHER = "agreement", "plan", "photo", "other"
YES, NO, ASK = "yes", "no", "ask"
"""Whether this laptop wants the bytes of an attachment."""
SORTS = {AGREEMENT: N_("Agreement"), PLAN: N_("Plan"), PHOTO: N_("Photo"), OTHER: N_("Other")}

_BETWEEN_FOLDERS = re.compile(r"[/\\]")
_NOT_IN_NAMES = re.compile(r'[<>:"|?*\x00-\x1f\x7f]')
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_STEERING = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})
_NAME_BYTES = 200
_SUFFIX_LETTERS = 12
_MEDIA = re.compile(r"[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,60}")


@dataclass(frozen=True)
class Hex(Kind[str]):
    """A certain number of hexadecimal digits: the id of a record of any kind, or a SHA-256."""

    digits: int
    worded: ClassVar[bool] = False
    sortable: ClassVar[bool] = False

    def parse(self, text: str) -> str | None:
        """Read the digits in either case."""
        return self.check(text.strip().lower())

    def check(self, value: object) -> str | None:
        """Take the digits in lower case, all of them."""
        if value is None or value == "":
            return None
        if isinstance(value, str) and len(value) == self.digits and not value.strip("0123456789abcdef"):
            return value
        raise WrongValue(_("This has to be {count} hexadecimal digits.").format(count=self.digits))

    def sql_type(self) -> TypeEngine[Any]:
        """Give a column for them."""
        return String(self.digits)


@dataclass(frozen=True)
class FileName(Text):
    """The name of a file without any folder, that every system can hold and that does not pose as another."""

    def shaped(self, text: str) -> str:
        """Make it harmless rather than refuse it: nobody chose the names that scanners give."""
        last = _BETWEEN_FOLDERS.split(text)[-1]
        kept = "".join(letter for letter in last if unicodedata.bidirectional(letter) not in _STEERING)
        name = one_line(_NOT_IN_NAMES.sub("_", kept)).strip(" .")
        if _DEVICES.fullmatch(name):
            name = f"_{name}"
        return _shortened(name)

    def from_wire(self, wire: Wire) -> str | None:
        """Make what another laptop wrote just as harmless."""
        return self.check(wire)


def _shortened(name: str) -> str:
    """Cut a name that no disk would take, and keep its ending."""
    stem, dot, suffix = name.rpartition(".")
    ending = dot + suffix if stem and len(suffix) <= _SUFFIX_LETTERS else ""
    stem = name.removesuffix(ending) if ending else name
    room = _NAME_BYTES - len(ending.encode())
    return stem.encode()[:room].decode(errors="ignore").rstrip(" .") + ending


@dataclass(frozen=True)
class MediaType(Text):
    """What a file claims to hold, as RFC 6838 writes it: image/png."""

    def check(self, value: object) -> str | None:
        """Take a type and a subtype without parameters."""
        text = super().check(value)
        if text is not None and not _MEDIA.fullmatch(text):
            raise WrongValue(_("“{text}” is not a type of file, such as {example}.").format(
                text=text, example="image/png"
            ))  # fmt: skip
        return text


@entity("attachment", one=N_("Attachment"), many=N_("Attachments"), title=("title",), internal=True)
class Attachment(Entity, table=True):
    """A file that belongs to a record of any kind."""

    of: Annotated[str, Hex(32)] = attr(N_("Belongs to"))
    title: Annotated[str, Text()] = attr(N_("Title"), column=True, search=True, max_length=120)
    sort: Annotated[str, OneOf(SORTS)] = attr(N_("What it is"), default=OTHER, column=True)
    shows: Annotated[str, Reference("person")] | None = attr(
        N_("Who is in it"),
        default=None,
        column=True,
        help=N_("A photo of somebody is kept only while they say yes to it."),
    )
    note: Annotated[str, LongText()] | None = attr(N_("Note"), default=None, search=True, max_length=2000)
    file: Annotated[str, FileName()] = attr(N_("File"), column=True, search=True)
    media: Annotated[str, MediaType()] = attr(N_("Type of file"), default="application/octet-stream")
    size: Annotated[int, Whole(1, LARGEST)] = attr(N_("Bytes"), column=True)
    content: Annotated[str, Hex(64)] = attr(N_("Content"))


def can_show(attachment: RecordType, kind: str) -> bool:
    """Whether what is attached to a record of this kind can show the record itself, as a photo of a person does."""
    return attachment.attributes["shows"].target == kind
