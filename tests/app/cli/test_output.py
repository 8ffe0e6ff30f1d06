"""Tables whose columns stand below each other whatever the script, and ids as short as can be."""

import datetime
import json

import pytest

from app.cli.output import cut, say_fields, say_json, say_table, short_ids, size_of, width


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
    from app.cli.output import harmless

    assert harmless("Bo\x1b[2K\rfake\u202eline") == "Bo\ufffd[2K\ufffdfake\ufffdline"
    assert harmless("two\nlines\tand نام\u200cها") == "two\nlines\tand نام\u200cها"
