"""Tables whose columns stand below each other whatever the script, and ids as short as can be."""

import datetime
import json

import pytest

from app.cli.output import cut, harmless, say, say_fields, say_json, say_table, say_text, short_ids, size_of, width


def test_width_counts_places_and_not_characters():
    assert width("Zoë") == width("Zoe\u0308") == 3
    assert width("王伟") == 4
    assert width("\u200f") == 0


def test_columns_stand_below_each_other(capsys: pytest.CaptureFixture[str]):
    say_table(("Name", "Town"), [("王伟", "Köln"), ("Zoe\u0308", "Lód\u017a\nPL")])
    lines = capsys.readouterr().out.splitlines()
    assert lines == ["Name  Town", "王伟  Köln", "Zoe\u0308   Lód\u017a / PL"]


def test_fields_of_several_lines(capsys: pytest.CaptureFixture[str]):
    say_fields([("Note", "one\ntwo"), ("Id", "1")])
    assert capsys.readouterr().out == "Note  one\n      two\nId    1\n"


def test_what_does_not_fit_is_cut():
    assert cut("王伟王", 6) == "王伟王"
    assert cut("王伟王", 5) == "王伟…"
    assert cut("abc", 2) == "a…"


def test_short_ids_grow_until_they_differ():
    assert short_ids([]) == []
    assert short_ids(["0123456789", "1123456789"]) == ["01234567", "11234567"]
    assert short_ids(["0123456789", "0123456780"]) == ["0123456789", "0123456780"]


def test_json_has_days_and_no_other_surprises(capsys: pytest.CaptureFixture[str]):
    say_json({"day": datetime.date(2026, 11, 23), "at": datetime.datetime(2026, 11, 23, 6, tzinfo=datetime.UTC)})
    assert json.loads(capsys.readouterr().out) == {"day": "2026-11-23", "at": "2026-11-23T06:00:00+00:00"}
    with pytest.raises(TypeError):
        say_json({"x": object()})


def test_sizes():
    assert size_of(65536) == "64 KiB"
    assert size_of(3 * 1024 * 1024) == "3.0 MiB"


def test_what_would_steer_a_terminal_is_shown_as_a_mark():
    assert harmless("Bo\x1b[2K\rfake\u202eline") == "Bo\ufffd[2K\ufffdfake\ufffdline"
    assert harmless("two\nlines\tand نام\u200cها") == "two\nlines\tand نام\u200cها"
    assert harmless("\u2028\x9b\u2066") == 3 * "\ufffd"


def test_what_is_said_in_a_line_stays_in_it_whoever_wrote_it(capsys: pytest.CaptureFixture[str]):
    say("new person Zed\n  taken from Ann: 9 changes")
    assert capsys.readouterr().out == "new person Zed /   taken from Ann: 9 changes\n"
    say_text("A letter\nof two lines")
    assert capsys.readouterr().out == "A letter\nof two lines\n"


def test_json_on_a_terminal_steers_nothing_and_is_read_as_it_was_written(capsys: pytest.CaptureFixture[str]):
    name = "Zoë\x9b2J\u202e\x7f\u2028\x1b"
    say_json({"name": name})
    written = capsys.readouterr().out
    assert json.loads(written) == {"name": name}
    assert "Zoë" in written
    assert not set("\x9b\u202e\x7f\u2028\x1b") & set(written)
