"""Statements: each line once however often and wherever it is read, and nothing from a file that is not one."""

from __future__ import annotations

import datetime
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.capabilities.funds.statements import camt, ofx, table
from app.capabilities.funds.statements.lines import Balance, StatementLine, keys, preview, same_account
from app.problems import WrongValue

DAY = datetime.date(2026, 3, 2)
LINES = st.lists(
    st.builds(
        StatementLine,
        st.integers(0, 3).map(lambda n: DAY + datetime.timedelta(days=n)),
        st.sampled_from([-350, -350, 1000]),
        st.sampled_from(["Coffee", "coffee ", "Gift"]),
        st.sampled_from(["", "R1"]),
    ),
    max_size=12,
).map(lambda lines: sorted(lines, key=lambda line: line.day))


def camt_file(entries: str = "", version: str = "02", closing: str = "103.50", head: str = "") -> bytes:
    return f"""<?xml version="1.0" encoding="UTF-8"?>{head}
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}"><BkToCstmrStmt><Stmt>
<Acct><Id><IBAN>DE02120300000000202051</IBAN></Id></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">100.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<Dt><Dt>2026-03-01</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">{closing}</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<Dt><Dt>2026-03-02</Dt></Dt></Bal>{entries}</Stmt></BkToCstmrStmt></Document>""".encode()


def entry(amount: str, sign: str, status: str = "<Sts>BOOK</Sts>", more: str = "", text: str = "Coffee") -> str:
    return f"""<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd>{more}{status}
    <BookgDt><Dt>2026-03-02</Dt></BookgDt><AcctSvcrRef>R1</AcctSvcrRef><NtryDtls><TxDtls><RmtInf>
    <Ustrd>{text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"""


GOOD = entry("7.00", "CRDT") + entry("3.50", "DBIT", more="<RvslInd>true</RvslInd>") + entry(
    "99.00", "CRDT", "<Sts><Cd>PDNG</Cd></Sts>"
)  # fmt: skip


@pytest.mark.parametrize("version", ["02", "08", "13"])
def test_camt_has_the_sign_of_its_direction_and_booked_entries_only(version: str):
    (found,) = camt.read(camt_file(GOOD, version))
    assert found.lines == (StatementLine(DAY, 700, "Coffee", "R1"), StatementLine(DAY, -350, "Coffee", "R1"))
    assert (found.opening, found.closing) == (
        Balance(datetime.date(2026, 3, 1), 10000), Balance(DAY, 10350)
    )  # fmt: skip
    assert found.difference == 0
    assert camt.read(camt_file(GOOD, closing="104.00"))[0].difference == 50


LAUGHS = "<!DOCTYPE Document [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9)
) + "]>"  # fmt: skip


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (camt_file(GOOD)[:-40], "cannot be read"),
        (b"", "cannot be read"),
        (camt_file(GOOD, head=LAUGHS), "document type or entities"),
        (camt_file(GOOD, head="<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>"), "document type or entities"),
        (camt_file("<Stmt>" + GOOD + "</Stmt>"), "nested"),
        (camt_file("<x>" * 100 + "</x>" * 100), "nested"),
        (camt_file(GOOD).replace(b"CLBD", b"ITBD"), "no closing balance"),
        (camt_file(GOOD, "01"), "version"),
        (camt_file(entry("7.005", "CRDT")), "more decimals"),
        (camt_file(entry("-7.00", "CRDT")), "no amount"),
        (camt_file(entry("7", "CRDT")).replace(b'"EUR">7', b'"USD">7'), "another currency"),
        (camt_file(GOOD).replace(b"UTF-8", b"utf-99"), "cannot be read"),
        (b" " * (33 * 1024 * 1024), "too large"),
    ],
)
def test_what_is_no_statement_is_refused_with_a_sentence(data: bytes, says: str):
    with pytest.raises(WrongValue, match=says):
        camt.read(data)


def test_a_statement_of_another_account_or_currency_is_refused():
    (found,) = camt.read(camt_file(GOOD))
    same_account(found, "DE02 1203 0000 0000 2020 51", "EUR")
    with pytest.raises(WrongValue, match="not of"):
        same_account(found, "DE99", "EUR")
    with pytest.raises(WrongValue, match="in EUR"):
        same_account(found, "", "USD")


@given(LINES, st.data())
def test_reading_twice_in_halves_or_overlapping_gives_one_set_of_lines(lines: list[StatementLine], data: st.DataObject):
    days = sorted({line.day for line in lines})
    cut = data.draw(st.sampled_from(days)) if days else DAY
    whole = keys("bank", lines)
    assert len(set(whole)) == len(lines)
    before, after = [x for x in lines if x.day <= cut], [x for x in lines if x.day >= cut]
    assert set(keys("bank", before)) | set(keys("bank", after)) == set(whole)
    assert set(keys("other", lines)).isdisjoint(whole)


