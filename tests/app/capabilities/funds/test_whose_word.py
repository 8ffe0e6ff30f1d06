"""One member has one word, however many laptops they have and whoever says who they are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.capabilities.funds import expense_service
from app.capabilities.funds.approvals import NOT_OWN, SUBMITTER, TWICE, WROTE, digest
from app.capabilities.funds.booking_view import states_of
from app.capabilities.funds.expense_view import expense_view, state_words
from app.capabilities.funds.service import read
from app.capabilities.ledger.books import LedgerLine, TransactionDraft
from app.capabilities.ledger.service import book
from app.capabilities.ledger.service import read as read_books
from app.problems import NotAllowed, UserProblem
from app.records.changes import Add
from app.services.members import authors, laptops, members
from app.storage.vault.vault import Vault
from tests.app.capabilities.funds.test_unseen import DAY, by_title, expense, two_members
from tests.group import Group, staged

OTHER = "Bo's other laptop"


@pytest.fixture
def group(tmp_path: Path) -> Iterator[Group]:
    """Give Ann's vault, and those of Bo's two laptops."""
    group = staged("one of two members with two laptops", two_laptops, tmp_path)
    yield group
    group.close()


@pytest.fixture
def unsaid(tmp_path: Path) -> Iterator[Group]:
    """Give Ann's vault, Bo's, and that of a laptop of which only Ann says that it is Bo's."""
    group = staged("two members with money", two_members, tmp_path)
    admit_further(group)
    yield group
    group.close()


def two_laptops(group: Group) -> None:
    two_members(group)
    admit_further(group)
    group.meet("Ann", "Bo")
    device = group.vaults[OTHER].secrets.public().device.hex()
    laptops.confirm(group.vaults["Bo"], device, laptops.words_of(group.vaults["Bo"], device))
    for name in ("Bo", OTHER):
        group.meet("Ann", name)


def admit_further(group: Group) -> None:
    """Let Ann say that a laptop is another one of Bo's."""
    further = group.wait(OTHER)
    request = members.read_request(members.make_request(further)[0])
    members.admit(group.vaults["Ann"], request, request.code, "editor", bo_of(group))
    group.meet("Ann", OTHER)


def bo_of(group: Group) -> str:
    bo = group.vaults["Bo"].me()
    assert bo is not None
    return bo.person.hex()


def gather(group: Group, *first: str) -> list[Vault]:
    """Let all hear of everything, from Ann's laptop, which hears of some first."""
    for name in (*first, "Bo", OTHER, "Bo", OTHER):
        group.meet("Ann", name)
    assert len(group.digests()) == 1
    return list(group.vaults.values())


@pytest.mark.long
@pytest.mark.parametrize("first", ["Bo", OTHER])
def test_two_laptops_of_one_member_have_one_word(group: Group, first: str):
    dear = expense(group.vaults["Ann"], 20_000)
    gather(group)
    bo = by_title(group.vaults["Bo"], "person", "Bo")
    for name in ("Bo", OTHER):  # Neither has heard of the other's word.
        assert authors.me(group.vaults[name]) == bo
        expense_service.approve(group.vaults[name], dear)
    seen: set[tuple[str, ...]] = set()
    for vault in gather(group, first):
        found = read(vault).standings[dear]
        assert (found.state, found.needed, found.counted) == ("handed_in", 2, (bo,))
        assert list(found.ignored.values()) == [TWICE]
        seen.add(tuple(found.ignored))
        with pytest.raises(UserProblem, match="1 of 2 words count"):
            expense_service.pay(vault, dear, DAY)
    assert len(seen) == 1  # All leave the same word out.


def test_what_one_laptop_has_handed_in_the_other_does_not_approve(group: Group):
    bo, other = group.vaults["Bo"], group.vaults[OTHER]
    cy, himself = (by_title(bo, "person", name) for name in ("Cy", "Bo"))
    under_own_name, under_anothers = expense(bo, submitter=himself), expense(bo, submitter=cy)
    gather(group)
    for made, why in ((under_own_name, SUBMITTER), (under_anothers, WROTE)):
        now = digest(read(other).expenses[made])
        other.apply([Add("approval", {"of": made, "digest": now, "person": himself, "word": "yes"})], "")
        assert list(read(other).standings[made].ignored.values()) == [why]


