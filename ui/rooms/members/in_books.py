"""Which person of the books a member is: said by themselves or an admin, and a conflict where two are one."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.i18n import N_, _
from app.records.attributes import Attribute
from app.records.kinds import Reference
from app.services.members.authors import KnownMember
from app.services.members.trust import MemberView
from ui.rooms.members.layout import sentence
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.editors.reference import ReferenceEditor
from ui.widgets.editors.sources import Sources
from ui.widgets.labels import label

_PERSON = Attribute("person", N_("In the books"), Reference("person"))


class InBooks(QWidget):
    """A line to find the person in; what stands below it says what follows, or why it does not count."""

    said = Signal(str, object)  # the member, the person or None
    settle_wanted = Signal()

    def __init__(self, sources: Sources) -> None:
        """Take where people are found."""
        super().__init__()
        self._known: Mapping[str, KnownMember] = {}
        self._member: MemberView | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(current_metrics().px(6))
        column.addWidget(label(_(_PERSON.label), "strong"))
        self.editor = ReferenceEditor(_PERSON, sources, place="form")
        self.editor.setMaximumWidth(current_metrics().px(320))
        self.editor.committed.connect(self._say)
        column.addWidget(self.editor)
        self.words = sentence("", "muted")
        column.addWidget(self.words)
        self.settle = button(_("Settle it"), self.settle_wanted.emit, icon="conflict")
        column.addWidget(self.settle, 0, Qt.AlignmentFlag.AlignLeading)

    def show_member(self, member: MemberView) -> None:
        """Show who a member is."""
        self._member = member
        self._show()

    def show_known(self, known: Mapping[str, KnownMember]) -> None:
        """Learn who the members are."""
        self._known = known
        self._show()

    def _show(self) -> None:
        if self._member is None:
            return
        found = self._known.get(self._member.person, KnownMember(self._member.person))
        self.editor.set_titles({found.person: found.title} if found.person else {})
        self.editor.set_value(found.person or None)
        self.editor.setEnabled(found.mine_to_say)
        self.words.setText(self._words(found, self._member))
        self.settle.setVisible(bool(found.rivals))

    def _words(self, found: KnownMember, member: MemberView) -> str:
        """Say what follows from it."""
        if found.rivals:
            names = ", ".join(found.rivals)
            words = _("{names} is said to be the same person. Until one is taken back, neither counts.")
            return words.format(names=names)
        if found.person and not found.counts:
            return _("Neither {name} nor an admin has said so: it does not count.").format(name=member.name)
        if found.person and member.me:
            return _("Pages say “you” of this person, and what you write counts as their word.")
        if found.person:
            return _("What {name} writes counts as the word of this person.").format(name=member.name)
        if member.me:
            return _("Say who you are, so that pages say “you”, and your word counts as yours.")
        return _("Nobody has said yet who {name} is.").format(name=member.name)

    def _say(self, person: object) -> None:
        if self._member is not None:
            self.said.emit(self._member.person, person)
