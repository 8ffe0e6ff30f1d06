"""Texts are marked where they are declared and translated where they are shown."""

import io
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from app.i18n import N_, Translations


def test_without_a_catalogue_everything_is_english(tmp_path: Path):
    translations = Translations()
    assert translations.gettext(N_("Person")) == "Person"
    translations.use("eo", tmp_path)
    assert translations.gettext("Person") == "Person"
    assert translations.ngettext("{n} bed", "{n} beds", 2) == "{n} beds"
    assert translations.language == "eo"


def test_a_catalogue_is_used_as_far_as_it_goes(tmp_path: Path):
    catalogue = Catalog(locale="pt_BR")
    catalogue.add("Person", "Pessoa")
    catalogue.add(("bed", "beds"), ("cama", "camas"))
    written = io.BytesIO()
    write_mo(written, catalogue)
    folder = tmp_path / "pt_BR" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "switchboard.mo").write_bytes(written.getvalue())
    translations = Translations()
    translations.use("pt-BR.UTF-8", tmp_path)
    assert translations.language == "pt_BR"
    assert translations.gettext("Person") == "Pessoa"
    assert translations.gettext("House") == "House"
    assert translations.ngettext("bed", "beds", 2) == "camas"


def test_an_empty_text_is_not_the_header_of_a_catalogue():
    assert Translations().gettext("") == ""
