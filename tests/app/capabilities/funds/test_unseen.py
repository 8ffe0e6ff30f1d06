"""What two laptops do without knowing of each other: one conflict with one id, whichever bundle comes first."""

from __future__ import annotations

import datetime
import random
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.capabilities.funds import expense_service
from app.capabilities.funds.approvals import digest
from app.capabilities.funds.expense_view import expense_view
from app.capabilities.funds.service import read as read_treasury
from app.capabilities.funds.service import runways
from app.capabilities.funds.statement_service import bank_lines, match
from app.capabilities.ledger.books import LedgerLine, TransactionDraft, balances, fund_balances
from app.capabilities.ledger.service import book, read, reverse
from app.problems import UserProblem
from app.records.changes import Add, DeleteRecord, Edit
from app.services.attachments import attachments
from app.services.conflicts import conflicts
from app.services.jobs import Progress
from app.services.members import authors
from app.services.records.references import References
from app.services.retention import erasing
from app.services.tables import exporting
from app.services.vaults import verifying
from app.storage.vault.vault import Vault
from sync.log.change import Drop, Update
from tests.app.capabilities.funds.test_two_laptops import meet
from tests.group import Group, staged

DAY = datetime.date(2026, 11, 1)


@pytest.fixture(params=["Ann first", "Bo first"])
def order(request: pytest.FixtureRequest) -> list[str]:
    return ["Ann", "Bo"] if request.param == "Ann first" else ["Bo", "Ann"]


@pytest.fixture
def group(tmp_path: Path) -> Iterator[Group]:
    group = staged("two members with money", two_members, tmp_path)
    yield group
    group.close()


def two_members(group: Group) -> None:
    """Ann and Bo, each linked to a person, with 100 euro in a fund for the shed; Cy is paid."""
    ann = group.vaults["Ann"]
    made = ann.apply(
        [
            *(Add("account", {"name": name, "type": kind, "currency": "EUR"}) for name, kind in ACCOUNTS),
            Add("fund", {"name": "House"}),
            *(Add("person", {"name": name}) for name in ("Ann", "Bo", "Cy")),
            Add("project", {"name": "Shed"}),
        ],
        "",
    ).added
    group.join("Bo")
    for name, person in (("Ann", made[4]), ("Bo", made[5])):
        vault = group.vaults[name]
        vault.apply([Add("member_link", {"member": authors.my_member(vault), "person": person})], "")
    pay_in(ann, 10_000)
    meet(group, ["Ann", "Bo"])


ACCOUNTS = (("Bank", "asset"), ("Gifts", "income"), ("Food", "expense"))


def account(vault: Vault, name: str) -> str:
    return next(row.id for row in read(vault).accounts.values() if row.name == name)


def pay_in(vault: Vault, minor: int) -> str:
    return move(vault, "Gifts", "Bank", minor)


def move(vault: Vault, source: str, target: str, minor: int, day: datetime.date = DAY) -> str:
    fund = next(iter(read(vault).funds))
    lines = LedgerLine(account(vault, source), fund, -minor), LedgerLine(account(vault, target), fund, minor)
    return book(vault, TransactionDraft(day, f"{source} {minor}", lines)).added[0]


def by_title(vault: Vault, kind: str, name: str) -> str:
    with vault.reading() as session:
        return References(session, vault.registry).find(kind, name)


def expense(vault: Vault, minor: int = 4000, **more: object) -> str:
    fund = next(iter(read(vault).funds))
    cy = by_title(vault, "person", "Cy")
    values = {"payee": cy, "submitter": cy, "fund": fund, "amount": minor, "currency": "EUR", "day": DAY}
    return expense_service.hand_in(vault, {**values, "purpose": "Paint", **more}).added[0]


def sentences(vault: Vault) -> list[str]:
    return [each.sentence for each in conflicts.open_conflicts(vault)]


def test_a_fund_that_both_emptied_is_found_once_and_refused_alone(group: Group, order: list[str]):
    for name in order:
        move(group.vaults[name], "Bank", "Food", 6000)
    ann, bo = meet(group, order)
    (found,) = sentences(ann)
    assert "below zero" in found
    assert "-20.00 EUR" in found
    assert sentences(bo) == [found]
    with pytest.raises(UserProblem, match="below zero"):
        move(ann, "Bank", "Food", 1)
    pay_in(bo, 2000)
    assert sentences(meet(group, order)[0]) == []


