"""The lending library announces itself: all that the engines need to know of it."""

import datetime
from collections.abc import Sequence
from typing import Any

import typer
from sqlmodel import select

from app.cli.arguments import AsJson, PassphraseFile, VaultFolder
from app.cli.output import say, say_json
from app.cli.vaults import opened
from app.i18n import N_
from app.records.changes import Change, Edit
from app.services.agenda.section import DUE, Action, AgendaItem, AgendaSection, Look, dated
from app.services.capability import Capability
from app.services.command import Verb
from app.services.demo.maker import Maker, Sample
from app.services.printing.kinds import FilledSheet, SheetKind, Wanted
from app.services.printing.typed_back import Mark, Occasion, TypedBack, TypedRow
from app.services.records.titles import Titles
from app.services.tables.calendars import CalendarEntry
from app.sheets.codes import row_code
from app.sheets.sheet import SheetColumn, SheetRow, SheetSection
from app.storage.vault.vault import Vault
from tests.tools.records import Loan, Tool
from tests.tools.rules import RULES


def _due(look: Look) -> list[AgendaItem]:
    """List the loans that are due back."""
    loans = look.session.exec(select(Loan).where(Loan.status == "out", Loan.due <= look.day)).all()
    look.titles.fetch("person", [loan.person for loan in loans])
    look.titles.fetch("tool", [loan.tool for loan in loans])
    of = look.titles.of
    return [dated(each.id, "loan", of(each.tool), of(each.person), each.due, look.day, "back") for each in loans]


def _lent(vault: Vault, wanted: Wanted) -> FilledSheet:
    """List what is out, for the wall beside the shelves."""
    columns = (
        SheetColumn("tool", "Tool", width=2),
        SheetColumn("person", "Who has it", width=2),
        SheetColumn("due", "Due", kind="day"),
    )
    with vault.reading() as session:
        loans = session.exec(select(Loan).where(Loan.status == "out")).all()
        titles = Titles.within(vault, session)
        titles.fetch_references("loan", loans)
        rows = tuple(
            SheetRow((titles.of(each.tool), titles.of(each.person), each.due.isoformat()), code=row_code(each.id))
            for each in loans
        )
    return FilledSheet(columns, (SheetSection(rows=rows),), str(len(rows)))


def _returned(_vault: Vault, rows: Sequence[TypedRow], _occasion: Occasion) -> Sequence[Change]:
    """Note what was ticked on the wall."""
    return [Edit(each.record, {"status": "back"}) for each in rows]


_TYPED_BACK = TypedBack("loan", {"b": Mark(N_("is back"))}, _returned)


def _event(row: Any, _title: str) -> Any:
    """Put the day on which a tool is due back into a calendar."""
    from icalendar import Event

    event: Any = Event()
    event.add("dtstart", row.due)
    return event


def lent(
    context: typer.Context, folder: VaultFolder, as_json: AsJson = False, passphrase_file: PassphraseFile = None
) -> None:
    """Say how many tools are out."""
    with opened(context, folder, passphrase_file) as vault, vault.reading() as session:
        number = len(session.exec(select(Loan).where(Loan.status == "out")).all())
    say_json({"out": number}) if as_json else say(f"{number} out")


def _sample(maker: Maker) -> None:
    """Make a few tools, and lend each of them."""
    tools = [maker.batch.add("tool", {"name": name}) for name in ("Ladder", "Drill", "Trolley")]
    for place, tool in enumerate(tools):
        due = maker.today + datetime.timedelta(days=place)
        maker.batch.add("loan", {"tool": tool, "person": maker.made["people"][place], "due": due})
    maker.made["tools"] = maker.batch.write()


TOOLS = Capability(
    "tools",
    records=(Tool, Loan),
    rules=RULES,
    agenda=(
        AgendaSection(
            "loans",
            N_("Tools due back"),
            frozenset({"loan"}),
            _due,
            DUE,
            "clock",
            actions={"back": Action(N_("Is back"), lambda _vault, loan, _day: [Edit(loan, {"status": "back"})])},
        ),
    ),
    sheets=(
        SheetKind(
            "lent-tools", N_("Lent tools"), N_("What is out, and with whom."), "loan", _lent, typed_back=_TYPED_BACK
        ),
    ),
    calendar=(CalendarEntry("loan", _event),),
    commands=lambda: (Verb("lent", lent, N_("Say how many tools are out.")),),
    sample=(Sample("tools", _sample),),
)
