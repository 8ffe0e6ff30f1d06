"""`print`: sheets as PDF."""

from pathlib import Path

from pypdf import PdfReader

from tests.app.cli.conftest import Shell


def test_a_sheet_becomes_a_pdf_with_everybody_on_it(shell: Shell, ann: Path):
    shell("add", ann, "person", "name=Ada Archer")
    shell("add", ann, "contact_point", "person=Ada Archer", "kind=phone", "value=+44 7700 900123")
    out = shell.path("contacts.pdf")
    said = shell("print", ann, "contact-list", "--out", out, "--large", "--paper", "letter")
    assert "print code" in said
    text = "".join(page.extract_text() for page in PdfReader(out).pages)
    assert "Ada" in text
    assert "900123" in text
    before = shell("digest", ann)
    shell("print", ann, "contact-list", "--out", out, "--force", "--initials")
    text = "".join(page.extract_text() for page in PdfReader(out).pages)
    assert "Archer" not in text
    assert shell("digest", ann) == before


def test_sheets_that_cannot_be_printed(shell: Shell, ann: Path):
    out = shell.path("x.pdf")
    assert "There is no sheet “no-such-sheet”. There are: contact-list" in shell.fails(
        "print", ann, "no-such-sheet", "--out", out
    )
    assert "--from: " in shell.fails("print", ann, "room-assignment", "--out", out, "--from", "31.31.2026")
    wrong = ("--from", "2026-12-24", "--to", "2026-12-01")
    assert "has to be after" in shell.fails("print", ann, "room-assignment", "--out", out, *wrong)
    assert "blank rows" in shell.fails("print", ann, "sign-in", "--out", out, "--blank-rows", 5000)
    assert "--paper" in shell.misused("print", ann, "sign-in", "--out", out, "--paper", "a5")
    taken = shell.write("taken.pdf", "mine")
    assert "already a file" in shell.fails("print", ann, "sign-in", "--out", taken)
    assert taken.read_text("utf-8") == "mine"
    assert not out.exists()


def test_blank_rows_and_days(shell: Shell, ann: Path):
    shell("print", ann, "sign-in", "--out", shell.path("s.pdf"), "--blank-rows", 3)
    shell("print", ann, "room-assignment", "--out", shell.path("r.pdf"), "--from", "24.12.2026", "--to", "2026-12-31")
    assert shell.path("r.pdf").read_bytes().startswith(b"%PDF")


def test_everything_held_on_one_person(shell: Shell, ann: Path):
    shell("add", ann, "person", "name=Zoë", "note=Prefers mornings")
    out = shell.path("zoe.pdf")
    assert "Choose whom" in shell.fails("print", ann, "held-on-you", "--out", out)
    assert "Everything we hold on you" in shell("print", ann, "held-on-you", "--of", "Zoë", "--out", out)
    assert out.read_bytes().startswith(b"%PDF")
