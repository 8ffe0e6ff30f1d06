"""What is asked of an empty vault while somebody types their passphrase, so that the first page needs no time."""

import datetime

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.sql.compiler import SQLCompiler

from app.capabilities.catalogue import catalogue
from app.records.changes import Add
from app.services.agenda import today
from app.services.agenda.rehearsal import rehearse
from app.services.exchange import exchange
from app.services.jobs import Cancelled, Progress
from app.services.records import records
from app.services.records.lists import Query
from tests.group import Group, environment

DAY = datetime.date(2026, 11, 23)


@pytest.fixture(autouse=True)
def as_in_the_program(statements_compiled_once):
    """Keep no statement but what the program keeps."""
    event.remove(Engine, "engine_connect", statements_compiled_once)
    yield
    event.listen(Engine, "engine_connect", statements_compiled_once)


@pytest.fixture
def written(monkeypatch):
    """List the statements as they are written."""
    made, begin = [], SQLCompiler.__init__

    def write(self, *args, **more):
        begin(self, *args, **more)
        made.append(str(self))

    monkeypatch.setattr(SQLCompiler, "__init__", write)
    return made


def first_page(vault):
    exchange.status(vault)
    return today.today(vault, DAY)


def test_whoever_unlocks_after_it_waits_for_no_statement_to_be_written(tmp_path, written):
    registry = catalogue()
    rehearse(registry, environment(tmp_path / "computer")).run(Progress())
    assert len(written) > 100
    group = Group(tmp_path, registry)
    vault = group.found()
    written.clear()
    first_page(vault)
    assert not written
    group.close()


def test_what_somebody_looked_for_goes_with_their_vault(tmp_path, written):
    registry = catalogue()
    rehearse(registry, environment(tmp_path / "computer")).run(Progress())
    group = Group(tmp_path, registry)
    ann = group.found()
    ann.apply([Add("person", {"name": "Zora"}), Add("person", {"name": "Kim"})], "")

    def look(vault):
        return [row.values["name"] for row in records.page(vault, "person", Query(where="name~Zora")).rows]

    written.clear()
    assert look(ann) == ["Zora"]
    first = len(written)
    written.clear()
    assert look(ann) == ["Zora"]
    assert len(written) < first
    ann.close()
    written.clear()
    assert look(group.reopen_closed("Ann")) == ["Zora"]
    assert len(written) == first, "what was written for a vault that is closed is still there, with what was looked for"
    group.close()


def test_it_stops_when_somebody_wants_a_vault_and_writes_no_file(tmp_path):
    registry, asked = catalogue(), []

    def wanted():
        asked.append(1)
        return len(asked) > 5

    with pytest.raises(Cancelled):
        rehearse(registry, environment(tmp_path / "computer")).run(Progress(cancelled=wanted))
    assert len(asked) == 6
    assert not registry.statements.complete
    assert not list(tmp_path.iterdir())
    rehearse(registry, environment(tmp_path / "computer")).run(Progress())
    assert registry.statements.complete
    assert not list(tmp_path.iterdir())
