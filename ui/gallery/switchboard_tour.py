"""The way through the views of the switchboard, with a picture at each."""

from __future__ import annotations

from ui.gallery.tour import Tour
from ui.rooms.switchboard.room import FIELD, PARTNER, PLAN, WAY, SwitchboardRoom


def tour_switchboard(tour: Tour) -> None:
    """Show a need being typed, a plan before and after, a match under way, and the field of play."""
    room = tour.room("switchboard", SwitchboardRoom)
    room.new()
    room.pairs.form.title.setText("Carry boxes")
    room.pairs.form.amount.setText("2 h")
    tour.rest()
    tour.shoot("switchboard-1-typing")
    room.pairs.end()
    room.show_view(PLAN)
    tour.shoot("switchboard-2-no-plan")
    room.plan()
    tour.rest()
    tour.shoot("switchboard-3-plan")
    offered = next((line for line in room.planning.found.lines if line.offer), None) if room.planning.found else None
    if offered is not None:
        room.pairs.introduced.emit(offered.need, offered.offer, 0)
        tour.rest()
    for number, view in enumerate((WAY, FIELD, PARTNER), 4):
        room.show_view(view)
        tour.rest()
        tour.shoot(f"switchboard-{number}-{view}")
