"""What projects have come to: each indicator with its plot and measurements, and apart from it what was done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.capabilities.ledger.currencies import EXPONENTS
from app.capabilities.projects import outcomes_service
from app.capabilities.projects.outcomes import Measured, Outcome, Times, per_unit
from app.capabilities.projects.outcomes_service import Result
from app.capabilities.projects.records_actions import INDICATORS
from app.capabilities.projects.values import figure, value_of
from app.capabilities.projects.words import activity_words, outcome_words
from app.i18n import _
from app.problems import WrongValue
from app.records.changes import Changed
from app.records.days import format_day
from app.records.record_type import RecordType
from app.records.registry import Registry
from app.services.open_vault import Vault
from app.services.records import records
from app.services.records.records import Card
from ui.frame.desk import Desk
from ui.records.asking_form import FormAsker
from ui.records.day_bar import DayBar
from ui.rooms.playbooks.drawing import OutcomePlot
from ui.theme.metrics import current_metrics
from ui.widgets.empty_state import EmptyState
from ui.widgets.filling import fill
from ui.widgets.table_and_detail import KeyedRow, TableAndDetail

_INDICATOR = ("name", "sort", "measure", "shape", "unit", "baseline", "baseline_on", "target", "until")
_MEASUREMENT = ("on_day", "value", "evidence", "note")
_AGAINST = ("project", "playbook", "action")
_PLOT = 200


class OutcomesPage(QWidget):
    """Arrows choose an indicator, M measures it, Enter opens its project; every measurement opens its row."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk; the plot is made once there is something to draw."""
        super().__init__()
        self._desk = desk
        self.found: Sequence[Result] = ()
        self.plot: OutcomePlot | None = None
        self._compared: tuple[str, str, Sequence[Times]] | None = None
        self.day = DayBar(desk.today)
        self.day.wanted.connect(lambda _day: self.refresh())
        nothing = EmptyState(
            "start",
            _("Nothing is measured yet"),
            _("An indicator says where a project began and where it should come to. It is added on a project's card."),
        )
        nothing.offer(_("Choose a project"), lambda: desk.go("projects"), icon="projects")
        heads = (_("Project"), _("Indicator"), _("Latest"), _("Aim"), _("Way"))
        self.list = TableAndDetail(heads, _("Outcomes"), nothing, narrow=(2, 3, 4), shares=54)
        self.list.chosen.connect(self._say)
        self.list.opened.connect(self._open)
        self.list.table.on_key(lambda: self.list.key() and self.measure(self.list.key()), Qt.Key.Key_M)
        self.asker = FormAsker(desk, self.list.detail)
        metrics = current_metrics()
        line = QHBoxLayout()
        line.setContentsMargins(metrics.px(16), metrics.px(8), metrics.px(16), metrics.px(8))
        line.addStretch(1)
        line.addWidget(self.day)
        fill(self, line, self.list)

    def refresh(self) -> None:
        """Reckon all outcomes on the day in sight."""
        self.day.write()
        day = self.day.day
        self._desk.ask(lambda vault: outcomes_service.results(vault, day), self._show, key=(self, "outcomes"))

    def start(self) -> None:
        """Begin in the list."""
        self.list.start()

    def go_to(self, indicator: str) -> None:
        """Choose an indicator."""
        self.list.choose(indicator)

    def changeEvent(self, event: QEvent) -> None:
        """Draw anew in the colours of another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.plot is not None and self.list.key():
            self._draw(self.list.key())

    def _show(self, found: Sequence[Result]) -> None:
        """Show the indicators by project, then the projects without one, each with a row that says what was done."""
        self.found = found
        rows = [_row(result, each) for result in found for each in result.outcomes]
        bare = (result for result in found if not result.outcomes)
        rows += [KeyedRow(result.project, (result.name, _("no indicator yet"), "", "", "")) for result in bare]
        self.list.show_rows(rows)

    def _of(self, key: str) -> tuple[Result, Outcome | None] | None:
        """Give the project and the indicator of a row."""
        for result in self.found:
            if result.project == key:
                return result, None
            for each in result.outcomes:
                if each.aim.id == key:
                    return result, each
        return None

    def _say(self, key: str) -> None:
        """Show an indicator: where it stands, its plot and measurements, and what was done for it."""
        detail, both = self.list.detail, self._of(key)
        if self.plot is not None:
            self.plot.widget.setParent(None)
        if both is None:
            detail.begin("")
            return
        result, each = both
        detail.begin(result.name if each is None else each.aim.name, "" if each is None else result.name)
        if each is None:
            detail.offer((_("Add an indicator…"), lambda: self.add_indicator(result.project), ""))
        else:
            self._say_outcome(result, each)
        detail.heading(_("What was done for it"))
        detail.line(activity_words(result.activity), "", lambda: self._desk.open("project", result.project))

    def _say_outcome(self, result: Result, each: Outcome) -> None:
        """Show where an indicator stands, and every measurement."""
        detail, aim = self.list.detail, each.aim
        said = outcome_words(each)
        detail.say(f"{_(INDICATORS.get(aim.sort, aim.sort))}. {said[:1].upper()}{said[1:]}.")
        detail.offer(
            (_("Measure…"), lambda: self.measure(aim.id), _("Key: M")),
            (_("Change…"), lambda: self.change(aim.id), _("Baseline, target, unit")),
            (_("So many times…"), lambda: self.compare(result.project), _("Against a project, playbook or action")),
            (_("Another indicator…"), lambda: self.add_indicator(result.project), ""),
        )
        self._say_compared(result)
        self._say_cost(result, each)
        self._draw(aim.id)
        detail.heading(_("Measurements"))
        for one in sorted(aim.measured, key=lambda one: (one.day, one.id), reverse=True):
            counted = any(one.id == other.id for other in each.counted)
            words = " · ".join(
                filter(None, (format_day(one.day), _("with evidence") if one.evidence else "",
                              _("counts") if counted else ""))
            )  # fmt: skip
            detail.line(f"{one.value} {aim.unit}".strip(), words, lambda one=one: self.change_measurement(one.id))
        if not aim.measured:
            detail.say(_("Not measured yet, which is not the same as nothing."))

    def _say_cost(self, result: Result, each: Outcome) -> None:
        """Say what a unit of change in the wanted direction took."""
        detail, unit = self.list.detail, each.aim.unit or _("unit")
        hours = per_unit(Fraction(result.activity.minutes, 60), each)
        if each.towards is None:
            return
        if hours is None:
            detail.say(_("No change yet."))
            return
        words = [_("{n} hours for each unit of change ({unit})").format(n=f"{float(hours):.2f}", unit=unit)]
        for currency, minor in result.activity.spent:
            money = per_unit(Fraction(minor, 10 ** EXPONENTS.get(currency, 2)), each)
            if money is not None:
                words.append(
                    _("{n} {currency} for each unit of change ({unit})").format(
                        n=f"{float(money):.2f}", currency=currency, unit=unit
                    )
                )
        detail.say(", ".join(words))

    def _draw(self, key: str) -> None:
        """Draw the chosen indicator, if there are two points at least."""
        both = self._of(key)
        each = both[1] if both is not None else None
        points = _points(each) if each is not None else []
        if each is None or len(points) < 2:
            return
        if self.plot is None:
            self.plot = OutcomePlot()
            self.plot.widget.setFixedHeight(current_metrics().px(_PLOT))
            self.plot.wanted.connect(self.change_measurement)
        if self.plot.widget.parentWidget() is None:
            self.list.detail.put(self.plot.widget)
            self.plot.widget.show()
        self.plot.show_outcome(each, points)

    # What is done.

    def measure(self, indicator: str) -> None:
        """Ask for a value, its day, and where it is known from."""
        both = self._of(indicator)
        if both is None or both[1] is None:
            return

        def verb(vault: Vault, given: Mapping[str, object]) -> Changed:
            said = {name: value for name, value in given.items() if value is not None}
            return records.add(vault, "measurement", {"indicator": indicator, **said})

        values = {"on_day": self._desk.today()}
        words = (_("What is it now?"), _("Measure"))
        self.asker.ask("measurement", _MEASUREMENT, words, verb, values=values, needed=("on_day", "value"))

    def change_measurement(self, measurement: str) -> None:
        """Ask for what is different about a measurement."""
        self._change(measurement, "measurement", _MEASUREMENT, _("The measurement"), ("on_day", "value"))

    def change(self, indicator: str) -> None:
        """Ask for what is different about an indicator."""
        self._change(indicator, "indicator", _INDICATOR, _("The indicator"), ("name",))

    def _change(self, record: str, kind: str, fields: tuple[str, ...], heading: str, needed: tuple[str, ...]) -> None:
        def show(card: Card) -> None:
            form = self.asker.ask(
                kind,
                fields,
                (heading, _("Save")),
                lambda vault, given: records.edit(vault, record, dict(given)),
                values={name: card.values.get(name) for name in fields},
                needed=needed,
            )
            form.offer(_("Delete"), lambda: self._delete(record))

        self._desk.ask(lambda vault: records.get(vault, record), show, key=(self, "card"))

    def _delete(self, record: str) -> None:
        self.list.detail.close_form()
        self._desk.do(lambda vault: records.delete(vault, record))

    def add_indicator(self, project: str) -> None:
        """Ask for something that is measured of a project."""

        def verb(vault: Vault, given: Mapping[str, object]) -> Changed:
            said = {name: value for name, value in given.items() if value is not None}
            return records.add(vault, "indicator", {"project": project, **said})

        words = (_("What is measured?"), _("Add"))
        self.asker.ask("indicator", _INDICATOR, words, verb, needed=("name",))

    def compare(self, project: str) -> None:
        """Ask for a project, playbook or action, and say how many times as much has changed here."""
        day = self.day.day

        def nothing(_vault: Vault, given: Mapping[str, object]) -> Changed:
            if sum(value is not None for value in given.values()) != 1:
                raise WrongValue(_("Name one of these."), field=_AGAINST[0])
            return Changed()

        def chosen(_changed: Changed) -> None:
            other = next(str(value) for name in _AGAINST if (value := form.editors[name].value()) is not None)
            self._desk.ask(
                lambda vault: (outcomes_service.against(vault, project, other, day), records.get(vault, other).title),
                lambda found: self._take_compared(project, found[1], found[0]),
            )

        kind = _counterpart(self._desk.registry)
        form = self.asker.ask(kind, _AGAINST, (_("Against what?"), _("Compare")), nothing, then=chosen)

    def _take_compared(self, project: str, name: str, found: Sequence[Times]) -> None:
        self._compared = (project, name, found)
        self._say(self.list.key())

    def _say_compared(self, result: Result) -> None:
        """Say what was compared, with both fractions."""
        if self._compared is None or self._compared[0] != result.project:
            return
        _project, name, found = self._compared
        if not found:
            words = _("They cannot be compared: both need two measurements of one unit, and a piece of evidence each.")
            self.list.detail.say(words, attention=True)
        for each in found:
            mine, theirs = (_("unknown") if one is None else f"{float(one):.0%}" for one in each.fractions)
            words = _("{times} times as much as {name} ({unit}); of their aims: {mine} here, {theirs} there.")
            self.list.detail.say(
                words.format(times=f"{float(each.times):.2f}", name=name, unit=each.unit, mine=mine, theirs=theirs)
            )

    def _open(self, key: str) -> None:
        both = self._of(key)
        if both is not None:
            self._desk.open("project", both[0].project)


def _counterpart(registry: Registry) -> RecordType:
    """Give the form that asks what a project is compared with."""
    named = {
        "project": registry["project"].attributes["merged_into"],
        "playbook": registry["playbook_version"].attributes["playbook"],
        "action": registry["project"].attributes["action"],
    }
    asked = {name: replace(each, name=name, label=registry[name].one, required=False) for name, each in named.items()}
    return replace(registry["project"], attributes=MappingProxyType(asked))


def _row(result: Result, each: Outcome) -> KeyedRow:
    """Write a row."""
    value = _("not measured") if each.value is None else f"{figure(each.value)} {each.aim.unit}".strip()
    aim = "" if each.aim.target is None else figure(each.aim.target) or ""
    way = "" if each.progress is None else f"{float(each.progress):.0%}"
    return KeyedRow(each.aim.id, (result.name, each.aim.name, value, aim, way))


def _points(each: Outcome) -> list[tuple[int, float, str]]:
    """Give what can be drawn of an indicator: measurements that are numbers, a flow as it adds up."""
    found: list[tuple[int, float, str]] = []
    total = Decimal(0)
    counted = {one.id for one in each.counted}
    known: list[Measured] = sorted(each.aim.measured, key=lambda one: (one.day, one.id))
    flow = each.aim.shape == "flow" and each.aim.measure != "percent"
    for one in known:
        value = value_of(each.aim.measure, one.value)
        if not isinstance(value, Decimal) or (flow and one.id not in counted):
            continue
        total += value
        found.append((one.day.toordinal(), float(total if flow else value), one.id))
    return found
