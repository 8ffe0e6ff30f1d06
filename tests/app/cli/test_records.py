"""`list`, `show`, `add`, `set`, `delete`, `edit`, `undo`, `redo`, `search`."""

import json
from pathlib import Path

import pytest

from tests.app.cli.conftest import Shell


@pytest.fixture
def zoe(shell: Shell, ann: Path) -> str:
    """Give the id of somebody on the books."""
    return shell("add", ann, "person", "name=Zoë Ärger", "stage=active", "tags=vip,driver", "x:Plot=7").strip()


def test_add_prints_the_id_and_show_shows_everything(shell: Shell, ann: Path, zoe: str):
    assert len(zoe) == 32
    shell("add", ann, "contact_point", f"person={zoe}", "kind=phone", "value=+49 30 23125 017")
    said = shell("show", ann, "person", zoe)
    for text in ("Zoë Ärger", zoe, "driver, vip", "Plot: 7", "+49 30 23125 017", "Ann  made"):
        assert text in said
    card = shell.read("show", ann, "person", zoe[:8])
    assert card["values"]["tags"] == ["driver", "vip"]
    assert card["values"]["extra"] == {"Plot": "7"}
    assert card["parts"]["contact_point"][0]["values"]["value"] == "+49 30 23125 017"
    assert card["history"][0]["what"] == "made"
    assert card["disputes"] == []


def test_records_are_named_by_name_beginning_or_id(shell: Shell, ann: Path, zoe: str):
    for text in (zoe, zoe[:6], zoe.upper(), "zoe arger", "ZOË ÄRGER"):
        assert shell.read("show", ann, "person", text)["id"] == zoe


def test_two_of_one_name_are_told_apart_by_id(shell: Shell, ann: Path, zoe: str):
    shell("add", ann, "person", "name=Zoe Arger")
    said = shell.fails("show", ann, "person", "Zoë Ärger")
    assert "several records" in said
    assert "id" in said
    assert "There is no person “Nobody”" in shell.fails("show", ann, "person", "Nobody")
    assert "There is no person “0000”" in shell.fails("delete", ann, "person", "0000")
    assert zoe in shell("show", ann, "person", zoe)


def test_references_by_name_and_by_whole_title(shell: Shell, ann: Path, zoe: str):
    shell("add", ann, "house", "name=The Mill")
    shell("add", ann, "room", "house=the mill", "name=Attic")
    shell("add", ann, "bed", "room=The Mill · Attic", "name=Bed 1")
    stay = shell(
        "add", ann, "stay", "person=Zoë Ärger", "bed=Bed 1", "from_day=2026-12-01", "to_day=2026-12-08"
    ).strip()
    rows = shell.read("list", ann, "stay")
    assert [row["id"] for row in rows] == [stay]
    assert rows[0]["values"]["from_day"] == "2026-12-01"
    assert rows[0]["values"]["person"] == zoe
    assert rows[0]["titles"][zoe] == "Zoë Ärger"
    assert "Zoë Ärger" in shell("list", ann, "stay")
    said = shell.fails("add", ann, "stay", "person=Nobody", "bed=Bed 1", "from_day=2026-12-01")
    assert "Person: There is no person “Nobody”" in said


def test_list_filters_sorts_and_marks(shell: Shell, ann: Path, zoe: str):
    for name in ("Ada", "伟王", "محمود"):
        shell("add", ann, "person", f"name={name}", "stage=new")
    assert [row["id"] for row in shell.read("list", ann, "person", "--where", "stage=active")] == [zoe]
    assert shell.read("list", ann, "person", "--where", "tags~vip and stage=new") == []
    names = [row["values"]["name"] for row in shell.read("list", ann, "person", "--sort", "name")]
    assert names[:2] == ["Ada", "Zoë Ärger"]
    lines = shell("list", ann, "person").splitlines()
    assert len(lines) == 5
    assert zoe[:8] in next(line for line in lines if "Zoë" in line)


def test_list_of_nothing(shell: Shell, ann: Path):
    assert shell.read("list", ann, "task") == []
    assert len(shell("list", ann, "task").splitlines()) == 1


