"""People: who they are, how to reach them, what time and which skills they give."""

import datetime
from collections.abc import Mapping
from typing import Annotated, Any

from app.i18n import N_, _
from app.problems import WrongValue
from app.records.ages import AgeBand
from app.records.contact import CONTACT_KINDS, CONTACT_LABELS, ContactValue, check_way, takes_way
from app.records.kinds import Day, LongText, Name, OneOf, Reference, Text, Whole, YesNo
from app.records.lists import Extras, Languages, Several, Tags
from app.records.registry import Entity, attr, entity
from app.records.retention import Keep

STAGES = {
    "new": N_("New"),
    "exploring": N_("Looking around"),
    "active": N_("Active"),
    "core": N_("Keeps things running"),
    "away": N_("Away for a while"),
    "left": N_("Left"),
}
LEFT_REASONS = {
    "agreed": N_("As agreed"),
    "no_time": N_("No time"),
    "moved": N_("Moved away"),
    "conflict": N_("A conflict"),
    "no_answer": N_("No answer any more"),
    "other": N_("Other"),
}
AGE_BANDS = {
    "under18": N_("under 18"),
    "18to29": N_("18 to 29"),
    "30to49": N_("30 to 49"),
    "50to64": N_("50 to 64"),
    "65up": N_("65 and over"),
}
LEAST_AGES = {"under18": 0, "18to29": 18, "30to49": 30, "50to64": 50, "65up": 65}
WEEKDAYS = {
    "mo": N_("Monday"),
    "tu": N_("Tuesday"),
    "we": N_("Wednesday"),
    "th": N_("Thursday"),
    "fr": N_("Friday"),
    "sa": N_("Saturday"),
    "su": N_("Sunday"),
}
SKILL_LEVELS = {"claimed": N_("Says so"), "vouched": N_("Vouched for"), "shown": N_("Has shown it")}


