"""The travel copy and the retention queue on the command line."""

from __future__ import annotations

import dataclasses
import datetime
from pathlib import Path

import pytest

from tests.app.cli.conftest import Shell

OWN = "a word for the road"


@pytest.fixture
def own(shell: Shell) -> Path:
    return shell.write("own.txt", OWN + "\n")


def test_a_copy_is_made_used_and_suspended(shell: Shell, ann: Path, own: Path):
    shell("circle", "open", ann, "Housing")
    shell("add", ann, "person", "name=Zoë")
    copy = shell.path("copy")
    said = shell("travel", ann, "--to", copy, "--dry-run")
    assert "1 of 1 records" in said
    assert "1  Person" in said
    assert "nothing of Housing" in said
    assert not copy.exists()
    said = shell("travel", ann, "--to", copy, "--role", "editor", "--new-passphrase-file", own)
    command = said.strip().splitlines()[-1].strip()
    assert command == f"switchboard suspend {ann} 'Ann (travel)' --yes"
    there = dataclasses.replace(shell, variables={"SWITCHBOARD_PASSPHRASE": OWN})
    assert "Zoë" in there("list", copy, "person")
    assert "Ann (travel) (editor)" in there("status", copy)
    there("set", copy, "person", "Zoë", "note=Met on the way")
    home = shell.path("home.age")
    there("bundle", copy, "--to", "Ann", "--out", home)
    shell("open", ann, home)
    assert "Met on the way" in shell("show", ann, "person", "Zoë")
    assert "Ann (travel) is suspended" in shell("suspend", ann, "Ann (travel)", "--yes")
    (_me, copied) = (each for member in shell.read("status", ann)["members"] for each in member["devices"])
    assert copied["name"] == "Ann (travel)"
    assert copied["standing"] == "suspended"


def test_a_copy_is_not_made_for_the_wrong_reasons(shell: Shell, ann: Path, bo: Path, own: Path):
    copy = shell.path("copy")
    same = shell.write("same.txt", "correct horse battery")
    assert "of its own" in shell.fails("travel", ann, "--to", copy, "--new-passphrase-file", same)
    assert "Only an admin" in shell.fails("travel", bo, "--to", copy, "--new-passphrase-file", own, who="Bo")
    assert "no circle" in shell.fails("travel", ann, "--to", copy, "--circle", "Nowhere", "--new-passphrase-file", own)
    assert not copy.exists()
    assert shell.fails("travel", ann, "--to", ann, "--new-passphrase-file", own)


def test_what_was_kept_for_long_enough_is_kept_longer_or_erased(shell: Shell, ann: Path):
    assert "Nothing has been kept for too long" in shell("retention", ann)
    shell("add", ann, "person", "name=Zoë", "stage=left")
    shell("add", ann, "person", "name=Yan", "x:Shoe size=38")
    shell.watches["Ann"].time += datetime.timedelta(days=400)
    listed = shell("retention", ann)
    assert "Zoë" in listed
    assert "Person: From the import" in listed
    found = {due["title"]: due for due in shell.read("retention", ann)}
    zoe, yan = found["Zoë"]["record"][:12], f"{found['Yan']['record'][:12]}.extra"
    assert "has to come yet" in shell.fails("retention", ann, "--keep", zoe, "--until", "2026-01-01")
    assert "is kept until 2099-01-01" in shell("retention", ann, "--keep", zoe, "--until", "2099-01-01")
    assert "Zoë" not in shell("retention", ann)
    assert "not among" in shell.fails("retention", ann, "--erase", zoe)
    assert "Nothing was erased yet" in shell("retention", ann, "--erase", yan)
    assert "Erased here" in shell("retention", ann, "--erase", yan, "--yes")
    assert "Nothing has been kept for too long" in shell("retention", ann)
    assert "Until" not in shell.misused("retention", ann, "--keep", zoe)
