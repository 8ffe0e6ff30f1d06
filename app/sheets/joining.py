"""Parts of one sheet become one file: its pages one after the other, each with its number, and one tree of tags.

This reads PDFs as our typesetter writes them, and only those: every object by itself, dictionaries without blanks, the
tags under one element. What looks otherwise is a `Bug`. Only one part is in memory at a time, beside the file itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from app.i18n import _
from app.problems import Bug

_TOKEN = re.compile(rb"\\.|[()]|(\d+) 0 R\b", re.DOTALL)
_ENTRY = 20
_PAGES, _TREE, _DOCUMENT, _FIRST = 1, 2, 3, 4
"""The numbers of what all parts share, and the first of the others."""


@dataclass(frozen=True, slots=True)
class _Read:
    """What a part is made of: its objects by their numbers, and those from which it hangs together."""

    objects: dict[int, bytes]
    catalog: int
    pages: int
    tree: int
    document: int
    info: int
    trailer: bytes


@dataclass(slots=True)
class JoinedPages:
    """A file that grows by a part at a time; `finish` gives it whole."""

    _out: bytearray = field(default_factory=lambda: bytearray(b"%PDF-1.7\n%\x80\x80\x80\x80\n\n"))
    _places: dict[int, int] = field(default_factory=dict[int, int])
    _next: int = _FIRST
    _kids: list[int] = field(default_factory=list[int])
    _pages: dict[int, tuple[bytes, bytes]] = field(default_factory=dict[int, tuple[bytes, bytes]])
    _elements: list[bytes] = field(default_factory=list[bytes])
    _tagged: list[bytes] = field(default_factory=list[bytes])
    _names: list[bytes] = field(default_factory=list[bytes])
    _keys: int = 0
    _parts: int = 0
    _roles: bytes = b""
    _head: tuple[bytes, bytes] = (b"", b"")

    @property
    def page_count(self) -> int:
        """Say how many pages there are so far."""
        return len(self._kids)

    def add(self, pdf: bytes, *, leads: bool = False) -> int:
        """Take one more part, and say how many pages it has; the one that `leads` says what the whole is."""
        part = _read(pdf)
        moved = self._moved(part)
        self._parts += 1
        self._tags(part, moved)
        pages = _references(_value(part.objects[part.pages], rb"/Kids"))
        for number, body in part.objects.items():
            if number in {part.pages, part.tree, part.document, part.catalog}:
                continue
            text = self._own(_renumbered(body, moved))
            if number in pages:
                resources = _renumbered(part.objects[_reference(body, rb"/Resources")], moved)
                self._pages[int(moved[number])] = text, resources
            else:
                self._write(int(moved[number]), text)
        self._kids += [int(moved[page]) for page in pages]
        self._keys += len(pages)
        if leads or not self._head[0]:
            catalog = _renumbered(part.objects[part.catalog], moved)
            trailer = _renumbered(part.trailer, moved)
            self._head = catalog, trailer
        return len(pages)

    def finish(self, numbers: bytes) -> bytes:
        """Lay the pages of another file over these, which holds the number of each, and give the whole."""
        over = _read(numbers)
        moved = self._moved(over)
        laid = _references(_value(over.objects[over.pages], rb"/Kids"))
        if len(laid) != len(self._kids):
            raise _unlike("numbers")
        apart = {over.pages, over.tree, over.document, over.catalog, over.info, *laid}
        contents: dict[int, bytes] = {}
        for page in laid:
            body = over.objects[page]
            resources = _renumbered(over.objects[_reference(body, rb"/Resources")], moved)
            box = _value(body, rb"/MediaBox")
            form = b"<</Type/XObject/Subtype/Form/BBox" + box + b"/Resources" + resources
            contents[_reference(body, rb"/Contents")] = form
        for number, body in over.objects.items():
            if number in contents:
                self._write(int(moved[number]), contents[number] + body[2:])
            elif number not in apart and b"/Type/StructElem" not in body[:20]:
                self._write(int(moved[number]), _renumbered(body, moved))
        self._write_pages([int(moved[number]) for number in contents])
        self._write_shared()
        return self._whole()

    def _write_pages(self, numbers: Sequence[int]) -> None:
        """Write the pages, each with its number over it."""
        before, after = self._stream(b"q\n"), self._stream(b"\nQ\n/N Do\n")
        for page, number in zip(self._kids, numbers, strict=True):
            text, resources = self._pages[page]
            if b"/XObject" in resources:
                raise _unlike("resources")
            resources = resources[:-2] + b"/XObject<</N %d 0 R>>>>" % number
            text = re.sub(rb"/Resources \d+ 0 R", lambda _match, new=resources: b"/Resources" + new, text, count=1)
            text = re.sub(rb"/Contents (\d+ 0 R)", rb"/Contents[%d 0 R \1 %d 0 R]" % (before, after), text, count=1)
            self._write(page, text)

    def _write_shared(self) -> None:
        """Write what holds all parts together."""
        kids = b" ".join(b"%d 0 R" % page for page in self._kids)
        self._write(_PAGES, b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(self._kids), kids))
        document = b"<</Type/StructElem/S/Document/P %d 0 R/K[%s]>>"
        self._write(_DOCUMENT, document % (_TREE, b" ".join(self._elements)))
        tree = b"<</Type/StructTreeRoot/RoleMap%s/K[%d 0 R]/ParentTree<</Nums[%s]>>/IDTree<<%s>>/ParentTreeNextKey %d>>"
        tagged, names = b" ".join(self._tagged), b"/Names[%s]" % b"".join(sorted(self._names))
        self._write(_TREE, tree % (self._roles, _DOCUMENT, tagged, names if self._names else b"", self._keys))

    def _whole(self) -> bytes:
        """End the file with the table of where everything stands."""
        catalog, trailer = self._head
        root, size = self._next, self._next + 1
        self._write(root, catalog)
        start = len(self._out)
        self._out += b"xref\n0 %d\n0000000000 65535 f\r\n" % size
        for number in range(1, size):
            place = self._places.get(number)
            self._out += b"0000000000 00000 f\r\n" if place is None else b"%010d 00000 n\r\n" % place
        trailer = re.sub(rb"/Size \d+", b"/Size %d" % size, trailer)
        trailer = re.sub(rb"/Root \d+ 0 R", b"/Root %d 0 R" % root, trailer)
        self._out += b"trailer\n%s\nstartxref\n%d\n%%%%EOF" % (trailer, start)
        return bytes(self._out)

    def _moved(self, part: _Read) -> dict[int, bytes]:
        """Give the new numbers of a part's objects."""
        moved = {number: b"%d" % (self._next + place) for place, number in enumerate(part.objects)}
        self._next += len(moved)
        shared = {part.pages: _PAGES, part.tree: _TREE, part.document: _DOCUMENT}
        return moved | {number: b"%d" % new for number, new in shared.items()}

    def _tags(self, part: _Read, moved: dict[int, bytes]) -> None:
        """Take over what the tags of a part hang from: its elements, which of them are on a page, and their names."""
        tree = part.objects[part.tree]
        self._roles = self._roles or _value(tree, rb"/RoleMap")
        self._elements.append(_renumbered(_value(part.objects[part.document], rb"/K")[1:-1], moved))
        nums = _value(_value(tree, rb"/ParentTree"), rb"/Nums")
        for key, number in re.findall(rb"(\d+) (\d+) 0 R", nums):
            self._tagged.append(b"%d %s 0 R" % (int(key) + self._keys, moved[int(number)]))
        for name, number in re.findall(rb"\((U\d+x\d+y\d+)\)(\d+) 0 R", tree):
            self._names.append(b"(P%04d%s)%s 0 R" % (self._parts, name, moved[int(number)]))

    def _own(self, text: bytes) -> bytes:
        """Give what only a part counts for itself names and numbers that no other part has."""
        if text.startswith(b"<</Type/StructElem"):
            if b"(U" not in text:
                return text
            mark = b"P%04d" % self._parts
            text = re.sub(rb"(?<=/ID\()(?=U)", mark, text)
            return re.sub(rb"/Headers\[([^\]]*)\]", lambda match: match[0].replace(b"(U", b"(" + mark + b"U"), text)
        if text.startswith(b"<</Type/Page/"):
            return re.sub(
                rb"(?<=/StructParents )\d+", lambda match: b"%d" % (int(match[0]) + self._keys), text, count=1
            )
        return text

    def _stream(self, data: bytes) -> int:
        """Write a stream of its own; gives its number."""
        number, self._next = self._next, self._next + 1
        self._write(number, b"<</Length %d>>\nstream\n%s\nendstream" % (len(data), data))
        return number

    def _write(self, number: int, body: bytes) -> None:
        """Write an object."""
        self._places[number] = len(self._out)
        self._out += b"%d 0 obj\n%s\nendobj\n" % (number, body)


