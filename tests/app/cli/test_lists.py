"""`import` and `export`: nothing lost, nothing overwritten, bad rows kept aside."""

import csv
import io
from pathlib import Path

import pytest

from tests.app.cli.conftest import Shell

LIST = """\
First name,Last name,E-mail,Mobile,Shoe size,Commitment
Zoë,Ärger,zoe@example.org,+49 30 23125 001,39,
محمود,النجار,,+44 7700 900123,,x
,,,,44,
Björn,Straßer,bjoern@example.org,,,
"""


@pytest.fixture
def file(shell: Shell) -> Path:
    return shell.write("list.csv", LIST)


def test_a_dry_run_shows_the_mapping_and_changes_nothing(shell: Shell, ann: Path, file: Path):
    before = shell("digest", ann)
    said = shell("import", ann, "person", file, "--dry-run")
    for text in ("First name", "given", "contact_point:email", "x:Shoe size", "Zoë Ärger", "3 records", "line 4"):
        assert text in said, said
    assert shell("digest", ann) == before
    assert list(shell.root.glob("*bad*")) == []


def test_an_import_keeps_every_value_and_bad_rows_in_a_file(shell: Shell, ann: Path, file: Path):
    said = shell("import", ann, "person", file)
    assert "Imported 3 records" in said
    bad = shell.path("list-bad-rows.csv")
    assert str(bad) in said
    rows = list(csv.reader(io.StringIO(bad.read_text("utf-8-sig"))))
    assert rows[1][-2] == "44"
    zoe = shell.read("show", ann, "person", "Zoë Ärger")
    assert zoe["values"]["extra"] == {"Shoe size": "39"}
    assert {part["values"]["value"] for part in zoe["parts"]["contact_point"]} == {
        "zoe@example.org",
        "+49 30 23125 001",
    }
    assert "list.csv" in shell("undo", ann)
    assert shell.read("list", ann, "person") == []


def test_an_import_stops_before_anything_if_bad_rows_cannot_be_kept(shell: Shell, ann: Path, file: Path):
    kept = shell.write("list-bad-rows.csv", "mine")
    before = shell("digest", ann)
    assert "already a file" in shell.fails("import", ann, "person", file)
    assert kept.read_text("utf-8") == "mine"
    assert shell("digest", ann) == before
    shell("import", ann, "person", file, "--bad-rows", shell.path("mend.csv"))
    assert shell.path("mend.csv").exists()


def test_the_mapping_can_be_corrected(shell: Shell, ann: Path, file: Path):
    shell("import", ann, "person", file, "--map", "Shoe size=", "--map", "commitment=note")
    values = shell.read("show", ann, "person", "محمود النجار")["values"]
    assert values["note"] == "x"
    assert shell.read("show", ann, "person", "Zoë Ärger")["values"]["extra"] is None


def test_corrections_that_cannot_be(shell: Shell, ann: Path, file: Path):
    assert "no column “Shoes”" in shell.fails("import", ann, "person", file, "--map", "Shoes=note")
    assert "“shoe” is no field" in shell.fails("import", ann, "person", file, "--map", "Shoe size=shoe")
    assert "COLUMN=FIELD" in shell.misused("import", ann, "person", file, "--map", "Shoe size")
    assert shell.read("list", ann, "person") == []


def test_what_is_there_already_changes_nothing_and_what_looks_alike_can_be_left_out(
    shell: Shell, ann: Path, file: Path
):
    shell("import", ann, "person", file)
    before = shell("digest", ann)
    again = shell("import", ann, "person", file, "--bad-rows", shell.path("x.csv"))
    assert "Here already as they are: 3" in again
    assert shell("digest", ann) == before
    alike = shell.write("alike.csv", "Name,E-mail\nZoe Anger,zoe@example.org\n")
    assert "Likely there already" in shell("import", ann, "person", alike, "--dry-run")
    assert "No row of “alike.csv” is left" in shell.fails("import", ann, "person", alike, "--skip-duplicates")


def test_files_that_are_no_lists(shell: Shell, ann: Path):
    assert "no file" in shell.fails("import", ann, "person", shell.path("none.csv"))
    assert "empty" in shell.fails("import", ann, "person", shell.write("empty.csv", ""))
    said = shell.fails("import", ann, "task", shell.write("t.csv", "title\nBuy rice\n"))
    assert "No row can be imported" in said
    assert "line 2" in said
    assert "no kind of record" in shell.fails("import", ann, "persons", shell.write("p.csv", "name\nBo\n"))