def test_what_was_spent_while_its_use_was_taken_away_is_found(group: Group, order: list[str]):
    ann, bo = group.vaults["Ann"], group.vaults["Bo"]
    fund, shed = next(iter(read(ann).funds)), by_title(ann, "project", "Shed")
    use = ann.apply([Edit(fund, {"restriction": "purpose"}), Add("fund_use", {"fund": fund, "project": shed})], "")
    meet(group, order)
    with pytest.raises(UserProblem, match="given for a purpose"):
        move(bo, "Bank", "Food", 100)
    lines = LedgerLine(account(bo, "Bank"), fund, -100), LedgerLine(account(bo, "Food"), fund, 100)
    book(bo, TransactionDraft(DAY, "Nails", lines, project=shed))
    ann.apply([DeleteRecord(use.added[0])], "")
    ann, bo = meet(group, order)
    assert any("not given for" in each for each in sentences(ann))
    assert sentences(ann) == sentences(bo)


def test_what_was_spent_while_its_time_was_cut_short_is_found(group: Group, order: list[str]):
    ann, bo = group.vaults["Ann"], group.vaults["Bo"]
    fund, later = next(iter(read(ann).funds)), DAY + datetime.timedelta(days=30)
    ann.apply([Edit(fund, {"restriction": "time", "until": later})], "")
    meet(group, order)
    with pytest.raises(UserProblem, match="may not be spent on 2026-12-02"):
        move(bo, "Bank", "Food", 100, later + datetime.timedelta(days=1))
    move(bo, "Bank", "Food", 100, later)
    ann.apply([Edit(fund, {"until": DAY})], "")
    ann, bo = meet(group, order)
    (found,) = sentences(ann)
    assert "outside of its time, on 1 Dec 2026" in found
    assert sentences(bo) == [found]
    ann.apply([Edit(fund, {"until": later})], "")
    assert sentences(meet(group, order)[0]) == []


def test_a_tag_of_a_project_is_a_use_as_well(group: Group):
    ann = group.vaults["Ann"]
    fund, shed = next(iter(read(ann).funds)), by_title(ann, "project", "Shed")
    ann.apply([Edit(fund, {"restriction": "purpose"}), Add("fund_use", {"fund": fund, "tag": "building"})], "")
    lines = LedgerLine(account(ann, "Bank"), fund, -100), LedgerLine(account(ann, "Food"), fund, 100)
    with pytest.raises(UserProblem, match="given for a purpose"):
        book(ann, TransactionDraft(DAY, "Nails", lines, project=shed))
    ann.apply([Edit(shed, {"tags": ["building"]})], "")
    book(ann, TransactionDraft(DAY, "Nails", lines, project=shed))
    assert sentences(ann) == []


def test_no_approval_survives_a_change_that_the_approver_has_not_seen(group: Group, order: list[str]):
    ann, bo = group.vaults["Ann"], group.vaults["Bo"]
    made = expense(ann)
    meet(group, order)
    assert read_treasury(bo).standings[made].state == "handed_in"
    expense_service.approve(bo, made)
    ann.apply([Edit(made, {"amount": 9000, "purpose": "Gold"})], "")
    assert read_treasury(bo).standings[made].approved
    for vault in meet(group, order):
        found = read_treasury(vault).standings[made]
        assert (found.state, found.changed, found.counted) == ("handed_in", True, ())
        view = expense_view(vault, made)
        assert view is not None
        assert "Changed since somebody said yes: Amount, For what." in view.lines
        with pytest.raises(UserProblem, match="not approved"):
            expense_service.pay(vault, made, DAY)


@pytest.mark.long
def test_whoever_wrote_what_is_paid_does_not_approve_it_under_another_name(group: Group, order: list[str]):
    """Ann's laptop says that Cy handed it in, or takes Bo's and writes another amount into it: Bo has to agree."""
    ann, bo = group.vaults["Ann"], group.vaults["Bo"]
    hers, his = expense(ann), expense(bo, purpose="Nails")
    meet(group, order)
    assert read_treasury(bo).standings[his].wrote == (by_title(bo, "person", "Bo"),)
    ann.apply([Edit(his, {"amount": 9000})], "")
    taken_back, later = expense(bo, purpose="Tea"), expense(bo, purpose="Rope")
    expense_service.set_state(bo, taken_back, "withdrawn")
    meet(group, order)
    expense_service.set_state(ann, taken_back, "handed_in")
    ann.apply([Edit(later, {"day": DAY.replace(year=2030)})], "")  # As if an interest of hers were over by then.
    for each in (hers, his, taken_back, later):
        expense_service.approve(ann, each)
        with pytest.raises(UserProblem, match=r"0 of 1 words count\. Left out: it was written on their laptop"):
            expense_service.pay(ann, each, DAY)
    meet(group, order)
    expense_service.approve(bo, hers)
    for vault in meet(group, order):
        assert [read_treasury(vault).standings[each].approved for each in (hers, his, taken_back)] == [
            True, False, False
        ]  # fmt: skip


