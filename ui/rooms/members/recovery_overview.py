"""The first page of Recovery: what to have done before it is needed, and how this vault opens."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.i18n import _, ngettext
from app.services.vaults import keys
from app.services.vaults.keys import KeyState, KeyStep
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.empty_state import IconBadge
from ui.widgets.emptying import empty
from ui.widgets.labels import Role, label

WIDTH = 760
_BUTTON_WIDTH = 178
NEW_CODE, CHECK_CODE, NEW_SHARES, HANDED, END_SHARES = "new code", "check code", "new shares", "handed", "end shares"
PASSPHRASE, MEET = "passphrase", "meet"


class CheckRow(QFrame):
    """One thing to have done: how it stands as drawing and words, why, and the means to do it."""

    def __init__(self, step: KeyStep, *buttons: QPushButton) -> None:
        """Take the step, and what can be done about it, the likeliest first."""
        super().__init__()
        self.step = step
        self.buttons = buttons
        self.setProperty("role", "entry")
        metrics = current_metrics()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, metrics.px(12), 0, metrics.px(12))
        line.setSpacing(metrics.px(12))
        drawing, role = ("success", "accent") if step.done else ("todo", "muted" if step.optional else "attention")
        line.addWidget(IconBadge(drawing, side=22, role=role), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(metrics.px(2))
        heading = QHBoxLayout()
        heading.setSpacing(metrics.px(8))
        heading.addWidget(label(step.title, "strong"))
        state = _state(step)
        heading.addWidget(label(state, "small" if step.done or step.optional else "attention"))
        heading.addStretch()
        words.addLayout(heading)
        words.addWidget(_sentence(step.why, "muted"))
        if step.said:
            words.addWidget(_sentence(step.said, "small"))
        words.addStretch()
        line.addLayout(words, 1)
        column = QVBoxLayout()
        column.setSpacing(metrics.px(4))
        for each in buttons:
            each.setMinimumWidth(metrics.px(_BUTTON_WIDTH))
            column.addWidget(each)
        column.addStretch()
        line.addLayout(column)
        self.setAccessibleName(f"{step.title}: {state}")


def _state(step: KeyStep) -> str:
    if step.done:
        return _("done")
    return _("optional") if step.optional else _("to do")


class RecoveryOverview(QScrollArea):
    """Tells what the person wants to do; whoever owns it does it."""

    wanted = Signal(str)
    keystore_wanted = Signal(bool)

    def __init__(self) -> None:
        """Start empty; `show_state` fills it."""
        super().__init__()
        metrics = current_metrics()
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_("Recovery"))
        self.rows: list[CheckRow] = []
        holder = QWidget()
        holder.setProperty("surface", "surface")
        self.setWidget(holder)
        outer = QHBoxLayout(holder)
        outer.setContentsMargins(metrics.px(24), metrics.px(16), metrics.px(24), metrics.px(24))
        column = QWidget()
        column.setFixedWidth(metrics.px(WIDTH))
        outer.addWidget(column)
        outer.addStretch()
        self._column = QVBoxLayout(column)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.heading = label("", "heading")
        self.sentence = _sentence(_("Some of this can only be done while all is well."), "muted")
        self._column.addWidget(self.heading)
        self._column.addWidget(self.sentence)
        self._column.addSpacing(metrics.px(4))
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self._column.addLayout(self._list)
        self._column.addSpacing(metrics.px(24))
        self._column.addWidget(label(_("How this vault opens"), "heading"))
        self._column.addSpacing(metrics.px(8))
        self._passphrase()
        self._column.addSpacing(metrics.px(16))
        self._keystore()
        self._column.addStretch()

    def show_state(self, state: KeyState) -> None:
        """Show how everything stands."""
        empty(self._list)
        self.rows = [CheckRow(step, *self._buttons(step, state)) for step in state.steps]
        for row in self.rows:
            self._list.addWidget(row)
        left = sum(not step.done and not step.optional for step in state.steps)
        words = ngettext("{n} thing is left to do", "{n} things are left to do", left).format(n=left)
        self.heading.setText(words if left else _("You are prepared"))
        self.keystore.blockSignals(True)
        self.keystore.setChecked(state.keystore == "on")
        self.keystore.blockSignals(False)
        self.keystore.setEnabled(state.keystore != "none")
        self.keystore_words.setText(_keystore_words(state.keystore))
        self.keystore.setAccessibleDescription(self.keystore_words.text())

    def row(self, key: str) -> CheckRow:
        """Give the row of a step."""
        return next(row for row in self.rows if row.step.key == key)

    def has_keyboard_in_list(self) -> bool:
        """Say whether the keyboard is on a row, which goes when another state is shown."""
        focused = self.focusWidget()
        return focused is not None and any(row.isAncestorOf(focused) for row in self.rows)

    def start(self) -> None:
        """Put the keyboard on the first thing that is left to do."""
        undone = [row for row in self.rows if not row.step.done and row.buttons] or [
            row for row in self.rows if row.buttons
        ]
        (undone[0].buttons[0] if undone else self.change).setFocus(Qt.FocusReason.OtherFocusReason)

    def _buttons(self, step: KeyStep, state: KeyState) -> list[QPushButton]:
        """Make what can be done about a step."""
        if step.key == keys.CODE:
            return [
                self._button(_("Make a new one…"), NEW_CODE),
                self._button(_("Check the one on paper…"), CHECK_CODE),
            ]
        if step.key == keys.SHARES:
            made = [self._button(_("Make new shares…") if state.shares else _("Make shares…"), NEW_SHARES)]
            if state.shares is not None and not step.done:
                made.insert(0, self._button(_("They are handed out"), HANDED))
            if state.shares is not None:
                made.append(self._button(_("Make them worthless"), END_SHARES))
            return made
        return [] if step.done else [self._button(_("Go to Exchange"), MEET)]

    def _button(self, text: str, action: str) -> QPushButton:
        return button(text, lambda: self.wanted.emit(action))

    def _passphrase(self) -> None:
        """Offer another passphrase."""
        self.change = self._button(_("Change…"), PASSPHRASE)
        self.change.setAccessibleName(_("Change the passphrase"))
        self._column.addLayout(
            _pair(
                label(_("Passphrase"), "strong"),
                _sentence(_("It is asked for whenever the vault is opened. Nobody can reset it for you."), "muted"),
                self.change,
            )
        )

    def _keystore(self) -> None:
        """Offer the keystore of this computer."""
        self.keystore = QCheckBox(_("This computer’s keystore opens it too"))
        self.keystore.setAccessibleName(self.keystore.text())
        self.keystore.toggled.connect(self.keystore_wanted)
        self.keystore_words = _sentence("", "muted")
        self._column.addLayout(_pair(self.keystore, self.keystore_words))


def _keystore_words(state: str) -> str:
    if state == "none":
        return _("There is no keystore on this computer that protects what it keeps, so there is nothing to switch on.")
    return _(
        "Convenient where you alone use this computer account: whoever can log in to it can then open the vault "
        "without the passphrase. Leave it off on a laptop that may be taken from you while it runs."
    )


def _sentence(text: str, role: Role) -> QLabel:
    """Make words that take the height they need at the width there is, and no more: the page need not scroll then."""
    made = label(text, role, wrap=True)
    policy = made.sizePolicy()
    policy.setVerticalPolicy(QSizePolicy.Policy.Preferred)
    made.setSizePolicy(policy)
    return made


def _pair(heading: QWidget, sentence: QWidget, *buttons: QPushButton) -> QHBoxLayout:
    """Put words at the leading side and buttons at the trailing one."""
    metrics = current_metrics()
    line = QHBoxLayout()
    line.setSpacing(metrics.px(12))
    words = QVBoxLayout()
    words.setSpacing(metrics.px(2))
    words.addWidget(heading)
    words.addWidget(sentence)
    line.addLayout(words, 1)
    for each in buttons:
        each.setMinimumWidth(metrics.px(_BUTTON_WIDTH))
        line.addWidget(each, 0, Qt.AlignmentFlag.AlignTop)
    return line
