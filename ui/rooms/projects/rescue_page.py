"""Projects that may vanish: the quiet ones with five ways to save each, those at risk, and the archive."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.capabilities.projects import merging, rescuing, service
from app.capabilities.projects.service import ProjectStanding
from app.i18n import _, ngettext
from app.records.changes import Changed
from app.records.days import format_day
from app.services.open_vault import Vault
from ui.frame.desk import Desk
from ui.records.asking_form import FormAsker
from ui.records.day_bar import DayBar
from ui.records.days import ago
from ui.rooms.projects.merge_box import MergeBox
from ui.theme.metrics import current_metrics
from ui.widgets.empty_state import EmptyState
from ui.widgets.filling import fill
from ui.widgets.segmented import Segmented
from ui.widgets.table_and_detail import KeyedRow, TableAndDetail

QUIET, AT_RISK, ARCHIVED = "quiet", "at_risk", "archived"


class RescuePage(QWidget):
    """A key for each way: A adopt, M merge, H mentor, S sleep, X archive, L it lives, R revive; Enter opens."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        super().__init__()
        self._desk = desk
        self.found: Sequence[ProjectStanding] = ()
        self._wanted = ""
        options = [(QUIET, _("Quiet")), (AT_RISK, _("At risk")), (ARCHIVED, _("Archived"))]
        self.views = Segmented(options, _("Which projects"))
        self.views.set_value(QUIET)
        self.views.chosen.connect(lambda _view: self._fill())
        self.day = DayBar(desk.today)
        self.day.wanted.connect(lambda _day: self.refresh())
        self.nothing = EmptyState("success", "", "")
        self.nothing.offer(_("Show all projects"), lambda: desk.go("projects", "list"), primary=False)
        heads = (_("Project"), _("Owner"), _("Why"))
        self.list = TableAndDetail(heads, _("Projects to rescue"), self.nothing, narrow=(1,), shares=58)
        self.list.chosen.connect(self._say)
        self.list.opened.connect(lambda project: desk.open("project", project))
        self.asker = FormAsker(desk, self.list.detail)
        self.box: MergeBox | None = None
        keys: dict[Qt.Key, Callable[[str], object]] = {
            Qt.Key.Key_A: self.adopt,
            Qt.Key.Key_M: self.merge,
            Qt.Key.Key_H: self.mentor,
            Qt.Key.Key_S: self.sleep,
            Qt.Key.Key_X: self.archive,
            Qt.Key.Key_L: self.lives,
            Qt.Key.Key_R: self.revive,
        }
        for key, do in keys.items():
            self.list.table.on_key(lambda do=do: self.list.key() and do(self.list.key()), key)
        metrics = current_metrics()
        line = QHBoxLayout()
        line.setContentsMargins(metrics.px(16), metrics.px(8), metrics.px(16), metrics.px(4))
        line.addWidget(self.views)
        line.addStretch(1)
        line.addWidget(self.day)
        fill(self, line, self.list)

    def refresh(self) -> None:
        """Ask how all projects stand on the day in sight."""
        self.day.write()
        day = self.day.day
        self._desk.ask(lambda vault: service.standings(vault, day), self._show, key=(self, "standings"))

    def start(self) -> None:
        """Begin in the list."""
        self.list.start()

    def go_to(self, project: str) -> None:
        """Show a project, in whichever of the lists it stands."""
        self._wanted = project
        self.refresh()

    def _show(self, found: Sequence[ProjectStanding]) -> None:
        """Count the lists and show the one that is chosen."""
        self.found = found
        for view, words in ((QUIET, _("Quiet")), (AT_RISK, _("At risk")), (ARCHIVED, _("Archived"))):
            self.views.set_text(view, f"{words}  {len(self._of(view)):n}")
        wanted, self._wanted = self._wanted, ""
        if wanted:
            views = [view for view in (QUIET, AT_RISK, ARCHIVED) if any(each.id == wanted for each in self._of(view))]
            self.views.set_value(views[0] if views else self.views.value())
        self._fill(wanted)

    def _of(self, view: object) -> list[ProjectStanding]:
        """Give the projects of a list: quiet ones longest first, the others by name."""
        if view == QUIET:
            quiet = [each for each in self.found if each.quiet]
            return sorted(quiet, key=lambda each: (-(each.pulse.age or 0), each.name, each.id))
        if view == AT_RISK:
            return [each for each in self.found if each.risks and each.status == "active" and not each.quiet]
        return [each for each in self.found if each.status == "archived" and not each.merged_into]

    def _fill(self, wanted: str = "") -> None:
        """Show the chosen list."""
        view = self.views.value()
        heading, sentence = {
            QUIET: (_("No project is quiet"), _("A project that nobody hears of for twice its rhythm stands here.")),
            AT_RISK: (_("No project is at risk"), _("One without an owner, a successor or enough people stands here.")),
            ARCHIVED: (_("No project is archived"), _("What was closed with its lessons can be revived from here.")),
        }[str(view)]
        self.nothing.say(heading, sentence)
        rows = [
            KeyedRow(
                each.id, (each.name, (each.names or {}).get(each.owner or "", "") or _("nobody"), _why(each)), (2,)
            )
            for each in self._of(view)
        ]
        self.list.show_rows(rows, wanted)

    def _say(self, project: str) -> None:
        """Say how a project stands and since when, and offer what can be done."""
        each, detail = self._standing(project), self.list.detail
        if each is None:
            detail.begin("")
            return
        detail.begin(each.name, _heard(each, self.day.day))
        if each.doubt:
            detail.say(f"{each.doubt[:1].upper()}{each.doubt[1:]}.", attention=True)
        if each.status == "archived":
            detail.offer(
                (_("Revive…"), lambda: self.revive(project), _("Key: R")),
                (_("Open"), lambda: self._desk.open("project", project), _("Key: Enter")),
            )
            return
        detail.offer(
            (_("Adopt…"), lambda: self.adopt(project), _("A new owner. Key: A")),
            (_("It lives"), lambda: self.lives(project), _("Somebody heard of it today. Key: L")),
            (_("Merge…"), lambda: self.merge(project), _("Into another project. Key: M")),
            (_("Mentor…"), lambda: self.mentor(project), _("Somebody helps, and it sleeps for 28 days. Key: H")),
            (_("Let it sleep…"), lambda: self.sleep(project), _("Until a day. Key: S")),
            (_("Archive…"), lambda: self.archive(project), _("With its lessons. Key: X")),
            (_("Open"), lambda: self._desk.open("project", project), _("Key: Enter")),
        )
        sign = each.pulse.sign
        if sign is not None:
            detail.heading(_("The last sign of life"))
            kind = _(self._desk.registry[sign.kind].one)
            detail.line(kind, format_day(sign.day), lambda: self._desk.open(sign.kind, sign.record))
        if each.risks:
            detail.heading(_("What puts it at risk"))
        for risk in each.risks:
            words = risk.words(each.names or {})
            detail.line(f"{words[:1].upper()}{words[1:]}", _("since {day}").format(day=format_day(risk.since)))

    def _standing(self, project: str) -> ProjectStanding | None:
        """Give how a project stands."""
        return next((each for each in self.found if each.id == project), None)

    # Five ways, and two more.

    def lives(self, project: str) -> None:
        """Write down that somebody heard of it today."""
        day = self._desk.today()
        self._desk.do(lambda vault: service.alive(vault, project, day), _("Heard of it today."))

    def adopt(self, project: str) -> None:
        """Ask who owns it from now on."""
        self._ask(project, "owner", (_("Who adopts it?"), _("Adopt")), rescuing.adopt)

    def merge(self, project: str) -> None:
        """Ask which project it becomes a part of, then show what that comes to, field by field."""

        def verb(vault: Vault, gone: str, kept: Any, _day: Any) -> Changed:
            rescuing.check_living(vault, gone)
            merging.plan(vault, kept, gone)
            into.append(kept)
            return Changed()

        def show(_changed: Changed) -> None:
            self.box = MergeBox(self._desk, self.list.detail, into[-1], project)
            self.box.ask()

        into: list[str] = []
        words = (_("Into which project? Everything moves there."), _("Show what it comes to"))
        self._ask(project, "merged_into", words, verb, show)

    def mentor(self, project: str) -> None:
        """Ask who helps."""
        self._ask(project, "mentor", (_("Who helps? Meanwhile it sleeps for 28 days."), _("Mentor")), rescuing.mentor)

    def sleep(self, project: str) -> None:
        """Ask until when."""
        self._ask(project, "sleeps_until", (_("Until which day?"), _("Let it sleep")), rescuing.sleep)

    def archive(self, project: str) -> None:
        """Ask for the lessons; one sentence is enough."""
        words = (_("What has it taught? One sentence is enough."), _("Archive"))
        self._ask(project, "lessons", words, rescuing.archive)

    def revive(self, project: str) -> None:
        """Ask who owns it from now on."""
        each = self._standing(project)
        if each is not None and each.status == "archived":
            self._ask(project, "owner", (_("Who owns it from now on?"), _("Revive")), rescuing.revive)

    def _ask(
        self,
        project: str,
        field: str,
        words: tuple[str, str],
        verb: Callable[..., Changed],
        then: Callable[[Changed], object] | None = None,
    ) -> None:
        """Ask for one field, and do what it is for as of today."""
        day = self._desk.today()

        def run(vault: Vault, given: Mapping[str, object]) -> Changed:
            return verb(vault, project, given[field], day)

        self.asker.ask("project", (field,), words, run, needed=(field,), then=then)


def _owner(each: ProjectStanding) -> str:
    """Name the owner; empty for none."""
    return (each.names or {}).get(each.owner or "", "")


def _why(each: ProjectStanding) -> str:
    """Say in a few words why a project stands here."""
    if each.status == "archived":
        return _("archived")
    if each.quiet:
        days = each.pulse.age
        if days is None:
            return _("never heard of")
        return ngettext("no news for {n} day", "no news for {n} days", days).format(n=f"{days:n}")
    return "; ".join(map(partial(_risk, each), each.risks))


def _risk(each: ProjectStanding, risk: Any) -> str:
    return risk.words(each.names or {})


def _heard(each: ProjectStanding, day: datetime.date) -> str:
    """Say who owns it, and when it was last heard of."""
    owner = _owner(each)
    whose = _("{who} owns it.").format(who=owner) if owner else _("Nobody owns it.")
    last = each.pulse.last_sign
    heard = _("Last heard of {when}.").format(when=ago(last, day)) if last else _("Nobody has heard of it yet.")
    return f"{whose} {heard}"
