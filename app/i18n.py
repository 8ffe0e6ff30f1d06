"""Translation of what people read, with gettext and without any catalogue needed.

Declarations mark their text with ``N_`` (it stays English in the declaration) and whoever
shows it calls ``_`` at that moment, so that the language chosen at the start holds for
records that were declared while modules were still being imported.
"""

from __future__ import annotations

import gettext
from pathlib import Path

DOMAIN = "switchboard"


def mark(message: str) -> str:
    """Mark a text for the translators and return it unchanged, for use in declarations."""
    return message


N_ = mark


class Translations:
    """The language in use; set once by the start of the program, English until then.

    ``language`` is a BCP 47 or POSIX tag ("de", "pt-BR", "en_GB"); ``folder`` holds gettext
    catalogues (``<language>/LC_MESSAGES/switchboard.mo``). A missing one is not an error.
    """

    def __init__(self) -> None:
        """Start with English, as the texts are written."""
        self._catalogue: gettext.NullTranslations = gettext.NullTranslations()
        self._language = "en_GB"

    @property
    def language(self) -> str:
        """Say which language is in use, in the POSIX form that babel reads ("pt_BR")."""
        return self._language

    def use(self, language: str, folder: Path | None = None) -> None:
        """Switch to a language; texts that its catalogue lacks stay English."""
        self._language = language.replace("-", "_").split(".", 1)[0] or "en_GB"
        self._catalogue = gettext.translation(
            DOMAIN, None if folder is None else str(folder), [self._language], fallback=True
        )

    def gettext(self, message: str) -> str:
        """Translate one text; an empty text stays empty instead of giving the catalogue's header."""
        return self._catalogue.gettext(message) if message else ""

    def ngettext(self, one: str, many: str, count: int) -> str:
        """Translate a text that depends on a count."""
        return self._catalogue.ngettext(one, many, count)


# The one process-wide object of the program: a marked text has no way to be handed a language.
translations = Translations()
_ = translations.gettext
ngettext = translations.ngettext
