"""Quantities in words."""

from __future__ import annotations

from decimal import Decimal

from app.i18n import _, ngettext


def figure(quantity: int, unit: str, currency: str | None = None) -> str:
    """Write a quantity without its unit, for a table whose head says it."""
    if unit == "minutes":
        return f"{(Decimal(quantity) / 60).normalize():f}"
    if unit == "minor":
        from babel.numbers import format_decimal, get_currency_precision

        from app.i18n import translations

        value = Decimal(quantity).scaleb(-get_currency_precision(currency or "XXX"))
        return format_decimal(value, format="#,##0", locale=translations.language)
    return f"{quantity:n}"


def amount(quantity: int, unit: str, currency: str | None = None) -> str:
    """Write a quantity for people: hours for minutes, whole money for its smallest unit."""
    if unit == "minutes":
        hours = Decimal(quantity) / 60
        text = f"{hours.normalize():f}"
        return _("{hours} h").format(hours=text)
    if unit == "nights":
        return ngettext("{n} night", "{n} nights", quantity).format(n=quantity)
    if unit == "minor":
        from babel.numbers import format_currency, get_currency_precision

        from app.i18n import translations

        code = currency or "XXX"
        value = Decimal(quantity).scaleb(-get_currency_precision(code))
        return format_currency(value, code, locale=translations.language)
    return ngettext("{n} piece", "{n} pieces", quantity).format(n=quantity)
