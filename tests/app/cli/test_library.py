"""Documents, rounds and maps as people type them."""

from __future__ import annotations

from pathlib import Path


def test_two_versions_and_a_note_that_moves(shell, ann: Path) -> None:
    document = shell.read("document", "new", ann, "Winter")["id"]
    first = shell.write("1.md", "We heat the house.\n\nTwo hours a week are asked of all.\n")
    one = shell.read("document", "add-version", ann, "Winter", first)
    note = shell.read("annotate", ann, one["id"], "Two hours", "--text", "Why two?")
    second = shell.write("2.md", "We heat the whole house.\n\nTwo hour a week are asked of all.\n")
    two = shell.read("document", "add-version", ann, "Winter", second, "--note", "wider")
    assert (two["number"], two["parents"]) == (2, [one["id"]])
    own = shell.read("annotations", ann, one["id"])["annotations"]
    assert [(each["id"], each["place"], each["score"], each["state"]) for each in own] == [
        (note["id"], 20, 1, "placed")
    ]
    moved = shell.read("annotations", ann, one["id"], "--on-version", two["id"])["annotations"]
    assert [(each["place"], each["state"]) for each in moved] == [(26, "moved")]
    pieces = shell.read("document", "diff", ann, one["id"], two["id"])["pieces"]
    assert "".join(each["text"] for each in pieces if each["kind"] != "gone") == second.read_text("utf-8")
    assert shell.read("document", "show", ann, document)["heads"] == [two["id"]]


def test_two_heads_are_joined(shell, ann: Path) -> None:
    shell("document", "new", ann, "Winter")
    base = shell.read("document", "add-version", ann, "Winter", shell.write("0", "a\nb\nc\n"))["id"]
    one = shell.read("document", "add-version", ann, "Winter", shell.write("1", "A\nb\nc\n"))["id"]
    two = shell.read("document", "add-version", ann, "Winter", shell.write("2", "a\nb\nC\n"), "--parent", base)["id"]
    assert "2 heads" in shell.fails("document", "add-version", ann, "Winter", shell.write("3", "x\n"))
    assert {each["id"] for each in shell.read("document", "heads", ann, "Winter")["heads"]} == {one, two}
    joined = shell.read("document", "join", ann, one, two)
    assert (joined["clashes"], joined["text"]) == (0, "A\nb\nC\n")
    assert [each["id"] for each in shell.read("document", "heads", ann, "Winter")["heads"]] == [joined["id"]]


def test_wrong_texts_are_refused_and_nothing_is_half_done(shell, ann: Path) -> None:
    shell("document", "new", ann, "Winter")
    shell("document", "new", ann, "Summer")
    other = shell.read("document", "add-version", ann, "Summer", shell.write("s", "sun\n"))["id"]
    shell.path("latin").write_bytes("é".encode("latin-1"))
    assert "UTF-8" in shell.fails("document", "add-version", ann, "Winter", shell.path("latin"))
    assert "1,000,000" in shell.fails("document", "add-version", ann, "Winter", shell.write("big", "x" * 1_000_001))
    text = shell.write("w", "snow\n")
    assert "same document" in shell.fails("document", "add-version", ann, "Winter", text, "--parent", other)
    assert shell.read("document", "show", ann, "Winter")["versions"] == []
    assert "not in this version" in shell.fails("annotate", ann, other, " ", "--text", "?")


