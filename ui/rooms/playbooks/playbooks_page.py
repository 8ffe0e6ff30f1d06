"""The shelf of playbooks: versions with their lineage and steps, how they differ, runs, and what those came to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.capabilities.projects import playbook_page, playbook_service, runs
from app.capabilities.projects.playbook_page import PlaybookLine, PlaybookView, RunView, VersionView
from app.capabilities.projects.records_playbooks import VERSION_STATES
from app.capabilities.projects.values import figure
from app.i18n import N_, _, ngettext
from app.records.changes import Changed
from app.records.days import format_day
from app.services.open_vault import Vault
from app.services.records import records
from ui.frame.desk import Desk
from ui.platform.dialogs import Dialogs
from ui.records.asking_form import FormAsker
from ui.rooms.playbooks.files import PlaybookFiles
from ui.rooms.playbooks.look_back import LookBackForm
from ui.rooms.playbooks.words import difference_words, step_words, version_words
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.combo import ComboBox
from ui.widgets.empty_state import EmptyState
from ui.widgets.filling import fill
from ui.widgets.lineage import LineageView
from ui.widgets.table_and_detail import KeyedRow, TableAndDetail

_STEP = ("key", "title", "how", "offset", "after", "working_days", "role", "minutes", "skill", "need", "sheet",
         "indicator", "pause")  # fmt: skip
_WHAT = {"added": N_("added"), "dropped": N_("dropped"), "changed": N_("changed")}


class PlaybooksPage(QWidget):
    """Arrows choose a playbook, R runs it, P proposes, A adopts, F forks; Enter opens what a line is about."""

    def __init__(self, desk: Desk, dialogs: Dialogs) -> None:
        """Take the desk and the system's dialogs."""
        super().__init__()
        self._desk = desk
        self.files = PlaybookFiles(desk, dialogs)
        self.files.taken.connect(self.go_to)
        self.lines: Sequence[PlaybookLine] = ()
        self.found: PlaybookView | None = None
        self._number: int | None = None
        nothing = EmptyState(
            "playbooks",
            _("No playbook yet"),
            _("A playbook is what worked, in steps with their days. Ten come with the program; change them freely."),
        )
        nothing.offer(_("Take in the ten"), self.take_shipped, icon="add")
        heads = (_("Playbook"), _("Version"), _("Runs"))
        self.list = TableAndDetail(heads, _("Playbooks"), nothing, narrow=(1, 2), shares=40)
        self.list.chosen.connect(self._ask)
        self.asker = FormAsker(desk, self.list.detail)
        for key, words in (
            (Qt.Key.Key_R, _("Run it…")),
            (Qt.Key.Key_P, _("Propose")),
            (Qt.Key.Key_A, _("Adopt…")),
            (Qt.Key.Key_F, _("Fork")),
        ):
            self.list.table.on_key(lambda words=words: self.list.detail.press(words), key)
        self.shipped = button(_("Take in those that come with the program"), self.take_shipped, icon="playbooks")
        self.take = button(_("Take in from a file…"), self.files.take_file, icon="import")
        metrics = current_metrics()
        line = QHBoxLayout()
        line.setContentsMargins(metrics.px(16), metrics.px(8), metrics.px(16), metrics.px(8))
        line.setSpacing(metrics.px(8))
        line.addStretch(1)
        line.addWidget(self.shipped)
        line.addWidget(self.take)
        fill(self, line, self.list)

    def refresh(self) -> None:
        """Ask for the shelf."""
        self._desk.ask(playbook_page.shelf_lines, self._show, key=(self, "shelf"))

    def start(self) -> None:
        """Begin in the list."""
        self.list.start()

    def go_to(self, playbook: str) -> None:
        """Choose a playbook."""
        self.list.choose(playbook)

    def _show(self, found: Sequence[PlaybookLine]) -> None:
        """Show the shelf."""
        self.lines = found
        rows = []
        for each in found:
            state = _("waits to be adopted") if each.waits else _(VERSION_STATES.get(each.state, each.state))
            version = f"{each.newest} · {state}" if each.newest else _("none")
            rows.append(KeyedRow(each.id, (each.name, version, str(each.runs or "")), (1,) if each.waits else ()))
        self.list.show_rows(rows)

    def _ask(self, playbook: str) -> None:
        """Ask for all that is known of the chosen one."""
        day = self._desk.today()
        if self.found is None or self.found.id != playbook:
            self._number = None
        if playbook:
            self._desk.ask(
                lambda vault: playbook_page.playbook_view(vault, playbook, day), self._say, key=(self, "playbook")
            )
        else:
            self.found = None
            self.list.detail.begin("")

    def _say(self, found: PlaybookView) -> None:
        """Show a playbook, unless another one was chosen meanwhile."""
        if found.id != self.list.key() or self.list.detail.is_writing():
            return
        self.found = found
        detail, version = self.list.detail, found.version(self._number)
        detail.begin(found.name, found.purpose)
        if version is None:
            detail.say(_("It has no version yet."))
            return
        detail.offer(*self._actions(found, version))
        self._lineage(found, version)
        self._steps(version)
        self._changes(found, version)
        self._runs(found)
        self._results(found)

    def _actions(self, found: PlaybookView, version: VersionView) -> list[tuple[str, Any, str]]:
        """Say what can be done with a version."""
        wanted: list[tuple[str, Any, str]] = []
        if version.state != "draft":
            wanted.append(
                (_("Run it…"), lambda: self.run(version), _("A project with its tasks on their days. Key: R"))
            )
        if version.state == "draft":
            wanted.append((_("Propose"), lambda: self._do(playbook_service.propose, version.id), _("Key: P")))
            wanted.append((_("Add a step…"), lambda: self.add_step(version), ""))
        if version.state == "proposed":
            wanted.append((_("Adopt…"), lambda: self.adopt(version), _("By a way of your group to decide. Key: A")))
        wanted.append((_("Fork"), lambda: self._do(playbook_service.fork, version.id), _("A draft of it. Key: F")))
        others = [each for each in found.versions if each.id != version.id and each.number > version.number]
        wanted += [
            (_("Join with {n}").format(n=each.number), lambda each=each: self.join(version, each), "")
            for each in others
        ]
        wanted.append((_("Print the checklist"), lambda: self._desk.go("print", "playbook-checklist", found.id), ""))
        if version.state != "draft":
            wanted.append(
                (_("Give to others…"), lambda: self.export(version), _("One file, without anything of yours"))
            )
        return wanted

    def _lineage(self, found: PlaybookView, version: VersionView) -> None:
        """Draw what was made from what, and let a version be chosen."""
        detail = self.list.detail
        choice = ComboBox(_("Version"))
        for each in found.versions:
            choice.addItem(version_words(each), each.number)
        choice.setCurrentIndex(max(choice.findData(version.number), 0))
        choice.activated.connect(lambda place: self.show_version(int(choice.itemData(place))))
        detail.put(choice)
        self.choice = choice
        if len(found.versions) > 1:
            drawing = LineageView()
            words = "; ".join(version_words(each) for each in found.versions)
            adopted = [each.number for each in found.versions if each.state == "adopted"]
            parents = {each.number: each.parents for each in found.versions}
            drawing.show_lineage(parents, adopted, _("What was made from what"), words)
            detail.put(drawing)

    def show_version(self, number: int) -> None:
        """Show another version."""
        self._number = number
        if self.found is not None:
            self._say(self.found)

    def _steps(self, version: VersionView) -> None:
        """Show the steps."""
        detail = self.list.detail
        count = ngettext("{n} step", "{n} steps", len(version.steps)).format(n=len(version.steps))
        detail.heading(count)
        for words in version.warnings:
            detail.say(words, attention=True)
        for record, step in version.steps:
            opens = (lambda record=record: self.change_step(record)) if version.state == "draft" else None
            detail.line(f"{step.key}  {step.title}", step_words(step), opens)

    def _changes(self, found: PlaybookView, version: VersionView) -> None:
        """Show how a version differs from what it was made from; single steps of it can be taken into a draft."""
        if not version.changes:
            return
        detail, parent = self.list.detail, found.version(version.parents[0] if version.parents else None)
        detail.heading(_("Differs from version {n}").format(n=version.parents[0] if version.parents else ""))
        for each in version.changes:
            also = []
            if each.after is not None and parent is not None and version.state != "draft":
                words = _("Take only this")
                also.append(
                    button(
                        words,
                        lambda key=each.key, parent=parent: self.take_step(parent, key, version),
                        kind="quiet",
                        tip=_("A draft of version {n} with this step").format(n=parent.number),
                        name=f"{words}: {each.key}",
                    )
                )
            detail.line(f"{each.key}  {_(_WHAT[each.what])}", difference_words(each), also=also)

    def _runs(self, found: PlaybookView) -> None:
        """Show what runs by it."""
        if not found.runs:
            return
        detail = self.list.detail
        detail.heading(_("Runs"))
        for each in found.runs:
            anchor = format_day(each.anchor) if each.anchor else ""
            parts = [
                _("version {n}").format(n=each.version),
                _("{done} of {all} steps").format(done=each.done, all=each.all),
                _("begins {day}").format(day=anchor) if each.at == "begin" else _("ends {day}").format(day=anchor),
                _("version {n} was adopted since").format(n=each.newer) if each.newer else "",
            ]
            also = [
                button(_("Move…"), lambda each=each: self.move_run(each), kind="quiet", name=f"{_('Move…')}: {anchor}"),
                button(
                    _("Look back…"),
                    lambda each=each: self.look_back(each),
                    kind="quiet",
                    name=f"{_('Look back…')}: {anchor}",
                ),
            ]
            detail.line(
                each.project_name,
                " · ".join(filter(None, parts)),
                lambda each=each: self._desk.open("project", each.project),
                also=also,
            )

    def _results(self, found: PlaybookView) -> None:
        """Show by version what its runs came to."""
        if not found.results:
            return
        detail = self.list.detail
        detail.heading(_("What came of it, by version"))
        for each in found.results:
            counted = ngettext("{n} run", "{n} runs", each.runs).format(n=each.runs)
            on_time = _("{n} of {all} steps on time").format(n=each.on_time, all=each.due)
            hours = _("{n} hours").format(n=f"{each.minutes / 60:.1f}")
            did = ", ".join(f"{one.aim.name}: {figure(one.change)}" for one in each.outcomes if one.change is not None)
            words = _("Version {n}").format(n=each.number)
            detail.line(words, " · ".join(filter(None, (counted, on_time, hours, did))))

    # What is done.

    def _do(self, verb: Any, *words: Any) -> None:
        """Change something, and show the newest version then."""
        self._number = None
        self._desk.do(lambda vault: verb(vault, *words))

    def take_shipped(self) -> None:
        """Take in those that come with the program, as proposed versions."""
        self.files.take_shipped()

    def export(self, version: VersionView) -> None:
        """Write a version with all that it was made from, for other groups."""
        if self.found is not None:
            self.files.export(self.found, version)

    def run(self, version: VersionView) -> None:
        """Ask for the day that all is counted from, which end it is, and the name of the new project."""
        kind, today = self._desk.registry["run"], self._desk.today()
        named = _with_name(kind, self._desk.registry["project"])

        def verb(vault: Vault, given: Mapping[str, object]) -> Changed:
            anchor: Any = given["anchor"]
            name = str(given.get("name") or "")
            return runs.start(vault, version.id, anchor, str(given["at"]), name=name)

        words = (_("From which day on?"), _("Run it"))
        values = {"anchor": today, "at": "begin", "name": self.found.name if self.found is not None else ""}
        self.asker.ask(named, ("name", "anchor", "at"), words, verb, values=values, needed=("anchor", "at"),
                       then=lambda changed: self._desk.open("project", changed.added[0]))  # fmt: skip

    def move_run(self, run: RunView) -> None:
        """Ask for another day: what is open and was not set by hand moves with it."""

        def verb(vault: Vault, given: Mapping[str, object]) -> Changed:
            anchor: Any = given["anchor"]
            return runs.move(vault, run.id, anchor)

        words = (_("To which day? What is open and was not set by hand moves with it."), _("Move"))
        self.asker.ask("run", ("anchor",), words, verb, values={"anchor": run.anchor}, needed=("anchor",))

    def look_back(self, run: RunView) -> None:
        """Ask step by step what is kept, changed or dropped, and why."""
        version = self.found.version(run.version) if self.found is not None else None
        if version is None:
            return
        form = LookBackForm(run.project_name, [step for _id, step in version.steps])
        form.cancelled.connect(self.list.detail.close_form)
        day = self._desk.today()

        def submit() -> None:
            said, dropped, changed = form.said(), form.dropped(), form.changed()
            self._desk.do(
                lambda vault: runs.look_back(vault, run.id, day, said, dropped, changed),
                _("Written, and proposed as a version.") if dropped or changed else "",
                done=lambda _changed: self.list.detail.close_form(),
            )

        form.submitted.connect(submit)
        self.list.detail.ask(form)
        form.start()

    def adopt(self, version: VersionView) -> None:
        """Ask by which way it was decided."""
        day = self._desk.today()
        methods = self.found.methods if self.found is not None else ()

        def verb(vault: Vault, given: Mapping[str, object]) -> Changed:
            return playbook_service.adopt(vault, version.id, str(given.get("method") or ""), day)

        words = (_("How was it decided?"), _("Adopt"))
        self.asker.ask("playbook_version", ("method",), words, verb, values={"method": next(iter(methods), None)})

    def join(self, one: VersionView, other: VersionView) -> None:
        """Make a draft of two versions; where both changed a step, the first counts and is named."""

        def done(found: tuple[Changed, tuple[str, ...]]) -> None:
            asked = ", ".join(found[1])
            words = _("Joined in a draft.")
            if asked:
                words = _("Joined in a draft. Both changed {keys}: look at these.").format(keys=asked)
            self._desk.say(words, _("Undo"), self._desk.undo)

        self._number = None
        self._desk.ask(lambda vault: playbook_service.joined(vault, one.id, other.id), done)

    def take_step(self, base: VersionView, key: str, other: VersionView) -> None:
        """Make a draft of a version with a single step of another."""
        self._do(playbook_service.fork, base.id, {key: other.id})

    def add_step(self, version: VersionView) -> None:
        """Ask for a step of a draft."""

        def verb(vault: Vault, given: Mapping[str, object]) -> Changed:
            said = {name: value for name, value in given.items() if value is not None}
            return records.add(vault, "step", {"version": version.id, **said})

        words = (_("What is to be done?"), _("Add the step"))
        key = str(len(version.steps) + 1)
        self.asker.ask("step", _STEP, words, verb, values={"key": key, "offset": 0}, needed=("key", "title"))

    def change_step(self, step: str) -> None:
        """Ask for what is different about a step of a draft."""

        def show(card: Any) -> None:
            form = self.asker.ask(
                "step",
                _STEP,
                (_("The step"), _("Save")),
                lambda vault, given: records.edit(vault, step, dict(given)),
                values={name: card.values.get(name) for name in _STEP},
                needed=("key", "title"),
            )
            form.offer(_("Delete the step"), lambda: self._do_closing(lambda vault: records.delete(vault, step)))

        self._desk.ask(lambda vault: records.get(vault, step), show, key=(self, "step"))

    def _do_closing(self, verb: Any) -> None:
        self.list.detail.close_form()
        self._desk.do(verb)


def _with_name(run: Any, project: Any) -> Any:
    """Add to a run the name of its new project, which is no field of it."""
    import dataclasses
    from types import MappingProxyType

    name = dataclasses.replace(project.attributes["name"], label=N_("Name of the project"), required=False)
    return dataclasses.replace(run, attributes=MappingProxyType({"name": name, **run.attributes}))
