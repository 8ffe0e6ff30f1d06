"""OFX 1 (SGML) and OFX 2 (XML), read by ofxtools with bounds."""

from __future__ import annotations

import datetime
import io
import re
import warnings
from decimal import Decimal
from typing import Any

from app.capabilities.funds.statements.lines import MOST_LINES, Balance, BankStatement, StatementLine, bounded, broken
from app.capabilities.ledger.currencies import exponent
from app.capabilities.ledger.money import bounded as amount_bounded
from app.i18n import _
from app.problems import WrongValue

_LONGEST_LINE = 64 * 1024
_LONGEST_WITH_TAGS = 1024 * 1024
_DEEPEST = 40
# What ofxtools raises of files that are not as they should be.
_CANNOT = (SyntaxError, ValueError, LookupError, ArithmeticError, AttributeError, TypeError, RecursionError)
_TAG = re.compile(rb"<(/?)([A-Za-z0-9.]+)[^<>]{0,200}>")


def read(data: bytes) -> list[BankStatement]:
    """Read the statements of an OFX file; raises `WrongValue` with a sentence."""
    _looked_over(bounded(data))
    from ofxtools.models.base import UnknownTagWarning
    from ofxtools.Parser import OFXTree

    tree: Any = OFXTree()
    try:
        with warnings.catch_warnings():  # OFX says that tags which a reader does not know are passed over.
            warnings.simplefilter("ignore", category=UnknownTagWarning)
            tree.parse(io.BytesIO(data))
            found = [_statement(each) for each in tree.convert().statements]
    except WrongValue:
        raise
    except _CANNOT:
        raise broken(_("its parts are not those of an OFX file.")) from None
    if not found:
        raise broken(_("no account's statement is in it."))
    return found


def _looked_over(data: bytes) -> None:
    """Refuse what would cost a reader its memory or its stack before it is read."""
    if b"<!DOCTYPE" in data[:4096].upper() or b"<!ENTITY" in data.upper():
        raise broken(_("it holds a document type or entities, which no bank's file does."))
    if b"<OFX>" not in data.upper():
        raise broken(_("it is no OFX."))
    longest = max(map(len, data.splitlines()))
    if longest > (_LONGEST_WITH_TAGS if data.count(b"<") * 400 > len(data) else _LONGEST_LINE):
        raise broken(_("a line of it is too long."))
    if data.upper().count(b"<OFX>") > 1:
        raise broken(_("it is nested as no bank does it."))
    if not data.rstrip().upper().endswith(b"</OFX>"):
        raise broken(_("it ends too early."))
    if b"STMTRS>" in data.upper() and b"<LEDGERBAL>" not in data.upper():
        raise broken(_("it has no closing balance."))
    closed = {found[2].upper() for found in _TAG.finditer(data) if found[1]}
    depth = deepest = 0
    for found in _TAG.finditer(data):
        if found[2].upper() in closed:
            depth += -1 if found[1] else 1
            deepest = max(deepest, depth)
    if deepest > _DEEPEST:
        raise broken(_("it is nested as no bank does it."))


def _statement(told: Any) -> BankStatement:
    """Turn one statement of ofxtools into ours."""
    currency = str(told.curdef)
    exponent(currency)
    rows = list(told.transactions or ())
    if len(rows) > MOST_LINES:
        raise broken(_("it has too many lines."))
    lines = tuple(
        StatementLine(
            _day(row.dtposted),
            _minor(row.trnamt, currency),
            " ".join(filter(None, (str(row.name or ""), str(row.memo or "")))),
            str(row.fitid or ""),
        )
        for row in rows
    )
    balance = getattr(told, "ledgerbal", None)
    if balance is None:
        raise broken(_("it has no closing balance."))
    closing = Balance(_day(balance.dtasof), _minor(balance.balamt, currency))
    return BankStatement(str(told.account.acctid), currency, lines, None, closing)


def _day(moment: datetime.datetime | datetime.date) -> datetime.date:
    return moment.date() if isinstance(moment, datetime.datetime) else moment


def _minor(amount: Decimal, currency: str) -> int:
    """Turn a decimal into minor units; more decimals than the currency has are refused."""
    units = amount.scaleb(exponent(currency))
    if not units.is_finite() or units != units.to_integral_value():
        raise WrongValue(_("“{text}” has more decimals than {currency}.").format(text=amount, currency=currency))
    return amount_bounded(int(units))
