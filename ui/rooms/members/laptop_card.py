"""The laptop that is chosen: how it stands, what it may do, and what can be decided about it."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import _, ngettext
from app.records.almanac import seen_from
from app.records.days import format_day
from app.services.members.trust import DeviceView, MemberView, TrustView
from ui.rooms.members import words
from ui.rooms.members.in_books import InBooks
from ui.rooms.members.layout import sentence
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.combo import ComboBox
from ui.widgets.editors.sources import Sources
from ui.widgets.empty_state import IconBadge
from ui.widgets.emptying import empty
from ui.widgets.labels import hairline, label


class LaptopCard(QWidget):
    """Tells what is wanted; those who may not decide see how it stands and why they cannot."""

    role_wanted = Signal(list, str)  # devices, the role
    suspend_wanted = Signal(list)
    remove_wanted = Signal(list)
    retire_wanted = Signal(str, bool)
    trustees_wanted = Signal(object)  # DeviceView, which the trustees are to make an admin's

    def __init__(self, now: Callable[[], datetime.datetime], sources: Sources) -> None:
        """Take the clock."""
        super().__init__()
        self._now = now
        self._member: MemberView | None = None
        self._device: DeviceView | None = None
        self.setProperty("surface", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        metrics = current_metrics()
        column = QVBoxLayout(self)
        column.setContentsMargins(metrics.px(24), metrics.px(16), metrics.px(24), metrics.px(16))
        column.setSpacing(metrics.px(12))
        top = QHBoxLayout()
        top.setSpacing(metrics.px(12))
        self._drawing = QHBoxLayout()
        top.addLayout(self._drawing)
        names = QVBoxLayout()
        names.setSpacing(0)
        self.name = label("", "heading")
        self.standing = label("", "small")
        names.addWidget(self.name)
        names.addWidget(self.standing)
        top.addLayout(names, 1)
        column.addLayout(top)
        self.facts = sentence("", "muted")
        column.addWidget(self.facts)
        column.addWidget(hairline())
        self.in_books = InBooks(sources)
        column.addWidget(self.in_books)
        self._add_role(column)
        column.addWidget(hairline())
        self.all = QCheckBox()
        self.all.toggled.connect(lambda _on: self._say_role())
        column.addWidget(self.all)
        self._add_decisions(column)

    def _add_role(self, column: QVBoxLayout) -> None:
        """Put in what it may do."""
        metrics = current_metrics()
        column.addWidget(hairline())
        column.addWidget(label(_("Role"), "strong"))
        self.role = ComboBox(_("Role"))
        for role in words.ROLES:
            self.role.addItem(words.role_name(role), role)
        self.role.setMinimumWidth(metrics.px(140))
        self.role.currentIndexChanged.connect(lambda _number: self._say_role())
        self.role_button = button(_("Give this role"), self._give_role)
        line = QHBoxLayout()
        line.setSpacing(metrics.px(8))
        line.addWidget(self.role)
        line.addWidget(self.role_button)
        line.addStretch()
        column.addLayout(line)
        self.meaning = sentence("", "muted")
        column.addWidget(self.meaning)

    def _add_decisions(self, column: QVBoxLayout) -> None:
        """Put in what can be decided, the gravest first."""
        metrics = current_metrics()
        self.suspend_button = button(
            _("Suspend…"), lambda: self.suspend_wanted.emit(self.devices()), kind="harm", icon="paused"
        )
        self.remove_button = button(_("Vote to remove…"), lambda: self.remove_wanted.emit(self.devices()))
        self.retire_button = button("", self._retire, icon="clock")
        buttons = QHBoxLayout()
        buttons.setSpacing(metrics.px(8))
        for each in (self.suspend_button, self.remove_button):
            buttons.addWidget(each)
        buttons.addStretch()
        column.addLayout(buttons)
        self.retire_words = sentence("", "muted")
        column.addWidget(hairline())
        column.addWidget(self.retire_words)
        column.addWidget(self.retire_button, 0, Qt.AlignmentFlag.AlignLeading)
        self.not_admin = sentence("", "muted")
        column.addWidget(self.not_admin)
        self.trustees_button = button(_("Trustees make an admin…"), self._ask_trustees, icon="group")
        column.addWidget(self.trustees_button, 0, Qt.AlignmentFlag.AlignLeading)
        column.addStretch()

    def show_laptop(self, view: TrustView, member: MemberView, device: DeviceView) -> None:
        """Show one laptop of a person."""
        self._member, self._device = member, device
        empty(self._drawing)
        drawing, tone = words.shape_of(device)
        self._drawing.addWidget(IconBadge(drawing, side=32, role=tone))
        laptop = words.laptop_of(device, member)
        self.name.setText(f"{member.name}, {laptop}" if laptop else member.name)
        self.standing.setText(words.standing_of(device) or _("Counts like any other"))
        read = [each.name for each in view.circles if device.device in each.parts]
        now = self._now()
        admitted = format_day(seen_from(device.admitted_at, now).date())
        facts = [
            _("Admitted on {day}. Heard of last: {ago}.").format(day=admitted, ago=words.ago(device.heard_at, now)),
            _("Reads: {circles}.").format(circles=", ".join(read)) if read else _("Reads nothing."),
            _("Its short name is {name}.").format(name=device.device[:8]),
        ]
        if device.said_of:
            facts.append(
                _(
                    "It is said to be a laptop of {name}. What it writes is nobody’s word until {name} says so on "
                    "another laptop of theirs, or a second admin does."
                ).format(name=device.said_of)
            )
        if device.twice:
            facts.append(
                _(
                    "Two copies of its vault are at work. Nothing is lost; others go by the copy that has less. Ask "
                    "{name} to keep one only and to say there that no other is left; if a copy is in other hands, "
                    "suspend the laptop and admit {name} anew."
                ).format(name=member.name)
            )
        if device.forked:
            facts.append(
                _(
                    "It has written two different histories, as after a restored backup or a copied disk. Both are "
                    "kept and count. Ask {name} whether there are two laptops now: if a copy is in other hands, "
                    "suspend it and admit {name} anew."
                ).format(name=member.name)
            )
        self.facts.setText("\n".join(facts))
        self.in_books.show_member(member)
        self.in_books.setVisible(not device.said_of)
        several = sum(each.standing != words.REMOVED for each in member.devices)
        text = ngettext("All {n} laptops of {name}", "All {n} laptops of {name}", several)
        self.all.setText(text.format(n=several, name=member.name))
        self.all.setAccessibleName(self.all.text())
        self.all.setVisible(several > 1)
        self.all.setChecked(False)
        self.role.setCurrentIndex(self.role.findData(device.role))
        self._allow(view, device)
        self._say_role()

    def devices(self) -> list[str]:
        """Give the laptops that a decision is about."""
        if self._member is None or self._device is None:
            return []
        if self.all.isChecked():
            return [each.device for each in self._member.devices if each.standing != words.REMOVED]
        return [self._device.device]

    def _allow(self, view: TrustView, device: DeviceView) -> None:
        """Show what can be decided."""
        here, admin = device.standing != words.REMOVED, view.i_am_admin
        good = device.standing not in {words.SUSPENDED, words.CONTESTED, words.REMOVED}
        self.role.setEnabled(admin and here)
        self.suspend_button.setVisible(admin and good)
        self.remove_button.setVisible(admin and here)
        self.retire_button.setVisible(admin and here and not device.this_laptop)
        self.retire_words.setVisible(self.retire_button.isVisibleTo(self))
        self.not_admin.setVisible(not admin)
        self.not_admin.setText(_without_admin(view))
        self.trustees_button.setVisible(not admin and good and device.role != "admin" and view.quorum > 0)
        text = _("Trustees make {name} an admin…").format(name=device.name)
        self.trustees_button.setText(text)
        self.trustees_button.setAccessibleName(text)
        self.retire_button.setText(_("Wait for it again") if device.retired else _("Wait for it no longer"))
        self.retire_button.setAccessibleName(self.retire_button.text())
        self.retire_words.setText(
            _("Nobody waits for this laptop: old history may go. If it comes back, it starts from a snapshot.")
            if device.retired
            else _("Old history is kept until this laptop has it. If it does not come back, do not wait for it.")
        )

    def _say_role(self) -> None:
        """Say what the role that is chosen means, and let it be given if it is another."""
        role = str(self.role.currentData())
        words_of_role = _(words.ROLE_MEANINGS.get(role, ""))
        was = self._device.role if self._device is not None else role
        if was == "admin" and role != "admin":
            words_of_role += " " + _("Taking an admin’s role away needs the votes of two admins.")
        self.meaning.setText(words_of_role)
        chosen = self.devices()
        roles = {each.role for each in self._member.devices if each.device in chosen} if self._member else set()
        self.role_button.setEnabled(self.role.isEnabled() and roles != {role})
        self.role_button.setVisible(self.role.isEnabled())

    def _give_role(self) -> None:
        self.role_wanted.emit(self.devices(), str(self.role.currentData()))

    def _ask_trustees(self) -> None:
        if self._device is not None:
            self.trustees_wanted.emit(self._device)

    def _retire(self) -> None:
        if self._device is not None:
            self.retire_wanted.emit(self._device.device, not self._device.retired)


def _without_admin(view: TrustView) -> str:
    """Say who decides, and who could if all admins were lost."""
    who = _("Only admins decide about laptops.")
    if not view.quorum:
        return f"{who} " + _("The group has named no trustees: should all admins be lost, nobody can take their place.")
    words = _("If all of them are lost, {needed} of the group’s {count} trustees can make somebody an admin.")
    return f"{who} " + words.format(needed=view.quorum, count=view.trustees)
