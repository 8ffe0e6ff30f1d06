"""The text with which both sides are asked, each in a language of its own; it holds no number and no address."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.i18n import translations

# In which languages the program can ask; a group can write its own text for these and for any other.
USUAL: Mapping[str, str] = {
    "en": (
        "Hello {name},\n"
        "“{need}” and “{offer}” may go together: {quantity}{when}.\n"
        "Is that all right for you? Please answer by {check_on}. Names and numbers are given only once "
        "both said yes."
    ),
    "de": (
        "Hallo {name},\n"
        "„{need}“ und „{offer}“ passen vielleicht zusammen: {quantity}{when}.\n"
        "Ist dir das recht? Bitte antworte bis {check_on}. Namen und Nummern werden erst weitergegeben, "
        "wenn beide Ja gesagt haben."
    ),
    "fr": (
        "Bonjour {name},\n"
        "« {need} » et « {offer} » pourraient aller ensemble : {quantity}{when}.\n"
        "Est-ce que cela te convient ? Réponds s’il te plaît d’ici le {check_on}. Noms et numéros ne "
        "sont donnés que si les deux ont dit oui."
    ),
    "es": (
        "Hola {name}:\n"
        "«{need}» y «{offer}» pueden ir juntos: {quantity}{when}.\n"
        "¿Te parece bien? Responde, por favor, hasta el {check_on}. Los nombres y números solo se dan "
        "cuando ambas partes han dicho que sí."
    ),
    "it": (
        "Ciao {name},\n"
        "«{need}» e «{offer}» potrebbero andare insieme: {quantity}{when}.\n"
        "Ti va bene? Rispondi per favore entro il {check_on}. Nomi e numeri si danno solo quando "
        "entrambi hanno detto di sì."
    ),
    "pt": (
        "Olá {name},\n"
        "«{need}» e «{offer}» podem combinar: {quantity}{when}.\n"
        "Está bem para ti? Responde, por favor, até {check_on}. Nomes e números só são dados depois de "
        "ambos dizerem que sim."
    ),
    "nl": (
        "Hallo {name},\n"
        "“{need}” en “{offer}” passen misschien bij elkaar: {quantity}{when}.\n"
        "Is dat goed voor je? Antwoord alsjeblieft uiterlijk {check_on}. Namen en nummers worden pas "
        "gegeven als beiden ja hebben gezegd."
    ),
    "pl": (
        "Cześć {name},\n"
        "„{need}” i „{offer}” mogą do siebie pasować: {quantity}{when}.\n"
        "Czy to Ci odpowiada? Odpowiedz proszę do {check_on}. Imiona i numery podajemy dopiero, gdy obie "
        "strony powiedzą tak."
    ),
    "tr": (
        "Merhaba {name},\n"
        "“{need}” ile “{offer}” birbirine uyabilir: {quantity}{when}.\n"
        "Senin için uygun mu? Lütfen en geç {check_on} tarihine kadar yanıtla. İsimler ve numaralar "
        "ancak iki taraf da evet derse verilir."
    ),
    "uk": (
        "Вітаємо, {name}!\n"
        "«{need}» і «{offer}» можуть підійти одне одному: {quantity}{when}.\n"
        "Чи це вам підходить? Дайте, будь ласка, відповідь до {check_on}. Імена й номери передаються "
        "лише тоді, коли обидві сторони згодні."
    ),
    "ru": (
        "Здравствуйте, {name}!\n"
        "«{need}» и «{offer}» могут подойти друг другу: {quantity}{when}.\n"
        "Вам это подходит? Ответьте, пожалуйста, до {check_on}. Имена и номера передаются, только когда "
        "обе стороны согласны."
    ),
    "ar": (
        "مرحبًا {name}،\n"
        "قد يتناسب «{need}» مع «{offer}»: {quantity}{when}.\n"
        "هل هذا مناسب لك؟ يُرجى الرد قبل {check_on}. لا تُعطى الأسماء والأرقام إلا بعد موافقة الطرفين."
    ),
    "fa": (
        "سلام {name}،\n"
        "«{need}» و «{offer}» شاید به هم بخورند: {quantity}{when}.\n"
        "آیا برای شما مناسب است؟ لطفاً تا {check_on} پاسخ دهید. نام‌ها و شماره‌ها تنها پس از موافقت هر "
        "دو طرف داده می‌شود."
    ),
}
FALLBACK = "en"


@dataclass(frozen=True, slots=True)
class AskedFor:
    """What a text speaks of; no contact detail can get in."""

    need: str
    offer: str
    quantity: int
    unit: str
    currency: str | None
    on_day: datetime.date | None
    check_on: datetime.date | None


def base_of(tag: str) -> str:
    """Give the language of a tag without its region."""
    return tag.replace("_", "-").split("-")[0].lower()


def language_for(speaks: Sequence[str], texts: Mapping[str, str]) -> str:
    """Choose a language of theirs in which the group has written, else one with a usual text, else that in use."""
    theirs = [base_of(tag) for tag in speaks]
    wanted = [*theirs, base_of(translations.language)]
    own = next((each for each in theirs if each in texts), "")
    return own or next((each for each in wanted if each in USUAL), FALLBACK)


def letter(name: str, language: str, about: AskedFor, texts: Mapping[str, str], common: str = "") -> str:
    """Write to somebody in a language: by the group's text for it, else its text for all, else the usual one."""
    template = texts.get(language) or common or USUAL.get(language) or USUAL[FALLBACK]
    words = {
        "name": name,
        "need": about.need,
        "offer": about.offer,
        "quantity": quantity_in(about, language),
        "when": f", {_day(about.on_day, language)}" if about.on_day else "",
        "check_on": _day(about.check_on, language) if about.check_on else "",
    }
    for word, said in words.items():
        template = template.replace("{" + word + "}", said)
    return template.replace("..", ".")  # Days end with an abbreviation in some languages.


def _day(day: datetime.date, language: str) -> str:
    """Write a day in a language."""
    from babel.dates import format_date

    return format_date(day, "long", _locale(language))


def _locale(language: str) -> str:
    """Give a language that babel knows."""
    from babel import Locale, UnknownLocaleError

    try:
        return str(Locale.parse(language))
    except (UnknownLocaleError, ValueError):
        return FALLBACK


def quantity_in(about: AskedFor, language: str) -> str:
    """Write how much in a language."""
    from babel.numbers import format_currency, format_decimal, get_currency_precision
    from babel.units import format_unit

    locale = _locale(language)
    if about.unit == "minor":
        code = about.currency or "XXX"
        return format_currency(Decimal(about.quantity).scaleb(-get_currency_precision(code)), code, locale=locale)
    if about.unit not in _UNITS:
        return format_decimal(about.quantity, locale=locale)
    number = Decimal(about.quantity) / 60 if about.unit == "minutes" else Decimal(about.quantity)
    for length in ("long", "short"):
        text = format_unit(float(number), _UNITS[about.unit], length=length, locale=locale)
        if _UNITS[about.unit] not in text:
            return text
    return format_decimal(number, locale=locale)


_UNITS: Mapping[str, str] = {"minutes": "duration-hour", "nights": "duration-night"}
