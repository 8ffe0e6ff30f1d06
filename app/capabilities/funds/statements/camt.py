"""CAMT.053 (ISO 20022 camt.053.001.02 to .13): the statement of an account, read in one pass with bounds.

The sign of an amount is that of CdtDbtInd alone; RvslInd is information. Only booked entries count.
"""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element, ParseError
from xml.parsers.expat import errors

from app.capabilities.funds.statements.lines import MOST_LINES, Balance, BankStatement, StatementLine, bounded, broken
from app.capabilities.ledger.currencies import exponent
from app.capabilities.ledger.money import bounded as in_bounds
from app.i18n import _
from app.problems import WrongValue

_NAMESPACE = re.compile(r"\{urn:iso:std:iso:20022:tech:xsd:camt\.053\.001\.(0[2-9]|1[0-3])\}Document")
_DEEPEST = 32
_ONE = datetime.timedelta(days=1)
_LONGEST = 1000
_CUT_SHORT = {
    errors.codes[said]
    for said in (errors.XML_ERROR_NO_ELEMENTS, errors.XML_ERROR_UNCLOSED_TOKEN, errors.XML_ERROR_PARTIAL_CHAR)
}


def read(data: bytes) -> list[BankStatement]:
    """Read the statements of a file, one for each account and period; raises `WrongValue` with a sentence."""
    try:
        found = [_statement(element, space) for element, space in _statements(bounded(data))]
    except ParseError as error:
        if error.code in _CUT_SHORT:
            raise broken(_("it ends too early.")) from None
        raise broken(_("it is no XML from line {line} on.").format(line=error.position[0])) from None
    if not found:
        raise broken(_("no account's statement is in it."))
    return found


def _statements(data: bytes) -> Iterator[tuple[Element, str]]:
    """Give each statement when it is whole; refuse entities, other files, and what is nested too deep."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    depth, space, whole, inside = 0, "", False, False
    try:
        for event, element in iterparse(io.BytesIO(data), events=("start", "end"), forbid_dtd=True):
            if event == "start":
                depth += 1
                if depth == 1:
                    if not _NAMESPACE.fullmatch(element.tag):
                        raise broken(_("it is no CAMT.053 of a version from 02 to 13."))
                    space = element.tag.removesuffix("Document")
                if depth > _DEEPEST or (inside and element.tag == f"{space}Stmt"):
                    raise broken(_("it is nested as no bank does it."))
                inside = inside or element.tag == f"{space}Stmt"
                continue
            depth -= 1
            if element.tag == f"{space}Stmt":
                yield element, space
                element.clear()
                inside = False
            whole = depth == 0
    except DefusedXmlException:
        raise broken(_("it holds a document type or entities, which no bank's file does.")) from None
    except (LookupError, UnicodeError, ValueError) as error:
        if isinstance(error, WrongValue):
            raise
        raise broken(_("its letters are not those that it says.")) from None
    if not whole:
        raise broken(_("it ends too early."))


def _statement(element: Element, space: str) -> BankStatement:
    """Read one statement."""
    account = _text(element, space, "Acct/Id/IBAN") or _text(element, space, "Acct/Id/Othr/Id")
    balances: dict[str, tuple[str, Balance]] = {}
    for each in element.findall(f"{space}Bal"):
        code = _text(each, space, "Tp/CdOrPrtry/Cd")
        minor, code_of = _amount(each, space)
        balances.setdefault(code, (code_of, Balance(_day(each, space, "Dt"), minor)))
    if "CLBD" not in balances:
        raise broken(_("it has no closing balance."))
    currency, closing = balances["CLBD"]
    lines: list[StatementLine] = []
    for entry in element.findall(f"{space}Ntry"):
        status = _text(entry, space, "Sts/Cd") or _text(entry, space, "Sts")
        if status != "BOOK":
            continue
        minor, code = _amount(entry, space)
        if code != currency:
            raise broken(_("a line is in another currency than the balance."))
        lines.append(
            StatementLine(_day(entry, space, "BookgDt"), minor, _words(entry, space), _reference(entry, space))
        )
        if len(lines) > MOST_LINES:
            raise broken(_("it has too many lines."))
    return BankStatement(account, currency, tuple(lines), _opening(balances, lines), closing)


def _opening(balances: dict[str, tuple[str, Balance]], lines: list[StatementLine]) -> Balance | None:
    """Give the opening balance at the end of the day before the first line.

    OPBD is what there was when its day began; some banks date it with the day before. PRCD is of the end of its day.
    """
    if "OPBD" not in balances:
        return balances["PRCD"][1] if "PRCD" in balances else None
    opening = balances["OPBD"][1]
    first = min((line.day for line in lines), default=opening.day + _ONE)
    return Balance(min(opening.day, first - _ONE), opening.minor)


def _amount(element: Element, space: str) -> tuple[int, str]:
    """Read an amount with its sign."""
    amount: Any = element.find(f"{space}Amt")
    sign = {"CRDT": 1, "DBIT": -1}.get(_text(element, space, "CdtDbtInd"))
    if amount is None or sign is None:
        raise broken(_("an amount or its direction is missing."))
    currency = amount.get("Ccy", "")
    number = (amount.text or "").strip()
    if not re.fullmatch(r"\d{1,18}(\.\d{0,5})?", number):
        raise broken(_("“{text}” is no amount.").format(text=number[:40]))
    whole, _point, decimals = number.partition(".")
    places, decimals = exponent(currency), decimals.rstrip("0")
    if len(decimals) > places:
        message = _("“{text}” has more decimals than {currency}, which has {places}.")
        raise WrongValue(message.format(text=number, currency=currency, places=places))
    return sign * in_bounds(int(whole + decimals.ljust(places, "0"))), currency


def _day(element: Element, space: str, name: str) -> datetime.date:
    """Read a day; of a time the day that it is written with."""
    text = (
        _text(element, space, f"{name}/Dt")
        or _text(element, space, f"{name}/DtTm")
        or _text(element, space, "ValDt/Dt")
    )
    try:
        return datetime.date.fromisoformat(text[:10])
    except ValueError:
        raise broken(_("“{text}” is no day.").format(text=text[:40])) from None


def _reference(entry: Element, space: str) -> str:
    """Give the bank's own reference of an entry."""
    deeper = "NtryDtls/TxDtls/Refs/AcctSvcrRef"
    return _text(entry, space, "AcctSvcrRef") or _text(entry, space, deeper) or _text(entry, space, "NtryRef")


def _words(entry: Element, space: str) -> str:
    """Gather what an entry says of itself: who, what for, and the bank's own words."""
    parts: list[str] = []
    for details in entry.findall(f"{space}NtryDtls/{space}TxDtls"):
        names = ("RltdPties/Dbtr/Nm", "RltdPties/Dbtr/Pty/Nm", "RltdPties/Cdtr/Nm", "RltdPties/Cdtr/Pty/Nm")
        parts.extend(_text(details, space, path) for path in names)
        parts += [element.text or "" for element in details.iterfind(f"{space}RmtInf/{space}Ustrd")]
    parts.append(_text(entry, space, "AddtlNtryInf"))
    return " ".join(" ".join(dict.fromkeys(part for part in parts if part)).split())[:_LONGEST]


@lru_cache(maxsize=256)
def _path(space: str, path: str) -> str:
    """Write a path with its namespace."""
    return "/".join(space + name for name in path.split("/"))


def _text(element: Element, space: str, path: str) -> str:
    """Give the text of the first element at a path."""
    found = element.find(_path(space, path))
    return (found.text or "").strip() if found is not None else ""