def _read(pdf: bytes) -> _Read:
    """Take a file apart."""
    try:
        start = int(pdf[pdf.rindex(b"startxref") + 9 : pdf.rindex(b"%%EOF")])
        count = int(pdf[start : start + 32].split()[2])
        table = pdf.index(b"0000000000 65535 f", start)
        places = [int(pdf[at : at + 10]) for at in range(table + _ENTRY, table + count * _ENTRY, _ENTRY)]
        objects = dict(_objects(pdf, [*places, start]))
        trailer = pdf[pdf.index(b"<<", table) : pdf.rindex(b"\nstartxref")]
        catalog = _reference(trailer, rb"/Root")
        pages = _reference(objects[catalog], rb"/Pages")
        tree = _reference(objects[catalog], rb"/StructTreeRoot")
        (document,) = _references(_value(objects[tree], rb"/K"))
        if b"/S/Document/" not in objects[document]:
            raise _unlike("tags")
        return _Read(objects, catalog, pages, tree, document, _reference(trailer, rb"/Info"), trailer)
    except (ValueError, IndexError, KeyError) as error:
        raise _unlike("objects") from error


def _objects(pdf: bytes, places: Sequence[int]) -> Iterator[tuple[int, bytes]]:
    """Give the objects of a file by number, without what stands around them."""
    ends = dict(zip(sorted(places), sorted(places)[1:], strict=False))
    for number, place in enumerate(places[:-1], 1):
        body = pdf[place : ends[place]]
        yield number, body[body.index(b" obj\n") + 5 : body.rindex(b"\nendobj")]


