"""The room of the library: documents, review rounds, the map of arguments, study, sources and interests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, TypeVar

from app.i18n import N_, _
from app.services.unfinished import UnfinishedText
from ui.frame.command import Command
from ui.frame.desk import Desk
from ui.frame.room import RoomPage
from ui.platform.dialogs import Dialogs
from ui.rooms.library import SIGN
from ui.rooms.library.asking import Asking
from ui.rooms.library.documents_page import DocumentsPage
from ui.rooms.library.interests_page import InterestsPage
from ui.rooms.library.map_page import DRAWING, LIST, MapPage
from ui.rooms.library.rounds_page import RoundsPage
from ui.rooms.library.sources_page import SourcesPage
from ui.rooms.library.study_page import StudyPage
from ui.widgets.buttons import button
from ui.widgets.labels import hairline
from ui.widgets.page_header import PageHeader
from ui.widgets.page_stack import PageStack
from ui.widgets.segmented import Segmented

DOCUMENTS, ROUNDS, MAP, STUDY, SOURCES, INTERESTS = "documents", "rounds", "map", "study", "sources", "interests"
_NEW = {
    DOCUMENTS: N_("New document"),
    ROUNDS: N_("New round"),
    MAP: N_("New claim"),
    STUDY: N_("New path"),
    SOURCES: N_("New source"),
    INTERESTS: N_("Declare an interest"),
}
_LibraryPage = DocumentsPage | RoundsPage | MapPage | StudyPage | SourcesPage | InterestsPage
_Counted = TypeVar("_Counted", bound=_LibraryPage)


class LibraryRoom(RoomPage):
    """Six pages, of which one is in sight; each can be worked from the keyboard alone."""

    key, title, icon, shows, takes = SIGN
    kinds = frozenset(
        {
            "document", "document_version", "annotation", "source", "citation", "rubric", "criterion", "round", "seat",
            "interest_waiver", "review", "score", "required_change", "verdict", "minority_note", "claim", "argument",
            "premise", "relation", "evidence", "path", "reading", "study", "session", "recall", "rating", "interest",
            "member_link", "person",
        }
    )  # fmt: skip

    def __init__(self, desk: Desk, dialogs: Dialogs) -> None:
        """Take the desk, and who asks for files."""
        self._dialogs = dialogs
        super().__init__(desk)

    def build(self) -> None:
        """Put all pages into one place."""
        names = {
            DOCUMENTS: _("Documents"),
            ROUNDS: _("Rounds"),
            MAP: _("Map"),
            STUDY: _("Study"),
            SOURCES: _("Sources"),
            INTERESTS: _("Interests"),
        }
        self.views = Segmented(list(names.items()), _("What to show"))
        self.views.set_value(DOCUMENTS)
        self.views.chosen.connect(self.show_view)
        self.new_button = button(_(_NEW[DOCUMENTS]), self.new, icon="add", tip=_("Key: N"))
        self.header = PageHeader(_(self.title), self.views, self.new_button)
        self.asking = Asking(self.desk)
        self._notes: dict[str, str] = {}
        self.stack = PageStack[_LibraryPage](
            {
                DOCUMENTS: lambda: self.documents, ROUNDS: lambda: self.rounds, MAP: lambda: self.map,
                STUDY: lambda: self.study, SOURCES: lambda: self.sources, INTERESTS: lambda: self.interests,
            },
            self,
        )  # fmt: skip
        self.stack.show_page(DOCUMENTS)
        self.page.addWidget(self.header)
        self.page.addWidget(hairline())
        self.page.addWidget(self.asking.half_written)
        self.page.addWidget(self.stack, 1)
        self.asking.half_written.wanted.connect(self._go_on)

    # Each page is made when somebody first goes there.

    @cached_property
    def documents(self) -> DocumentsPage:
        """Give the page of documents."""
        page = self._counted(DOCUMENTS, DocumentsPage(self.desk, self.asking, self._dialogs))
        page.map_wanted.connect(self.show_map)
        page.round_wanted.connect(self.ask_for_reviews)
        return page

    @cached_property
    def rounds(self) -> RoundsPage:
        """Give the page of review rounds."""
        page = self._counted(ROUNDS, RoundsPage(self.desk, self.asking))
        page.document_wanted.connect(self.show_document)
        return page

    @cached_property
    def map(self) -> MapPage:
        """Give the map of arguments."""
        page = self._counted(MAP, MapPage(self.desk, self.asking, self._dialogs))
        page.document_wanted.connect(lambda document: self.show_document(document, ""))
        return page

    @cached_property
    def study(self) -> StudyPage:
        """Give the page of paths and sessions."""
        return self._counted(STUDY, StudyPage(self.desk, self.asking, self._dialogs))

    @cached_property
    def sources(self) -> SourcesPage:
        """Give the page of sources."""
        return self._counted(SOURCES, SourcesPage(self.desk, self.asking, self._dialogs))

    @cached_property
    def interests(self) -> InterestsPage:
        """Give the page of declared interests."""
        page = self._counted(INTERESTS, InterestsPage(self.desk, self.asking, self.rounds.reviewing))
        page.round_wanted.connect(self._show_round)
        return page

    # What the frame calls.

    def refresh(self) -> None:
        """Ask for what is in sight."""
        self.asking.refresh()
        self.stack.page().refresh()

    def start(self) -> None:
        """Begin where work begins."""
        self.stack.page().start()

    def new(self) -> bool:
        """Begin what the page in sight is made of."""
        self.stack.page().new()
        return True

    def show_record(self, kind: str, record_id: str) -> None:
        """Show a record on the page that it belongs to."""
        if kind in {"document", "document_version", "annotation"}:
            self.show_view(DOCUMENTS)
            self.documents.go_to(kind, record_id)
        elif kind in {"round", "seat"}:
            self.desk.ask(lambda vault: record_id if kind == "round" else _round_of(vault, record_id), self._show_round)
        elif kind in {"claim", "argument"}:
            self.map.node = record_id
            self.show_map("")
            self.map.node = record_id
        else:
            self.show_view(STUDY)
            self.study.go_to(kind, record_id)

    def show_page(self, name: str, about: str = "") -> None:
        """Show a page by its name."""
        if self.stack.has(name):
            self.show_view(name)

    def unfinished(self) -> Sequence[UnfinishedText] | None:
        """Give the texts that are being written."""
        return self.asking.half_written.now()

    def commands(self) -> Sequence[Command]:
        """Give what can be done here; a key does what the page in sight has for it."""
        here = _(self.title)

        def on(name: str, do: Callable[[Any], object]) -> Callable[[], object]:
            return lambda: do(self.stack.page()) if self.view() == name else None

        shown = [
            Command(
                _("Show the {page}").format(page=words),
                lambda name=name: self.show_view(name),
                "library",
                (f"Alt+{number}",),
                here,
            )
            for number, (name, words) in enumerate(
                zip(
                    _NEW,
                    (_("documents"), _("review rounds"), _("map"), _("study"), _("sources"), _("interests")),
                    strict=True,
                ),
                1,
            )
        ]
        return [
            *shown,
            Command(
                _("Write the next version"), on(DOCUMENTS, lambda page: page.writing.begin()), "edit", ("V",), here
            ),
            Command(_("Note on the chosen passage; ask for a review"), self._on_a, "note", ("A",), here, _("annotate")),
            Command(_("Go to the notes"), on(DOCUMENTS, lambda page: page.side.start()), "note", ("O",), here),
            Command(
                _("Confirm the place of a note"),
                on(DOCUMENTS, lambda page: page.noting.confirm()),
                "done",
                ("K",),
                here,
            ),
            Command(
                _("Answer the chosen note"), on(DOCUMENTS, lambda page: page.noting.answer()), "note", ("R",), here
            ),
            Command(
                _("Put a note on the chosen passage"),
                on(DOCUMENTS, lambda page: page.noting.put()),
                "drag",
                ("P",),
                here,
            ),
            Command(
                _("Compare with the version before"),
                on(DOCUMENTS, lambda page: page.compare_before()),
                "history",
                ("C",),
                here,
            ),
            Command(_("Join two versions"), on(DOCUMENTS, lambda page: page.writing.join()), "conflict", ("J",), here),
            Command(
                _("Restore this version as a new one"),
                on(DOCUMENTS, lambda page: page.writing.restore()),
                "history",
                (),
                here,
            ),
            Command(
                _("Copy the quotation of this version"),
                on(DOCUMENTS, lambda page: page.writing.quote()),
                "copy",
                ("Q",),
                here,
            ),
            Command(_("Hand in your review"), on(ROUNDS, lambda page: page.hand_in_mine()), "done", ("H",), here),
            Command(_("Give the verdict"), on(ROUNDS, lambda page: page.reviewing.verdict()), "done", ("G",), here),
            Command(_("Add an argument to the chosen claim"), on(MAP, MapPage.add_argument), "add", ("F",), here),
            Command(
                _("Fold or unfold the chosen claim"), on(MAP, lambda page: page.fold(page.node)), "fit", ("Z",), here
            ),
            Command(_("Show the map as a list"), on(MAP, lambda page: page.show_view(LIST)), "filter", ("L",), here),
            Command(
                _("Show the map as a drawing"), on(MAP, lambda page: page.show_view(DRAWING)), "conflict", ("D",), here
            ),
        ]

    # The pages.

    def view(self) -> str:
        """Say which page is in sight."""
        return self.stack.name()

    def show_view(self, view: object) -> None:
        """Show a page."""
        name = str(view)
        if name != self.view():
            self.stack.show_page(name)
            self.refresh()
            self.start()
        self.views.set_value(name)
        self.new_button.setText(_(_NEW[name]))
        self.header.say(self._notes.get(name, ""))

    def show_map(self, document: str) -> None:
        """Show the map of a document."""
        self.show_view(MAP)
        self.map.show_map(document)

    def show_document(self, document: str, version: str) -> None:
        """Show a document at a version."""
        self.show_view(DOCUMENTS)
        self.documents.go_to("document", document, version)

    def ask_for_reviews(self, version: str) -> None:
        """Open a round on a version, on the page of rounds."""
        found = self.documents.open
        if found is not None:
            title = _("{title}, version {label}").format(title=found.title, label=found.label)
            self.show_view(ROUNDS)
            self.rounds.stack.setCurrentIndex(0)
            self.rounds.reviewing.open_round(version, title)

    def _show_round(self, identity: str) -> None:
        self.show_view(ROUNDS)
        self.rounds.go_to(identity)

    def _go_on(self, key: str) -> None:
        """Open again what was being written when the vault was locked."""
        what, about, *more = key.split()
        if what in {"version", "note", "answer"}:
            self.show_view(DOCUMENTS)
            self.documents.go_on(what, about, *map(int, more))
        else:
            self.show_view(ROUNDS)
            self.rounds.go_on(what, about, more[0] if more else about)

    def _on_a(self) -> None:
        """Annotate in a text, ask somebody in a round."""
        if self.view() == DOCUMENTS:
            self.documents.noting.annotate()
        elif self.view() == ROUNDS:
            self.rounds.reviewing.ask()

    def _counted(self, name: str, page: _Counted) -> _Counted:
        """Take in a page, and say beside the title how many there are on it."""
        page.counted.connect(lambda words: self._say(name, words))
        return self.stack.added(page)

    def _say(self, name: str, words: str) -> None:
        self._notes[name] = words
        if name == self.view():
            self.header.say(words)


def _round_of(vault: object, seat: str) -> str:
    from app.capabilities.library.rounds import round_of

    return round_of(vault, seat)  # pyright: ignore[reportArgumentType]
