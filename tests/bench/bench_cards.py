"""Address books with long values in folded lines: a ratio far above 4 says that joining them copies more than it must.

It stands here and not in the tests because such copying happens inside C, where only a clock sees it.
"""

from app.services.tables import vcards
from tests.bench.harness import Bench
from tests.bench.machine import Beside, seconds

LONGEST = 800_000
FOLDS = {"indented": "\r\n ", "quoted-printable": "=\r\n"}
HEADS = {"indented": "NOTE", "quoted-printable": "NOTE;ENCODING=QUOTED-PRINTABLE"}


def book(fold: str, size: int) -> bytes:
    """Give a card with a note of this size, eight letters to a line."""
    note = FOLDS[fold].join(["Note it."] * (size // 8))
    return f"BEGIN:VCARD\r\nVERSION:2.1\r\n{HEADS[fold]}:{note}\r\nFN:Zoë\r\nEND:VCARD\r\n".encode()


def bench_folded_lines(bench: Bench) -> None:
    """Give a note of the longest size, beside one of a quarter of it."""
    for fold in FOLDS:
        whole, quarter = book(fold, LONGEST), book(fold, LONGEST // 4)
        beside = Beside(
            "a quarter of it", min(seconds(lambda data=quarter: vcards.read("a.vcf", data)) for _ in range(5))
        )
        bench.measure(
            f"a note of {LONGEST:,} letters, {fold}", lambda data=whole: vcards.read("a.vcf", data), beside=beside
        )