def test_a_round_from_asking_to_a_verdict_with_a_minority_note(shell, ann: Path) -> None:
    people = {name: shell("add", ann, "person", f"name={name}").strip() for name in ("Ada", "Bea", "Cem", "Dov")}
    shell("document", "new", ann, "Winter", "--owner", "Ada")
    version = shell.read("document", "add-version", ann, "Winter", shell.write("1", "We heat.\n"))["id"]
    round_ = shell.read("round", "open", ann, version, "--rubric", "guide", "--chair", "Ada", "--due", "2026-12-01")[
        "id"
    ]
    assert "have written" in shell.fails("round", "ask", ann, round_, "Ada")
    seats = {
        each["person"]: each["id"] for each in shell.read("round", "ask", ann, round_, "Bea", "Cem", "Dov")["seats"]
    }
    bea, cem = seats[people["Bea"]], seats[people["Cem"]]
    shell("round", "accept", ann, bea, "--interest", "Married to Ada")
    form = '{{"recommendation": "adopt", "scores": {{"Is it right?": {}}}, "changes": ["Say when."]}}'
    shell("round", "hand-in", ann, bea, shell.write("b.json", form.format(3)))
    shell("round", "hand-in", ann, cem, shell.write("c.json", form.format(5)))
    assert "1 to 5" in shell.fails("round", "hand-in", ann, cem, shell.write("d.json", form.format(6)))
    status = shell.read("round", "status", ann, round_)
    assert (status["needs"], status["counting"], status["ready"]) == (2, 1, False)
    assert "1 reviews count" in shell.fails("verdict", ann, round_, "adopt")
    shell("round", "waive", ann, bea, "--person", "Cem", "--reason", "Known to all")
    shell("round", "waive", ann, bea, "--person", "Dov", "--reason", "Known to all")
    assert "of their own" in shell.fails("round", "waive", ann, bea, "--person", "Bea", "--reason", "Me")
    shell("round", "hand-in", ann, cem, shell.write("c2.json", form.format(4)))
    status = shell.read("round", "status", ann, round_)
    assert list(status["medians"].values()) == [[3, 4]]
    assert list(status["ranges"].values()) == [[3, 4]]
    assert len(status["reviews"]) == 3
    verdict = shell.read("verdict", ann, round_, "with_changes", "--method", "by the chair")["id"]
    assert "laptop of the person" in shell.fails("minority-note", ann, verdict, "Not yet.", "--person", "Dov")
    shell("link", ann, "Dov")
    shell("minority-note", ann, verdict, "Not yet.", "--person", "Dov")
    assert "laptop of the person" in shell.fails("minority-note", ann, verdict, "Not I.", "--person", "Cem")
    status = shell.read("round", "status", ann, round_)
    assert status["verdict"] == "with_changes"
    assert [each["text"] for each in status["minority_notes"]] == ["Not yet."]
    assert {each["person"]: each["state"] for each in status["seats"]}[people["Dov"]] == "withdrawn"
    assert "newer one" in shell.fails("round", "open", ann, version)
    newer = shell.read("document", "add-version", ann, "Winter", shell.write("2", "We heat from May.\n"))["id"]
    assert "Say when." in shell.fails("round", "open", ann, newer)
    for change in status["changes"]:
        assert "why" in shell.fails("set", ann, "required_change", change["id"], "outcome=not_done")
        shell("set", ann, "required_change", change["id"], "outcome=not_done", "why=It is said in May.")
    shell("round", "open", ann, newer)


def test_a_map_comes_in_is_explained_and_goes_out(shell, ann: Path) -> None:
    drawing = (
        "[Heat]: We heat.\n  + <Health>\n    _ <Blankets>\n\n<Health>\n\n(1) [Cold]: It is cold.\n----\n(2) [Heat]\n"
    )
    taken = shell.read("map", "import", ann, shell.write("1.argdown", drawing))
    assert (taken["claims"], taken["arguments"], taken["left"]) == (2, 2, [])
    known = shell.read("map", "show", ann)
    assert {each["name"]: (each["value"], each["word"], each["step"]) for each in known["claims"]} == {
        "Heat": ("undecided", "lost its support", None),
        "Cold": ("in", "taken as given", 1),
    }
    assert (known["sketches"], known["worked_out"]) == (1, 1)
    without = shell.read("map", "what-if", ann, "Blankets")["changes"]
    assert {each["name"]: each["after"] and each["after"]["value"] for each in without} == {
        "Blankets": None,
        "Health": "in",
        "Heat": "in",
    }
    assert [each["name"] for each in shell.read("map", "why", ann, "Heat")["why"]] == ["Heat", "Health", "Blankets"]
    assert shell.read("map", "import", ann, shell.path("1.argdown"))["added"] == 0
    shell("map", "export", ann, shell.path("2.argdown"))
    assert shell.read("map", "import", ann, shell.path("2.argdown"))["added"] == 0
    both = shell.write("3.argdown", "[Heat]\n  + <Two>\n  - <Two>\n")
    assert "both for and against" in shell.fails("map", "import", ann, both)
    assert "Line 2" in shell.fails("map", "import", ann, shell.write("4.argdown", "[Heat]\n  _ <Two>\n"))
    assert len(shell.read("map", "show", ann)["arguments"]) == 2


def test_every_sheet_of_a_round_and_a_map_is_set(shell, ann: Path) -> None:
    text = (
        "# Winter\n\nWe *heat* [it](https://a.example).\n\n- one\n- two <script>alert(1)</script>\n\n```\ncode\n```\n"
    )
    shell("document", "new", ann, "Winter")
    version = shell.read("document", "add-version", ann, "Winter", shell.write("1", text))["id"]
    round_ = shell.read("round", "open", ann, version, "--needs", "1")["id"]
    shell("map", "import", ann, shell.write("m.argdown", "[A]: a\n  + <B>: b\n"))
    for sheet, of in (("document", version), ("review-form", round_), ("verdict", round_), ("argument-map", "")):
        shell("print", ann, sheet, "--out", shell.path(f"{sheet}.pdf"), *(["--of", of] if of else []))
        assert shell.path(f"{sheet}.pdf").read_bytes().startswith(b"%PDF")
    from pypdf import PdfReader

    words = "\n".join(page.extract_text() for page in PdfReader(shell.path("document.pdf")).pages)
    assert "<script>alert(1)</script>" in words
    assert version