@pytest.mark.long
def test_what_a_laptop_has_handed_in_that_bo_says_nothing_of_bo_does_not_approve(unsaid: Group):
    """Bo lets Ann admit a laptop as his, and never confirms it: it has no word, and it is not somebody else's."""
    group = unsaid
    bo, other = group.vaults["Bo"], group.vaults[OTHER]
    cy, himself = (by_title(bo, "person", name) for name in ("Cy", "Bo"))
    group.meet("Ann", OTHER)
    made = expense(other, submitter=cy)
    for name in (OTHER, "Bo"):
        group.meet("Ann", name)
    for vault, why in ((other, NOT_OWN), (bo, WROTE)):
        now = digest(read(vault).expenses[made])
        vault.apply([Add("approval", {"of": made, "digest": now, "person": himself, "word": "yes"})], "")
        assert list(read(vault).standings[made].ignored.values()) == [why]


@pytest.mark.long
def test_a_yes_on_one_laptop_and_a_no_on_the_other_is_a_no(group: Group):
    made = expense(group.vaults["Ann"])
    gather(group)
    expense_service.approve(group.vaults["Bo"], made)
    expense_service.approve(group.vaults[OTHER], made, "no")
    for vault in gather(group):
        assert read(vault).standings[made].state == "refused"
    expense_service.approve(group.vaults[OTHER], made)  # Takes the place of both.
    for vault in gather(group):
        assert read(vault).standings[made].state == "approved"


@pytest.mark.long
def test_an_admin_who_says_who_a_member_is_has_no_word_of_theirs(group: Group):
    """Ann says that Bo's laptops are Di's, and writes a yes of Di: only what Bo's laptops write is a word of Di's."""
    ann, bo = group.vaults["Ann"], group.vaults["Bo"]
    member = authors.my_member(bo)
    di = ann.apply([Add("person", {"name": "Di"})], "").added[0]
    before, made = by_title(ann, "person", "Bo"), expense(bo)
    small = expense(ann)
    gather(group)
    expense_service.approve(bo, small)
    gather(group)
    authors.link(ann, di, member)
    for each in (small, made):
        now = digest(read(ann).expenses[each])
        ann.apply([Add("approval", {"of": each, "digest": now, "person": di, "word": "yes"})], "")
    with pytest.raises(NotAllowed, match="said by themselves, or by an admin"):
        authors.link(bo, di, authors.my_member(ann))
    for vault in gather(group):
        assert authors.me(vault) == (by_title(vault, "person", "Ann") if vault is ann else di)
        for each in (small, made):
            found = read(vault).standings[each]
            assert (found.state, found.counted, set(found.ignored.values())) == ("handed_in", (), {NOT_OWN})
    assert before in {row.person for row in read(ann).approvals}  # What Bo said as Bo is there, and no word of Di's.
    expense_service.approve(bo, small)
    for vault in gather(group):
        assert read(vault).standings[small].counted == (di,)
        view = expense_view(vault, small)
        assert view is not None
        assert view.approved


@pytest.mark.long
def test_what_another_program_paid_without_a_word_is_shown_as_such(group: Group):
    """Bo's program writes the payment of what he handed in himself, and sets it to paid."""
    ann, bo = group.vaults["Ann"], group.vaults["Bo"]
    heard, unheard = expense(ann), expense(bo, purpose="Nails")
    gather(group)
    expense_service.approve(bo, heard)
    expense_service.pay(bo, heard, DAY)
    books = read_books(bo)
    names = {row.name: row.id for row in books.accounts.values()}
    fund = next(iter(books.funds))
    lines = LedgerLine(names["Bank"], fund, -1000), LedgerLine(names["Food"], fund, 1000)
    book(bo, TransactionDraft(DAY, "Nails", lines, expense=unheard))
    plain = book(bo, TransactionDraft(DAY, "Fee of the bank", lines)).added[0]
    for vault in gather(group):
        treasury = read(vault)
        assert state_words(treasury.standings[heard]) == "Paid"
        assert state_words(treasury.standings[unheard]) == "Paid, nobody said yes"
        assert states_of(treasury.books) == {plain: "no expense"}
