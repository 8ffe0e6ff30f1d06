"""Takes in at once what was typed from a sheet that came back, as the command line does."""

from __future__ import annotations

from app.i18n import _
from app.problems import NotFound
from app.records.days import parse_day
from app.services.printing import printing
from app.services.printing.typed_back import Occasion, TypedRow, read, typed_sheets, write
from app.services.records import editing
from app.services.settings import group
from app.storage.vault.vault import Vault


def type_back(
    vault: Vault, name: str, text: str, *, on: str = "", of: str = "", who: str = "", keep: bool = True
) -> list[TypedRow]:
    """Read what was typed and, if it is to be kept, write it."""
    sheets = typed_sheets(printing.sheet_kinds(vault.registry))
    sheet = next((each for each in sheets if each.name == name), None)
    if sheet is None or sheet.typed_back is None:
        raise NotFound(
            _("No sheet “{name}” is typed back in.").format(name=name),
            do=_("There are: {names}.").format(names=", ".join(each.name for each in sheets)),
        )
    back = sheet.typed_back
    about = editing.find(vault, back.asks_of, of) if of and back.asks_of else of
    by = editing.find(vault, back.asks_who, who) if who and back.asks_who else who
    rows = read(vault, sheet, text)
    if keep:
        write(vault, sheet, rows, Occasion(parse_day(on) or group.today(vault), about, by))
    return rows
