"""Goes through the whole flow, then searches every byte that is on disk for what was entered: none may be found."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.capabilities.catalogue import catalogue
from app.services.conflicts import conflicts
from app.services.exchange import exchange
from app.services.jobs import Progress
from app.services.printing import pipeline, printing
from app.services.records import records, searching
from app.sheets.render import SheetRenderer
from app.storage.vault.vault import Vault
from tests.group import PASSPHRASE, Group

ENTERED = (
    "Ildikó Übermeer", "Ildikó", "Übermeer", "Farida Quennell", "Quennell", "0160-5550199", "quennell@example.org",
    "Hornbeam House", "Hornbeam", "Swallow Room", "allergic to walnuts", "seamstress", "Threshold Collective",
    "Kitchen table",
)  # fmt: skip
TEMPLATES = Path(__file__).resolve().parents[2] / "resources" / "sheets"


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder for all temporary files, of Python, SQLite and the typesetter alike."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    for name in ("TMPDIR", "TEMP", "TMP", "SQLITE_TMPDIR"):
        monkeypatch.setenv(name, str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def spellings(text: str) -> Iterator[bytes]:
    yield from (text.encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
    if text.isascii():
        yield text.lower().encode()


def found_on_disk(root: Path) -> list[tuple[str, str]]:
    files = [file for file in root.rglob("*") if file.is_file()]
    assert files
    return [
        (str(file.relative_to(root)), text)
        for file in files
        for text in (*ENTERED, PASSPHRASE)
        if any(spelling in file.read_bytes() for spelling in spellings(text))
    ]


def enter_much(ann: Vault) -> str:
    person = records.add(
        ann, "person", {"name": "Ildikó Übermeer", "tags": ["seamstress"], "note": "allergic to walnuts"}
    ).added[0]
    records.add(ann, "person", {"name": "Farida Quennell"})
    for kind, value in (("phone", "0160-5550199"), ("email", "quennell@example.org")):
        records.add(ann, "contact_point", {"person": person, "kind": kind, "value": value})
    house = records.add(ann, "house", {"name": "Hornbeam House", "address": "Threshold Collective"}).added[0]
    room = records.add(ann, "room", {"name": "Swallow Room", "house": house}).added[0]
    bed = records.add(ann, "bed", {"name": "Window", "room": room}).added[0]
    records.add(ann, "stay", {"person": person, "bed": bed, "from_day": "2026-11-20", "to_day": "2026-12-01"})
    return person


@pytest.mark.long
def test_nothing_that_was_entered_is_readable_on_disk(group: Group, temporary: Path) -> None:
    ann = group.vaults["Ann"]
    person = enter_much(ann)
    bo = group.join("Bo")
    records.edit(ann, person, {"note": "allergic to walnuts and figs"})
    records.edit(bo, person, {"note": "allergic to walnuts, not to figs"})
    device = bo.secrets.public().device.hex()
    handed = exchange.make_bundle(ann, [device]).run(Progress())
    (group.root / handed.name).write_bytes(handed.data)
    exchange.look_into(bo, handed.data).run(Progress())
    exchange.take(bo, handed.data).run(Progress())
    conflicts.settle(bo, conflicts.open_conflicts(bo)[0].id, "1")
    assert searching.search(bo, "Quenn")
    records.delete(bo, person)
    records.undo(bo)
    renderer = SheetRenderer(TEMPLATES)
    for kind in printing.sheet_kinds(catalogue()):
        where = "name~Q" if kind.name == "sign-in" else ""
        about = person if kind.kind == "person" else next(iter(records.ids(bo, kind.kind, records.Query())), "")
        if kind.of_one and not about:
            continue
        sheet = printing.fill(bo, kind.name, printing.PrintOptions(where=where, record=about if kind.of_one else ""))
        assert printing.pdf(bo, renderer, sheet).run(Progress()).startswith(b"%PDF")
        assert pipeline.pages(renderer, sheet).run(Progress())
    assert (group.folder("Bo") / "vault.db-wal").stat().st_size > 0
    assert found_on_disk(group.root) == []
    bo.rebuild()
    group.reopen("Bo")
    assert found_on_disk(group.root) == []
    assert list(temporary.rglob("*")) == []


def test_the_search_would_find_it(tmp_path: Path) -> None:
    (tmp_path / "careless.txt").write_bytes("…Übermeer…".encode("utf-16-le"))
    (tmp_path / "log.bin").write_bytes(b"\x00\x01hornbeam house\x02")
    assert {text for _file, text in found_on_disk(tmp_path)} >= {"Übermeer", "Hornbeam House"}
