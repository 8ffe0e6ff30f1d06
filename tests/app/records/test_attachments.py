"""What the record of an attachment takes: names of files that harm nobody, digits, types."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.capabilities.catalogue import catalogue
from app.problems import WrongValue
from app.records.attachments import Attachment, FileName, Hex, MediaType

OWNER, DIGEST = "a" * 32, "b" * 64
VALUES = {"of": OWNER, "title": "Lease", "file": "lease.pdf", "size": 3, "content": DIGEST}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("lease.pdf", "lease.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Ann\\lease.pdf", "lease.pdf"),
        ("/", None),
        ("..", None),
        (".bashrc", "bashrc"),
        ("nul", "_nul"),
        ("Con.txt", "_Con.txt"),
        ("a:b?.txt", "a_b_.txt"),
        ("line\nbreak\0.txt", "line_break_.txt"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("größe  2.png ", "größe 2.png"),
        ("قائمة.pdf", "قائمة.pdf"),
    ],
)
def test_a_file_name_is_made_harmless(typed, kept):
    assert FileName().check(typed) == kept
    assert FileName().from_wire(typed) == kept  # What others wrote is not trusted more.


@given(st.text(max_size=400))
def test_no_file_name_leads_anywhere_or_is_too_long_for_a_disk(text):
    name = FileName().check(text)
    if name is not None:
        assert "/" not in name
        assert "\\" not in name
        assert "\0" not in name
        assert name not in {".", ".."}
        assert len(name.encode()) <= 210
        assert FileName().check(name) == name


def test_a_long_name_keeps_its_ending():
    assert str(FileName().check("ж" * 300 + ".pdf")).endswith("ж.pdf")
    assert FileName().check("x" * 199 + "." + "y" * 300) == "x" * 199


def test_digits():
    assert Hex(32).parse(f" {OWNER.upper()} ") == OWNER
    assert Hex(32).check("") is None
    for wrong in ("a" * 31, "g" * 32, "a" * 64, 7, "1_" * 16):
        with pytest.raises(WrongValue):
            Hex(32).check(wrong)


def test_types_of_files():
    assert MediaType().check("image/png") == "image/png"
    for wrong in ("png", "image/png; charset=x", "Image/PNG", "a/b/c"):
        with pytest.raises(WrongValue):
            MediaType().check(wrong)


def test_the_record():
    kind = catalogue().of(Attachment)
    assert kind.check_new(VALUES)["sort"] == "other"
    assert kind.title_of(VALUES) == "Lease"
    for name in ("of", "title", "file", "size", "content"):
        with pytest.raises(WrongValue):
            kind.check_new({key: value for key, value in VALUES.items() if key != name})
    for name, wrong in (("size", 0), ("size", 65 * 1024 * 1024), ("sort", "secret"), ("content", OWNER)):
        with pytest.raises(WrongValue):
            kind.check_new({**VALUES, name: wrong})
