"""What the switchboard keeps from whoever must not see it, and of whom a listing is once people were merged."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from app.capabilities.switchboard import board, field_board, plan_board, plan_service, under_way
from app.cli.vaults import opened_by
from app.services.agenda import today
from app.services.jobs import Progress
from app.services.settings import group
from app.storage.vault.vault import Vault
from tests.app.cli.conftest import Shell
from tests.app.cli.test_circles import open_housing
from tests.group import PASSPHRASE

Hand = Callable[[str, str], str]
PHONES = {"Maria": "+49 30 1234567", "Kofi": "+49 30 7654321"}
FAR = "2030-03-05"


def _person(shell: Shell, name: str, *more: str, who: str = "Ann") -> str:
    vault = shell.path(who.lower())
    person = shell("add", vault, "person", f"name={name}", *more, who=who).strip()
    shell("add", vault, "contact_point", f"person={person}", "kind=phone", f"value={PHONES[name.split(maxsplit=1)[0]]}",
          "safe_to_text=no", who=who)  # fmt: skip
    return person


def _hours(shell: Shell, side: str, title: str, of: str = "", *more: str, who: str = "Ann") -> str:
    weekly = ("standing=yes", "capacity_week=120") if side == "offer" else ()
    whose = (f"of=person:{of}",) if of else ()
    return shell("add", shell.path(who.lower()), "listing", f"side={side}", "category=hours", f"title={title}",
                 "quantity=120", *weekly, *whose, *more, who=who).strip()  # fmt: skip


def _digits(text: str) -> str:
    """Leave the digits only: a number may be written with any blanks and dashes."""
    return re.sub(r"[^0-9]", "", text)


def _said(shell: Shell, need: str, offer: str, match: str) -> Iterator[tuple[str, str]]:
    """Give all that the command line, files and paper say of a match and its ends, with where it stood."""
    ann = shell.path("ann")
    words: list[tuple[object, ...]] = [
        ("matches", need), ("matches", offer), ("plan",), ("leverage",), ("status",), ("conflicts",),
        ("search", "boxes"), ("search", "evening"), ("list", "match"), ("list", "listing"),
        ("show", "match", match), ("show", "listing", need), ("show", "listing", offer),
    ]  # fmt: skip
    for name, *rest in words:
        yield f"{name} {rest}", shell(name, ann, *rest)
        yield f"{name} {rest} --json", shell(name, ann, *rest, "--json")
    for kind in ("match", "listing"):
        for ending in ("csv", "xlsx", "json"):
            file = shell.path(f"{kind}.{ending}")
            shell("export", ann, kind, file, "--force")
            yield f"export {file.name}", _text_of(file)
    for sheet in ("open-needs", "call-list", "match-cards"):
        file = shell.path(f"{sheet}.pdf")
        shell("print", ann, sheet, "--out", file, "--force")
        yield f"print {sheet}", " ".join(page.extract_text() for page in PdfReader(file).pages)
    yield "partner-file", shell("partner-file", ann, "Eastside")
    shell("partner-file", ann, "Eastside", "--out", shell.path("partner.csv"), "--force")
    yield "partner-file --out", shell.path("partner.csv").read_text("utf-8-sig")
    with opened_by(shell.world(), ann, PASSPHRASE) as vault:
        yield from _shown(vault, need)


def _text_of(file: Path) -> str:
    """Give all cells of a workbook, or the text of another file."""
    if file.suffix != ".xlsx":
        return file.read_text("utf-8-sig")
    return repr([[cell.value for cell in row] for sheet in load_workbook(file) for row in sheet.iter_rows()])


def _shown(vault: Vault, need: str) -> Iterator[tuple[str, str]]:
    """Give what each page of the window is made from."""
    day = group.today(vault)
    found = board.look(vault, day)
    yield "pairs", repr((found.needs, found.names, board.chosen(found, need)))
    yield "plan", repr(plan_board.in_words(found, plan_service.plan_week(found.field, day, day, Progress())))
    ways = under_way.under_way(found, day)
    yield "under way", repr((ways, [under_way.sides(vault, each.id) for each in ways]))
    grid = field_board.field_of_play(found, day)
    yield "field of play", repr((grid, today.field_figures(vault, day)))
    for days in (0, 7, 30):
        yield "today", repr(today.today(vault, day + days * (day.resolution)))


@pytest.mark.long
def test_no_output_holds_a_contact_detail_before_both_said_yes(shell: Shell, ann: Path) -> None:
    maria, kofi = (_person(shell, name) for name in PHONES)
    need, offer = _hours(shell, "need", "Carry boxes", maria), _hours(shell, "offer", "Kofi's evening", kofi)
    shell("add", ann, "partner", "name=Eastside")
    asked = shell("introduce", ann, need, offer, 60, "--json")
    match = next(each["id"] for each in shell.read("list", ann, "match"))
    once = shell("answer", ann, match, "offer", "yes", "--json")
    numbers = [_digits(number)[-7:] for number in PHONES.values()]
    places = [
        where
        for where, text in [("introduce", asked), ("answer", once), *_said(shell, need, offer, match)]
        if any(number in _digits(text) for number in numbers)
    ]
    assert places == []
    # Of two times yes the same places know: the answer, the card that is printed, and the page of what is under way.
    both = shell("answer", ann, match, "need", "yes", "--json")
    places = [
        where
        for where, text in [("answer", both), *_said(shell, need, offer, match)]
        if all(number in _digits(text) for number in numbers)
    ]
    assert places == ["answer", "print match-cards", "under way"]


def test_a_match_that_fell_through_after_two_times_yes_hides_them_again(shell: Shell, ann: Path) -> None:
    maria, kofi = (_person(shell, name) for name in PHONES)
    need, offer = _hours(shell, "need", "Carry boxes", maria), _hours(shell, "offer", "Kofi's evening", kofi)
    match = shell.read("introduce", ann, need, offer, 60)["match"]
    shell("answer", ann, match, "offer", "yes")
    shell("answer", ann, match, "need", "yes")
    shell("fell-through", ann, match, "--whose", "neither", "--reason", "rain")
    with opened_by(shell.world(), ann, PASSPHRASE) as vault:
        assert not [each.reach for each in under_way.sides(vault, match).values() if each.reach]


def test_a_listing_written_elsewhere_to_somebody_merged_meanwhile_follows_the_survivor(
    shell: Shell, ann: Path, bo: Path, hand_over: Hand
) -> None:
    maria, again = _person(shell, "Maria"), shell("add", ann, "person", "name=Maria da Silva").strip()
    need = _hours(shell, "need", "Carry boxes", maria)
    hand_over("Ann", "Bo")
    shell("merge", ann, maria, again)
    offer = _hours(shell, "offer", "Maria's evening", again, who="Bo")  # Bo does not know of the merge yet,
    other = _hours(shell, "offer", "Kofi's evening", _person(shell, "Kofi", who="Bo"), who="Bo")
    wanted = _hours(shell, "need", "A lift", again, who="Bo")
    shell("add", bo, "contact_point", f"person={again}", "kind=email", "value=maria@example.org", who="Bo")
    hand_over("Bo", "Ann")
    hand_over("Ann", "Bo")
    assert shell("digest", ann) == shell("digest", bo, who="Bo")
    for who in ("Ann", "Bo"):  # and on both laptops it counts for whom she became.
        vault = shell.path(who.lower())
        found = shell.read("matches", vault, need, who=who)
        assert [each["listing"] for each in found["fits"]] == [other]
        assert [(each["listing"], each["why"]) for each in found["does_not"]] == [
            (offer, "both are of the same person")
        ]
        plan = shell.read("plan", vault, "--week", FAR, who=who)
        assert {each["offer"] for each in plan["matches"]} == {other}
    match = shell.read("introduce", ann, wanted, other, 60)["match"]
    shell("answer", ann, match, "need", "yes")
    reach = shell.read("answer", ann, match, "offer", "yes")["contacts"]["need"]
    assert {each["value"] for each in reach} == {PHONES["Maria"], "maria@example.org"}


def test_a_listing_in_a_circle_one_does_not_read_is_neither_shown_nor_matched(
    shell: Shell, ann: Path, bo: Path, hand_over: Hand
) -> None:
    open_housing(shell, ann)
    maria = _person(shell, "Maria", "--circle", "Housing")
    hidden = _hours(shell, "offer", "Zebedee's nights", maria, "--circle", "Housing")
    need = _hours(shell, "need", "Carry boxes")
    match = shell.read("introduce", ann, need, hidden, 60)["match"]
    hand_over("Ann", "Bo")
    hand_over("Bo", "Ann")
    assert [each["listing"] for each in shell.read("matches", ann, need)["fits"]] == [hidden]
    said = [shell(*words, who="Bo") for words in (
        ("matches", bo, need, "--json"), ("matches", bo, need), ("plan", bo, "--json"), ("leverage", bo, "--json"),
        ("list", bo, "listing", "--json"), ("list", bo, "match", "--json"), ("list", bo, "match"),
        ("show", bo, "match", match), ("show", bo, "match", match, "--json"), ("conflicts", bo, "--json"),
        ("search", bo, "zebedee", "--json"), ("status", bo, "--json"),
    )]  # fmt: skip
    for sheet in ("call-list", "match-cards", "open-needs"):
        shell("print", bo, sheet, "--out", shell.path(f"{sheet}.pdf"), who="Bo")
        said.append(" ".join(page.extract_text() for page in PdfReader(shell.path(f"{sheet}.pdf")).pages))
    with opened_by(shell.world("Bo"), bo, PASSPHRASE) as vault:
        said += [text for _where, text in _shown(vault, need)]
    assert not [text for text in said if "Zebedee" in text or "Maria" in text or "1234567" in text]
    assert shell.read("matches", bo, need, who="Bo") == {"fits": [], "does_not": []}


def test_a_declared_interest_is_answered_by_recusal_or_by_two_others_each_on_their_laptop(
    shell: Shell, ann: Path, bo: Path, hand_over: Hand
) -> None:
    maria, kofi = (_person(shell, name) for name in PHONES)
    need, offer = _hours(shell, "need", "Carry boxes", maria), _hours(shell, "offer", "Kofi's evening", kofi)
    assert "No declared interest" in shell.fails("waive", ann, need, offer, "Maria", "--reason", "we know")
    shell("add", ann, "interest", f"person={kofi}", f"about=person:{maria}", "kind=family")
    li, me = (shell("add", ann, "person", f"name={name}").strip() for name in ("Li", "Ann"))

    def warned(vault: Path = ann, who: str = "Ann") -> list[str]:
        (fit,) = shell.read("matches", vault, need, who=who)["fits"]
        return fit["warnings"]

    assert warned() == ["Kofi has declared an interest here; ask for recusal, or write a waiver."]
    assert "of their own" in shell.fails("waive", ann, need, offer, "Kofi", "--reason", "it is fine")
    assert "Say first who you are" in shell.fails("waive", ann, need, offer, "--reason", "nobody else can")
    shell("link", ann, me)
    assert "laptop of the person" in shell.fails("waive", ann, need, offer, "Li", "--reason", "nobody else can")
    shell(
        "add", ann, "interest_waiver", f"of=listing:{need}", f"other=listing:{offer}", f"person={li}", "reason=Li said"
    )
    shell("waive", ann, need, offer, "--reason", "nobody else can")
    assert "said so already" in shell.fails("waive", ann, need, offer, "Ann", "--reason", "once more")
    doubt = "What others wrote for Li does not count: each waives on a laptop of their own."
    one = f"Kofi has declared an interest here; waived by Ann, one more is needed. {doubt}"
    hand_over("Ann", "Bo")
    assert warned() == warned(bo, "Bo") == [one]
    shell("link", bo, li, who="Bo")
    assert warned(bo, "Bo") == [one]  # What Ann wrote is Ann's word also after Bo has said that he is Li.
    shell("waive", bo, need, offer, "--reason", "nobody else can", who="Bo")
    hand_over("Bo", "Ann")
    assert warned() == warned(bo, "Bo") == ["Kofi has declared an interest here; waived by Ann, Li."]
    shell("recuse", ann, need, offer, "--reason", "Asked for on Monday.")
    found = shell.read("matches", ann, need)
    assert [each["why"] for each in found["does_not"]] == ["the two must never go together"]
    (rule,) = shell.read("list", ann, "pairing")
    assert rule["values"]["reason"] == "Kofi is recused for a declared interest. Asked for on Monday."
    shell("undo", ann)
    assert len(warned()) == 1
