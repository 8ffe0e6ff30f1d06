"""Tools that the group lends, and who has one until when."""

import datetime
from typing import Annotated

from app.i18n import N_
from app.records.kinds import Day, OneOf, Reference, Text
from app.records.registry import Entity, attr, entity

LOAN_STATUS = {"out": N_("Out"), "back": N_("Back")}


@entity("tool", one=N_("Tool"), many=N_("Tools"))
class Tool(Entity, table=True):
    """Something that can be borrowed."""

    name: Annotated[str, Text()] = attr(N_("Name"), column=True, search=True, print=True, max_length=80)
    shelf: Annotated[str, Text()] | None = attr(N_("Shelf"), default=None, column=True, search=True, print=True)


@entity("loan", one=N_("Loan"), many=N_("Loans"), title=("tool", "person"))
class Loan(Entity, table=True):
    """That somebody has a tool."""

    tool: Annotated[str, Reference("tool")] = attr(N_("Tool"), column=True, print=True)
    person: Annotated[str, Reference("person")] = attr(N_("Person"), column=True, print=True)
    due: Annotated[datetime.date, Day()] = attr(N_("Due back"), column=True, print=True)
    status: Annotated[str, OneOf(LOAN_STATUS)] = attr(N_("Status"), default="out", column=True)
