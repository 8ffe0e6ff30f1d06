"""The way through the pages of the library, with a picture at each."""

from __future__ import annotations

from ui.gallery.tour import Tour
from ui.rooms.library.room import DOCUMENTS, INTERESTS, MAP, ROUNDS, SOURCES, STUDY, LibraryRoom


def tour_library(tour: Tour) -> None:
    """Show each page, and what opens on it."""
    room = tour.room("library", LibraryRoom)
    for number, name in enumerate((DOCUMENTS, ROUNDS, MAP, STUDY, SOURCES, INTERESTS), 1):
        room.show_view(name)
        tour.rest()
        tour.shoot(f"library-{number}-{name}")
    _documents(tour, room)
    _rounds(tour, room)
    room.show_view("map")
    tour.rest()
    room.map.show_view("drawing")
    tour.rest()
    tour.shoot("library-3-map-drawing")
    room.map.show_view("list")
    _study(tour, room)


def _documents(tour: Tour, room: LibraryRoom) -> None:
    room.show_view("documents")
    tour.rest()
    page = room.documents
    if page.open is None or not page.open.version:
        return
    page.side.start()
    tour.shoot("library-1-documents-notes")
    page.compare_before()
    tour.rest()
    tour.shoot("library-1-documents-compare")
    page.compare("")
    page.writing.begin()
    tour.rest()
    tour.shoot("library-1-documents-write")
    page.read()
    page.new()
    tour.shoot("library-1-documents-new")
    page.form.close_form()
    page.read()


def _rounds(tour: Tour, room: LibraryRoom) -> None:
    room.show_view("rounds")
    tour.rest()
    page = room.rounds
    lines = page.list.lines()
    if not lines:
        return
    page.list.choose(lines[-1].id)
    tour.rest()
    tour.shoot("library-2-rounds-decided")
    page.new()
    tour.shoot("library-2-rounds-new")
    page.column.close_form()
    page.list.choose(lines[0].id)
    tour.rest()
    if page.open is not None and page.open.seats:
        page.reviewing.hand_in(page.open.seats[0])
        tour.shoot("library-2-rounds-review")
        page.column.close_form()


def _study(tour: Tour, room: LibraryRoom) -> None:
    room.show_view("study")
    tour.rest()
    page = room.study
    for number, line in enumerate(page.list.lines()[:3], 1):
        page.list.choose(line.id)
        tour.rest()
        tour.shoot(f"library-4-study-{number}")
        if page.open is not None and page.open.id == line.id and page.open.sessions:
            page.forms.note(page.open.sessions[-1])
            tour.shoot("library-4-study-note")
            page.column.close_form()
