"""The bad input that people, laptops and files bring: each sentence of issue 10's list, from the outside."""

from __future__ import annotations

import pytest

from app.capabilities.switchboard import board, field_board
from app.cli.vaults import opened_by
from app.services.agenda import today
from app.services.settings import group
from tests.group import PASSPHRASE

AS_OF = ("--as-of", "2026-11-23")


def person(shell, vault, name, *fields, who="Ann"):
    return shell("add", vault, "person", f"name={name}", *fields, who=who).strip()


def test_what_ends_before_it_begins_is_refused_at_the_door(shell, ann):
    ada = person(shell, ann, "Ada", "since=2026-02-01")
    assert "before they came" in shell.fails("set", ann, "person", ada, "left_on=2026-01-31")
    said = shell.fails("add", ann, "absence", f"person={ada}", "from_day=2026-02-02", "back_on=2026-02-01")
    assert "before it begins" in said
    promise = ("commitment", f"person={ada}", "hours_a_week=4", "from_day=2026-02-02")
    assert "before it begins" in shell.fails("add", ann, *promise, "until_day=2026-02-01")
    assert shell("add", ann, *promise, "until_day=2026-02-02"), "the last day may be the first"
    assert shell.read("list", ann, "absence") == []


@pytest.mark.long
def test_what_two_laptops_make_of_it_is_kept_found_left_out_and_counted(shell, ann, bo, hand_over):
    ada = person(shell, ann, "Ada", "since=2026-02-01")
    away = shell("add", ann, "absence", f"person={ada}", "from_day=2026-02-01", "back_on=2026-03-01").strip()
    hand_over("Ann", "Bo")
    shell("set", ann, "person", ada, "since=2026-10-01")
    shell("set", bo, "person", ada, "left_on=2026-09-01", who="Bo")
    shell("set", ann, "absence", away, "from_day=2026-02-20")
    shell("set", bo, "absence", away, "back_on=2026-02-10", who="Bo")
    hand_over("Bo", "Ann")
    hand_over("Ann", "Bo")
    for vault, who in ((ann, "Ann"), (bo, "Bo")):
        values = shell.read("show", vault, "person", ada, who=who)["values"]
        assert (values["since"], values["left_on"]) == ("2026-10-01", "2026-09-01"), "kept as both said it"
        said = " ".join(each.get("sentence", "") for each in shell.read("conflicts", vault, who=who))
        assert "this cannot both be" in said
        assert "It counts for nothing" in said
        found = shell.read("staying", vault, *AS_OF, who=who)
        assert (found["people"], found["left_out"], found["points"]) == (0, 1, [])
        assert "who left before they came, as it stands: 1" in shell("staying", vault, *AS_OF, who=who)


def test_a_future_first_day_and_none_are_counted_and_not_in_the_curve(shell, ann):
    person(shell, ann, "To come", "since=2027-01-01")
    person(shell, ann, "Nobody knows")
    person(shell, ann, "Here", "since=2026-11-20")
    found = shell.read("staying", ann, *AS_OF)
    assert (found["people"], found["left_out"]) == (1, 2)
    said = shell("staying", ann, *AS_OF)
    assert "without a first day: 1" in said
    assert "who are yet to come: 1" in said


GROUPS = {
    "nobody": ([], "There is nobody yet"),
    "one": ([("2026-01-01", "")], "Nobody has left yet"),
    "one who has left": ([("2026-11-01", "2026-11-20")], "Half of the people stay longer than 19 days"),
    "everybody gone": ([("2026-10-30", f"2026-11-{day}") for day in range(10, 20)], "Half of the people stay longer"),
    "all of them here": ([("2026-01-01", "")] * 7, "Nobody has left yet"),
    "all on their first day": ([("2026-11-20", "2026-11-20")] * 7, "longer than 0 days"),
}


@pytest.mark.parametrize(("days", "said"), GROUPS.values(), ids=GROUPS)
def test_few_people_are_a_sentence_and_never_an_exception(shell, ann, days, said):
    for number, (since, left) in enumerate(days):
        person(shell, ann, f"P{number}", f"since={since}", *([f"left_on={left}"] if left else []))
    assert said in shell("staying", ann, *AS_OF, "--complete-since", "2025-01-01")
    weeks = shell.read("forecast", ann, *AS_OF)["weeks"]
    assert [each["stated"] for each in weeks] == [0] * 8
    assert shell("forecast", ann, *AS_OF)
    assert shell("backtest", ann, *AS_OF) == "Of the last 12 weeks no hours are known, neither promised nor worked.\n"
    assert shell.read("how-many", ann, "3")["invite"] >= 3


def test_whoever_left_before_the_list_was_complete_is_not_said_to_be_here(shell, ann):
    person(shell, ann, "Ada", "since=2026-05-01", "left_on=2026-11-20")
    assert "Nobody has left after 20 Nov 2026" in shell("staying", ann, *AS_OF, "--complete-since", "2026-11-20")


def test_more_hours_than_a_week_has_are_a_finding(shell, ann):
    ada = person(shell, ann, "Ada")
    for hours in (100, 69):
        shell("add", ann, "commitment", f"person={ada}", f"hours_a_week={hours}")
    (found,) = shell.read("conflicts", ann)
    assert found["sentence"] == "Ada has promised 169 hours a week, and a week has 168."
    shell.fails("add", ann, "commitment", f"person={ada}", "hours_a_week=169")


def test_heads_and_chances_that_cannot_be(shell, ann):
    assert shell.read("how-many", ann, "0")["invite"] == 0
    assert "No number of invitations is enough" in shell.fails("how-many", ann, "3", "--rate", "0")
    for sure in ("1", "-0.01", "1.01"):
        assert "between" in shell.fails("how-many", ann, "3", "--sure", sure).lower(), sure


