"""The verbs of houses, and one stay cut short followed through beds, meals, chores and money."""

from pathlib import Path

import pytest

from tests.app.cli.conftest import Shell, played

pytestmark = pytest.mark.long


class House:
    """A house with two rooms and three beds, Ada and Bo in it from 2 to 12 May 2026."""

    def __init__(self, shell: Shell, vault: Path) -> None:
        self.shell = shell
        self.vault = vault
        self.house, self.attic, self.cellar, self.beds, self.people, self.stays = played("a house", self._set_up, shell)

    def _set_up(self) -> tuple[str, str, str, list[str], dict[str, str], dict[str, str]]:
        add = self.add
        house = add("house", "name=Mill", "currency=EUR")
        attic = add("room", "house=Mill", "name=Attic", "quiet=yes", "area_m2=20")
        cellar = add("room", "house=Mill", "name=Cellar", "step_free=yes", "area_m2=10")
        beds = [
            add("bed", f"room={attic}", "name=A1"),
            add("bed", f"room={attic}", "name=A2"),
            add("bed", f"room={cellar}", "name=C1"),
        ]
        people = {name: add("person", f"name={name}") for name in ("Ada", "Bo", "Cy")}
        days = ("from_day=2026-05-02", "to_day=2026-05-12")
        stays = {
            name: add("stay", f"person={people[name]}", f"bed={beds[place]}", *days)
            for place, name in enumerate(("Ada", "Bo"))
        }
        return house, attic, cellar, beds, people, stays

    def add(self, kind: str, *fields: str) -> str:
        return self.shell("add", self.vault, kind, *fields).split()[-1]

    def __call__(self, verb: str, *words: object):
        return self.shell.read(verb, self.vault, *words)


@pytest.fixture
def house(shell: Shell, ann: Path) -> House:
    return House(shell, ann)


def test_a_bed_is_found_for_who_needs_it(house: House):
    house.add("room_requirement", f"person={house.people['Cy']}", "wants=step_free", "must=yes")
    found = house("free-beds", "--from", "2026-05-03", "--to", "2026-05-06", "--person", "Cy")
    assert found["beds"] == [house.beds[2]]
    assert "step-free, as needed" in found["people"][0]["direct"][0]["reasons"]
    assert set(house("free-beds", "--from", "2026-05-12", "--to", "2026-05-13")["beds"]) == set(house.beds)
    both = house(
        "free-beds", "--from", "2026-05-12", "--to", "2026-05-13", "--person", "Ada", "--person", "Bo", "--together"
    )
    assert both["together"][0]["rooms"] == 1
    said = house.shell("free-beds", house.vault, "--from", "2026-05-03", "--to", "2026-05-06")
    assert "C1" in said


def test_everybody_is_placed_and_it_is_written(house: House):
    waiting = house.add("stay", f"person={house.people['Cy']}", "from_day=2026-05-04", "to_day=2026-05-08")
    result = house("place", "--from", "2026-05-01", "--to", "2026-05-31", "--write")
    assert [(each["stay"], each["bed"], each["moved"]) for each in result["placed"]] == [
        (waiting, house.beds[2], False)
    ]
    assert result["proven"]
    assert result["unplaced"] == result["moves"] == []
    again = house("place", "--from", "2026-05-01", "--to", "2026-05-31")
    assert again["placed"] == []
    fourth = house.add("stay", f"person={house.add('person', 'name=Di')}", "from_day=2026-05-06", "to_day=2026-05-09")
    left = house("place", "--from", "2026-05-01", "--to", "2026-05-31")["unplaced"]
    assert [(each["stay"], each["nights"]) for each in left] == [(fourth, 3)]
    assert "4 people and 3 beds" in left[0]["why"]


def test_days_that_are_none_are_refused_in_a_sentence(house: House):
    assert "after the first" in house.shell.fails("place", house.vault, "--from", "2026-05-04", "--to", "2026-05-04")
    gas = ("house=Mill", "text=Gas", "from_day=2026-05-01", "to_day=2026-05-02", "amount=5", "currency=XQZ")
    assert "XQZ" in house.shell.fails("add", house.vault, "bill", *gas)