def test_two_equal_coffees_stay_two_and_one_reference_on_three_amounts_stays_three():
    coffees = [StatementLine(DAY, -350, "Coffee")] * 2
    parts = [StatementLine(DAY, amount, "Batch", "R9") for amount in (1, 2, 3)]
    made = keys("bank", [*coffees, *parts])
    assert len(set(made)) == 5
    (found,) = camt.read(camt_file(GOOD))
    seen = preview("bank", found, set())
    again = preview("bank", found, {key for key, _line in seen.new})
    assert (len(seen.new), seen.known, len(again.new), again.known) == (2, 0, 0, 2)
    assert Counter(line.minor for _key, line in seen.new) == {700: 1, -350: 1}


SGML = b"""OFXHEADER:100
DATA:OFXSGML
VERSION:102
SECURITY:NONE
ENCODING:USASCII
CHARSET:1252
COMPRESSION:NONE
OLDFILEUID:NONE
NEWFILEUID:NONE

"""
BODY = b"""<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>0</CODE><SEVERITY>INFO</SEVERITY></STATUS>
<DTSERVER>20260303120000</DTSERVER><LANGUAGE>ENG</LANGUAGE></SONRS></SIGNONMSGSRSV1>
<BANKMSGSRSV1><STMTTRNRS><TRNUID>1</TRNUID><STATUS><CODE>0</CODE><SEVERITY>INFO</SEVERITY></STATUS>
<STMTRS><CURDEF>USD</CURDEF><BANKACCTFROM><BANKID>1</BANKID><ACCTID>77</ACCTID><ACCTTYPE>CHECKING</ACCTTYPE>
</BANKACCTFROM><BANKTRANLIST><DTSTART>20260301</DTSTART><DTEND>20260302</DTEND>
<STMTTRN><TRNTYPE>DEBIT</TRNTYPE><DTPOSTED>20260302120000</DTPOSTED><TRNAMT>-3.50</TRNAMT><FITID>A1</FITID>
<NAME>Coffee</NAME></STMTTRN></BANKTRANLIST><LEDGERBAL><BALAMT>96.50</BALAMT><DTASOF>20260302</DTASOF></LEDGERBAL>
</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
"""
XML = b"""<?xml version="1.0" encoding="UTF-8"?>
<?OFX OFXHEADER="200" VERSION="203" SECURITY="NONE" OLDFILEUID="NONE" NEWFILEUID="NONE"?>
"""


@pytest.mark.parametrize("head", [SGML, XML])
def test_ofx_is_read_in_both_of_its_forms(head: bytes):
    (found,) = ofx.read(head + BODY)
    assert (found.account, found.currency, found.closing) == ("77", "USD", Balance(DAY, 9650))
    assert found.lines == (StatementLine(DAY, -350, "Coffee", "A1"),)
    (same,) = ofx.read(head + BODY.replace(b"<FITID>", b"<OFTHEBANK>x</OFTHEBANK><FITID>"))
    assert same == found


@pytest.mark.parametrize(
    "data",
    [
        b"", SGML, SGML + BODY[:500], SGML + BODY.replace(b"20260302120000", b"2026-99-99"),
        SGML + BODY.replace(b"-3.50", b"-3.505"), SGML + BODY.replace(b"Coffee", b"C" * 10_000_000),
        SGML + BODY.replace(b"<STMTTRN>", b"<STMTTRN><OFX>"), XML + LAUGHS.encode() + BODY,
        SGML + b"<OFX>" + b"<A>" * 50_000 + b"</A>" * 50_000 + b"</OFX>",
        SGML + BODY.replace(b"USD", b"XAU"),
    ],
)  # fmt: skip
def test_ofx_that_is_none_is_refused(data: bytes):
    with pytest.raises(WrongValue):
        ofx.read(data)


def test_a_csv_is_read_by_its_mapping():
    mapped = table.Mapped("Datum", "Betrag", text="Text", order="dmy", decimal=",")
    data = "Datum;Text;Betrag\n02.03.2026;Miete Büro;-1.234,50\n".encode()
    assert table.read(data, mapped, "", "EUR").lines == (StatementLine(DAY, -123450, "Miete Büro"),)
    for wrong in (data.replace(b"1.234,50", b"abc"), data.replace(b"02.03", b"32.03"), b"a;b\n1;2\n"):
        with pytest.raises(WrongValue):
            table.read(wrong, mapped, "", "EUR")
    with pytest.raises(WrongValue, match="columns"):
        table.read(";".join(map(str, range(1000))).encode(), mapped, "", "EUR")
