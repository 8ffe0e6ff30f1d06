"""From a pasted list to a printed sign-in sheet that is typed back in."""

from __future__ import annotations

import pytest

from app.sheets.codes import row_code


@pytest.mark.long
def test_a_pasted_list_is_printed_and_typed_back_in(shell, ann):
    names = "\n".join(f"Guest{n} Family{n}, guest{n}@example.org" for n in range(200))
    found = shell.read("intake", ann, shell.write("paste.txt", names))
    assert found["new"] == 200
    shell("print", ann, "sign-in", "--where", "stage=new", "--out", shell.path("sheet.pdf"))
    people = {row["values"]["name"]: row["id"] for row in shell.read("list", ann, "person")}
    came, gone, early = (people[f"Guest{n} Family{n}"] for n in range(3))
    typed = (
        f"{row_code(came)} ct 030 1234567\n{row_code(gone).lower()} n\n{row_code(early)} e\n"
        f"Newt Newly, newt@example.org\nZZZZZZ c\n{row_code(came)} q\n"
    )
    said = shell.read("sign-in", ann, shell.write("typed.txt", typed), "--on", "2026-11-22")
    assert (said["rows"], said["noted"], said["new"]) == (6, 3, 1)
    assert [each["line"] for each in said["not_read"]] == [5, 6]
    states = {row["values"]["person"]: row["values"]["state"] for row in shell.read("list", ann, "attendance")}
    assert (states[came], states[gone], states[early], len(states)) == ("attended", "no_show", "left", 4)
    again = shell.write("again.txt", f"{row_code(gone)} c\n")
    shell("sign-in", ann, again, "--on", "2026-11-22")
    assert len(shell.read("list", ann, "attendance")) == 4
    week = shell.read("how-many", ann, "1")
    assert week["invite"] == 1  # Four of four came: 11 of 14 together with what is assumed.


def test_a_new_person_after_a_corrected_row_gets_their_own_attendance(shell, ann):
    from app.sheets.codes import row_code

    ada = shell("add", ann, "person", "name=Ada").strip()
    shell("sign-in", ann, shell.write("one.txt", f"{row_code(ada)} c\n"), "--on", "2026-11-20")
    shell(
        "sign-in",
        ann,
        shell.write("two.txt", f"{row_code(ada)} n\nNewt Newly, newt@example.org\n"),
        "--on",
        "2026-11-20",
    )
    noted = {
        row["titles"][row["values"]["person"]]: row["values"]["state"] for row in shell.read("list", ann, "attendance")
    }
    assert noted == {"Ada": "no_show", "Newt Newly": "attended"}
