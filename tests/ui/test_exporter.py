"""A list written to a file from the window, with the columns of other programs as well."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.records.changes import Add
from app.services.records.lists import Query
from tests.window import Answers
from ui.frame.desk import Desk
from ui.shell.exporter import Exporter

Tell = Callable[[Callable[[Any], Any]], Any]


def _people(tell: Tell) -> None:
    person = tell(lambda vault: vault.apply([Add("person", {"name": "Amina Diallo"})], "add").added[0])
    point = {"person": person, "kind": "phone", "value": "+49 30 1234567"}
    tell(lambda vault: vault.apply([Add("contact_point", point)], "add"))


def test_people_go_out_with_the_columns_of_the_program_that_is_chosen(
    qtbot: QtBot, desk: Desk, tell: Tell, tmp_path: Path
) -> None:
    _people(tell)
    answers, beside = Answers(), QPushButton("export")
    qtbot.addWidget(beside)
    export = Exporter(desk, answers, "person")
    columns: dict[str, list[str]] = {}
    for program, name in (
        ("Google", "First Name"),
        ("Outlook", "First Name"),
        ("Apple", "First"),
        ("CiviCRM", "First"),
    ):
        file = tmp_path / f"{program}.csv"
        answers.files = [file]
        export(Query(), beside)
        qtbot.waitUntil(lambda: export.menu is not None and export.menu.isVisible())
        menu = export.menu
        assert menu is not None
        action = next(each for each in menu.actions() if program in each.text())
        menu.close()
        action.trigger()
        qtbot.waitUntil(file.exists)
        export.menu = None
        rows = list(csv.reader(file.read_text("utf-8-sig").splitlines()))
        columns[program] = rows[0]
        assert name in " ".join(rows[0])
        assert "Amina" in " ".join(rows[1])
    assert len({tuple(each) for each in columns.values()}) == 4
    assert len(answers.offered) == 4


def test_another_ending_than_the_chosen_one_is_another_format(
    qtbot: QtBot, desk: Desk, tell: Tell, tmp_path: Path
) -> None:
    _people(tell)
    answers = Answers()
    export = Exporter(desk, answers, "person")
    for name, begins in (("a.xlsx", b"PK"), ("a.json", b"{"), ("a.vcf", b"BEGIN:VCARD")):
        answers.files = [tmp_path / name]
        export(Query())
        qtbot.waitUntil((tmp_path / name).exists)
        assert (tmp_path / name).read_bytes().startswith(begins)
