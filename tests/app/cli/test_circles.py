"""`circle list`, `circle move`, `add --circle` and `--where circle=`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.services.members import trust
from app.storage import opening
from tests.app.cli.conftest import Shell
from tests.group import PASSPHRASE


def open_housing(shell: Shell, ann: Path) -> None:
    computer = shell.world().environment()
    vault = opening.open_vault(ann, PASSPHRASE, shell.registry, computer)
    trust.open_circle(vault, "Housing")
    vault.close()


def test_a_record_is_made_in_a_circle_and_listed_by_it(shell: Shell, ann: Path) -> None:
    open_housing(shell, ann)
    assert [each["name"] for each in shell.read("circle", "list", ann)][1:] == ["Housing"]
    assert "Housing" in shell("circle", "list", ann)
    shell("add", ann, "person", "name=Outside")
    inside = shell("add", ann, "person", "name=Inside", "--circle", "housing").strip()
    assert [row["id"] for row in shell.read("list", ann, "person", "--where", "circle=Housing")] == [inside]
    assert "Circle  Housing" in " ".join(shell("show", ann, "person", inside).replace("\n", " ").split("   "))
    assert "There are" in shell.fails("add", ann, "person", "name=X", "--circle", "Nowhere")
    assert "circle" in shell.fails("list", ann, "person", "--where", "circle=Nowhere")


def test_a_record_is_moved_after_a_dry_run(
    shell: Shell, ann: Path, bo: Path, hand_over: Callable[[str, str], str]
) -> None:
    open_housing(shell, ann)
    person = shell("add", ann, "person", "name=Zebedee").strip()
    project = shell("add", ann, "project", "name=Coats", f"owner={person}").strip()
    hand_over("Ann", "Bo")
    hand_over("Bo", "Ann")
    said = shell("circle", "move", ann, "person", "Zebedee", "--to", "Housing", "--dry-run")
    for words in ("Bo has had this", "old backups", "cannot be undone", "Coats", "Goes along"):
        assert words in said
    assert shell.read("show", ann, "person", person)["title"] == "Zebedee"
    new = shell("circle", "move", ann, "person", "Zebedee", "--to", "Housing").strip()
    assert shell.read("show", ann, "project", project)["values"]["owner"] == new
    hand_over("Ann", "Bo")
    assert "(not shared with you)" in shell("show", bo, "project", "Coats", who="Bo")
    assert "Zebedee" not in shell("show", bo, "project", "Coats", who="Bo")
    assert shell.read("list", bo, "person", who="Bo") == []
