"""Sources, study circles, annotations as files, and two laptops that know the same."""

from __future__ import annotations

import json
from pathlib import Path


def test_sources_come_in_and_go_out(shell, ann: Path) -> None:
    items = [{"id": "a", "type": "book", "title": "T", "author": [{"family": "F", "given": "G"}], "x": {"y": 1}}]
    shell("sources", ann, "--import", shell.write("s.json", json.dumps(items)))
    (row,) = shell.read("sources", ann)["sources"]
    assert (row["key"], row["author"]) == ("a", "F, G")
    shell("sources", ann, "--export", shell.path("out.json"))
    assert json.loads(shell.path("out.json").read_text("utf-8")) == items
    assert "no RIS" in shell.fails("sources", ann, "--import", shell.write("s.ris", "hello"))


def test_a_study_circle_half_way(shell, ann: Path) -> None:
    people = {name: shell("add", ann, "person", f"name={name}").strip() for name in ("Ada", "Bea")}
    path = shell("add", ann, "path", "name=Commons").strip()
    for place in (1, 2, 3):
        shell("add", ann, "reading", f"path={path}", f"position={place}", f"title=Part {place}")
    study = shell.read("study", "start", ann, "Commons", "Ada", "Bea", "--on", "2026-11-01")
    assert [each["day"] for each in study["sessions"]] == ["2026-11-01", "2026-11-08", "2026-11-15"]
    assert {each["facilitator"] for each in study["sessions"][:2]} == set(people.values())
    first = study["sessions"][0]["id"]
    shell(
        "study", "session", ann, first, "--came", "Ada", "--covered", "page 9", "--idea", "Rules", "--question", "Who?"
    )
    missed = shell.read("study", "catch-up", ann, study["id"], "Bea", "--as-of", "2026-11-10")["missed"]
    assert [(each["covered"], each["ideas"], each["reading"]) for each in missed] == [("page 9", ["Rules"], "Part 1")]
    assert shell.read("study", "catch-up", ann, study["id"], "Ada", "--as-of", "2026-11-10")["missed"] == []
    recall = shell("add", ann, "recall", "question=Which rules?", f"session={first}").strip()
    assert len(shell.read("study", "due", ann, "Bea")["due"]) == 1
    shell("add", ann, "rating", f"recall={recall}", "person=Bea", "day=2026-11-10", "value=3")
    assert shell.read("study", "due", ann, "Bea", "--as-of", "2026-11-10")["due"] == []
    assert len(shell.read("study", "due", ann, "Bea", "--as-of", "2027-01-10")["due"]) == 1
    wrong = shell.fails("add", ann, "rating", f"recall={recall}", "person=Bea", "day=2026-11-10", "value=5")
    assert "between 1 and 4" in wrong


def test_annotations_travel_as_json_ld(shell, ann: Path) -> None:
    shell("document", "new", ann, "Winter")
    version = shell.read("document", "add-version", ann, "Winter", shell.write("1", "We heat the house.\n"))["id"]
    shell("annotate", ann, version, "the house", "--text", "Which?", "--kind", "objection")
    shell("annotations-export", ann, version, shell.path("a.jsonld"))
    assert shell.read("annotations-import", ann, version, shell.path("a.jsonld")) == {"added": 1}
    one, two = shell.read("annotations", ann, version)["annotations"]
    assert {key: one[key] for key in ("place", "exact", "kind", "text")} == {
        key: two[key] for key in ("place", "exact", "kind", "text")
    }


def test_two_laptops_write_on_and_decide_at_once(shell, ann: Path, bo: Path, hand_over) -> None:
    shell("document", "new", ann, "Winter")
    base = shell.read("document", "add-version", ann, "Winter", shell.write("0", "a\nb\nc\n"))["id"]
    round_ = shell.read("round", "open", ann, base, "--needs", "1")["id"]
    shell("add", ann, "person", "name=Cem")
    (seat,) = shell.read("round", "ask", ann, round_, "Cem")["seats"]
    shell("round", "hand-in", ann, seat["id"], shell.write("r.json", '{"recommendation": "adopt"}'))
    hand_over("Ann", "Bo")
    shell("document", "add-version", ann, "Winter", shell.write("1", "A\nb\nc\n"))
    shell("document", "add-version", bo, "Winter", shell.write("2", "a\nb\nC\n"), who="Bo")
    shell("verdict", ann, round_, "adopt")
    shell("verdict", bo, round_, "revise", who="Bo")
    hand_over("Ann", "Bo")
    hand_over("Bo", "Ann")
    assert shell("digest", ann) == shell("digest", bo, who="Bo")
    here, there = (shell.read("document", "heads", v, "Winter", who=w)["heads"] for v, w in ((ann, "Ann"), (bo, "Bo")))
    assert here == there
    assert len(here) == 2
    joined = [
        shell.read("document", "join", v, *(each["id"] for each in heads), "--dry-run", who=w)
        for v, w, heads in ((ann, "Ann", here), (bo, "Bo", list(reversed(here))))
    ]
    assert joined[0] == joined[1]
    assert joined[0]["text"] == "A\nb\nC\n"
    status = shell.read("round", "status", ann, round_)
    assert status == shell.read("round", "status", bo, round_, who="Bo")
    assert (status["verdict"], len(status["verdicts"])) == (None, 2)
    conflicts = [shell.read("conflicts", v, who=w) for v, w in ((ann, "Ann"), (bo, "Bo"))]
    assert "several verdicts" in json.dumps(conflicts[0])
    assert "several verdicts" in json.dumps(conflicts[1])


def test_a_path_travels_without_the_group_and_a_text_comes_out_as_it_went_in(shell, ann: Path) -> None:
    path = shell("add", ann, "path", "name=Commons").strip()
    shell("add", ann, "reading", f"path={path}", "position=1", "title=Part 1", "minutes=40", "questions=Why?")
    shell("path", "export", ann, path, shell.path("p.json"))
    assert path not in shell.path("p.json").read_text("utf-8")
    shell.read("path", "import", ann, shell.path("p.json"))
    assert str(shell.read("list", ann, "reading")).count("Part 1") == 2
    assert "no file of a reading path" in shell.fails("path", "import", ann, shell.write("q.json", "[]"))
    shell("document", "new", ann, "Winter")
    text = "  leading blanks\r\nand e\u0301 accents \n\n"
    shell.path("t.md").write_bytes(text.encode())
    version = shell.read("document", "add-version", ann, "Winter", shell.path("t.md"))["id"]
    shell("document", "export", ann, version, shell.path("out.md"))
    assert shell.path("out.md").read_bytes() == text.replace("\r\n", "\n").encode()
