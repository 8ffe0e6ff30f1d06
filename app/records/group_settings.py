"""What the whole group has agreed on: a record for each setting, so that it travels and has a history."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Annotated, Any

from app.i18n import N_, _
from app.problems import WrongValue
from app.records.attributes import Attribute
from app.records.exact import Currency
from app.records.kinds import Kind, LongText, OneOf, Text
from app.records.lists import Tags
from app.records.registry import Entity, attr, entity

WEEKDAYS = {
    "mo": N_("Monday"),
    "tu": N_("Tuesday"),
    "we": N_("Wednesday"),
    "th": N_("Thursday"),
    "fr": N_("Friday"),
    "sa": N_("Saturday"),
    "su": N_("Sunday"),
}


@entity(
    "group_setting",
    one=N_("Group setting"),
    many=N_("Group settings"),
    title=("name",),
    why=N_("So that all laptops reckon alike."),
    internal=True,
)
class GroupSetting(Entity, table=True):
    """One setting of the group; what its value may be is declared by ``Setting``."""

    name: Annotated[str, Text()] = attr(N_("Name"), column=True, max_length=60)
    value: Annotated[str, LongText()] | None = attr(N_("Value"), default=None, column=True, max_length=4000)


@dataclass(frozen=True)
class TimeZone(Text):
    """A time zone by its name in the IANA database."""

    max_length: int = 60

    def check(self, value: object) -> str | None:
        """Take a name that the database has."""
        from zoneinfo import available_timezones

        text = super().check(value)
        if text is not None and text not in available_timezones():
            raise WrongValue(_("“{text}” is no time zone, such as Europe/Berlin.").format(text=text))
        return text


@dataclass(frozen=True)
class Days(Tags):
    """Calendar days in ISO 8601, each once."""

    def check(self, value: object) -> list[str] | None:
        """Take days such as 2026-12-25."""
        import datetime

        days = super().check(value)
        for day in days or ():
            try:
                datetime.date.fromisoformat(day)
            except ValueError:
                raise WrongValue(_("“{text}” is no day, such as 2026-12-25.").format(text=day)) from None
        return sorted(days) if days else None


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting as it is declared: its name and marked words, its kind of value, and what holds while nobody says.

    ``suggest`` gives what can be taken, where that is too much for a list.
    """

    name: str
    label: str
    kind: Kind[Any]
    default: Any = None
    help: str = ""
    section: str = field(default=N_("The group"))
    suggest: Callable[[], Iterable[str]] = tuple

    def attribute(self) -> Attribute:
        """Give what an editor of its value asks for."""
        return Attribute(self.name, self.label, self.kind, help=self.help)


def _zones() -> list[str]:
    """Give all time zones by the names of their places."""
    from zoneinfo import available_timezones

    return sorted(available_timezones())


KERNEL_SETTINGS = (
    Setting(
        "time_zone",
        N_("Time zone"),
        TimeZone(),
        "UTC",
        N_("“Today” and every day that is worked out are in it."),
        suggest=_zones,
    ),
    Setting("week_begins", N_("The week begins on"), OneOf(options=WEEKDAYS), "mo"),
    Setting("free_days", N_("Free days"), Days(), None, N_("Days on which nobody is expected to work.")),
    Setting("currency", N_("Currency"), Currency(), None, N_("Which is meant where none is said (ISO 4217).")),
    Setting("ways_to_decide", N_("Ways to decide"), Tags(), ["consensus", "vote", "delegate"]),
)
