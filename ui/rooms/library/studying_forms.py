"""What is done in study: paths and readings made, circles started, sessions noted, turns swapped, questions rated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.capabilities.library import path_files, studies
from app.capabilities.library.study_view import PathLine, SessionLine
from app.i18n import N_, _
from app.records.attributes import Attribute
from app.records.changes import Add, Change, Changed
from app.records.kinds import LongText, Reference, YesNo
from app.services import files
from app.services.open_vault import Vault
from app.services.records import records
from ui.frame.desk import Desk, Verb
from ui.platform.dialogs import Dialogs
from ui.rooms.library.asking import Asking, Values

if TYPE_CHECKING:
    from ui.rooms.library.study_page import StudyPage

_FILES = "JSON (*.json)"


class StudyingForms(QObject):
    """Works on what its page has open."""

    def __init__(self, desk: Desk, page: StudyPage, asking: Asking, dialogs: Dialogs) -> None:
        """Take the page, the forms, and who asks for files."""
        super().__init__(page)
        self._desk, self._page, self._asking, self._dialogs = desk, page, asking, dialogs

    # Paths.

    def new_path(self) -> None:
        """Ask for a path."""
        field = self._asking.field

        def keep(values: Values) -> Verb:
            return lambda vault: records.add(vault, "path", values)

        self._asking.ask(
            self._page.column,
            "path",
            [field("path", "name"), field("path", "purpose")],
            keep,
            done=_("Add the path"),
            heading=_("A new reading path"),
            said=_("Path added."),
            then=self._made,
        )

    def _made(self, changed: Changed) -> None:
        self._page.list.wanted = changed.added[0]
        self._page.refresh()

    def reading(self, path: PathLine) -> None:
        """Ask for one more reading of a path."""
        names = ("title", "version", "passage", "questions", "minutes")
        fields = [self._asking.field("reading", name) for name in names]
        place = path.readings + 1

        def keep(values: Values) -> Verb:
            return lambda vault: records.add(vault, "reading", {**values, "path": path.id, "position": place})

        self._asking.ask(
            self._page.column,
            "reading",
            fields,
            keep,
            done=_("Add the reading"),
            heading=_("One more reading"),
            said=_("Reading added."),
        )

    def take_path(self) -> None:
        """Take a path from a file of another group."""
        path = self._dialogs.open_file(self._page, _("Choose a reading path"), _FILES)
        if path is not None:
            self._desk.do(lambda vault: path_files.take_in(vault, files.read(path)), _("Path taken in."))

    def save_path(self, path: PathLine) -> None:
        """Write a path as a file, with nothing of the group in it."""
        place = self._dialogs.save_file(self._page, _("Save the path"), f"{path.name}.json".replace("/", "-"), _FILES)
        if place is not None:
            self._desk.ask(
                lambda vault: files.write(place, path_files.written(vault, path.id).encode()),
                lambda _done: self._desk.say(_("Saved: {name}").format(name=place.name)),
            )

    # Circles.

    def start(self, path: PathLine) -> None:
        """Ask when a circle starts, and how often it meets."""
        field = self._asking.field
        first = Attribute("person", N_("Who takes part"), Reference("person"), help=N_("Others are added one by one."))
        fields = [field("study", "start"), field("study", "every"), first]

        def keep(values: Values) -> Verb:
            people = [str(values["person"])] if values.get("person") else []
            day, every = values.get("start") or self._desk.today(), int(str(values.get("every") or 7))
            return lambda vault: studies.start(vault, path.id, day, people, every)  # pyright: ignore[reportArgumentType]

        me = self._desk.me.person
        self._asking.ask(
            self._page.column,
            "study",
            fields,
            keep,
            done=_("Start the circle"),
            heading=_("A circle that reads {name}").format(name=path.name),
            said=_("Circle started."),
            then=self._made,
            values={"start": self._desk.today(), "every": 7, "person": me or None},
            titles={me: _("you")} if me else {},
        )

    def join(self) -> None:
        """Ask who joins the circle; the coming turns are dealt anew."""
        self._who(_("Who joins?"), _("Add"), studies.take_part)

    def leave(self) -> None:
        """Ask who leaves; their coming turns go to the others."""
        self._who(_("Who leaves?"), _("Take out"), studies.leave)

    def _who(self, heading: str, done: str, verb: object) -> None:
        found, day = self._page.open, self._desk.today()
        if found is None:
            return
        who = Attribute("person", N_("Person"), Reference("person"), required=True)

        def keep(values: Values) -> Verb:
            person = str(values.get("person", ""))
            return lambda vault: verb(vault, found.id, person, day)  # type: ignore[operator]

        self._asking.ask(self._page.column, "study", [who], keep, done=done, heading=heading, said=_("Noted."))

    def end(self) -> None:
        """End the circle today."""
        found, day = self._page.open, self._desk.today()
        if found is not None:
            self._desk.do(lambda vault: records.edit(vault, found.id, {"ended_on": day}), _("Circle ended."))

    # Sessions.

    def swap(self, session: SessionLine) -> None:
        """Ask who leads instead."""

        def keep(values: Values) -> Verb:
            person = values.get("facilitator")
            return lambda vault: records.edit(vault, session.id, {"facilitator": person})

        self._asking.ask(
            self._page.column,
            "session",
            [self._asking.field("session", "facilitator")],
            keep,
            done=_("Swap"),
            heading=_("Who leads instead?"),
            values={"facilitator": session.leader or None},
            titles={session.leader: session.leader_name},
            said=_("Swapped."),
        )

    def note(self, session: SessionLine) -> None:
        """Ask who came and what came of it; recall questions may be made of it at once."""
        found, field = self._page.open, self._asking.field
        if found is None:
            return
        people = [Attribute(f"came{who}", name, YesNo()) for who, name in found.people]
        recall = Attribute(
            "recall", N_("To remember"), LongText(), help=N_("A line each: question | answer. They come back to all.")
        )
        fields = [
            *people,
            field("session", "covered"),
            field("session", "ideas", help=N_("Up to three, one on each line.")),
            field("session", "questions", help=N_("One on each line.")),
            recall,
        ]
        ids = [who for who, _name in found.people]

        def keep(values: Values) -> Verb:
            came = [who for who in ids if values.get(f"came{who}")]
            others = [who for who in session.came if who not in ids]
            told = {name: values.get(name) for name in ("covered", "ideas", "questions")}
            asked = [line.partition("|") for line in str(values.get("recall") or "").splitlines() if line.strip()]

            def write(vault: Vault) -> Changed:
                more: list[Change] = [
                    Add("recall", {"question": q.strip(), "answer": a.strip() or None, "session": session.id})
                    for q, _bar, a in asked
                ]
                return studies.note_session(vault, session.id, {**told, "attended": [*came, *others] or None}, more)

            return write

        lines = {
            "covered": session.covered,
            "ideas": "\n".join(session.ideas),
            "questions": "\n".join(session.questions),
        }
        self._asking.ask(
            self._page.column,
            "session",
            fields,
            keep,
            done=_("Note the session"),
            heading=session.reading,
            values={
                **{f"came{who}": who in session.came or None for who in ids},
                **{name: text or None for name, text in lines.items()},
            },
            said=_("Noted."),
        )

    def question_to_note(self, session: str, question: str) -> None:
        """Make an open question a note on the text that was read."""
        self._desk.do(lambda vault: studies.question_to_note(vault, session, question), _("Made a note of it."))

    def rate(self, recall: str, value: int) -> None:
        """Say how well a question was remembered."""
        person, day = self._desk.me.person, self._desk.today()
        self._desk.do(lambda vault: studies.rate(vault, recall, person, day, value), _("Rated."))