def test_what_was_exported_comes_back(shell: Shell, ann: Path, bo: Path, file: Path):
    shell("import", ann, "person", file)
    out = shell.path("people.csv")
    said = shell("export", ann, "person", out)
    assert "not encrypted" in said
    assert "Zoë" in out.read_text("utf-8-sig")
    assert out.stat().st_mode & 0o077 == 0
    shell("import", bo, "person", out, who="Bo")
    here = {row["values"]["name"]: row["values"] for row in shell.read("list", ann, "person")}
    there = {row["values"]["name"]: row["values"] for row in shell.read("list", bo, "person", who="Bo")}
    assert here == there


@pytest.mark.parametrize("ending", ["csv", "xlsx", "json", "vcf"])
def test_every_format_is_written(ending: str, shell: Shell, ann: Path, file: Path):
    shell("import", ann, "person", file)
    shell("export", ann, "person", shell.path(f"people.{ending}"), "--where", "name~zoe")
    assert shell.path(f"people.{ending}").stat().st_size > 50


def test_exports_that_cannot_be(shell: Shell, ann: Path):
    taken = shell.write("people.csv", "mine")
    assert "already a file" in shell.fails("export", ann, "person", taken)
    assert taken.read_text("utf-8") == "mine"
    said = shell.fails("export", ann, "person", shell.path("people.doc"))
    assert "csv" in said
    assert not shell.path("people.doc").exists()
    assert "not a filter" in shell.fails("export", ann, "person", shell.path("p.csv"), "--where", "what")
    assert "no field “colour”" in shell.fails("list", ann, "person", "--where", "colour=red")
    assert list(shell.root.glob(".switchboard-*")) == []


def test_a_file_as_it_is_asks_and_is_told(shell: Shell, ann: Path):
    """Encoding, days and the same id, as somebody at a terminal meets them."""
    text = "Contact ID;Name;Do Not Phone;Phone;With us since\n1;Łukasz Żółć;Yes;+48 600 100 200;03/04/2026\n"
    file = shell.path("list.csv")
    file.write_bytes(text.encode("cp1250"))
    said = shell("import", ann, "person", file, "--dry-run")
    assert "Łukasz Żółć" in said
    assert "--encoding cp1251: " in said
    assert "two ways" in said
    assert "--dates" in shell.fails("import", ann, "person", file)
    shell("import", ann, "person", file, "--dates", "month-first")
    (person,) = shell.read("list", ann, "person")
    assert person["values"]["since"] == "2026-03-04"
    (point,) = shell.read("show", ann, "person", "Łukasz Żółć")["parts"]["contact_point"]
    assert point["values"]["do_not_call"] is True
    file.write_bytes(text.replace("03/04", "13/04").replace("600", "700").encode("cp1250"))
    said = shell("import", ann, "person", file, "--dry-run")
    assert "Here already, and would change: 2" in said
    assert "With us since: 4 Mar 2026 → 13 Apr 2026" in said
    assert "No field “Shoes” would change" in shell.fails("import", ann, "person", file, "--leave", "Shoes")
    assert "Changed of those who were here: 1" in shell("import", ann, "person", file, "--leave", "since")
    (person,) = shell.read("list", ann, "person")
    assert person["values"]["since"] == "2026-03-04"
    assert len(shell.read("show", ann, "person", "Łukasz Żółć")["parts"]["contact_point"]) == 2


def test_lists_and_cards_for_other_programs(shell: Shell, ann: Path, tmp_path: Path):
    shell("add", ann, "person", "name=Zoë Ärger", "given=Zoë", "family=Ärger")
    shell("export", ann, "person", tmp_path / "g.csv", "--headers", "google")
    assert "First Name,Last Name" in (tmp_path / "g.csv").read_text("utf-8-sig")
    shell("export", ann, "person", tmp_path / "old.vcf", "--cards", "2.1")
    assert b"VERSION:2.1\r\nPRODID" in (tmp_path / "old.vcf").read_bytes()
    assert "google" in shell.fails("export", ann, "person", tmp_path / "x.csv", "--headers", "lotus")
    assert "3.0" in shell.misused("export", ann, "person", tmp_path / "x.vcf", "--cards", "5")
    assert not (tmp_path / "x.csv").exists()