def test_an_interest_in_a_funder_touches_what_they_gave_under_another_name(group: Group):
    ann, bo = group.vaults["Ann"], group.vaults["Bo"]
    fund, bo_himself = next(iter(read(ann).funds)), by_title(ann, "person", "Bo")
    giver, same, other = ann.apply([Add("funder", {"name": name}) for name in ("Brot", "Bread", "Roof")], "").added
    ann.apply([Edit(fund, {"given_by": giver}), Edit(same, {"merged_into": giver})], "")
    made = expense(ann)
    for about, interested in ((other, ()), (same, (bo_himself,))):
        ann.apply([Add("interest", {"person": bo_himself, "about": about, "kind": "work"})], "")
        meet(group, ["Ann", "Bo"])
        assert read_treasury(bo).standings[made].interested == interested


def test_a_stipend_that_is_approved_or_paid_ahead_is_not_taken_from_the_runway_twice(group: Group):
    ann, bo = group.vaults["Ann"], group.vaults["Bo"]
    terms = {"person": by_title(ann, "person", "Cy"), "fund": next(iter(read(ann).funds)), "amount": 4000}
    when = {"on_day": 15, "from_day": DAY, "until": DAY.replace(month=12, day=31)}
    stipend = ann.apply([Add("stipend", {**terms, **when, "currency": "EUR"})], "").added[0]
    ahead = expense_service.hand_in_stipend(ann, stipend, DAY.replace(day=30)).added[0]

    def left(on: datetime.date) -> list[int]:
        return [step.left for step in runways(read_treasury(ann), on)["EUR"][0].steps]

    assert left(DAY) == [6000, 2000]
    meet(group, ["Ann", "Bo"])
    expense_service.approve(bo, ahead)
    expense_service.waive(bo, ahead, "We are two.")
    expense_service.waive(ann, ahead, "We are two.")
    meet(group, ["Ann", "Bo"])
    assert left(DAY) == [2000]  # Committed, so that only what can still be spent is followed.
    expense_service.pay(ann, ahead, DAY.replace(day=5))
    assert left(DAY.replace(day=5)) == [2000]
    assert left(DAY) == [6000, 2000]  # On that day it was not paid yet.


def test_a_laptop_that_says_to_be_two_people_has_no_word(group: Group, order: list[str]):
    ann, bo = group.vaults["Ann"], group.vaults["Bo"]
    dear = expense(ann, 20_000)
    meet(group, order)
    people = [by_title(bo, "person", "Bo"), bo.apply([Add("person", {"name": "Di"})], "").added[0]]
    bo.apply([Add("member_link", {"member": authors.my_member(bo), "person": people[1]})], "")
    now = digest(read_treasury(bo).expenses[dear])
    bo.apply([Add("approval", {"of": dear, "digest": now, "person": each, "word": "yes"}) for each in people], "")
    for vault in meet(group, order):
        assert read_treasury(vault).standings[dear].counted == ()
    authors.link(bo, people[0])
    for vault in meet(group, order):
        assert read_treasury(vault).standings[dear].counted == (people[0],)


def test_a_receipt_attached_after_the_yes_takes_it_back(group: Group):
    ann, bo = group.vaults["Ann"], group.vaults["Bo"]
    made = expense(ann)
    meet(group, ["Ann", "Bo"])
    expense_service.approve(bo, made)
    attachments.attach(bo, made, attachments.given("receipt.txt", b"paint 40.00")).run(Progress())
    found = read_treasury(bo).standings[made]
    assert (found.state, found.changed) == ("handed_in", True)


def test_a_no_is_taken_back_by_a_yes_and_the_last_word_counts(group: Group):
    bo = group.vaults["Bo"]
    made = expense(group.vaults["Ann"])
    meet(group, ["Ann", "Bo"])
    expense_service.approve(bo, made, "no")
    assert read_treasury(bo).standings[made].state == "refused"
    expense_service.approve(bo, made)
    for vault in meet(group, ["Bo", "Ann"]):
        assert read_treasury(vault).standings[made].state == "approved"


