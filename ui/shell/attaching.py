"""Serves the attachments of a card: files chosen and taken in, pictures shown, copies saved."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from app.i18n import _
from app.problems import Problem, UserProblem, WrongValue
from app.records.changes import Changed
from app.services.attachments import attachments, chunk_transfer
from app.services.attachments.attachments import Attached, AttachmentItem, Offered
from app.services.jobs import Job
from app.services.records import records
from ui.frame.desk import Desk, Vault
from ui.platform.decode import decode, without_notes
from ui.platform.dialogs import Dialogs
from ui.theme.metrics import current_metrics
from ui.widgets.card.attachment_line import THUMB
from ui.widgets.card.attachments import AttachmentsSection
from ui.work.jobs import VaultThread
from ui.work.listening import Always, is_there

_LARGEST_THUMBED = 8 * 1024 * 1024
_MOST_THUMBS = 12
_PREVIEW_SIDE = 1600


class Attaching(QObject):
    """One for each section. Pictures are decoded on another thread than the vault's, which has to stay free."""

    def __init__(self, section: AttachmentsSection, desk: Desk, dialogs: Dialogs, painters: VaultThread) -> None:
        """Take the section, and bring it into sight."""
        super().__init__(section)
        self._section, self._desk, self._dialogs, self._painters = section, desk, dialogs, painters
        section.asked.connect(self._show)
        section.attach_wanted.connect(self._choose)
        section.attached.connect(self._attach)
        section.thumb_wanted.connect(self._thumb)
        section.preview_wanted.connect(self._preview)
        section.save_wanted.connect(self._save)
        section.removed.connect(self._remove)
        section.wished.connect(self._wish)
        desk.changed.connect(self._on_changed)
        section.show()
        if section.record:
            self._show(section.record)

    # What is attached.

    def _show(self, record: str) -> None:
        """Fetch what is attached to a record."""

        def show(items: list[AttachmentItem]) -> None:
            if self._is_shown(record):
                self._section.show_items(items)

        self._desk.ask(lambda vault: attachments.of(vault, record), show, key=(self, "items"))

    def _on_changed(self, changed: Changed) -> None:
        """Show what has become of them, also after a bundle."""
        if changed.kinds & {"attachment", "person"} and self._section.record:
            self._show(self._section.record)

    def _thumb(self, item: AttachmentItem) -> None:
        """Make a small picture, unless there are many or it is very large."""
        places = [line.item.id for line in self._section.lines[:_MOST_THUMBS]]
        if item.id in places and item.size <= _LARGEST_THUMBED:
            side = current_metrics().px(THUMB) * 4
            self._decoded(item, side, self._section.show_thumb, lambda _problem: None, "thumb")

    def _preview(self, item: AttachmentItem) -> None:
        """Show a picture at the width of the card."""
        self._decoded(item, _PREVIEW_SIDE, self._section.show_preview, self._desk.problem.emit, "preview")

    def _decoded(self, item: AttachmentItem, side: int, show: Any, failed: Any, what: str) -> None:
        """Read a picture on the vault's thread and decode it on the other."""

        def decoded(image: QImage) -> None:
            show(item, image)

        def read(data: bytes) -> None:
            self._painters.ask(lambda: decode(data, side), decoded, failed)

        key = (self, what, item.id if what == "thumb" else "")
        self._desk.ask(lambda vault: attachments.picture(vault, item.id), read, failed=failed, key=key)

    def _is_shown(self, record: str) -> bool:
        """Say whether an answer still has its place: the card may be another's by now."""
        return record == self._section.record

    # Attaching.

    def _choose(self) -> None:
        """Let a file be chosen, and look at it where nobody waits."""
        path = self._dialogs.open_file(self._section.window(), _("Attach a file"))
        if path is not None:
            self.offer(path)

    def offer(self, path: Path) -> None:
        """Ask what a file is."""

        def look(_vault: Vault) -> tuple[Offered, bool]:
            offered = attachments.picked(path)
            return offered, offered.tells_more()

        record = self._section.record

        def ask(found: tuple[Offered, bool]) -> None:
            if self._is_shown(record):
                self._section.open_form(found[0], tells=found[1])

        self._desk.ask(look, ask, key=(self, "look"))

    def _attach(self, offered: Offered, clean: bool, values: dict[str, Any]) -> None:
        """Attach the file; a picture whose notes are not wanted is made anew first."""
        record = self._section.record
        if not clean:
            self._take_in(record, values, offered)
            return

        def cleaned() -> Offered:
            with offered.open() as stream:
                return attachments.given(offered.name, without_notes(stream.read()))

        take_in = Always(partial(self._take_in, record, values))
        self._painters.ask(cleaned, take_in, self._refused, label=_("Making the picture anew"))

    def _take_in(self, record: str, values: dict[str, Any], offered: Offered) -> None:
        """Read and encrypt it, with progress, also when the card is left meanwhile; stopped, it leaves nothing."""
        given = {name: str(value) for name, value in values.items() if value is not None}

        def work(vault: Vault) -> Job[Attached]:
            return attachments.attach(vault, record, offered, **given)

        section, desk = self._section, self._desk
        taken, stopped = Always(partial(_taken, section, desk)), Always(partial(_stopped, section, desk))
        desk.run(work, taken, failed=self._refused, cancelled=stopped)

    def _refused(self, problem: Problem) -> None:
        """Say below the form's field what is wrong, where it is about the file or who is in it; else above the room."""
        form = self._section.form
        if form is None or not isinstance(problem, UserProblem):
            if form is not None:
                form.again()
            self._desk.problem.emit(problem)
        elif isinstance(problem, WrongValue) and problem.field in form.editors:
            form.complain(problem.field, problem.what)
        else:
            form.complain("sort", str(problem))

    # With those that are there.

    def _save(self, item: AttachmentItem) -> None:
        """Write a copy where the person says, and say what that means."""
        path = self._dialogs.save_file(QApplication.activeWindow(), _("Save a copy, not encrypted"), item.file)
        if path is None:
            return
        desk, words = self._desk, _("Saved as “{name}”. Anybody who has the file can read it.").format(name=path.name)
        desk.run(lambda vault: attachments.save(vault, item.id, path), lambda _path: desk.say(words))

    def _remove(self, item: AttachmentItem) -> None:
        """Take an attachment away; the toast offers to undo it."""
        words = _("{title} taken away.").format(title=item.title)
        self._desk.do(lambda vault: records.delete(vault, item.id), words)

    def _wish(self, item: AttachmentItem, fetch: bool) -> None:
        """Note whether this laptop wants it."""
        self._desk.ask(
            lambda vault: chunk_transfer.wish(vault, item.id, fetch=fetch), lambda _done: self._show(item.of)
        )


def _taken(section: AttachmentsSection, desk: Desk, _done: Attached) -> None:
    """Offer to undo it."""
    if is_there(section):
        section.close_form()
        section.add.setFocus()
    desk.say(_("Attached."), _("Undo"), desk.undo)


def _stopped(section: AttachmentsSection, desk: Desk) -> None:
    """Keep the form: perhaps only the moment was wrong."""
    if is_there(section) and section.form is not None:
        section.form.again()
    desk.say(_("Stopped. Nothing was attached."))


class Attacher:
    """Serves any section that a room makes."""

    def __init__(self, desk: Desk, dialogs: Dialogs, painters: VaultThread) -> None:
        """Take what serving needs."""
        self._desk, self._dialogs, self._painters = desk, dialogs, painters

    def __call__(self, section: AttachmentsSection) -> Attaching:
        """Serve a section for as long as it lives."""
        return Attaching(section, self._desk, self._dialogs, self._painters)
