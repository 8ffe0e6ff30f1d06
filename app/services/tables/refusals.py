"""A no is a no: in which columns other programs write down that somebody is not to be called or written to.

The wordings are those of CiviCRM ("Do Not Phone", "No Bulk Emails (User Opt Out)"), NationBuilder (``do_not_call``,
``email_opt_in``, ``federal_donotcall``), Action Network (``can2_sms_status``, ``can2_subscription_status``) and
Mailchimp (``UNSUB_TIME``, "Email Marketing Status"), and what is like them. A target is ``refusal:<way>:<when>``: what
is refused, and which values say so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from types import MappingProxyType

from app.i18n import N_, _
from app.records.contact import TELEPHONES
from app.records.mapping import normal_name
from app.services.tables.columns import REFUSAL

CALLS, TEXTS, MAILS, POST, ALL = "calls", "texts", "mails", "post", "all"
WAYS = MappingProxyType(
    {
        CALLS: N_("No to calls"),
        TEXTS: N_("No to texts"),
        MAILS: N_("No to e-mails"),
        POST: N_("No to letters"),
        ALL: N_("No to calls and to writing"),
    }
)
YES, NO, WORDS, ANY = "yes", "no", "words", "any"
WHEN = MappingProxyType(
    {
        YES: N_("{way}, where it says yes"),
        NO: N_("{way}, where it says no"),
        WORDS: N_("{way}, where it says unsubscribed or the like"),
        ANY: N_("{way}, where it says anything"),
    }
)
_WORDS_OF = MappingProxyType(
    {
        MAILS: "email emails bulk newsletter newsletters mailing mailings subscription subscriber",
        TEXTS: "sms text texts texting mobile mms whatsapp",
        CALLS: "phone phones call calls calling telephone telefon donotcall dnc calllist",
        POST: "mail post postal letter letters direct",
        ALL: "contact contacts contacted communication communications everything",
    }
)
_SAYS_NO = re.compile(
    r"\b(do ?not|dont|don t|never|no (bulk )?(emails?|calls?|sms|texts?|contact|mail)|opt(ed)? ?out|optout|"
    r"unsubscribed?|unsub|donotcall|dnc|blocked|keine?)\b"
)
_SAYS_YES = re.compile(
    r"\b(opt(ed)? ?in|optin|subscribed|may (call|text|email|write)|can (call|text|email)|permission)\b"
)
_TIMES = re.compile(r"\b(time|date|at|on|timestamp|ip|source|campaign|title|reason|other|id|method|by)\b")
# That nothing is passed on is no refusal to be written to: it stays under its own name.
_ELSE = re.compile(r"\b(trade|share|sharing|sell|rent|publish|list|track|tracking)\b")
_STATUS = re.compile(r"\bstatus\b")
_REFUSING = frozenset(
    "unsubscribed unsubscribe unsub opted out opt-out optout opted-out no stopped stop blocked revoked withdrawn "
    "declined refused complained never false suppressed abgemeldet désabonné".split()
) | {"opted out", "opt out", "spam complaint", "do not contact", "do not call", "do not email", "do not text"}
_SUBSCRIBING = frozenset(
    "subscribed subscribe pending cleaned bouncing bounced confirmed unconfirmed active transactional yes true "
    "new".split()
) | {"opted in", "never subscribed", "non-subscribed", "not subscribed"}
_TRUE = frozenset("yes y true t 1 x on ✓ ja oui si sí".split())
_FALSE = frozenset("no n false f 0 - off nein non".split())
_STATUS_ALONE = frozenset({"status", "subscriber status", "subscription", "subscription status", "marketing status"})


def guess(column: str, values: Sequence[str]) -> str:
    """Give the target of a column that says no to something; empty for any other."""
    name = re.sub(r"\bcan ?2\b", "", normal_name(re.sub("donotcall", "do not call", column, flags=re.IGNORECASE)))
    name = " ".join(name.split())
    filled = [value.strip().casefold() for value in values if value.strip()]
    way = _way(name)
    if _STATUS.search(name) or name in _STATUS_ALONE:
        said = all(value in _REFUSING | _SUBSCRIBING for value in filled)
        refused = any(value in _REFUSING for value in filled)
        sure = way in {MAILS, TEXTS, CALLS} and ("subscription" in name or "sms" in name or "email" in name)
        return f"{REFUSAL}{way or MAILS}:{WORDS}" if said and (refused or (sure and filled)) else ""
    if _SAYS_NO.search(name):
        if re.search(r"\bunsub(scribed?)?\b", name) and re.search(r"\b(time|date|at|on)\b", name):
            return f"{REFUSAL}{way or MAILS}:{ANY}"
        about_it = (way or not _ELSE.search(name)) and not _TIMES.search(re.sub(_SAYS_NO, "", name))
        if about_it and all(value in _TRUE | _FALSE for value in filled):
            return f"{REFUSAL}{way or MAILS}:{YES}"
        return ""
    yes_or_no = all(value in _TRUE | _FALSE | _REFUSING | _SUBSCRIBING for value in filled)
    if _SAYS_YES.search(name) and not _TIMES.search(name) and yes_or_no:
        return f"{REFUSAL}{way or MAILS}:{NO}"
    return ""


def _way(name: str) -> str:
    """Say what a column's name is about; the mail of a "do not mail" is a letter."""
    words = set(name.split())
    return next((way for way, known in _WORDS_OF.items() if words & set(known.split())), "")


def refuses(when: str, text: str) -> bool:
    """Say whether a value says no."""
    word = " ".join(text.casefold().split())
    if when == YES:
        return word in _TRUE
    if when == NO:
        return word in _FALSE or word in _REFUSING
    return bool(word) if when == ANY else word in _REFUSING


def fields(way: str, kind: str) -> tuple[str, ...]:
    """Give the fields of a contact of a kind that a no to something sets."""
    call = ("do_not_call",) if kind in TELEPHONES and way in {CALLS, ALL} else ()
    write = way == ALL or (way == TEXTS and kind in TELEPHONES) or (way == MAILS and kind == "email")
    return (*call, "do_not_write") if write else call


def targets() -> dict[str, str]:
    """Give where a column can go that says no to something, with what people call it."""
    return {
        f"{REFUSAL}{way}:{when}": _(sentence).format(way=_(words))
        for way, words in WAYS.items()
        for when, sentence in WHEN.items()
    }