@entity(
    "person",
    one=N_("Person"),
    many=N_("People"),
    why=N_("To work together, and to know who was here when somebody comes back."),
    keep=Keep(365, "stage", "left"),
    contacts="contact_point",
    counts_as="merged_into",
)
class Person(Entity, table=True):
    """Someone in the group, or someone the group looks after."""

    name: Annotated[str, Name()] = attr(
        N_("Name"),
        column=True,
        search=True,
        print=True,
        max_length=120,
        was=(
            "full name",
            "fullname",
            "fn",
            "display name",
            "formatted name",
            "vollständiger name",
            "nom complet",
            "nombre completo",
            "имя",
            "фио",
            "имя и фамилия",
            "imię i nazwisko",
            "氏名",
            "姓名",
            "名前",
            "이름",
        ),
        help=N_("What people call this person, and how they are found."),
    )
    given: Annotated[str, Name()] | None = attr(
        N_("Given name"),
        default=None,
        search=True,
        was=(
            "first_name",
            "firstname",
            "first",
            "forename",
            "given names",
            "vorname",
            "prénom",
            "nombre",
            "nome",
        ),
        help=N_("For letters and lists in which given and family name stand apart."),
    )
    family: Annotated[str, Name()] | None = attr(
        N_("Family name"),
        default=None,
        search=True,
        was=(
            "last_name",
            "lastname",
            "last",
            "surname",
            "nachname",
            "familienname",
            "nom de famille",
            "apellido",
        ),
        help=N_("For lists in the order of family names."),
    )
    also_known_as: Annotated[str, Name()] | None = attr(
        N_("Also known as"),
        default=None,
        search=True,
        was=("nickname", "alias", "aka", "nick", "spitzname", "rufname", "preferred name"),
        help=N_("Other names under which people look for this person."),
    )
    pronouns: Annotated[str, Text()] | None = attr(
        N_("Pronouns"),
        default=None,
        print=True,
        max_length=40,
        was=("pronoun",),
        help=N_("So that nobody has to guess."),
    )
    languages: Annotated[list[str], Languages()] | None = attr(
        N_("Languages"),
        default=None,
        column=True,
        print=True,
        was=("language", "lang", "sprache", "sprachen", "spoken languages", "preferred language", "languages spoken"),
        help=N_("To bring people together who understand each other."),
    )
    stage: Annotated[str, OneOf(STAGES)] = attr(
        N_("Stage"),
        default="new",
        column=True,
        help=N_("To see who needs a first task, and who is away."),
    )
    age_band: Annotated[str, AgeBand(AGE_BANDS, LEAST_AGES)] | None = attr(
        N_("Age"),
        default=None,
        section=N_("About"),
        was=("age group", "age range", "altersgruppe"),
        help=N_("Only where a task or a house asks for it; a birth date is never kept."),
    )
    since: Annotated[datetime.date, Day()] | None = attr(
        N_("With us since"),
        default=None,
        column=True,
        section=N_("With the group"),
        was=("joined", "joined on", "member since", "start date", "first contact"),
        help=N_("The first day with the group: to see who needs what, and how long people stay."),
    )
    left_on: Annotated[datetime.date, Day()] | None = attr(
        N_("Left on"),
        default=None,
        section=N_("With the group"),
        was=("left", "end date"),
        help=N_("So that nobody plans with somebody who has gone."),
    )
    left_reason: Annotated[str, OneOf(LEFT_REASONS)] | None = attr(
        N_("Why they left"),
        default=None,
        section=N_("With the group"),
        help=N_("To learn what the group could do better; leaving as agreed is no loss."),
    )
    source: Annotated[str, Text()] | None = attr(
        N_("How they came"),
        default=None,
        section=N_("With the group"),
        max_length=120,
        was=("how did you hear about us", "referrer", "herkunft"),
        help=N_("To know which ways of reaching people work."),
    )
    buddy: Annotated[str, Reference("person")] | None = attr(
        N_("Buddy"),
        default=None,
        section=N_("With the group"),
        help=N_("Who answers the first questions."),
    )
    merged_into: Annotated[str, Reference("person")] | None = attr(
        N_("Is the same as"),
        default=None,
        section=N_("With the group"),
        help=N_("Set by merging: everything about this person counts for the other."),
    )
    tags: Annotated[list[str], Tags()] | None = attr(
        N_("Tags"),
        default=None,
        column=True,
        search=True,
        section=N_("About"),
        was=(
            "tag",
            "labels",
            "keywords",
            "categories",
            "kategorien",
            "category",
            "groups",
            "schlagworte",
            "tag list",
            "group",
            "group membership",
            "group memberships",
        ),
        help=N_("Words of your own to group people by."),
    )
    note: Annotated[str, LongText()] | None = attr(
        N_("Note"),
        default=None,
        search=True,
        section=N_("About"),
        was=("notes", "comment", "comments", "remark", "remarks", "notiz", "notizen", "bemerkung", "note(s)"),
        help=N_("What others must know to work together; no judgement of a person belongs here."),
    )
    extra: Annotated[dict[str, str], Extras()] | None = attr(
        N_("From the import"),
        default=None,
        search=True,
        section=N_("From the import"),
        help=N_("Columns of an imported list that fit nowhere else; delete what is not needed."),
        keep=Keep(365),
    )

    @classmethod
    def record_check(cls, values: Mapping[str, Any]) -> None:
        """Refuse leaving before coming."""
        since, left = values.get("since"), values.get("left_on")
        if since is not None and left is not None and left < since:
            raise WrongValue(_("Nobody can leave before they came."), field="left_on")


