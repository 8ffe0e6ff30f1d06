"""An approval is about what was approved, by somebody who gains nothing from it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.capabilities.funds.approvals import (
    INTERESTED,
    NOT_OWN,
    OLD,
    PAYEE,
    SUBMITTER,
    TWICE,
    ApprovalRow,
    ExpenseRow,
    digest,
    standing,
)  # fmt: skip

RENT = ExpenseRow("e", "ada", 9999, "EUR", "house", "Paint", "shed", ("ab",), "bo")
PEOPLE = ("ada", "bo", "cy", "di", "ed")


def word(expense: ExpenseRow, person: str, said: str = "yes", name: str = "", **more: Any) -> ApprovalRow:
    values: dict[str, Any] = {"own": True, "digest": digest(expense)} | more
    return ApprovalRow(id=name or person, of="e", person=person, word=said, **values)


def test_one_is_enough_below_a_hundred_and_two_are_needed_from_there():
    assert standing(RENT, [word(RENT, "cy")]).approved
    dear = RENT._replace(amount=10_000)
    assert not standing(dear, [word(dear, "cy")]).approved
    assert standing(dear, [word(dear, "cy"), word(dear, "di")]).approved
    stipend = RENT._replace(stipend="s")
    assert standing(stipend, [], members=PEOPLE).could_be_asked == ("cy", "di", "ed")
    assert not standing(stipend, [word(stipend, "cy")]).approved
    assert standing(RENT._replace(currency="JPY", amount=100), []).needed == 2


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (word(RENT, "ada"), PAYEE), (word(RENT, "bo"), SUBMITTER), (word(RENT, "cy", own=False), NOT_OWN),
        (word(RENT, "cy", digest="0" * 64), OLD), (word(RENT, "di"), INTERESTED),
    ],
)  # fmt: skip
def test_whose_word_does_not_count_and_why(row: ApprovalRow, why: str):
    found = standing(RENT, [row], interests={"di": {"shed"}})
    assert not found.approved
    assert found.ignored == {row.id: why}


def test_two_laptops_of_one_member_are_one_word():
    dear = RENT._replace(amount=50_000)
    found = standing(dear, [word(dear, "cy", name="1"), word(dear, "cy", name="2")])
    assert (found.approved, found.ignored) == (False, {"2": TWICE})


def test_a_no_stands_against_it_until_it_is_taken_back():
    assert not standing(RENT, [word(RENT, "cy"), word(RENT, "di", "no")]).approved


def test_an_interest_is_waived_by_two_others():
    rows = [word(RENT, "di"), word(RENT, "cy", "waiver", waives="di")]
    assert not standing(RENT, rows, interests={"di": {"shed"}}).approved
    rows.append(word(RENT, "ed", "waiver", waives="di"))
    assert standing(RENT, rows, interests={"di": {"shed"}}).approved
    himself = [word(RENT, "di"), word(RENT, "di", "waiver", name="x", waives="di"), rows[1]]
    assert not standing(RENT, himself, interests={"di": {"shed"}}).approved


def test_it_says_who_could_decide_once_others_waive_and_who_has_waived_so_far():
    rows = [word(RENT, "cy", "waiver", waives="di"), word(RENT, "bo", "waiver", name="b", waives="di")]
    found = standing(RENT, rows, interests={"di": {"shed"}}, members=PEOPLE)
    assert (found.interested, found.waiving, found.could_be_asked) == (("di",), {"di": ("cy",)}, ("cy", "ed"))
    rows.append(word(RENT, "ed", "waiver", waives="di"))
    found = standing(RENT, rows, interests={"di": {"shed"}}, members=PEOPLE)
    assert (found.interested, found.waived, found.could_be_asked) == ((), ("di",), ("cy", "di", "ed"))


def test_where_too_few_can_say_yes_it_says_who_has_to_let_fewer_be_enough():
    dear = RENT._replace(amount=50_000)
    touched = {"di": {"shed"}, "ed": {"shed"}}
    found = standing(dear, [], interests=touched, members=PEOPLE)
    assert (found.needed, found.fewer_open, found.fewer_by) == (2, ("cy", "di", "ed"), ())
    rows = [word(dear, who, "fewer", name=f"{who} fewer") for who in ("cy", "di", "bo")]
    found = standing(dear, rows, interests=touched, members=PEOPLE)
    assert (found.needed, found.fewer_open, found.fewer_by) == (2, ("ed",), ("cy", "di"))
    rows += [word(dear, "ed", "fewer", name="ed fewer"), word(dear, "cy")]
    found = standing(dear, rows, interests=touched, members=PEOPLE)
    assert (found.needed, found.fewer, found.state) == (1, True, "approved")
    assert standing(dear, rows, members=PEOPLE).fewer_open == ()  # Enough could say yes.


@given(st.sampled_from(["payee", "currency", "fund", "project", "purpose", "receipts", "amount"]), st.text(min_size=1))
def test_the_digest_changes_with_each_field_and_no_approval_survives(field: str, text: str):
    value: Any = {"receipts": (text,), "amount": len(text), "currency": "USD"}.get(field, text)
    changed = RENT._replace(**{field: value})
    if changed == RENT:
        return
    assert digest(changed) != digest(RENT)
    found = standing(changed, [word(RENT, "cy"), word(RENT, "di")])
    assert (found.state, found.changed) == ("handed_in", True)


@given(st.permutations([word(RENT, "cy"), word(RENT, "di", "no"), word(RENT, "ed", own=False)]))
def test_the_order_of_words_does_not_matter(rows: list[ApprovalRow]):
    assert standing(RENT, rows) == standing(RENT, sorted(rows))
