"""Many people are taken in at once, and no row of them gets lost."""

from __future__ import annotations

import random

import pytest


def adds_up(found):
    return found["rows"] == found["new"] + found["updated"] + found["folded"] + len(found["kept_aside"])


def test_a_pasted_list_becomes_people_with_their_numbers(shell, ann):
    shell("add", ann, "person", "name=Ada Lovelace")
    file = shell.write(
        "paste.txt",
        "Ada Lovelace, ada@example.org, +49 170 1234567\r\n- Bo Anders (0170/765 43 21) can drive\r"
        "Cy <cy@example.com>\nhello there everybody who wants to help this weekend with the meal\n\n"
        "Cy, cy@example.com\n",
    )
    before = shell.read("intake", ann, file, "--dry-run")
    assert before["done"] is False
    assert len(shell.read("list", ann, "person")) == 1
    found = shell.read("intake", ann, file)
    assert (found["rows"], found["new"], found["updated"], found["folded"]) == (5, 3, 0, 1)
    assert [each["line"] for each in found["kept_aside"]] == [4]
    assert adds_up(found)
    people = {row["values"]["name"]: row["values"] for row in shell.read("list", ann, "person")}
    assert people["Bo Anders"]["note"] == "can drive"
    assert people["Cy"]["since"] == "2026-11-23"
    again = shell.read("intake", ann, file)
    assert (again["new"], again["updated"], again["folded"]) == (0, 3, 1)
    shell("undo", ann)
    assert len(shell.read("list", ann, "person")) in {1, 4}


def test_a_chat_with_mixed_line_ends(shell, ann):
    file = shell.write(
        "chat.txt",
        "12/31/21, 10:15 - Ada L: reach me at ada@example.org\r\n12/31/21, 10:16 - Messages are encrypted\r"
        "[31.12.21, 10:17:03] +49 170 999888: Hi\nand more\n12/31/21, 10:18 PM - Ada L: ada@example.org, as I said",
    )
    found = shell.read("intake", ann, file)
    assert (found["rows"], found["new"], found["folded"]) == (4, 2, 1)
    assert [each["line"] for each in found["kept_aside"]] == [2]


def test_what_cannot_be_a_row_is_kept_aside_with_its_line(shell, ann):
    rows = [
        "Name,Email",
        "Ada,ada@x.org",
        "Bo,bo@x.org,too,many",
        "Name,Email",
        "C\x07y,cy@x.org",
        "D" * 200_000 + ",d@x.org",
    ]
    found = shell.read("intake", ann, shell.write("list.csv", "\n".join(rows)))
    assert (found["rows"], found["new"]) == (5, 1)
    assert [each["line"] for each in found["kept_aside"]] == [3, 4, 5, 6]
    assert all(each["reason"] for each in found["kept_aside"])
    assert adds_up(found)


def test_one_number_in_a_house_does_not_make_one_person(shell, ann):
    found = shell.read(
        "intake",
        ann,
        shell.write("list.csv", "Name,Phone\nAda Bell,0301234567\nZoltan Kis,0301234567\nA. Bell,0301234567\n"),
    )
    assert (found["new"], found["folded"]) == (2, 1)


@pytest.mark.parametrize("seed", range(3))
def test_every_row_ends_somewhere(shell, ann, seed):
    chance = random.Random(seed)
    cells = ["", "Ada", "ada@x.org", "0301234567", "Bo Anders", "x" * 300, "\x00", "1.2.2024", "a,b"]
    lines = [";".join(chance.choice(cells) for _ in range(chance.randrange(1, 5))) for _ in range(40)]
    lines = [line for line in lines if line.strip(";")]
    found = shell.read("intake", ann, shell.write("heap.txt", "\n".join(lines)))
    assert adds_up(found)


def test_the_whole_batch_has_a_source_and_a_consent(shell, ann):
    shell("add", ann, "person", "name=Ada Lovelace")
    file = shell.write("paste.txt", "Ada Lovelace, ada@example.org\nBo Anders, bo@example.org\n")
    assert "no way" in shell.fails("intake", ann, file, "--consent", "guessed")
    found = shell.read("intake", ann, file, "--source", "the stall", "--consent", "written")
    assert [each["line"] for each in found["likely"]] == [1]
    consents = shell.read("list", ann, "consent")
    assert [row["values"]["purpose"] for row in consents] == ["keeping", "keeping"]
    assert {row["values"]["how"] for row in consents} == {"written"}
    again = shell.read("intake", ann, file, "--consent", "written")
    assert again["updated"] == 2
    assert len(shell.read("list", ann, "consent")) == 2, "who has said yes is not asked twice"
    shell("undo", ann)
    assert shell.read("list", ann, "consent") == []