def test_set_changes_and_clears(shell: Shell, ann: Path, zoe: str):
    assert shell("set", ann, "person", zoe, "stage=core", "tags=", "x:Colour=green").strip() == "Changed."
    values = shell.read("show", ann, "person", zoe)["values"]
    assert (values["stage"], values["tags"]) == ("core", None)
    assert values["extra"] == {"Plot": "7", "Colour": "green"}
    assert "already" in shell("set", ann, "person", zoe, "stage=core")
    shell("set", ann, "person", zoe, "x:Plot=")
    assert shell.read("show", ann, "person", zoe)["values"]["extra"] == {"Colour": "green"}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("person", "nmae=Bo"), "no field “nmae”. There are: name"),
        (("persom", "name=Bo"), "no kind of record called “persom”. There are: person"),
        (("person", "stage=active"), "Name is needed"),
        (("person", "name=Bo", "stage=asleep"), "“asleep” is none of"),
        (("person", "name="), "Name is needed"),
        (("commitment", "person=Zoë Ärger", "until_day=31.31.2026"), "31.31.2026"),
        (("commitment", "person=Zoë Ärger", "hours_a_week=many"), "“many” is not a whole number"),
        (("commitment", "person=Zoë Ärger", "from_day=2026-12-02", "until_day=2026-12-01"), "cannot end before"),
    ],
)
def test_wrong_values_are_named_and_nothing_is_added(
    words: tuple[str, ...], expected: str, shell: Shell, ann: Path, zoe: str
):
    before = shell("digest", ann)
    assert expected in shell.fails("add", ann, *words)
    assert shell("digest", ann) == before
    assert zoe


def test_a_word_without_a_sign_is_a_usage_error(shell: Shell, ann: Path):
    assert "field=value" in shell.misused("add", ann, "person", "Bo")
    assert "field=value" in shell.misused("set", ann, "person", "x", "=Bo")


def test_delete_takes_parts_along_and_undo_brings_all_back(shell: Shell, ann: Path, zoe: str):
    shell("add", ann, "contact_point", f"person={zoe}", "kind=email", "value=zoe@example.org")
    before = shell.read("show", ann, "person", zoe)
    assert "with 1 part" in shell("delete", ann, "person", "Zoë Ärger")
    assert shell.read("list", ann, "contact_point") == []
    assert "There is no person" in shell.fails("show", ann, "person", zoe)
    assert "Delete Zoë Ärger" in shell("undo", ann)
    after = shell.read("show", ann, "person", zoe)
    assert (after["values"], after["parts"]) == (before["values"], before["parts"])
    shell("redo", ann)
    assert shell.read("list", ann, "person") == []


def test_nothing_to_undo_or_redo(shell: Shell, ann: Path):
    assert "nothing to undo" in shell.fails("undo", ann)
    assert "nothing to redo" in shell.fails("redo", ann)


def test_edit_makes_many_changes_as_one_action(shell: Shell, ann: Path, zoe: str):
    lines = [
        {"kind": "person", "set": {"name": "Cy", "tags": ["b", "a"], "languages": "de, fr"}},
        {"kind": "person", "id": zoe, "set": {"stage": "away", "tags": None, "x:Plot": "9"}},
        {"kind": "commitment", "set": {"person": zoe, "hours_a_week": 5, "until_day": "2026-12-24"}},
    ]
    file = shell.write("changes.jsonl", "\ufeff" + "\n\n".join(json.dumps(line) for line in lines) + "\n")
    done = shell.read("edit", ann, file)
    assert len(done["added"]) == 2
    assert zoe in done["touched"]
    assert shell.read("show", ann, "person", "Cy")["values"]["tags"] == ["a", "b"]
    card = shell.read("show", ann, "person", zoe)
    assert (card["values"]["stage"], card["values"]["tags"]) == ("away", None)
    assert card["values"]["extra"] == {"Plot": "9"}
    assert card["parts"]["commitment"][0]["values"]["until_day"] == "2026-12-24"
    assert "changes.jsonl" in shell("undo", ann)
    assert shell.read("show", ann, "person", zoe)["values"]["stage"] == "active"


