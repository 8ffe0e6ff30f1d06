"""What people and programs call a number or an address: "Work Fax" is a fax at work, "iPhone" a mobile telephone.

One reading for the types of vCard, the labels of Apple, and the columns of types and labels that lists have.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType

from app.records.kinds import one_line

_KINDS = MappingProxyType(
    {
        "fax": "fax telefax facsimile homefax workfax otherfax",
        "pager": "pager beeper bip",
        "mobile": "mobile cell cellular cellphone mobil mobiltelefon handy portable iphone smartphone celular movil "
        "natel gsm",
    }
)
_LABELS = MappingProxyType(
    {
        "work": "work business office job company dienstlich geschaftlich geschäftlich arbeit firma travail bureau "
        "trabajo workfax",
        "home": "home private privat personal maison casa domicile zuhause homefax",
    }
)
# Words that say no more than that it is a number or address, or one of which there are no others.
_EMPTY = frozenset(
    "other otherfax main primary default phone telephone tel telefon voice text video msg pref preferred internet smtp "
    "ex x400 email e mail number address custom 1 2 3 home2 work2 obsolete".split()
)


@dataclass(frozen=True, slots=True)
class SaidLabel:
    """What a label says: a kind of contact and where it is, if it says so, and what else is in it."""

    kind: str = ""
    label: str = ""
    about: str = ""


def read_label(text: str) -> SaidLabel:
    """Read what somebody called a number or an address."""
    text = one_line(text).strip("* ")
    words = re.findall(r"[^\W_]+", text.casefold())
    kind, label = _code(words, _KINDS), _code(words, _LABELS)
    known = {word for table in (_KINDS, _LABELS) for names in table.values() for word in names.split()} | _EMPTY
    return SaidLabel(kind, label, "" if all(word in known for word in words) else text)


def _code(words: list[str], table: MappingProxyType[str, str]) -> str:
    """Find the first code that one of the words stands for."""
    return next((code for code, names in table.items() if set(words) & set(names.split())), "")
