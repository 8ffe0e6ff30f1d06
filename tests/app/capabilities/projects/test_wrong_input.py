"""What is wrong is said in one sentence, and nothing of it is written."""

from __future__ import annotations

import pytest

from tests.app.capabilities.projects.book import Book, on
from tests.app.cli.conftest import played


@pytest.fixture
def full(book: Book, kitchen: str) -> dict[str, str]:
    """Give a project with something of everything, by name."""

    def play() -> dict[str, str]:
        found = {"kitchen": kitchen}
        found["event"] = book.add("event", project=kitchen, name="Day", begins=f"{on(1)}T10:00", ends=f"{on(1)}T12:00")
        found["indicator"] = book.add("indicator", project=kitchen, name="Meals", baseline=10)
        found["action"] = book.add("action", name="Soup")
        found["capability"] = book.add("capability", name="First aid")
        found["other"] = book.add("project", name="Pantry", status="active")
        return found

    return played("a full kitchen", play, book.shell)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("set", "project", "{kitchen}", "rhythm=0"), "1"),
        (("set", "event", "{event}", f"ends={on(1)}T09:00"), "ends before it begins"),
        (("add", "shift", "event={event}", "name=Late", f"begins={on(1)}T11:00", f"ends={on(1)}T13:00"), "outside of"),
        (("set", "indicator", "{indicator}", "target=10"), "differ from the baseline"),
        (("add", "measurement", "indicator={indicator}", f"on_day={on(0)}", "value=1,2,3"), "is no value"),
        (("add", "requirement", "of={action}", "sort=person", "number=-1"), "0"),
        (("add", "requirement", "of={action}", "sort=money", "amount=-1"), "less than 0"),
        (("add", "requirement", "of={capability}", "sort=capability", "capability={capability}"), "need itself"),
        (("rescue", "{kitchen}", "--archive", ""), "one sentence is enough"),
        (("rescue", "{kitchen}", "--into", "{kitchen}"), "merged into itself"),
        (("rescue", "{kitchen}", "--sleep-until", on(0)), "a day to come"),
    ],
)
def test_one_sentence_and_nothing_half_done(book: Book, full: dict[str, str], words: tuple[str, ...], said: str):
    before = book.say("digest")
    verb, *rest = (word.format(**full) for word in words)
    assert said in book.fails(verb, *rest)
    assert book.say("digest") == before


def test_what_was_merged_is_not_adopted(book: Book, full: dict[str, str]):
    book.say("merge", "project", full["kitchen"], full["other"])
    before = book.say("digest")
    assert "was merged into “Kitchen”" in book.fails("rescue", full["other"], "--adopt", "Ada")
    assert book.say("digest") == before
