"""A second reader, written in another language from sync/FORMATS.md alone, reads what our program has written."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.app.cli.conftest import Shell, words_in
from tests.group import Watch
from tests.node import installed, run

PROGRAM = Path(__file__).parents[2] / "sync" / "reader"
KINDS = ("person", "contact_point", "house", "room", "bed", "project", "task")
Reader = Callable[[Path, Path], dict[str, Any]]


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    return installed(PROGRAM, tmp_path_factory.mktemp("reader"))


@pytest.fixture
def reader(program: tuple[str, Path]) -> Reader:
    node, folder = program
    return lambda bundle, identities: json.loads(run(node, folder / "reader.mjs", bundle, identities))


def identity_of(shell: Shell, vault: Path, who: str) -> Path:
    """Give a file with what `identity` prints, after its warning."""
    assert "opens every bundle" in shell.fails("identity", vault, who=who)
    result = shell.run("identity", vault, "--yes", who=who)
    assert result.exit_code == 0
    assert "secret" in result.stderr
    assert "AGE-SECRET-KEY-PQ-1" not in result.stderr
    return shell.write(f"{who}.identity", result.stdout)


def third_laptop(shell: Shell, ann: Path) -> tuple[Path, Path]:
    """Cy's vault, which waits, and the answer to its request with all that Ann has."""
    cy, request, answer = (shell.path(name) for name in ("cy", "cy.request", "cy.age"))
    shell("join", cy, "--me", "Cy", "--request", request, who="Cy")
    words = words_in(shell("admit", ann, "--request", request))
    shown = shell("admit", ann, "--request", request, "--code", words, "--out", answer)
    assert shown
    return cy, answer


@pytest.mark.long
def test_the_second_reader_prints_what_ours_prints(
    shell: Shell, ann: Path, bo: Path, hand_over: Callable[[str, str], str], reader: Reader
):
    zoe = shell("add", ann, "person", "name=Zoë Ångström", "since=2026-03-29", "tags=cook,driver").strip()
    house = shell("add", ann, "house", "name=Birch").strip()
    room = shell("add", ann, "room", f"house={house}", "name=Attic").strip()
    gone = shell("add", ann, "person", "name=Gone").strip()
    erased = shell("add", ann, "person", "name=Erased Unmistakable").strip()
    project = shell("add", ann, "project", "name=Winter").strip()
    shell(
        "add", ann, "task", f"project={project}", "title=Paint the attic", "due=2026-12-24", "minutes=90", f"who={zoe}"
    )
    shell("add", ann, "contact_point", f"person={zoe}", "kind=phone", "value=+49 30 1234567", "preferred=yes")
    hand_over("Ann", "Bo")
    shell("set", ann, "person", zoe, "name=Zoë A.")
    shell("set", bo, "person", zoe, "name=Zoë from Bo", who="Bo")
    shell("set", bo, "person", zoe, "tags=cook,baker", who="Bo")
    shell("add", bo, "bed", f"room={room}", "name=By the window", who="Bo")
    shell("delete", bo, "person", gone, who="Bo")
    hand_over("Bo", "Ann")
    shell("erase", ann, "person", erased, "--yes")
    cy, answer = third_laptop(shell, ann)

    found = reader(answer, identity_of(shell, cy, "Cy"))

    assert (found["group"], found["sender"], found["devices"]) == ("Kitchen table", "Ann", 3)
    assert found["signatures"] > found["segments"] > 3
    assert found["erased"] >= 1
    assert found["leaves"] > 20
    assert found["statements"] >= 4
    assert kinds_that_agree(shell, ann, found) == {*KINDS}
    assert sorted(found["records"][zoe]["fields"]["name"]) == ["Zoë A.", "Zoë from Bo"], "both values of the conflict"
    assert "Unmistakable" not in json.dumps(found)


@pytest.mark.long
def test_the_second_reader_reads_logs_that_have_forked(
    shell: Shell, ann: Path, bo: Path, hand_over: Callable[[str, str], str], reader: Reader
):
    """A cloned disk writes on: both branches of its log count, and what each says of what both have made."""
    zoe = shell("add", ann, "person", "name=Zoë", "tags=cook,driver").strip()
    gone = shell("add", ann, "person", "name=Gone").strip()
    hand_over("Ann", "Bo")
    hand_over("Bo", "Ann")
    clone = shell.path("clone")
    shutil.copytree(ann, clone)
    shutil.copytree(shell.path("Ann's computer"), shell.path("Clone's computer"))
    shell.watches["Clone"] = Watch(shell.watches["Ann"].time)
    for vault, who, word in ((ann, "Ann", "one"), (clone, "Clone", "other")):
        made = shell("add", vault, "person", f"name=By the {word}", who=who).strip()
        shell("set", vault, "person", zoe, f"name=Zoë by the {word}", f"tags={word}", who=who)
        shell("set", vault, "person", made, "tags=new", who=who)
    shell("delete", clone, "person", gone, who="Clone")
    shell("set", ann, "person", gone, "name=Not gone")
    bundle = shell.path("clone.age")
    shell("bundle", clone, "--out", bundle, "--to", "Bo", who="Clone")
    shell("open", bo, bundle, who="Bo")
    hand_over("Ann", "Bo")
    shell("set", bo, "person", zoe, "tags=settled", who="Bo")
    for house in ("Birch", "Oak"):
        shell("add", bo, "house", f"name={house}", who="Bo")
    hand_over("Bo", "Ann")
    cy, answer = third_laptop(shell, ann)

    found = reader(answer, identity_of(shell, cy, "Cy"))

    assert found["branches"] >= 1
    assert kinds_that_agree(shell, ann, found) == {"person", "house"}
    assert sorted(found["records"][zoe]["fields"]["name"]) == ["Zoë by the one", "Zoë by the other"]


