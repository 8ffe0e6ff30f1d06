"""The workload's records as a vault knows them: 20 fields of a person, six of which are searched as in ours."""

from __future__ import annotations

from typing import Annotated

from app.records.kinds import Name, OneOf, Reference, Text
from app.records.registry import Entity, Registry, attr, entity
from tests.bench.peers.workload import CHOICES

Words = Annotated[str, Text()]


def options(name: str) -> OneOf:
    """One of a list, whose labels nobody reads here."""
    return OneOf({each: each for each in CHOICES[name]})


@entity("person", one="Person", many="People")
class Person(Entity, table=True):
    """As many fields as a group may want to keep of somebody."""

    name: Annotated[str, Name()] = attr("Name", column=True, search=True)
    given: Annotated[str, Name()] | None = attr("Given name", search=True)
    family: Annotated[str, Name()] | None = attr("Family name", search=True)
    also_known_as: Annotated[str, Name()] | None = attr("Also known as", search=True)
    pronouns: Words | None = attr("Pronouns")
    language: Annotated[str, options("language")] | None = attr("Language", column=True)
    stage: Annotated[str, options("stage")] | None = attr("Stage", column=True)
    age_band: Annotated[str, options("age_band")] | None = attr("Age")
    diet: Annotated[str, options("diet")] | None = attr("Diet")
    phone: Words | None = attr("Telephone")
    email: Words | None = attr("E-mail")
    street: Words | None = attr("Street")
    town: Words | None = attr("Town")
    task: Words | None = attr("Task", search=True)
    training: Words | None = attr("Training")
    vehicle: Words | None = attr("Vehicle")
    hours: Words | None = attr("Hours")
    contact: Words | None = attr("Contact")
    plan: Words | None = attr("Plan")
    note: Words | None = attr("Note", search=True)


@entity("project", one="Project", many="Projects")
class Project(Entity, table=True):
    """What people do together."""

    name: Words = attr("Name", column=True, search=True)
    status: Annotated[str, options("status")] | None = attr("Status", column=True)
    lead: Annotated[str, Reference("person")] | None = attr("Lead", column=True)
    place: Words | None = attr("Place")
    goal: Words | None = attr("Goal", search=True)
    note: Words | None = attr("Note", search=True)


@entity("stay", one="Stay", many="Stays", title=("house",))
class Stay(Entity, table=True):
    """Who sleeps where."""

    person: Annotated[str, Reference("person")] = attr("Person", column=True)
    house: Words | None = attr("House", column=True, search=True)
    status: Annotated[str, options("status")] | None = attr("Status", column=True)
    from_day: Words | None = attr("From", column=True)
    to_day: Words | None = attr("To")
    note: Words | None = attr("Note", search=True)


def registry() -> Registry:
    """Give the three kinds of record."""
    return Registry([Person, Project, Stay])
