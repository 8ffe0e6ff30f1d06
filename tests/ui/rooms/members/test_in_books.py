"""Who I am: said in the window, after which it says "you"; two members who are one person are shown as a conflict."""

from collections.abc import Sequence

from app.services.conflicts import conflicts
from app.services.members import authors
from app.services.records import records
from tests.ui.rooms.members.members_world import TrustWorld, words_in
from ui.frame.members_pages import MEMBERS
from ui.rooms.people.room import PeopleRoom
from ui.rooms.today.room import TodayRoom
from ui.widgets.editors.sources import RecordOption


def people_of(world: TrustWorld) -> PeopleRoom:
    room = world.workplace.rooms["people"]
    assert isinstance(room, PeopleRoom)
    return room


def test_the_window_says_you_in_lists_card_history_pickers_and_today(world: TrustWorld):
    ann = world.group.vaults["Ann"]
    ada = records.add(ann, "person", {"name": "Ada"}).added[0]
    records.add(ann, "person", {"name": "Bo"})
    project = records.add(ann, "project", {"name": "Garden"}).added[0]
    day = ann.environment.now().date()
    records.add(ann, "task", {"title": "Water", "project": project, "who": ada, "due": day})
    room = world.open()
    world.show(MEMBERS)
    books = room.members.card.in_books
    assert "Say who you are" in books.words.text()
    books.editor.choose(RecordOption(ada, "Ada"))
    world.rest()
    assert world.tell(authors.me) == ada == world.desk.me.person
    assert "Pages say “you”" in books.words.text()

    world.workplace.go("people")
    people = people_of(world)
    people.table.choose(ada)
    world.rest()
    shown = {people.table.model.data(people.table.model.index(row, 0)) for row in range(2)}
    assert shown == {"Ada (you)", "Bo"}
    assert people.card.you.isVisibleTo(people.card)
    people.card.tabs.setCurrentIndex(1)
    world.rest()
    assert "you · " in words_in(people.card.timeline)
    found: list[Sequence[RecordOption]] = []
    world.desk.find("person", "Ad", found.append)
    world.rest()
    assert [each.title for each in found[0]] == ["Ada (you)"]
    hits: list[str] = []
    world.desk.search("Ada", lambda answer: hits.extend(each.title for each in answer))
    world.rest()
    assert "Ada (you)" in hits

    world.workplace.go("today")
    world.rest()
    today = world.workplace.rooms["today"]
    assert isinstance(today, TodayRoom)
    assert today.found is not None
    assert any("Ada (you)" in item.detail for section in today.found.sections for item in section.items)

    books.editor.set_value(None)
    books.said.emit(world.tell(authors.my_member), None)
    world.rest()
    assert world.tell(authors.me) == "" == world.desk.me.person


def test_this_is_me_is_said_from_the_card_of_a_person(world: TrustWorld):
    zoe = records.add(world.group.vaults["Ann"], "person", {"name": "Zoë"}).added[0]
    world.open()
    world.workplace.go("people")
    people = people_of(world)
    people.table.choose(zoe)
    world.rest()
    assert not people.card.you.isVisibleTo(people.card)
    (command,) = (each for each in people.commands() if each.name == "This is me")
    command.run()
    world.rest()
    assert people.card.you.isVisibleTo(people.card)
    assert not [each for each in people.commands() if each.name == "This is me"]


def test_two_members_who_are_one_person_are_shown_and_neither_counts(world: TrustWorld):
    group, ann = world.group, world.group.vaults["Ann"]
    ada = records.add(ann, "person", {"name": "Ada"}).added[0]
    bo = group.join("Bo")
    group.hand_over("Ann", "Bo")
    authors.link(ann, ada)
    authors.link(bo, ada)
    group.hand_over("Bo", "Ann")
    group.hand_over("Ann", "Bo")
    for vault in (ann, bo):
        known = authors.known(vault)
        assert [each.counts for each in known.values()] == [False, False]
        assert sorted(name for each in known.values() for name in each.rivals) == ["Ann", "Bo"]
        assert authors.myself(vault).person == ""
    (here,), (there,) = conflicts.open_conflicts(ann), conflicts.open_conflicts(bo)
    assert here.id == there.id
    room = world.open()
    world.show(MEMBERS)
    books = room.members.card.in_books
    assert "same person" in books.words.text()
    assert books.settle.isVisibleTo(books)
    books.said.emit(authors.my_member(bo), None)  # Ann is an admin, and takes Bo's back.
    world.rest()
    assert world.tell(authors.me) == ada
    assert not books.settle.isVisibleTo(books)


def test_who_somebody_else_is_is_not_for_everybody_to_say(world: TrustWorld):
    group = world.group
    ada = records.add(group.vaults["Ann"], "person", {"name": "Ada"}).added[0]
    group.join("Cy")
    group.hand_over("Ann", "Cy")
    room = world.open("Cy")
    world.show(MEMBERS)
    mine = world.tell(authors.my_member)
    card = room.members.card
    for row in list(room.members._rows):
        room.members.choose(row.id)
        assert card.in_books.editor.isEnabled() == (row.member.person == mine)
    others = next(row.member.person for row in room.members._rows if row.member.person != mine)
    card.in_books.said.emit(others, ada)
    world.rest()
    assert "by themselves, or by an admin" in "".join(world.said)
    assert card.in_books.editor.value() is None