def test_the_second_reader_starts_from_a_snapshot(
    shell: Shell, ann: Path, bo: Path, hand_over: Callable[[str, str], str], reader: Reader
):
    zoe = shell("add", ann, "person", "name=Zoë", "tags=cook,driver").strip()
    shell("add", ann, "project", "name=Winter")
    gone, kept = (shell("add", ann, "person", f"name={name}").strip() for name in ("Gone", "Kept"))
    hand_over("Ann", "Bo")
    shell("set", ann, "person", zoe, "name=Zoë A.", "tags=cook")
    shell("set", bo, "person", zoe, "name=Zoë from Bo", who="Bo")
    shell("delete", bo, "person", gone, who="Bo")
    shell("delete", bo, "person", kept, who="Bo")
    shell("set", ann, "person", kept, "name=Kept by Ann")
    hand_over("Bo", "Ann")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("app.services.exchange.exchange.SNAPSHOT_ABOVE", 0)
        cy, answer = third_laptop(shell, ann)
    identities = identity_of(shell, cy, "Cy")

    found = reader(answer, identities)

    assert (found["snapshots"], found["segments"] > 0) == (1, True)
    assert kinds_that_agree(shell, ann, found) == {"person", "project"}


def test_the_second_reader_reads_what_was_written_after_old_history_was_let_go(
    shell: Shell, ann: Path, bo: Path, hand_over: Callable[[str, str], str], reader: Reader
):
    zoe = shell("add", ann, "person", "name=Zoë", "tags=cook,driver").strip()
    project = shell("add", ann, "project", "name=Winter").strip()
    hand_over("Ann", "Bo")
    shell("set", bo, "person", zoe, "name=Zoë from Bo", who="Bo")
    hand_over("Bo", "Ann")
    hand_over("Ann", "Bo")
    hand_over("Bo", "Ann")
    shell("prune", ann, "--certify", "--older-than", "0")
    shell("add", ann, "task", f"project={project}", "title=After the cut", f"who={zoe}")
    shell("set", ann, "person", zoe, "tags=cook,baker")
    shell("set", bo, "person", zoe, "name=Zoë unseen", who="Bo")
    shell("delete", bo, "project", project, who="Bo")
    hand_over("Bo", "Ann")
    cy, answer = third_laptop(shell, ann)

    found = reader(answer, identity_of(shell, cy, "Cy"))

    assert found["snapshots"] == 1
    assert kinds_that_agree(shell, ann, found) == {"person", "task"}


def kinds_that_agree(shell: Shell, vault: Path, found: dict[str, Any]) -> set[str]:
    """Compare what the second reader has found with the records of a vault; gives their kinds."""
    theirs = found["records"]
    kinds = {*KINDS, *(record["kind"] for record in theirs.values())}
    ours = {row["id"]: row for kind in kinds for row in shell.read("list", vault, kind)}
    assert theirs.keys() == ours.keys()
    for record, row in ours.items():
        assert theirs[record]["kind"] == row["kind"]
        assert theirs[record]["circle"] == row["circle"]
        assert values_of(theirs[record]) == values_of_ours(row), row
    return {row["kind"] for row in ours.values()}


def values_of(record: dict[str, Any]) -> dict[str, Any]:
    shown = {name: lives[0] for name, lives in record["fields"].items()} | record["sets"]
    return {name: value for name, value in shown.items() if value not in (None, [])}


def values_of_ours(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row["values"].items() if value not in (None, [])}


def test_what_was_changed_is_refused(shell: Shell, ann: Path, bo: Path, program: tuple[str, Path]):
    shell("add", ann, "person", "name=Zoë")
    cy, answer = third_laptop(shell, ann)
    identities = identity_of(shell, cy, "Cy")
    node, folder = program
    assert bo.exists()
    other = identity_of(shell, bo, "Bo")
    data = bytearray(answer.read_bytes())
    data[len(data) // 2] ^= 1
    answer.with_suffix(".bad").write_bytes(data)
    for file, keys in ((answer, other), (answer.with_suffix(".bad"), identities)):
        ended = subprocess.run(
            [node, folder / "reader.mjs", file, keys], capture_output=True, text=True, check=False
        )  # fmt: skip
        assert ended.returncode != 0
        assert ended.stdout == ""