def test_rows_that_are_none_are_kept_aside_with_line_and_reason(shell, ann):
    rows = [
        "Name,Email",
        "Name,Email",
        "Ada,ada@x.org",
        "Bo,bo@x.org,too,many",
        "C\x07y,cy@x.org",
        "D" * 1_000_000 + ",d@x.org",
        "Eve,eve@x.org",
    ]
    text = "\n".join(rows)
    texts = {"pasted.txt": text.replace(",", "\t"), "old.csv": text.replace("\n", "\r"), "list.csv": text}
    for name, given in texts.items():
        found = shell.read("intake", ann, shell.write(name, given), "--dry-run")
        assert (found["rows"], found["new"], found["updated"], found["folded"]) == (6, 2, 0, 0), name
        reasons = {each["line"]: each["reason"] for each in found["kept_aside"]}
        assert reasons.keys() == {2, 4, 5, 6}
        for line, words in ((2, "repeats the names"), (4, "4 cells"), (5, "control characters"), (6, "too long")):
            assert words in reasons[line]
    chat = "1/2/26, 10:15 - Fay: fay@x.org\r\n1/2/26, 10:16 - Gus: hi\r1/2/26, 10:17 - Encrypted\nGo\n"
    found = shell.read("intake", ann, shell.write("chat.txt", chat))
    assert (found["rows"], found["new"]) == (3, 2)
    assert [each["line"] for each in found["kept_aside"]] == [3]


def test_merges_that_cannot_be(shell, ann, tmp_path):
    ada, house = person(shell, ann, "Ada"), shell("add", ann, "house", "name=The Mill").strip()
    assert "themselves" in shell.fails("merge", ann, ada, ada)
    assert "Only people" in shell.fails("merge", ann, ada, house)
    lines = tmp_path / "many.csv"
    lines.write_text("Name\n" + "\n".join(f"P{number}" for number in range(50)), "utf-8")
    shell("import", ann, "person", lines)
    others = [each["id"] for each in shell.read("list", ann, "person") if each["id"] != ada]
    assert "At most 50" in shell.fails("merge", ann, ada, *others)
    assert shell.read("merge", ann, ada, *others[:49], "--dry-run")["others"] == others[:49]


FAR = ("0001-01-01", "9999-12-31")


@pytest.mark.long
def test_days_at_the_ends_of_the_calendar_break_no_page(shell, ann):
    """Another laptop may send any day that there is; nobody else's page may end in a mistake of the program."""
    first, last = (person(shell, ann, day, f"since={day}") for day in FAR)
    di = person(shell, ann, "Di", "since=2026-11-20")
    shell("add", ann, "absence", f"person={di}", f"from_day={FAR[0]}", f"back_on={FAR[1]}")
    shell("add", ann, "commitment", f"person={first}", "hours_a_week=5", f"until_day={FAR[1]}")
    shell("add", ann, "activity", f"person={di}", f"on_day={FAR[0]}", f"follow_up_on={FAR[1]}")
    pathway = shell("add", ann, "pathway", "name=Path").strip()
    stage = shell("add", ann, "stage", f"pathway={pathway}", "name=Hello", "position=1", "days=14").strip()
    for of, day in ((first, FAR[0]), (last, FAR[1])):
        shell("add", ann, "pathway_run", f"person={of}", f"pathway={pathway}", f"stage={stage}", f"entered_on={day}")
    need, offer = (
        shell("add", ann, "listing", f"side={side}", "category=hours", "title=T", "quantity=120").strip()
        for side in ("need", "offer")
    )
    for day in FAR:
        times = (f"on_day={day}", "from_time=22:00", "until_time=04:00")
        shell("add", ann, "listing_window", f"listing={need}", *times)
        shell("add", ann, "match", f"need={need}", f"offer={offer}", "quantity=30", f"on_day={day}", f"check_on={day}")
    for words in (
        *(("first-days", each) for each in (first, last, di)),
        *(("show", "person", each) for each in (first, last, di)),
        ("staying",), ("forecast",), ("backtest",), ("matches", need), ("matches", offer), ("plan",), ("leverage",),
    ):  # fmt: skip
        shell(words[0], ann, *words[1:])
    with opened_by(shell.world(), ann, PASSPHRASE) as vault:
        day = group.today(vault)
        assert today.today(vault, day)
        found = board.look(vault, day)
        assert field_board.field_of_play(found, day)


@pytest.mark.parametrize("day", FAR)
def test_nothing_is_looked_at_from_the_end_of_the_calendar(shell, ann, day):
    ada = person(shell, ann, "Ada")
    verbs = (("staying",), ("forecast",), ("backtest",), ("how-many", "3"), ("first-days", ada))
    for verb, *rest in verbs:
        assert "too far away" in shell.fails(verb, ann, *rest, "--as-of", day)
    for verb in ("plan", "leverage"):
        assert "too far away" in shell.fails(verb, ann, "--week", day)


def test_what_makes_no_sense_of_a_listing_is_refused(shell, ann):
    hours = ("listing", "side=need", "category=hours", "title=T", "quantity=120")
    assert "Only money" in shell.fails("add", ann, *hours, "currency=EUR")
    need = shell("add", ann, *hours).strip()
    offer = shell("add", ann, "listing", "side=offer", "category=hours", "title=O", "quantity=120").strip()
    assert "about two" in shell.fails("add", ann, "pairing", f"listing={need}", f"other=listing:{need}", "rule=never")
    for limit in ("-1", "4000"):
        assert "--limit" in shell.misused("plan", ann, "--limit", limit)
    match = shell.read("introduce", ann, need, offer, 60)["match"]
    assert "Say why" in shell.fails("fell-through", ann, match, "--whose", "need", "--reason", " ")
