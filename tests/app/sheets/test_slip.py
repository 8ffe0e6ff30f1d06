"""The papers of recovery: the words and their QR code, and nothing that says whose they are."""

from __future__ import annotations

import io
import os
from datetime import UTC, datetime

import pypdf
import pytest
import segno

from app.services.vaults import recovery_sheets
from app.sheets.render import SheetRenderer
from app.sheets.slip import Slip, lay_out_slip, qr_rows
from app.storage.keys import escrow, recovery_code

NOW = datetime(2026, 11, 23, 18, 2, tzinfo=UTC)


def text_of(data: bytes) -> str:
    (page,) = pypdf.PdfReader(io.BytesIO(data)).pages
    return page.extract_text()


def test_a_code_is_on_one_page_in_order(renderer: SheetRenderer):
    code = recovery_code.new_code(os.urandom)
    text = text_of(renderer.render_pdf(recovery_sheets.code_sheet(code, NOW)))
    for place, word in enumerate(code.split(), start=1):
        assert word in text
        assert str(place) in text
    assert "23 Nov 2026" in text


def test_a_share_says_what_it_is_for_and_not_whose_it_is(bare_renderer: SheetRenderer):
    drawn = escrow.draw(3, 5, random=os.urandom)
    sheet = recovery_sheets.share_sheet(drawn, 4, NOW, "letter")
    assert sheet.words == tuple(drawn.shares[3].split())
    text = " ".join(text_of(bare_renderer.render_pdf(sheet)).split())
    assert "Share 4 of 5" in text
    assert "3 of 5 open the vault" in text
    assert all(word in text for word in sheet.words)
    assert not any(" ".join(other.split()[5:8]) in text for other in drawn.shares[:3])


def test_the_qr_code_holds_the_words_as_they_can_be_typed():
    code = recovery_code.new_code(bytes)
    expected = segno.make(code.upper(), error="m", micro=False).matrix
    rows = qr_rows(code)
    assert [[int(module) for module in row] for row in expected] == [[int(each) for each in row] for row in rows]
    assert recovery_code.entropy_of(code.upper()) == bytes(16)


def test_no_word_is_in_a_representation():
    slip = recovery_sheets.code_sheet("abandon " * 11 + "about", NOW)
    assert "abandon" not in repr(slip)


def test_equal_slips_give_equal_data():
    slip = Slip(title="Code", words=("one", "two"), as_of=NOW, language="ar")
    assert lay_out_slip(slip) == lay_out_slip(Slip(title="Code", words=("one", "two"), as_of=NOW, language="ar"))
    assert lay_out_slip(slip)["rtl"]


def test_a_slip_needs_words_and_a_time_zone():
    with pytest.raises(ValueError, match="needs words"):
        Slip(title="Code", words=(), as_of=NOW)
    with pytest.raises(ValueError, match="time zone"):
        Slip(title="Code", words=("one",), as_of=NOW.replace(tzinfo=None))