def test_one_stay_cut_short_changes_beds_meals_chores_and_money(house: House):
    ada, bo = house.people["Ada"], house.people["Bo"]
    house.add("chore", "house=Mill", "name=Cook", "minutes=60", "every=1", "from_day=2026-05-10")
    bill = house.add(
        "bill", "house=Mill", "text=Heating", "from_day=2026-05-02", "to_day=2026-05-12", "amount=10001",
        f"paid_by={ada}",
    )  # fmt: skip
    posted = house("bill", "Heating", "--post")
    assert sum(share["amount"]["minor"] for share in posted["shares"]) == 10001
    assert {share["person"]: share["nights"] for share in posted["shares"]} == {ada: 10, bo: 10}
    assert house("headcount", "Mill", "--day", "2026-05-10")["dinner"]["table"] == 2
    rota = house("rota", "Mill", "--from", "2026-05-10", "--to", "2026-05-12")
    assert {slot["who"] for slot in rota["slots"]} == {ada, bo}
    (payment,) = house("settle-up")["payments"]
    owed = {share["person"]: share["amount"]["minor"] for share in posted["shares"]}
    assert payment == {"from": bo, "to": ada, "amount": {"minor": owed[bo], "currency": "EUR"}}

    house.shell("set", house.vault, "stay", house.stays["Bo"], "to_day=2026-05-10")  # Two nights less.

    free = house("free-beds", "--from", "2026-05-10", "--to", "2026-05-12")["beds"]
    assert house.beds[1] in free
    assert house.beds[0] not in free
    meals = house("headcount", "Mill", "--day", "2026-05-10")
    assert meals["lunch"]["people"] == sorted([ada, bo])
    assert meals["dinner"]["people"] == [ada]
    assert meals["dinner"]["not_asked"] == [ada]
    rota = house("rota", "Mill", "--from", "2026-05-10", "--to", "2026-05-12")
    assert [slot["who"] for slot in rota["slots"]] == [ada, ada]
    now = house("bill", bill)
    assert {share["person"]: share["nights"] for share in now["shares"]} == {ada: 10, bo: 8}
    assert sum(change["by"]["minor"] for change in now["changed"]) == 0
    assert {change["id"] for change in now["changed"]} == {ada, bo}
    assert house("settle-up")["payments"] == [payment]  # Posted once: nothing changes by itself.
    after = house("bill", bill, "--post")
    assert after["changed"] == []
    (payment,) = house("settle-up", "--house", "Mill")["payments"]
    assert payment["amount"]["minor"] == next(s["amount"]["minor"] for s in now["shares"] if s["person"] == bo)
    assert "divides as it did" in house.shell.fails("bill", house.vault, bill, "--post")
    lines = house("statement", "Bo")
    assert lines["balances"] == [{"minor": -payment["amount"]["minor"], "currency": "EUR"}]
    assert lines["lines"][0]["nights"] == 8


def test_the_ledger_is_a_file_that_beancount_takes(house: House):
    from beancount.loader import load_file

    for number, text in enumerate(("Gas", 'The "big" shop', "Bins")):
        house.add(
            "bill", "house=Mill", f"text={text}", "from_day=2026-05-02", "to_day=2026-05-09", f"amount={1000 + number}"
        )
        house("bill", text, "--post")
    house.add(
        "settlement", f"payer={house.people['Bo']}", "house=Mill", "on_day=2026-05-20", "amount=700", "currency=EUR"
    )
    file = house.shell.path("house.beancount")
    entries = house("house-ledger", "--out", file)
    assert all(sum(each["amount"]["minor"] for each in entry["postings"]) == 0 for entry in entries)
    found, errors, _options = load_file(str(file))
    assert errors == []
    assert len([each for each in found if type(each).__name__ == "Transaction"]) == len(entries) == 4