def _renumbered(body: bytes, moved: dict[int, bytes]) -> bytes:
    """Give an object with the new numbers of those it refers to; what stands in texts and streams stays as it is."""
    head, stream, data = body.partition(b"\nstream\n")
    depth = 0

    def new(match: re.Match[bytes]) -> bytes:
        nonlocal depth
        if match[1] is None:
            depth += {b"(": 1, b")": -1}.get(match[0], 0)
            return match[0]
        return match[0] if depth else moved[int(match[1])] + b" 0 R"

    return _TOKEN.sub(new, head) + stream + data


def _value(body: bytes, name: bytes) -> bytes:
    """Give the list or dictionary under a name."""
    start = re.search(name + rb"(?=\[|<<)", body)
    if start is None:
        raise _unlike(name.decode())
    depth = 0
    for match in re.finditer(rb"<<|>>|\[|\]", body[start.end() :]):
        depth += 1 if match[0] in {b"<<", b"["} else -1
        if not depth:
            return body[start.end() : start.end() + match.end()]
    raise _unlike(name.decode())


def _reference(body: bytes, name: bytes) -> int:
    """Give the number of the object that a name refers to."""
    found = re.search(name + rb" (\d+) 0 R", body)
    if found is None:
        raise _unlike(name.decode())
    return int(found[1])


def _references(body: bytes) -> list[int]:
    """Give the numbers of the objects that a list refers to."""
    return [int(number) for number in re.findall(rb"(\d+) 0 R", body)]


def _unlike(what: str) -> Bug:
    """Say that a file does not look as those of our typesetter do."""
    return Bug(_("The parts of a sheet could not be joined ({what}).").format(what=what))
