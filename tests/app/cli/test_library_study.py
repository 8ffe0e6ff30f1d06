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


def test_a_circle_deals_turns_rates_questions_and_prints_what_was_missed(shell, ann: Path) -> None:
    for name in ("Ada", "Bea", "Cem"):
        shell("add", ann, "person", f"name={name}")
    shell("document", "new", ann, "Winter")
    version = shell.read("document", "add-version", ann, "Winter", shell.write("1", "We heat the house.\n"))["id"]
    path = shell("add", ann, "path", "name=Commons").strip()
    for place in (1, 2, 3):
        shell("add", ann, "reading", f"path={path}", f"position={place}", f"title=Part {place}", f"version={version}")
    study = shell.read("study", "start", ann, "Commons", "Ada", "Bea", "--on", "2026-11-01")
    first = study["sessions"][0]
    shell("study", "session", ann, first["id"], "--came", "Ada", "--idea", "Rules", "--question", "Who watches?")
    too_many = [word for idea in "abcd" for word in ("--idea", idea)]
    assert "up to three ideas" in shell.fails("study", "session", ann, first["id"], *too_many)
    dealt = shell.read("study", "join", ann, study["id"], "Cem", "--as-of", "2026-11-02")["sessions"]
    assert dealt[0]["facilitator"] == first["facilitator"]
    assert len({each["facilitator"] for each in dealt}) == 3
    assert "already" in shell.fails("study", "join", ann, study["id"], "Cem")
    shell("study", "question", ann, first["id"], "Who watches?")
    assert "a note on the text already" in shell.fails("study", "question", ann, first["id"], "Who watches?")
    assert [each["text"] for each in shell.read("annotations", ann, version)["annotations"]] == ["Who watches?"]
    recall = shell("add", ann, "recall", "question=Which rules?", "answer=Ours", f"session={first['id']}").strip()
    assert "between 1 and 4" in shell.fails("study", "rate", ann, recall, "Bea", "5")
    shell("study", "rate", ann, recall, "Bea", "3", "--as-of", "2026-11-10")
    assert shell.read("study", "due", ann, "Bea", "--as-of", "2026-11-10")["due"] == []
    for sheet in ("catch-up", "recall-cards"):
        shell("print", ann, sheet, "--of", study["id"], "--out", shell.path(f"{sheet}.pdf"))
    from pypdf import PdfReader

    words = PdfReader(shell.path("catch-up.pdf")).pages[0].extract_text()
    assert "Who watches?" in words
    assert "Bea" in words
    assert "Which rules?" in PdfReader(shell.path("recall-cards.pdf")).pages[0].extract_text()


def test_bundles_in_either_order_show_the_same(shell, ann: Path, bo: Path, hand_over) -> None:
    """Two laptops answer, review, rate and map at once; whichever bundle comes first, both show the same."""
    import shutil

    for name in ("Ada", "Bea"):
        shell("add", ann, "person", f"name={name}")
    shell("document", "new", ann, "Winter")
    version = shell.read("document", "add-version", ann, "Winter", shell.write("1", "We heat the house.\n"))["id"]
    note = shell.read("annotate", ann, version, "the house", "--text", "Which?")["id"]
    round_ = shell.read("round", "open", ann, version, "--needs", "1")["id"]
    seats = {s["person"]: s["id"] for s in shell.read("round", "ask", ann, round_, "Ada", "Bea")["seats"]}
    recall = shell("add", ann, "recall", "question=Why?").strip()
    shell("map", "import", ann, shell.write("m.argdown", "[A]: a\n  + <B>: b\n"))
    hand_over("Ann", "Bo")
    form = shell.write("r.json", '{"recommendation": "adopt"}')
    for vault, who, seat, more in (
        (ann, "Ann", min(seats.values()), "[A]\n  - <C>: c\n"),
        (bo, "Bo", max(seats.values()), "[A]\n  + <D>: d\n"),
    ):
        shell("annotation", "answer", vault, note, f"Says {who}", who=who)
        shell("round", "hand-in", vault, seat, form, who=who)
        shell("study", "rate", vault, recall, "Ada", "3" if who == "Ann" else "1", "--as-of", "2026-11-10", who=who)
        shell("map", "import", vault, shell.write(f"{who}.argdown", more), who=who)
    first = shell.path("first.age")
    second = shell.path("second.age")
    shell("bundle", ann, "--out", first, "--to", "Bo")
    shell("add", ann, "source", "title=Late")
    shell("bundle", ann, "--out", second, "--to", "Bo")
    shutil.copytree(bo, shell.path("bo2"))
    shell("open", bo, first, "--yes", who="Bo")
    shell("open", bo, second, "--yes", who="Bo")
    shell("open", shell.path("bo2"), second, "--yes", who="Bo")
    shell("open", shell.path("bo2"), first, "--yes", who="Bo")
    hand_over("Bo", "Ann")
    asked = (
        ("round", "status", round_), ("map", "show"), ("study", "due", "Ada"), ("annotations", version),
        ("document", "show", "Winter"), ("interests",), ("sources",),
    )  # fmt: skip
    for verb in asked:
        words = [each for each in verb if each not in {round_, "Ada", version, "Winter"}]
        rest = [each for each in verb if each in {round_, "Ada", version, "Winter"}]
        told = [shell.read(*words, v, *rest, who=w) for v, w in ((ann, "Ann"), (bo, "Bo"), (shell.path("bo2"), "Bo"))]
        assert told[0] == told[1] == told[2], verb
    status = shell.read("round", "status", ann, round_)
    assert status["counting"] == 2


def test_a_round_in_a_narrower_circle_is_not_read_by_others(shell, ann: Path, bo: Path, hand_over) -> None:
    shell("add", ann, "person", "name=Cem")
    shell("document", "new", ann, "Winter")
    version = shell.read("document", "add-version", ann, "Winter", shell.write("1", "We heat.\n"))["id"]
    shell("circle", "open", ann, "Reviewers")
    round_ = shell.read("round", "open", ann, version, "--needs", "1", "--circle", "Reviewers")["id"]
    (seat,) = shell.read("round", "ask", ann, round_, "Cem")["seats"]
    scores = {"Is the position clear?": 2}
    form = {"recommendation": "revise", "text": "Between us.", "changes": ["Less."], "scores": scores}
    shell("round", "hand-in", ann, seat["id"], shell.write("r.json", json.dumps(form)))
    hand_over("Ann", "Bo")
    assert shell.read("document", "heads", bo, "Winter", who="Bo")["heads"][0]["id"] == version
    for kind in ("round", "seat", "review", "score", "required_change"):
        assert shell.read("list", bo, kind, who="Bo") == [], kind
        assert shell.read("list", ann, kind), kind
    assert shell.read("search", bo, "Between", who="Bo") == []