def test_meals_are_bought_for_who_is_there(house: House):
    rice = house.add("product", "name=Rice", "unit=kg", "pack=0.5", "aisle=Dry", "price=120", "contents_known=yes")
    nuts = house.add("product", "name=Nuts", "contains=nuts", "aisle=Dry")
    curry = house.add("recipe", "name=Curry", "serves=4")
    house.add("ingredient", f"recipe={curry}", f"product={rice}", "quantity=0.3")
    house.add("ingredient", f"recipe={curry}", f"product={nuts}", "quantity=1", "scaling=fixed")
    house.add("meal", "house=Mill", "on_day=2026-05-05", "sort=dinner", f"recipe={curry}")
    meal = house.add("meal", "house=Mill", "on_day=2026-05-06", "sort=dinner", f"recipe={curry}")
    house.add("meal_signup", f"meal={meal}", f"person={house.people['Ada']}", "answer=takeaway", "guests=6")
    house.add("stock_count", f"product={nuts}", "house=Mill", "on_day=2026-05-01", "quantity=1")
    house.add("diet_profile", f"person={house.people['Ada']}", "avoids=Nuts", "severity=severe")
    lines = {line["name"]: line for line in house("shopping", "Mill", "--from", "2026-05-05", "--to", "2026-05-07")}
    assert lines["Rice"]["needed"] == "0.75"
    assert lines["Rice"]["packs"] == 2
    assert lines["Rice"]["cost"] == {"minor": 240, "currency": "EUR"}
    assert (lines["Nuts"]["needed"], lines["Nuts"]["on_hand"], lines["Nuts"]["packs"]) == ("2", "1", 1)
    dinner = house("headcount", "Mill", "--day", "2026-05-06")["dinner"]
    assert (dinner["table"], dinner["portions"], dinner["guests"]) == (1, 8, 6)
    assert dinner["severe"] == [{"person": house.people["Ada"], "avoids": ["nuts"]}]
    assert dinner["not_asked"] == [house.people["Bo"]]
    assert dinner["safe"] == {house.people["Ada"]: "not safe", house.people["Bo"]: "not known"}


def test_a_rota_is_written_once_and_open_turns_say_why(house: House):
    house.add("chore", "house=Mill", "name=Bins", "minutes=10", "every=7", "from_day=2026-05-04", "people=2")
    rota = house("rota", "Mill", "--from", "2026-05-01", "--to", "2026-05-20", "--write")
    assert [slot["on_day"] for slot in rota["slots"]] == ["2026-05-04"] * 2 + ["2026-05-11"] * 2 + ["2026-05-18"] * 2
    assert [each["why"] for each in rota["open"]] == ["Nobody is in the house on this day."] * 2
    assert {person["drift"] for person in rota["people"]} == {"0"}
    again = house("rota", "Mill", "--from", "2026-05-01", "--to", "2026-05-20")
    taken = [sorted((slot["on_day"], slot["who"] or "") for slot in each["slots"]) for each in (rota, again)]
    assert taken[0] == taken[1]
    assert all(slot["slot"] for slot in again["slots"])


def test_sheets_are_printed_from_the_command_line(house: House):
    for name, *more in (
        ("fire-muster",),
        ("vacancies",),
        ("headcount", "--of", "Mill"),
        ("rota",),
        ("statement", "--of", "Ada"),
    ):
        file = house.shell.path(f"{name}.pdf")
        period = ("--from", "2026-05-03", "--to", "2026-05-04") if name != "statement" else ()
        house.shell("print", house.vault, name, "--out", file, *more, *period)
        assert file.read_bytes().startswith(b"%PDF")


def test_houses_travel_as_tables(house: House):
    file = house.shell.path("stays.csv")
    house.shell("export", house.vault, "stay", file)
    text = file.read_text("utf-8-sig")
    assert "household" in text.splitlines()[0]
    assert text.count("2026-05-02") == 2


def test_the_day_of_a_house_in_one_line_a_person(house: House):
    (day,) = house.shell.read("house-day", house.vault, house.house, "--day", "2026-05-02")
    assert {"in_house", "away", "arrivals", "departures", "vacancies"} <= day.keys()
    assert day["open"] - day["held"] == len(day["vacancies"])
    assert "of" in house.shell("house-day", house.vault, "--day", "2026-05-01")
