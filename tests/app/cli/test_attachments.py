"""`attach`, `attachments`, `detach`, `save`, `fetch`."""

from collections.abc import Callable
from pathlib import Path

from tests.app.cli.conftest import Shell
from tests.painted import jpeg, png

LEASE = b"%PDF-1.7 the lease"
NOTED = jpeg((0xE1, b"Exif\0\0MM\0*"))


def test_a_file_goes_in_and_comes_out_again(shell: Shell, ann: Path):
    shell("add", ann, "house", "name=Mill Lane 3")
    shell("add", ann, "house", "name=Old School")
    source, copy = shell.path("lease 2026.pdf"), shell.path("copy.pdf")
    source.write_bytes(LEASE)
    made = shell("attach", ann, "house", "Mill Lane 3", source, "--sort", "agreement", "--note", "until 2028").strip()
    table = shell("attachments", ann)
    for words in (made[:8], "lease 2026", "Agreement", "Mill Lane 3", "0 KiB", "here"):
        assert words in table
    assert shell("attachments", ann, "house", "Old School") == "Nothing is attached.\n"
    (entry,) = shell.read("attachments", ann, "house", "Mill Lane 3")
    assert entry["id"] == made
    assert (entry["size"], entry["state"], entry["media"]) == (len(LEASE), "here", "application/pdf")
    assert "not encrypted" in shell("save", ann, "lease 2026", "--out", copy)
    assert copy.read_bytes() == LEASE
    assert "already a file" in shell.fails("save", ann, made[:8], "--out", copy)
    source.unlink()
    shell("save", ann, made, "--out", shell.root)
    assert shell.path("lease 2026.pdf").read_bytes() == LEASE


def test_what_is_taken_away_comes_back_by_undo(shell: Shell, ann: Path):
    shell("add", ann, "house", "name=Mill Lane 3")
    source = shell.path("lease.pdf")
    source.write_bytes(LEASE)
    made = shell("attach", ann, "house", "Mill Lane 3", source, "--title", "The lease").strip()
    assert "Taken away: The lease." in shell("detach", ann, "The lease")
    assert shell("attachments", ann, "--tidy") == "Nothing is attached.\n"
    shell("undo", ann)
    shell("save", ann, made, "--out", shell.path("copy.pdf"))
    assert shell.path("copy.pdf").read_bytes() == LEASE


def test_a_picture_with_notes_is_attached_only_if_that_is_meant(shell: Shell, ann: Path):
    shell("add", ann, "house", "name=Mill Lane 3")
    source = shell.path("front.jpg")
    source.write_bytes(NOTED)
    said = shell.fails("attach", ann, "house", "Mill Lane 3", source)
    assert "notes beside the picture" in said
    assert "--as-it-is" in said
    shell("attach", ann, "house", "Mill Lane 3", source, "--as-it-is")
    assert shell.read("attachments", ann)[0]["media"] == "image/jpeg"


def test_a_photo_of_somebody_needs_their_yes(shell: Shell, ann: Path):
    bo = shell("add", ann, "person", "name=Bo").strip()
    source = shell.path("bo.png")
    source.write_bytes(png())
    said = shell.fails("attach", ann, "person", "Bo", source, "--sort", "photo")
    assert "Bo has not said yes to photos. Nothing was attached." in said
    shell("add", ann, "consent", "person=Bo", "purpose=photo", "on_day=2026-11-20")
    made = shell("attach", ann, "person", "Bo", source, "--sort", "photo").strip()
    assert shell.read("attachments", ann)[0]["shows"] == bo
    consent = shell.read("list", ann, "consent")[0]["id"]
    shell("set", ann, "consent", consent, "withdrawn_on=2026-11-21")
    (conflict,) = shell.read("conflicts", ann)
    assert "took back" in conflict["sentence"]
    shell("settle", ann, conflict["id"], "delete")
    assert "There is no attachment" in shell.fails("save", ann, made, "--out", shell.path("x.png"))


def test_what_is_not_here_is_asked_for(shell: Shell, ann: Path, bo: Path, hand_over: Callable[[str, str], str]):
    shell("add", ann, "house", "name=Mill Lane 3")
    source = shell.path("lease.pdf")
    source.write_bytes(LEASE)
    shell("attach", ann, "house", "Mill Lane 3", source)
    hand_over("Ann", "Bo")
    assert "not here, wanted" in shell("attachments", bo, who="Bo")
    assert "Not wanted" in shell("fetch", bo, "lease", "--no", who="Bo")
    assert "not here, not wanted" in shell("attachments", bo, who="Bo")
    assert "Wanted" in shell("fetch", bo, "lease", who="Bo")
    assert "not on this laptop" in shell.fails("save", bo, "lease", "--out", shell.path("x.pdf"), who="Bo")
    assert not shell.path("x.pdf").exists()


def test_what_cannot_be_done(shell: Shell, ann: Path):
    shell("add", ann, "house", "name=Mill Lane 3")
    nothing = shell.path("nothing.pdf")
    assert "not there" in shell.fails("attach", ann, "house", "Mill Lane 3", nothing)
    nothing.touch()
    assert "empty" in shell.fails("attach", ann, "house", "Mill Lane 3", nothing)
    assert "There is no house" in shell.fails("attach", ann, "house", "Elsewhere", nothing)
    assert "is a folder" in shell.fails("attach", ann, "house", "Mill Lane 3", shell.root)
    assert "--sort" in shell.misused("attach", ann, "house", "Mill Lane 3", nothing, "--sort", "secret")
    assert "its id or name" in shell.misused("attachments", ann, "house")
    assert "There is no attachment" in shell.fails("detach", ann, "lease")
