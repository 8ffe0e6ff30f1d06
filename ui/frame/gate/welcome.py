"""The first page: four choices, and the vaults that were open here lately."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.i18n import _
from ui.frame.gate.wishes import RecentVault
from ui.theme.metrics import current_metrics
from ui.widgets.empty_state import IconBadge
from ui.widgets.emptying import empty
from ui.widgets.labels import ElidedLabel, label

_WIDTH = 680


class ChoiceCard(QPushButton):
    """A large button: drawing, words, and a sentence on what follows."""

    def __init__(self, icon: str, name: str, sentence: str) -> None:
        """Take drawing and words."""
        super().__init__()
        metrics = current_metrics()
        self.setProperty("kind", "choice")
        self.setAccessibleName(name)
        self.setAccessibleDescription(sentence)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAutoDefault(True)
        line = QHBoxLayout(self)
        line.setContentsMargins(metrics.px(16), metrics.px(12), metrics.px(16), metrics.px(12))
        line.setSpacing(metrics.px(16))
        line.addWidget(IconBadge(icon, side=28, role="accent"), 0, Qt.AlignmentFlag.AlignVCenter)
        words = QVBoxLayout()
        words.setSpacing(metrics.px(2))
        words.addStretch()
        words.addWidget(label(name, "heading"))
        words.addWidget(label(sentence, "muted", wrap=True))
        words.addStretch()
        line.addLayout(words, 1)


class RecentRow(QPushButton):
    """A vault to open again."""

    def __init__(self, vault: RecentVault) -> None:
        """Write its name and folder."""
        super().__init__()
        metrics = current_metrics()
        self.setProperty("kind", "recent")
        self.setAccessibleName(_("Open {name}").format(name=vault.name))
        self.setAccessibleDescription(str(vault.folder))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        line = QHBoxLayout(self)
        line.setContentsMargins(metrics.px(16), 0, metrics.px(16), 0)
        line.setSpacing(metrics.px(12))
        line.addWidget(IconBadge("lock", side=18, role="muted"))
        line.addWidget(label(vault.name, "strong"))
        line.addWidget(ElidedLabel(str(vault.folder), "small"), 1)


class WelcomePage(QScrollArea):
    """Four choices; where there are vaults already, they come first, because they are what is wanted."""

    start_wanted = Signal()
    join_wanted = Signal()
    recover_wanted = Signal()
    sample_wanted = Signal()
    other_wanted = Signal()
    vault_chosen = Signal(RecentVault)

    def __init__(self) -> None:
        """Make the choices."""
        super().__init__()
        metrics = current_metrics()
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_("Welcome"))
        desk = QWidget()
        desk.setProperty("surface", "window")
        self.setWidget(desk)
        outer = QVBoxLayout(desk)
        outer.setContentsMargins(metrics.px(24), metrics.px(24), metrics.px(24), metrics.px(24))
        outer.addStretch(2)
        column = QWidget()
        column.setFixedWidth(metrics.px(_WIDTH))
        self._column = QVBoxLayout(column)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(metrics.px(12))
        self._column.addWidget(label(_("Switchboard"), "display"))
        sentence = _("People, projects and houses of your group, encrypted on your own laptops. No network needed.")
        self._column.addWidget(label(sentence, "muted", wrap=True))
        self._recent = QVBoxLayout()
        self._recent.setSpacing(metrics.px(4))
        self._column.addSpacing(metrics.px(8))
        self._column.addLayout(self._recent)
        grid = QGridLayout()
        grid.setSpacing(metrics.px(12))
        self.start_choice = ChoiceCard("start", _("Start a group"), _("You are the first. Others join you later."))
        self.join_choice = ChoiceCard("join", _("Join a group"), _("A member of the group lets you in."))
        self.recover_choice = ChoiceCard("recover", _("Recover"), _("You have a vault and its recovery code."))
        self.sample_choice = ChoiceCard("sample", _("Look around"), _("With sample data; nothing is kept."))
        choices = (self.start_choice, self.join_choice, self.recover_choice, self.sample_choice)
        signals = (self.start_wanted, self.join_wanted, self.recover_wanted, self.sample_wanted)
        for place, (choice, signal) in enumerate(zip(choices, signals, strict=True)):
            choice.clicked.connect(lambda _checked=False, signal=signal: signal.emit())
            grid.addWidget(choice, place // 2, place % 2)
        self._column.addLayout(grid)
        middle = QHBoxLayout()
        middle.addStretch()
        middle.addWidget(column)
        middle.addStretch()
        outer.addLayout(middle)
        outer.addStretch(3)
        self.rows: list[RecentRow] = []

    def show_recent(self, vaults: Sequence[RecentVault]) -> None:
        """Offer the vaults that were open lately, the last one first."""
        empty(self._recent)
        self.rows = []
        if not vaults:
            return
        self._recent.addWidget(label(_("On this laptop"), "section"))
        for vault in vaults:
            row = RecentRow(vault)
            row.clicked.connect(lambda _checked=False, vault=vault: self.vault_chosen.emit(vault))
            self._recent.addWidget(row)
            self.rows.append(row)
        space = label(_("Something else"), "section")
        space.setContentsMargins(0, current_metrics().px(16), 0, 0)
        self._recent.addWidget(space)

    def start(self) -> None:
        """Put the keyboard on what is most likely wanted."""
        (self.rows[0] if self.rows else self.start_choice).setFocus(Qt.FocusReason.OtherFocusReason)
