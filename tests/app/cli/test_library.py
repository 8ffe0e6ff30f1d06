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
    people = {name: shell("add", ann, "person", f"name={name}").strip() for name in ("Ada", "Bea", "Cem", "Dov", "Eli")}
    shell("document", "new", ann, "Winter", "--owner", "Ada")
    version = shell.read("document", "add-version", ann, "Winter", shell.write("1", "We heat.\n"))["id"]
    round_ = shell.read("round", "open", ann, version, "--rubric", "guide", "--chair", "Ada", "--due", "2026-12-01")[
        "id"
    ]
    assert "have written" in shell.fails("round", "ask", ann, round_, "Ada")
    seats = {
        each["person"]: each["id"]
        for each in shell.read("round", "ask", ann, round_, "Bea", "Cem", "Dov", "Eli")["seats"]
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
    assert "of their own" in shell.fails("round", "waive", ann, bea, "--person", "Bea", "--reason", "Me")
    assert "laptop of the person" in shell.fails("round", "waive", ann, bea, "--person", "Cem", "--reason", "Known")
    shell("round", "hand-in", ann, cem, shell.write("c2.json", form.format(4)))
    shell("round", "hand-in", ann, seats[people["Dov"]], shell.write("e.json", form.format(3)))
    status = shell.read("round", "status", ann, round_)
    assert list(status["medians"].values()) == [[3, 4]]
    assert list(status["ranges"].values()) == [[3, 4]]
    assert len(status["reviews"]) == 4
    verdict = shell.read("verdict", ann, round_, "with_changes", "--method", "by the chair")["id"]
    assert "laptop of the person" in shell.fails("minority-note", ann, verdict, "Not yet.", "--person", "Dov")
    shell("link", ann, "Dov")
    shell("minority-note", ann, verdict, "Not yet.", "--person", "Dov")
    assert "laptop of the person" in shell.fails("minority-note", ann, verdict, "Not I.", "--person", "Cem")
    status = shell.read("round", "status", ann, round_)
    assert status["verdict"] == "with_changes"
    assert [each["text"] for each in status["minority_notes"]] == ["Not yet."]
    assert {each["person"]: each["state"] for each in status["seats"]}[people["Eli"]] == "withdrawn"
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


def test_a_version_never_changes_and_is_not_taken_from_under_its_notes(shell, ann: Path) -> None:
    shell("document", "new", ann, "Winter")
    one = shell.read("document", "add-version", ann, "Winter", shell.write("1", "We heat the house.\n"))
    assert "never changes" in shell.fails("set", ann, "document_version", one["id"], "text=Other words")
    shell("set", ann, "document_version", one["id"], "note=First draft")
    note = shell.read("annotate", ann, one["id"], "the house", "--text", "Which?")["id"]
    assert "1 notes, 0 citations and 0 review rounds" in shell.fails("delete", ann, "document_version", one["id"])
    shell("annotation", "answer", ann, note, "All of it.")
    assert shell.read("annotations", ann, one["id"])["annotations"][0]["answer"] == "All of it."
    shell("delete", ann, "annotation", note)
    shell("delete", ann, "document_version", one["id"])


def test_a_note_is_confirmed_or_put_by_hand_and_an_old_version_restored(shell, ann: Path) -> None:
    shell("document", "new", ann, "Winter")
    one = shell.read("document", "add-version", ann, "Winter", shell.write("1", "Two hours a week are asked of all.\n"))
    note = shell.read("annotate", ann, one["id"], "Two hours", "--text", "Why two?")["id"]
    two = shell.read("document", "add-version", ann, "Winter", shell.write("2", "Two hour a week are asked of all.\n"))
    shell("annotation", "confirm", ann, note, two["id"])
    (placed,) = shell.read("annotations", ann, two["id"])["annotations"]
    assert (placed["exact"], placed["state"]) == ("Two hour", "placed")
    three = shell.read("document", "add-version", ann, "Winter", shell.write("3", "1234567890\n"))
    assert "lost its place" in shell.fails("annotation", "confirm", ann, note, three["id"])
    shell("annotation", "put", ann, note, three["id"], "345")
    assert "not in this version" in shell.fails("annotation", "put", ann, note, three["id"], "abc")
    assert [each["place"] for each in shell.read("annotations", ann, three["id"])["annotations"]] == [2]
    again = shell.read("document", "restore", ann, one["id"])
    assert again["number"] == 4
    assert again["sha256"] == one["sha256"]
    assert set(again["parents"]) == {one["id"], three["id"]}
    assert "latest version already" in shell.fails("document", "restore", ann, again["id"])


def test_a_file_that_is_no_text_is_a_version_too(shell, ann: Path) -> None:
    import hashlib

    shell("document", "new", ann, "Plan")
    data = b"\x89PNG\r\n" + bytes(range(256))
    shell.path("plan.bin").write_bytes(data)
    assert "Attach it as a file" in shell.fails("document", "add-version", ann, "Plan", shell.write("z.txt", "a\0b"))
    made = shell.read("document", "add-version", ann, "Plan", shell.path("plan.bin"), "--as-file")
    assert made["sha256"] == hashlib.sha256(data).hexdigest()
    assert "never changes" in shell.fails("set", ann, "document_version", made["id"], "number=7")
    shell("print", ann, "document", "--of", made["id"], "--out", shell.path("plan.pdf"))


def test_what_cannot_be_a_round_or_a_verdict_is_one_sentence_and_nothing_is_half_done(shell, ann: Path) -> None:
    ada = shell("add", ann, "person", "name=Ada").strip()
    shell("document", "new", ann, "Winter", "--owner", "Ada")
    one = shell.read("document", "add-version", ann, "Winter", shell.write("1", "We heat.\n"))["id"]
    assert shell.fails("round", "open", ann, "0" * 32)
    assert "there is no Version" in shell.fails("add", ann, "round", f"version={'ab' * 16}")
    round_ = shell.read("round", "open", ann, one, "--needs", "1")["id"]
    assert "written" in shell.fails("round", "ask", ann, round_, "Ada")
    assert shell.read("round", "status", ann, round_)["seats"] == []
    seat = shell("add", ann, "seat", f"round={round_}", f"person={ada}").strip()
    form = shell.write("r.json", '{"recommendation": "adopt", "scores": {}}')
    assert "written" in shell.fails("round", "hand-in", ann, seat, form)
    assert "are needed" in shell.fails("verdict", ann, round_, "adopt")
    assert shell.fails("verdict", ann, round_, "perhaps")
    bea = shell("add", ann, "person", "name=Bea").strip()
    (other,) = [s for s in shell.read("round", "ask", ann, round_, "Bea")["seats"] if s["person"] == bea]
    review = shell.read("round", "hand-in", ann, other["id"], form)["id"]
    assert "never changes" in shell.fails("set", ann, "review", review, "recommendation=revise")
    assert "few words" in shell.fails("round", "decline", ann, seat, "--reason", " ")


def test_claims_whose_passage_lost_its_place_say_so(shell, ann: Path) -> None:
    shell("document", "new", ann, "Winter")
    one = shell.read("document", "add-version", ann, "Winter", shell.write("1", "We heat the house.\n"))["id"]
    note = shell.read("annotate", ann, one, "the house", "--text", "Here.")["id"]
    shell("map", "import", ann, shell.write("m.argdown", "[A]: a\n  + <B>: b\n"))
    (claim,) = shell.read("map", "show", ann)["claims"]
    shell("add", ann, "evidence", f"claim={claim['id']}", f"annotation={note}")
    assert [each["lost_its_place"] for each in shell.read("map", "show", ann)["claims"]] == [False]
    shell("document", "add-version", ann, "Winter", shell.write("2", "1234567890 1234567890\n"))
    assert [each["lost_its_place"] for each in shell.read("map", "show", ann)["claims"]] == [True]
    assert "has lost its place: a" in shell("map", "show", ann)
