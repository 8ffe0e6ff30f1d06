"""Records that are added in passing, while something else refers to them: a name is enough to begin with."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from app.i18n import _
from app.records.changes import Changed
from app.records.registry import Registry
from app.services.members.circles import CircleChoice
from app.services.records import records
from ui.frame.desk import Desk
from ui.widgets.editors.sources import RecordOption
from ui.widgets.reader_choice import is_choice


def nameable(registry: Registry) -> Iterator[str]:
    """Give the kinds of record of which nothing but the name is required."""
    for kind in registry:
        required = [attribute.name for attribute in kind.attributes.values() if attribute.required]
        missing = [name for name in required if kind.attributes[name].default is None]
        if len(kind.title) == 1 and missing == list(kind.title) and kind.part_of is None:
            yield kind.name


def add_by_name(
    desk: Desk,
    kind: str,
    name: str,
    made: Callable[[RecordOption], None],
    circle: str = "",
    circles: Sequence[CircleChoice] = (),
) -> None:
    """Add a record by its name, and give it to whoever asked; the toast says who reads it and offers to undo it."""
    field = desk.registry[kind].title[0]
    here = next((each for each in circles if each.circle == circle or (not circle and each.everyone)), None)
    words = _("{title} added.").format(title=name)
    if here is not None and is_choice(circles):
        words = _("{title} added for {circle}.").format(title=name, circle=here.words())

    def finish(changed: Changed) -> None:
        made(RecordOption(changed.added[0], name))

    desk.do(lambda vault: records.add(vault, kind, {field: name}, circle), words, done=finish)
