"""Values pass the door in one normal form, and come back from text and from the log as they went."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.i18n import N_
from app.problems import WrongValue
from app.records.contact import ContactValue, Email, Phone, Url
from app.records.kinds import Day, Kind, LongText, Name, OneOf, Reference, Text, Whole, YesNo
from app.records.lists import Extras, Languages, Several, Tags

COLOURS = {"r": N_("Red"), "g": N_("Green")}
WORDS = st.text(max_size=60)
CASES: list[tuple[Kind, st.SearchStrategy]] = [
    (Text(), WORDS),
    (LongText(), st.text(max_size=400)),
    (Name(), WORDS),
    (Day(), st.dates(dt.date(1000, 1, 1))),
    (Whole(-5, 10_000), st.integers(-5, 10_000)),
    (YesNo(), st.booleans()),
    (OneOf(COLOURS), st.sampled_from(list(COLOURS))),
    (Reference("person"), st.text("0123456789abcdef", min_size=32, max_size=32)),
    (Tags(), st.lists(st.text(st.characters(exclude_characters=",;\n"), max_size=30))),
    (Several(options=COLOURS), st.lists(st.sampled_from(list(COLOURS)))),
    (Languages(), st.lists(st.sampled_from(["de", "pt-BR", "zh-Hant", "EN_gb", "Kurdish"]))),
    (Extras(), st.dictionaries(st.text(st.characters(exclude_characters=":"), max_size=20), WORDS)),
    (Phone(), st.from_regex(r"\+?[0-9 ()-]{0,10}[0-9]{4}( x[0-9]{1,4})?", fullmatch=True)),
    (Email(), st.from_regex(r"[a-zA-Z0-9.+_]{1,20}@[a-z]{1,20}\.org", fullmatch=True)),
    (Url(), st.from_regex(r"(https?://)?[a-z]{1,20}\.org(/[a-z]{0,9})?", fullmatch=True)),
    (ContactValue(), WORDS),
]


@pytest.mark.parametrize(("kind", "values"), CASES, ids=lambda part: type(part).__name__)
@given(data=st.data())
def test_a_checked_value_is_in_its_normal_form_and_survives_the_log(kind, values, data):
    value = kind.check(data.draw(values))
    assert kind.check(value) == value
    assert kind.from_wire(kind.to_wire(value)) == value
    assert isinstance(kind.search_text(value), str)
    assert value not in ("", [], {})


@pytest.mark.parametrize(("kind", "values"), CASES, ids=lambda part: type(part).__name__)
@given(data=st.data())
def test_what_is_shown_can_be_typed_again(kind, values, data):
    value = kind.check(data.draw(values))
    if isinstance(kind, Extras) and value:
        value = kind.check({key: " ".join(text.split()) for key, text in value.items()})
    assert kind.parse(kind.format(value)) == value


@pytest.mark.parametrize("kind", [kind for kind, _ in CASES], ids=lambda kind: type(kind).__name__)
def test_nothing_is_none(kind):
    assert kind.parse("") is None
    assert kind.parse("  ") is None
    assert kind.check(None) is None
    assert kind.to_wire(None) is None
    assert kind.from_wire(None) is None
    assert kind.format(None) == ""
    assert kind.search_text(None) == ""


@pytest.mark.parametrize("kind", [kind for kind, _ in CASES], ids=lambda kind: type(kind).__name__)
def test_kinds_are_immutable_and_equal_by_what_they_say(kind):
    assert replace(kind) == kind
    assert hash(replace(kind)) == hash(kind)
    with pytest.raises(AttributeError):
        kind.max_length = 3


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Text(max_length=3), "four"),
        (Text(), 3),
        (Text(), ["a"]),
        (Day(), "tomorrow"),
        (Day(), dt.datetime(2026, 1, 1, tzinfo=dt.UTC)),
        (Whole(0, 5), 6),
        (Whole(0, 5), True),
        (Whole(0, 5), "3"),
        (Whole(0, 5), 2.5),
        (YesNo(), 1),
        (OneOf(COLOURS), "b"),
        (Reference("person"), "Ada"),
        (Reference("person"), "A" * 32),
        (Tags(), "a"),
        (Tags(), [1]),
        (Tags(), ["a,b"]),
        (Tags(), ["x" * 61]),
        (Several(options=COLOURS), ["b"]),
        (Languages(), ["not a language"]),
        (Extras(), ["a"]),
        (Extras(), {"a": 1}),
        (Extras(), {str(n): "x" for n in range(500)}),
        (Phone(), "ask Bo"),
        (Email(), "nobody"),
        (Email(), "a@b, c@d"),
        (Url(), "javascript:alert(1)"),
        (Url(), "two words"),
    ],
)
def test_the_door_refuses_with_a_sentence(kind, value):
    with pytest.raises(WrongValue, match=r"\.$"):
        kind.check(value)


@pytest.mark.parametrize(
    ("kind", "text"),
    [(Whole(), "many"), (YesNo(), "perhaps"), (OneOf(COLOURS), "blue"), (Day(), "31/31/2026"), (Extras(), "x")],
)
def test_what_cannot_be_read_is_quoted(kind, text):
    with pytest.raises(WrongValue, match=f"“{text}”"):
        kind.parse(text)


@pytest.mark.parametrize(
    ("kind", "wire", "value"),
    [
        (Text(max_length=3), "longer than today's limit", "longer than today's limit"),
        (Whole(0, 5), 77, 77),
        (Whole(0, 5), 4.0, 4),
        (OneOf(COLOURS), "blue", "blue"),
        (Several(options=COLOURS), ["blue", "g"], ["g", "blue"]),
    ],
)
def test_what_a_newer_program_wrote_is_kept_and_shown(kind, wire, value):
    assert kind.from_wire(wire) == value
    assert kind.format(value)


@pytest.mark.parametrize(
    ("kind", "wire"),
    [(Text(), 3), (Whole(), "3"), (OneOf(COLOURS), 3), (Tags(), "a"), (Day(), 3), (Extras(), ["odd"]), (YesNo(), "x")],
)
def test_what_cannot_be_used_from_the_log_is_an_error(kind, wire):
    with pytest.raises(ValueError, match=r"\.$"):
        kind.from_wire(wire)


def test_texts_are_tidied():
    assert Text().check("  Jose\u0301\t\u200bB\x00\n") == "José B"
    assert LongText().check("a\r\nb\r\n") == "a\nb"
    assert Text().check("\ud800x") == "x"


def test_a_text_cannot_turn_letters_around():
    """Overrides of direction make one name look like another (UAX #9, X1); marks and isolates only help to read."""
    assert Text().check("Anna \u202ennA\u202c") == "Anna nnA"
    assert Text().check("Anna \u2068שירה\u2069\u200f") == "Anna \u2068שירה\u2069\u200f"


def test_truth_is_read_in_the_words_of_the_world():
    assert [YesNo().parse(word) for word in ("yes", "TRUE", "1", "x", "No", "false", "0")] == [True] * 4 + [False] * 3
    assert YesNo().format(True) == "yes"


def test_choices_are_read_by_code_or_label():
    assert OneOf(COLOURS).parse(" gREEN ") == "g"
    assert OneOf(COLOURS).parse("G") == "g"
    assert Several(options=COLOURS).parse("green; r") == ["r", "g"]


def test_tags_are_a_set():
    assert Tags().check(["b", "A", "a ", "", "b"]) == ["A", "b"]
    assert Tags().merge == "set"


def test_languages_are_read_by_name_or_tag(speak):
    assert Languages().parse("German, pt_br; zh-hant") == ["de", "pt-BR", "zh-Hant"]
    assert Languages().format(["de"]) == "German"
    speak("de")
    assert Languages().format(["de"]) == "Deutsch"
    assert Languages().parse("Deutsch, French") == ["de", "fr"]


def test_only_texts_have_a_limit():
    assert Text().limited(5) == Text(max_length=5)
    with pytest.raises(TypeError):
        Day().limited(5)


def test_only_what_is_worth_a_search_is_searched():
    assert Day().search_text(dt.date(2026, 1, 1)) == ""
    assert Reference("person").search_text("0" * 32) == ""
    assert Extras().search_text({"company": "Widgets"}) == "Widgets"
    assert OneOf(COLOURS).search_text("g") == "Green"


def test_a_number_that_no_column_can_hold_is_not_shown():
    for wire in (1e300, 1 << 63, -(1 << 63)):
        with pytest.raises(ValueError, match="whole number"):
            Whole().from_wire(wire)