@entity(
    "contact_point",
    one=N_("Contact"),
    many=N_("Contacts"),
    part_of="person",
    title=("value",),
    why=N_("To reach this person; it goes with them."),
)
class ContactPoint(Entity, table=True):
    """One way to reach someone, and what is safe to do with it."""

    person: Annotated[str, Reference("person")] = attr(N_("Person"))
    kind: Annotated[str, OneOf(CONTACT_KINDS)] = attr(N_("Kind"), column=True, print=True)
    label: Annotated[str, OneOf(CONTACT_LABELS)] | None = attr(N_("Where"), default=None, column=True)
    value: Annotated[str, ContactValue()] = attr(
        N_("Number or address"),
        column=True,
        search=True,
        print=True,
        help=N_("To reach this person."),
    )
    preferred: Annotated[bool, YesNo()] | None = attr(N_("Preferred"), default=None, column=True)
    safe_to_text: Annotated[bool, YesNo()] | None = attr(
        N_("Safe to text"),
        default=None,
        column=True,
        print=True,
        help=N_("Others may read the telephone of this person."),
    )
    safe_to_leave_message: Annotated[bool, YesNo()] | None = attr(
        N_("Safe to leave a message"),
        default=None,
        print=True,
        help=N_("Others may hear the messages of this person."),
    )
    do_not_call: Annotated[bool, YesNo()] | None = attr(
        N_("Do not call"), default=None, print=True, help=N_("They said no to calls; no list to call by has it.")
    )
    do_not_write: Annotated[bool, YesNo()] | None = attr(
        N_("Do not write"), default=None, print=True, help=N_("They said no to texts, mails or letters there.")
    )
    hours: Annotated[str, Text()] | None = attr(N_("When to call"), default=None, print=True, max_length=80)
    about: Annotated[str, Text()] | None = attr(N_("What it is"), default=None, search=True, max_length=80)

    @classmethod
    def record_check(cls, values: Mapping[str, Any]) -> None:
        """Check the value by its kind: a number to call is no e-mail address."""
        check_way(values)

    @classmethod
    def record_takes(cls, values: Mapping[str, Any], name: str, text: str) -> bool:
        """Say whether a text is surely of that kind."""
        return takes_way(values, name, text)


@entity(
    "commitment",
    one=N_("Commitment"),
    many=N_("Commitments"),
    part_of="person",
    title=("person", "focus"),
    why=N_("To plan with the time that people give."),
    keep=Keep(365, "until_day"),
)
class Commitment(Entity, table=True):
    """The time someone has said they can give, and until when."""

    person: Annotated[str, Reference("person")] = attr(N_("Person"), column=True)
    hours_a_week: Annotated[int, Whole(0, 168)] | None = attr(N_("Hours a week"), default=None, column=True)
    weekdays: Annotated[list[str], Several(options=WEEKDAYS)] | None = attr(N_("Weekdays"), default=None, column=True)
    from_day: Annotated[datetime.date, Day()] | None = attr(N_("From"), default=None, column=True)
    until_day: Annotated[datetime.date, Day()] | None = attr(N_("Until"), default=None, column=True)
    focus: Annotated[str, Text()] | None = attr(N_("Focus"), default=None, column=True, search=True)

    @classmethod
    def record_check(cls, values: Mapping[str, Any]) -> None:
        """Refuse an end before the beginning."""
        if "from_day" in values and "until_day" in values and values["until_day"] < values["from_day"]:
            raise WrongValue(_("A commitment cannot end before it begins."), field="until_day")


@entity("skill", one=N_("Skill"), many=N_("Skills"))
class Skill(Entity, table=True):
    """Something that people can do, so that a task can ask for it."""

    name: Annotated[str, Text()] = attr(N_("Name"), column=True, search=True, max_length=80)
    note: Annotated[str, LongText()] | None = attr(N_("Note"), default=None, search=True)


@entity(
    "skill_claim",
    one=N_("Skill of a person"),
    many=N_("Skills of people"),
    part_of="person",
    title=("person", "skill"),
    why=N_("To ask the right person; it goes with them."),
)
class SkillClaim(Entity, table=True):
    """That someone can do something, and how we know."""

    person: Annotated[str, Reference("person")] = attr(N_("Person"), column=True)
    skill: Annotated[str, Reference("skill")] = attr(N_("Skill"), column=True)
    level: Annotated[str, OneOf(SKILL_LEVELS)] = attr(N_("How we know"), default="claimed", column=True)
    evidence: Annotated[str, LongText()] | None = attr(N_("Evidence"), default=None)
    attester: Annotated[str, Reference("person")] | None = attr(N_("Vouched for by"), default=None, column=True)
    from_day: Annotated[datetime.date, Day()] | None = attr(N_("Since"), default=None)
    expires: Annotated[datetime.date, Day()] | None = attr(N_("Expires"), default=None, column=True)

    @classmethod
    def record_check(cls, values: Mapping[str, Any]) -> None:
        """Refuse an expiry before the beginning, and people who vouch for themselves."""
        if "from_day" in values and "expires" in values and values["expires"] < values["from_day"]:
            raise WrongValue(_("A skill cannot expire before it was there."), field="expires")
        if values.get("level") != "claimed" and "attester" in values and values["attester"] == values["person"]:
            raise WrongValue(_("Nobody can vouch for themselves."), field="attester")
