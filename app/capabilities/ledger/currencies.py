"""Currencies and how many decimals each has, as ISO 4217 lists them (list one, with a few that were replaced lately).

The digits of CLDR are of what people write, and differ for HUF, IQD and others; they decide nothing here.
"""

from __future__ import annotations

from types import MappingProxyType

from app.i18n import _
from app.problems import WrongValue

_NONE = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_TWO = """
AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY
COP COU CRC CUC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HRK HTG HUF IDR ILS
INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD
NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP
SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG ZWL
"""
_THREE = "BHD IQD JOD KWD LYD OMR TND"
_FOUR = "CLF UYW"
EXPONENTS = MappingProxyType(
    {
        code: decimals
        for decimals, codes in ((0, _NONE), (2, _TWO), (3, _THREE), (4, _FOUR))
        for code in codes.split()
    }
)  # fmt: skip


def exponent(currency: str) -> int:
    """Give the number of decimals of a currency; raises `WrongValue` for one that ISO 4217 does not list."""
    try:
        return EXPONENTS[currency]
    except KeyError:
        raise WrongValue(
            _("“{text}” is no currency of ISO 4217 that has a smallest unit.").format(text=currency),
            do=_("Give its three letters, such as EUR."),
        ) from None