def test_fewer_words_are_enough_once_all_others_say_so(group: Group, order: list[str]):
    ann, bo = group.vaults["Ann"], group.vaults["Bo"]
    dear = expense(ann, 9000, submitter=by_title(ann, "person", "Ann"), amount=9999 + 1)
    meet(group, order)
    expense_service.approve(bo, dear)
    found = read_treasury(bo).standings[dear]
    assert (found.state, found.needed, found.fewer) == ("handed_in", 2, False)
    with pytest.raises(UserProblem, match="reason"):
        expense_service.approve(bo, dear, "fewer")
    with pytest.raises(UserProblem, match="Nobody approves"):
        expense_service.approve(ann, dear, "fewer", "I am the treasurer.")
    expense_service.approve(bo, dear, "fewer", "We are two.")
    for vault in meet(group, order):
        found = read_treasury(vault).standings[dear]
        assert (found.state, found.needed, found.fewer) == ("approved", 1, True)


def gather(group: Group, order: list[str]) -> list[Vault]:
    """Let Di hear of everything as well."""
    for _turn in range(2):
        group.meet(*order)
        group.meet("Ann", "Di")
    group.meet(*order)
    assert len(group.digests()) == 1
    return list(group.vaults.values())


@pytest.mark.long
def test_an_interest_is_waived_on_laptops_of_two_others_with_the_reason(group: Group, order: list[str]):
    ann = group.vaults["Ann"]
    people = {name: by_title(ann, "person", name) for name in ("Ann", "Bo", "Cy")}
    group.join("Di")
    di = group.vaults["Di"]
    person = di.apply([Add("person", {"name": "Di"})], "").added[0]
    di.apply([Add("member_link", {"member": authors.my_member(di), "person": person})], "")
    di.apply([Add("interest", {"person": person, "about": people["Cy"], "kind": "family"})], "")
    made = expense(ann)
    group.meet("Ann", "Di")
    expense_service.approve(di, made)
    assert read_treasury(di).standings[made].interested == (person,)
    with pytest.raises(UserProblem, match="of their own"):
        expense_service.waive(di, made, "It is fine.", person)
    with pytest.raises(UserProblem, match="reason"):
        expense_service.waive(ann, made, "", person)
    gather(group, order)
    expense_service.waive(ann, made, "She only fetched the paint.", person)
    with pytest.raises(UserProblem, match="so already"):
        expense_service.waive(ann, made, "Once more.", person)
    digest = next(row.digest for row in read_treasury(ann).approvals if row.word == "waiver")
    forged = {"of": made, "digest": digest, "person": people["Bo"], "word": "waiver", "waives": person, "note": "x"}
    ann.apply([Add("approval", forged)], "")  # Bo's word, written on Ann's laptop, is nobody's.
    for vault in gather(group, order):
        assert read_treasury(vault).standings[made].state == "handed_in"
    expense_service.waive(group.vaults["Bo"], made, "I was there.", person)
    for vault in gather(group, order):
        assert read_treasury(vault).standings[made].state == "approved"
        view = expense_view(vault, made)
        assert view is not None
        assert "Ann lets Di decide all the same: She only fetched the paint." in view.lines
        assert "Bo lets Di decide all the same: I was there." in view.lines


@pytest.mark.long
def test_a_transfer_needs_two_whoever_asks_for_it(group: Group):
    ann, bo = group.vaults["Ann"], group.vaults["Bo"]
    ann.apply([Add("fund", {"name": "Camp"})], "")
    books = read(ann)
    house, camp = (next(row for row, name in books.funds.items() if name == wanted) for wanted in ("House", "Camp"))
    wanted = {"payee": camp, "submitter": by_title(ann, "person", "Cy"), "fund": house, "amount": 500}
    made = expense_service.hand_in(ann, {**wanted, "currency": "EUR", "day": DAY, "purpose": "Tents"}).added[0]
    meet(group, ["Ann", "Bo"])
    expense_service.approve(bo, made)
    assert read_treasury(bo).standings[made].needed == 2
    meet(group, ["Ann", "Bo"])
    expense_service.approve(ann, made)  # It was written here, so her word waits until both let it be enough.
    for vault in (ann, bo):
        with pytest.raises(UserProblem, match="1 of 2 words count"):
            expense_service.pay(ann, made, DAY)
        expense_service.waive(vault, made, "We are two.")
        meet(group, ["Ann", "Bo"])
    expense_service.pay(ann, made, DAY)
    for vault in meet(group, ["Ann", "Bo"]):
        assert fund_balances(read(vault)) == {(house, "EUR"): 9500, (camp, "EUR"): 500}
        assert read_treasury(vault).standings[made].state == "paid"


