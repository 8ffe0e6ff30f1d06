"""Setting up the shared folder: which one, and what happens when news come."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal

from app.i18n import _, ngettext
from app.problems import Problem
from ui.rooms.exchange.sharing import Shared
from ui.theme.icons import icon
from ui.widgets.buttons import button
from ui.widgets.labels import ElidedLabel, label, set_property
from ui.widgets.notice import Notice
from ui.widgets.segmented import Segmented
from ui.widgets.step import GateStep
from ui.widgets.task_page import TaskPage

ASK, TAKE = "ask", "take"


class SharedPage(TaskPage):
    """Two steps, and then it works by itself while the vault is open."""

    choose_wanted = Signal()
    how_chosen = Signal(bool)  # whether news are taken without asking
    now_wanted = Signal()
    stop_wanted = Signal()
    done_wanted = Signal()

    def __init__(self) -> None:
        """Start without a folder."""
        super().__init__(
            _("Shared folder"),
            _(
                "A folder that something else keeps in step between your laptops: Syncthing, a network drive, a stick "
                "that stays. This laptop puts its news there, encrypted, one file for each of the others, and finds "
                "what they put there. Whoever runs the folder sees that files come and go, and nothing else."
            ),
        )
        self._choice = False
        self.folder_step = GateStep(1, _("Choose the folder"), _("The same one on every laptop. It need not be empty."))
        self.path = ElidedLabel("", "strong")
        self.choose_button = button(_("Choose the folder…"), self.choose_wanted.emit, icon="folder")
        self.folder_step.add(self.path)
        self.folder_step.add(self.choose_button)
        self.how_step = GateStep(2, _("When news are there"))
        self.how = Segmented([(ASK, _("Ask me")), (TAKE, _("Take them"))], _("When news are there"))
        self.how.set_value(ASK)
        self.how.chosen.connect(self._on_how)
        self.how_words = label("", "muted", wrap=True)
        self.how_step.add(self.how)
        self.how_step.add(self.how_words)
        self.gone = Notice("", tone="attention", icon="attention")
        self.refused = Notice("", tone="attention", icon="attention")
        self.seen = label("", "muted", wrap=True)
        for each in (self.folder_step, self.how_step, self.gone, self.refused, self.seen):
            self.body.addWidget(each)
        self.done_button = button(_("Done"), self.done_wanted.emit, kind="primary")
        self.now_button = button(_("Look and put news there now"), self.now_wanted.emit, icon="exchange")
        self.stop_button = button(_("Stop sharing"), self.stop_wanted.emit)
        self.offer(self.done_button, self.now_button, self.stop_button)
        self.show_state(Shared())

    def show_state(self, state: Shared) -> None:
        """Show where the folder stands."""
        choice = state.choice
        self._choice = choice is not None
        self.path.setText(choice.folder if choice else "")
        self.path.setVisible(self._choice)
        self.choose_button.setText(_("Choose another…") if choice else _("Choose the folder…"))
        self.choose_button.setAccessibleName(self.choose_button.text())
        if choice is not None:
            self.how.set_value(TAKE if choice.automatic else ASK)
        self._say_how()
        self.gone.say(
            _("It is not there just now. News wait until it is.") if choice is not None and state.gone else ""
        )
        self.refused.say(" ".join(_refused(state)) if choice is not None else "")
        self.seen.setText(_seen(state))
        self.seen.setVisible(self._choice and bool(self.seen.text()))
        set_property(self.choose_button, "kind", "" if choice else "primary")
        self.choose_button.setIcon(icon("folder", "muted" if choice else "on_accent"))
        for each in (self.how_step, self.now_button, self.stop_button, self.done_button):
            each.setVisible(self._choice)
        self.show_foot(self._choice)

    def automatic(self) -> bool:
        """Say whether news are to be taken without asking."""
        return self.how.value() == TAKE

    def chosen(self, folder: Path) -> None:
        """Show a folder before the vault has noted it."""
        self.banner.dismiss()
        self.path.setText(str(folder))
        self.path.show()

    def show_problem(self, problem: Problem) -> None:
        """Say what is wrong with a folder."""
        super().show_problem(problem)
        self.path.setVisible(self._choice)

    def start(self) -> None:
        """Put the keyboard on the first thing to do."""
        (self.done_button if self._choice else self.choose_button).setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_how(self, _value: object) -> None:
        """Tell of another wish."""
        self._say_how()
        if self._choice:
            self.how_chosen.emit(self.automatic())

    def _say_how(self) -> None:
        """Say what the choice means."""
        self.how_words.setText(
            _("News are taken while the vault is open, and a message says so. What deletes many records waits for you.")
            if self.automatic()
            else _("A message says from whom news are there; nothing is taken before you say so.")
        )


def _refused(state: Shared) -> list[str]:
    """Say which files are left alone because they ended the program, or would, and what to do about them."""
    said: list[str] = []
    if fatal := sorted(state.sight.fatal):
        text = ngettext(
            "The program ended while it looked into “{names}”. That file is left alone from now on: remove it, and ask "
            "whoever put it there.",
            "The program ended while it looked into “{names}”. These files are left alone from now on: remove them, "
            "and ask whoever put them there.",
            len(fatal),
        )
        said.append(text.format(names="”, “".join(fatal)))
    if heavy := sorted(state.sight.heavy):
        text = ngettext(
            "“{names}” needs more memory than this computer has left. Close other programs and start this one again, "
            "or ask its sender for a smaller one.",
            "“{names}” need more memory than this computer has left. Close other programs and start this one again, "
            "or ask their senders for smaller ones.",
            len(heavy),
        )
        said.append(text.format(names="”, “".join(heavy)))
    return said


def _seen(state: Shared) -> str:
    """Say what else lies in the folder, so that nobody wonders."""
    sight = state.sight
    counted = [
        (
            sight.others,
            ngettext("{n} bundle there is for others.", "{n} bundles there are for others.", sight.others),
        ),
        (
            sight.broken,
            ngettext("{n} file there is no bundle.", "{n} files there are no bundles.", sight.broken),
        ),
        (
            sight.waiting,
            ngettext("{n} bundle there waits for another.", "{n} bundles there wait for others.", sight.waiting),
        ),
        (
            sight.passed_over,
            ngettext(
                "{n} file there is too large, or one too many, and was not looked at.",
                "{n} files there are too large, or too many, and were not looked at.",
                sight.passed_over,
            ),
        ),
    ]
    return " ".join(text.format(n=f"{count:n}") for count, text in counted if count)
