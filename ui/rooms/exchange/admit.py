"""Admitting somebody: their request, the words compared, the role, and the answer to hand back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QPushButton, QVBoxLayout, QWidget

from app.i18n import N_, _
from app.problems import Problem
from app.services.members.laptops import LaptopOwner
from app.services.members.members import ReadRequest
from ui.rooms.exchange.peers import role_name
from ui.theme.icons import icon
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.code_words import CodeWords
from ui.widgets.combo import ComboBox
from ui.widgets.labels import label, set_property
from ui.widgets.notice import Notice
from ui.widgets.segmented import Segmented
from ui.widgets.step import GateStep
from ui.widgets.task_page import TaskPage

EDITOR, ADMIN = "editor", "admin"
_ROLE_WORDS = {
    EDITOR: N_("Sees and changes everything in the group. Cannot let others in."),
    ADMIN: N_("Sees and changes everything, and lets others in."),
}


class AdmitPage(TaskPage):
    """Three steps; the second cannot be skipped in haste, and the third stays until the answer is handed over."""

    choose_wanted = Signal()
    admit_wanted = Signal(object, str, str)  # Request, role, the member of whom it is another laptop
    save_wanted = Signal()
    codes_wanted = Signal()
    done_wanted = Signal()

    def __init__(self) -> None:
        """Start without a request."""
        super().__init__(_("Admit somebody"))
        self._request: ReadRequest | None = None
        self._admitted = False
        self.not_admin = Notice(
            _("Only admins let others in. Pass the request on to one: {names}."), tone="attention", icon="attention"
        )
        self.not_admin.hide()
        self.body.addWidget(self.not_admin)
        self.choose_step = GateStep(
            1,
            _("Open their request"),
            _("They made the file on their own laptop, under “Join a group”. Drag it here, or choose it."),
        )
        self.choose_button = button(_("Choose the request…"), self.choose_wanted.emit, kind="primary", icon="open")
        self.choose_step.add(self.choose_button)
        self.compare_step = GateStep(2, _("Compare five words with them"))
        self.code = CodeWords(_("The words of the request"))
        self.compare_step.add(self.code)
        self.same = QCheckBox(_("They read out the same five words"))
        self.same.setAccessibleName(self.same.text())
        self.same.toggled.connect(lambda _on: self._enable())
        self.compare_step.add(self.same)
        self.owner = ComboBox(_("Whose laptop it is"))
        self.owner.addItem(_("Somebody new"), None)
        self.owner.currentIndexChanged.connect(lambda _number: self._say_role())
        self.role = Segmented([(EDITOR, _("Editor")), (ADMIN, _("Admin"))], _("Role"))
        self.role.chosen.connect(lambda _role: self._say_role())
        self.role_words = label("", "muted", wrap=True)
        self.compare_step.add(self.owner)
        self.compare_step.add(self.role, self.role_words)
        self.admit_button = button(_("Admit"), self._admit, kind="primary", icon="join")
        self.compare_step.add(self.admit_button)
        self.answer_step = GateStep(3, _("Hand them the answer"))
        self.save_button = button(_("Save the answer…"), self.save_wanted.emit, kind="primary", icon="save")
        self.done_button = button(_("Done"), self.done_wanted.emit)
        self.codes_button = button(_("Show it as codes"), self.codes_wanted.emit, icon="qr")
        self.answer_step.add(self.save_button, self.codes_button, self.done_button)
        self.group = QWidget()
        column = QVBoxLayout(self.group)
        column.setContentsMargins(0, current_metrics().px(8), 0, 0)
        self.aloud = label("", wrap=True)
        self.group_code = CodeWords(_("The group's words"))
        column.addWidget(self.aloud)
        column.addWidget(self.group_code)
        self.answer_step.add(self.group)
        for step in (self.choose_step, self.compare_step, self.answer_step):
            self.body.addWidget(step)
        self.reset()

    def reset(self) -> None:
        """Start over."""
        self._request, self._admitted = None, False
        self.banner.dismiss()
        self.same.setChecked(False)
        self.role.set_value(EDITOR)
        self.owner.setCurrentIndex(0)
        self._say_role()
        self.code.show_code("")
        self.group_code.show_code("")
        self._arrange()

    def allow(self, admins: list[str], *, admin: bool) -> None:
        """Say at once, and not at the end, that only admins can do this."""
        words = _("Only admins let others in. Pass the request on to one: {names}.").format(names=", ".join(admins))
        self.not_admin.say("" if admin else words)
        self.choose_button.setEnabled(admin)

    def show_owners(self, owners: Sequence[LaptopOwner]) -> None:
        """Learn who belongs already, and may be getting another laptop."""
        chosen = self._owner()
        self.owner.clear()
        self.owner.addItem(_("Somebody new"), None)
        for each in owners:
            words = _("Another laptop of mine") if each.me else _("Another laptop of {name}").format(name=each.name)
            self.owner.addItem(words, each)
        self.owner.setCurrentIndex(max(0, self.owner.findData(chosen)))

    def show_request(self, request: ReadRequest) -> None:
        """Show who asks, and the words to compare."""
        self.reset()
        self._request = request
        self.compare_step.say(
            _(
                "{name} asks to join. Ask them, in person or on the telephone, to read the words on their screen."
            ).format(name=request.name)
        )
        self.code.show_code(request.code)
        self.admit_button.setText(_("Admit {name}").format(name=request.name))
        self.admit_button.setAccessibleName(self.admit_button.text())
        self._arrange()
        self.same.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_admitted(self, name: str, code: str) -> None:
        """Show that somebody is in, and what remains to be done."""
        self._admitted = True
        self.answer_step.say(
            _("{name} is admitted. Save the answer and hand it over: it holds everything they need.").format(name=name)
        )
        self.aloud.setText(
            _(
                "When {name} opens it, their screen shows five words. Read these out to them, so that they know it "
                "came from you:"
            ).format(name=name)
        )
        self.group_code.show_code(code)
        self._arrange()
        self.save_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_saved(self, path: Path) -> None:
        """Say where the answer is."""
        _lead(self.save_button, "save", leads=False)
        _lead(self.done_button, "", leads=True)
        self.answer_step.say(_("Saved as “{file}”. Hand it over; saving it again does no harm.").format(file=path.name))

    def show_problem(self, problem: Problem) -> None:
        """Say what went wrong, and let the step be tried again."""
        self._enable()
        self.set_busy(False)
        super().show_problem(problem)

    def set_busy(self, busy: bool) -> None:
        """Let the answer be asked for once at a time."""
        self.save_button.setEnabled(not busy)
        self.codes_button.setEnabled(not busy)

    def start(self) -> None:
        """Put the keyboard on the first step."""
        self.choose_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def is_waiting_for_answer(self) -> bool:
        """Say whether somebody was admitted here and perhaps not handed the answer yet."""
        return self._admitted

    def _admit(self) -> None:
        """Ask for it, once."""
        if self._request is not None and self.same.isChecked():
            self.admit_button.setEnabled(False)
            self.banner.dismiss()
            owner = self._owner()
            role, member = (owner.role, owner.member) if owner else (str(self.role.value()), "")
            self.admit_wanted.emit(self._request, role, member)

    def _owner(self) -> LaptopOwner | None:
        found: LaptopOwner | None = self.owner.currentData()
        return found

    def _enable(self) -> None:
        """Allow to admit only after comparing."""
        self.admit_button.setEnabled(self.same.isChecked() and not self._admitted)

    def _say_role(self) -> None:
        """Say what a role may do, or what another laptop of somebody is given."""
        owner = self._owner()
        self.role.setVisible(owner is None)
        self.role_words.setText(_given(owner) if owner else _(_ROLE_WORDS[str(self.role.value())]))

    def _arrange(self) -> None:
        """Show the steps that it has come to."""
        asked = self._request is not None
        self.choose_step.setVisible(not self._admitted)
        self.compare_step.setVisible(asked and not self._admitted)
        self.answer_step.setVisible(self._admitted)
        self.choose_button.setText(_("Choose another…") if asked else _("Choose the request…"))
        _lead(self.choose_button, "open", leads=not asked)
        _lead(self.save_button, "save", leads=True)
        _lead(self.done_button, "", leads=False)
        self._enable()
        self.say(_("Admit somebody") if not self._admitted else _("Admitted"))


def _given(owner: LaptopOwner) -> str:
    """Say what another laptop of somebody may do, and from when on its word is theirs."""
    given = _("It gets the same role, {role}.").format(role=role_name(owner.role))
    circles = _("It reads {circles} too.").format(circles=", ".join(owner.circles)) if owner.circles else ""
    until = _(
        "What it writes counts as {name}’s word once its words were compared in Trust, on another laptop of "
        "theirs or by a second admin."
    )
    return " ".join(filter(None, (given, circles, "" if owner.me else until.format(name=owner.name))))


def _lead(button: QPushButton, drawing: str, *, leads: bool) -> None:
    """Let a button be the one thing to do now, or one of several."""
    set_property(button, "kind", "primary" if leads else "")
    if drawing:
        button.setIcon(icon(drawing, "on_accent" if leads else "muted"))