def test_one_line_that_both_named_differently_is_settled_once(group: Group, order: list[str]):
    ann = group.vaults["Ann"]
    values = {"account": account(ann, "Bank"), "key": "0" * 64, "day": DAY, "amount": 10_000}
    line = ann.apply([Add("bank_line", values)], "").added[0]
    other = pay_in(ann, 10_000)
    meet(group, order)
    first = next(row.id for row in read(ann).transactions.values() if row.id != other)
    match(ann, line, first)
    match(group.vaults["Bo"], line, other)
    ann, _bo = meet(group, order)
    (found,) = conflicts.open_conflicts(ann)
    conflicts.settle(ann, found.id, found.options[0].key)
    ann, bo = meet(group, order)
    assert conflicts.open_conflicts(bo) == []
    assert [row.matched for row in bank_lines(ann)] == [row.matched for row in bank_lines(bo)]


@pytest.mark.long
def test_what_was_written_once_stays_as_it_was_first_written(group: Group, order: list[str]):
    """Another program changes the amount of a posting and deletes a transaction: neither counts here."""
    ann, bo = group.vaults["Ann"], group.vaults["Bo"]
    before = balances(read(ann))
    rows, told = read(ann).postings, next(iter(read(ann).transactions))
    with bo.writing() as writing:
        replica = writing.replica
        replica.write(replica.circle(), [Update(bytes.fromhex(rows[0].id), {"minor": 999_999})])
        replica.write(replica.circle(), [Drop(bytes.fromhex(told))])
    for vault in meet(group, order):
        vault.rebuild()
        assert balances(read(vault)) == before
        assert sentences(vault) == []
        assert verifying.verify(vault).run(Progress()).faults == ()


@pytest.mark.long
def test_erasing_somebody_takes_names_and_texts_and_keeps_the_books(group: Group, order: list[str]):
    ann, bo = group.vaults["Ann"], group.vaults["Bo"]
    made = expense(ann)
    cy = by_title(ann, "person", "Cy")
    ann.apply([Add("account", {"name": "Cy", "type": "asset", "currency": "EUR", "of": cy})], "")
    meet(group, order)
    expense_service.approve(bo, made)
    expense_service.pay(bo, made, DAY)
    meet(group, order)
    before = balances(read(ann))
    planned = erasing.plan(ann, [cy])
    assert {(named.kind, names) for named, names in planned.along} == {
        ("account", ("name",)), ("expense", ("purpose",)), ("transaction", ("text",)),
    }  # fmt: skip
    assert "days, accounts, funds and amounts are kept" in " ".join(planned.sentences)
    erasing.erase(ann, planned)
    for vault in meet(group, order):
        books = read(vault)
        assert balances(books) == before
        assert {row.name for row in books.accounts.values() if row.of == cy} == {""}
        assert [row.text for row in books.transactions.values() if row.expense == made] == [""]
        assert b"Paint" not in exporting.export(vault, "transaction", "csv")
        assert verifying.verify(vault).run(Progress()).faults == ()


@pytest.mark.parametrize("seed", range(3))
def test_any_history_adds_up_to_zero_and_replays_to_the_same(group: Group, order: list[str], seed: int):
    chance = random.Random(seed)
    for _turn in range(3):
        for name in chance.sample(order, 2):
            vault = group.vaults[name]
            for _step in range(chance.randint(0, 3)):
                known = sorted(read(vault).transactions)
                if known and chance.random() < 0.4:
                    target = chance.choice(known)
                    if target not in read(vault).dead | read(vault).waiting.keys():
                        reverse(vault, target, DAY)
                else:
                    pay_in(vault, chance.randint(1, 10**9))
        if chance.random() < 0.7:
            group.hand_over(*chance.sample(order, 2))
    ann, bo = meet(group, order)
    sums: defaultdict[tuple[str, str], int] = defaultdict(int)
    found = balances(read(ann))
    for (_account, fund, currency), minor in found.items():
        sums[fund, currency] += minor
    assert not any(sums.values())
    bo.rebuild()
    assert balances(read(bo)) == found