def test_edit_deletes_with_parts(shell: Shell, ann: Path, zoe: str):
    shell("add", ann, "contact_point", f"person={zoe}", "kind=email", "value=zoe@example.org")
    file = shell.write("d.jsonl", json.dumps({"kind": "person", "id": zoe, "delete": True}))
    assert "0 added, 2 changed or deleted" in shell("edit", ann, file)
    assert shell.read("list", ann, "contact_point") == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("{", "not JSON"),
        ("[]", "has to be an object"),
        ('{"set": {"name": "x"}}', "“kind” is needed"),
        ('{"kind": "persom", "set": {}}', "no kind of record"),
        ('{"kind": "person", "name": "x"}', "no key “name”"),
        ('{"kind": "person"}', "“set” has to be"),
        ('{"kind": "person", "delete": true}', "“delete” needs an “id”"),
        ('{"kind": "person", "id": 5, "set": {}}', "“id” has to be"),
        ('{"kind": "person", "id": "Zoë Ärger", "delete": true, "set": {}}', "without “set”"),
        ('{"kind": "person", "id": "Nobody", "set": {"name": "x"}}', "There is no person “Nobody”"),
        ('{"kind": "person", "set": {"nmae": "x"}}', "no field “nmae”"),
        ('{"kind": "commitment", "set": {"person": "Zoë Ärger", "from_day": "soon"}}', "soon"),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_changed(line: str, expected: str, shell: Shell, ann: Path, zoe: str):
    before = shell("digest", ann)
    file = shell.write("changes.jsonl", '{"kind": "person", "set": {"name": "Good"}}\n' + line)
    said = shell.fails("edit", ann, file)
    assert expected in said
    assert "line 2" in said
    assert "Nothing was changed" in said
    assert shell("digest", ann) == before
    assert zoe


def test_values_that_only_the_door_refuses_undo_the_whole_file(shell: Shell, ann: Path, zoe: str):
    before = shell("digest", ann)
    lines = ['{"kind": "person", "set": {"name": "Good"}}', '{"kind": "person", "set": {"name": ["list"]}}']
    assert shell.fails("edit", ann, shell.write("c.jsonl", "\n".join(lines)))
    assert "holds no change" in shell.fails("edit", ann, shell.write("empty.jsonl", "\n"))
    shell.path("wide.jsonl").write_bytes("{}".encode("utf-16"))
    assert "UTF-8" in shell.fails("edit", ann, shell.path("wide.jsonl"))
    assert shell("digest", ann) == before
    assert zoe


def test_search_finds_by_beginnings_and_in_parts(shell: Shell, ann: Path, zoe: str):
    shell("add", ann, "contact_point", f"person={zoe}", "kind=phone", "value=+49 30 23125 017")
    assert [hit["id"] for hit in shell.read("search", ann, "arg", "zo")] == [zoe]
    hit = shell.read("search", ann, "23125")[0]
    assert (hit["kind"], hit["id"], hit["title"]) == ("person", zoe, "Zoë Ärger")
    assert "017" in hit["context"]
    assert "Zoë Ärger" in shell("search", ann, "vip")
    assert shell.read("search", ann, "nothing") == []
    assert "Nothing was found" in shell("search", ann, "nothing")


def test_edit_deletes_attachments_as_delete_does(shell: Shell, ann: Path, zoe: str):
    shell.path("lease.pdf").write_bytes(b"%PDF-1.7 the lease")
    shell("attach", ann, "person", zoe, shell.path("lease.pdf"))
    shell("edit", ann, shell.write("gone.jsonl", f'{{"kind": "person", "id": "{zoe}", "delete": true}}'))
    assert shell("attachments", ann) == "Nothing is attached.\n"
    shell("undo", ann)
    assert "lease" in shell("attachments", ann)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("yesterday", "2026-11-22"),
        ("tomorrow", "2026-11-24"),
        ("+3", "2026-11-26"),
        ("thursday", "2026-11-26"),
        ("5.12", "2026-12-05"),
        ("2026-12-01", "2026-12-01"),
    ],
)
def test_days_are_said_as_on_a_form(shell: Shell, ann: Path, zoe: str, said: str, day: str):
    made = shell("add", ann, "absence", f"person={zoe}", f"from_day={said}", "back_on=2027-03-01").strip()
    assert shell.read("show", ann, "absence", made)["values"]["from_day"] == day
    shell("set", ann, "person", zoe, f"since={said}")
    assert shell.read("show", ann, "person", zoe)["values"]["since"] == day


def test_what_is_no_day_is_refused_in_the_words_of_its_field(shell: Shell, ann: Path, zoe: str, tmp_path: Path):
    assert "With us since: “soon” is not a day." in shell.fails("set", ann, "person", zoe, "since=soon")
    lines = tmp_path / "lines.jsonl"
    lines.write_text(json.dumps({"kind": "person", "id": zoe, "set": {"since": "yesterday"}}), "utf-8")
    assert "not a day" in shell.fails("edit", ann, lines), "nobody knows when a file was written"
    assert shell.read("show", ann, "person", zoe)["values"]["since"] is None
