"""The library: a text, its notes where they stand, and the map beside it."""

from __future__ import annotations

from app.capabilities.library import documents, maps
from app.services.records import records
from tests.ui.rooms.conftest import Office
from ui.rooms.library.room import LibraryRoom


def _filled(vault) -> None:
    document = records.add(vault, "document", {"title": "Winter"}).added[0]
    documents.add_version(vault, document, "😀 We heat the house.\n".encode())
    first = documents.heads(vault, document)[0]
    documents.annotate(vault, first, "the house", {"text": "Which?", "kind": "question"})
    documents.add_version(vault, document, "Now: 😀 We heat the house.\n".encode())
    maps.take_in(vault, b"[Heat]: We heat.\n  + <Health>: Cold makes ill.\n")


def test_a_note_leads_to_its_passage_and_the_map_is_a_list(lived_in: Office) -> None:
    lived_in.tell(_filled)
    room = LibraryRoom(lived_in.desk)
    lived_in.qtbot.addWidget(room)
    room.show()
    room.enter()
    lived_in.rest()
    assert [room.shelf.item(row).text() for row in range(room.shelf.count())] == ["Winter"]
    assert room.notes.item(0).text() == "Question: Which?"
    room.notes.setCurrentRow(0)
    cursor = room.text.textCursor()
    assert (
        room.text.toPlainText().encode("utf-16-le")[2 * cursor.position() :].decode("utf-16-le").startswith("the house")
    )
    assert [room.map.item(row).text() for row in range(room.map.count())] == [
        "We heat. (stands)",
        "    for: Cold makes ill. (stands)",
    ]
