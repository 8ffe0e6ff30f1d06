"""Which editor an attribute gets: decided by its kind, in one table."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.records.attributes import Attribute
from ui.widgets.editors.base import Editor
from ui.widgets.editors.choice import ChoiceEditor, FlagEditor
from ui.widgets.editors.day import DayEditor
from ui.widgets.editors.extras import ExtrasEditor
from ui.widgets.editors.line import LineEditor, NumberEditor
from ui.widgets.editors.money import MoneyEditor
from ui.widgets.editors.reference import ReferenceEditor
from ui.widgets.editors.sources import Sources
from ui.widgets.editors.tags import TagsEditor
from ui.widgets.editors.text import TextEditor

Make = Callable[[Attribute, Sources, str], Editor]
EDITORS: Mapping[str, Make] = {
    "line": lambda attribute, _sources, place: LineEditor(attribute, place=place),
    "text": lambda attribute, _sources, place: TextEditor(attribute, place=place),
    "day": lambda attribute, sources, place: DayEditor(attribute, sources, place=place),
    "choice": lambda attribute, _sources, place: ChoiceEditor(attribute, place=place),
    "flag": lambda attribute, _sources, place: FlagEditor(attribute, place=place),
    "number": lambda attribute, _sources, place: NumberEditor(attribute, place=place),
    "money": lambda attribute, _sources, place: MoneyEditor(attribute, place=place),
    "reference": lambda attribute, sources, place: ReferenceEditor(attribute, sources, place=place),
    "tags": lambda attribute, sources, place: TagsEditor(attribute, sources, place=place),
    "extras": lambda attribute, _sources, place: ExtrasEditor(attribute, place=place),
}


def editor_for(attribute: Attribute, sources: Sources, *, place: str = "card") -> Editor:
    """Make the editor of an attribute; a kind with an editor of a name unknown here is a mistake."""
    return EDITORS[attribute.kind.editor](attribute, sources, place)
