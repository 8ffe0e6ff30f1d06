"""What each view of the flow says in a table, in the window and on paper: heads, rows, and who is behind each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from app.capabilities.people.flow_page import FlowPage
from app.capabilities.people.words import curve_sentences
from app.i18n import N_, _
from app.records.days import format_day

STAYING, HOURS, TRAFFIC, COHORTS = "staying", "hours", "traffic", "cohorts"
VIEWS = (
    (STAYING, N_("Staying")),
    (HOURS, N_("Hours")),
    (TRAFFIC, N_("Coming and going")),
    (COHORTS, N_("Cohorts")),
)


@dataclass(frozen=True, slots=True)
class ViewRow:
    """A row of the table, the ids of those behind it, and by column of those behind that figure alone."""

    cells: tuple[str, ...]
    people: Callable[[], Sequence[str]]
    apart: Mapping[int, Sequence[str]] = field(default_factory=dict[int, Sequence[str]])

    def behind(self, column: int) -> Sequence[str]:
        """Give the ids of what is behind a figure."""
        return self.apart[column] if column in self.apart else self.people()


@dataclass(frozen=True, slots=True)
class View:
    """A table that says what the drawing shows, and sentences that say what it rests on."""

    heads: tuple[str, ...]
    lines: tuple[ViewRow, ...]
    sentences: tuple[str, ...]


def view_of(page: FlowPage, name: str) -> View:
    """Give one of the views."""
    return {STAYING: _staying, HOURS: _hours, TRAFFIC: _traffic, COHORTS: _cohorts}[name](page)


def _staying(page: FlowPage) -> View:
    """Say for each day on which somebody left what share stays beyond it."""
    curve = page.forecast.curve
    lines = tuple(
        ViewRow(
            (
                str(point.day),
                str(point.at_risk),
                str(point.left),
                f"{point.staying:.0%}",
                "" if point.low is None else f"{point.low:.0%} – {point.high:.0%}",
            ),
            lambda day=point.day: curve.risk_set(day),
        )
        for point in curve.points
    )
    heads = (_("Day"), _("There"), _("Left"), _("Stay"), _("Between"))
    return View(heads, lines, tuple(curve_sentences(curve)))


def _hours(page: FlowPage) -> View:
    """Say for each week the hours to expect, and those that tasks need."""
    lines = tuple(
        ViewRow(
            (
                format_day(week.first),
                f"{week.stated:.0f}",
                f"{week.shown:.0f}",
                f"{week.expected:.0f}",
                f"{week.low:.0f} – {week.high:.0f}",
                f"{week.newcomers:.0f}",
                f"{week.needed:.0f}",
            ),
            lambda people=week.people: people,
            {5: page.forecast.newly_come, 6: week.tasks},
        )
        for week in page.forecast.weeks
    )
    heads = (
        _("From"), _("Stated"), _("Turn up"), _("Expected"), _("Between"), _("Newcomers"), _("Needed"),
    )  # fmt: skip
    knows = page.forecast.knows_who_stays
    too_little = _("Fewer than five people have left: who stays is not known, so everybody counts as staying.")
    said = _("In eight of ten cases the hours of a week lie between the two. Newcomers are given apart.")
    return View(heads, lines, (said,) if knows else (too_little, said))


def _traffic(page: FlowPage) -> View:
    """Say for each week how many came and left, the newest first."""
    lines = tuple(
        ViewRow(
            (format_day(week.first), str(len(week.came)), str(len(week.left))),
            lambda week=week: (*week.came, *week.left),
            {1: week.came, 2: week.left},
        )
        for week in reversed(page.traffic)
    )
    came, left = sum(len(each.came) for each in page.traffic), sum(len(each.left) for each in page.traffic)
    said = _("In {weeks} weeks {came} came and {left} left.").format(weeks=len(page.traffic), came=came, left=left)
    return View((_("From"), _("Came"), _("Left")), lines, (said,))


def _cohorts(page: FlowPage) -> View:
    """Say for each quarter how many of those who came are here still."""
    lines = tuple(
        ViewRow(
            (format_day(lane.first), str(len(lane.came)), str(len(lane.here))),
            lambda lane=lane: lane.here,
            {1: lane.came},
        )
        for lane in reversed(page.lanes)
    )
    return View((_("Came from"), _("Came"), _("Here")), lines, (_("Those who came in one quarter stand together."),))
