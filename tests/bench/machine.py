"""What this machine can do with the plain parts we build on, so that figures can be compared between machines."""

import json
import os
import platform
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from itertools import islice
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305

MIB = 1024 * 1024
ROWS = 20_000


@dataclass(frozen=True, slots=True)
class Beside:
    """What the reference would need for the same amount of work."""

    what: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Machine:
    """Rates of the references, measured in the same run as the benchmarks beside which they stand."""

    start: float  # seconds until a bare interpreter has ended
    rows_written: float  # rows per second, into a file, in one transaction
    rows_read: float  # rows per second, all columns of the same rows
    deflated: float  # bytes per second at zlib's usual level
    aes: float  # bytes per second, AES-256-GCM in chunks of 64 KiB
    chacha: float  # bytes per second, ChaCha20-Poly1305 in chunks of 64 KiB

    def writing(self, rows: int) -> Beside:
        """Plain sqlite3 writing this many rows of eight columns."""
        return Beside(f"sqlite3 writes {rows:,} rows", rows / self.rows_written)

    def reading(self, rows: int) -> Beside:
        """Plain sqlite3 reading them back."""
        return Beside(f"sqlite3 reads {rows:,} rows", rows / self.rows_read)

    def deflating(self, size: int) -> Beside:
        """Plain zlib over this many bytes."""
        return Beside(f"zlib over {size / MIB:.1f} MiB", size / self.deflated)

    def encrypting(self, size: int) -> Beside:
        """ChaCha20-Poly1305, which age uses, over this many bytes."""
        return Beside(f"ChaCha20-Poly1305 over {size / MIB:.1f} MiB", size / self.chacha)

    def starting(self) -> Beside:
        """Give an interpreter that does nothing."""
        return Beside("a bare Python start", self.start)

    def to_json(self) -> str:
        """For the processes in which the benchmarks run."""
        return json.dumps(asdict(self))

    def table(self) -> str:
        """Give the references as a Markdown table, under a line that says what machine this is."""
        rows = [
            ("a bare Python start", f"{self.start * 1000:.0f} ms"),
            ("sqlite3, rows written in one transaction", f"{self.rows_written:,.0f} a second"),
            ("sqlite3, rows read", f"{self.rows_read:,.0f} a second"),
            ("zlib, usual level", f"{self.deflated / MIB:,.0f} MiB a second"),
            ("AES-256-GCM", f"{self.aes / MIB:,.0f} MiB a second"),
            ("ChaCha20-Poly1305", f"{self.chacha / MIB:,.0f} MiB a second"),
        ]
        system = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
        lines = [f"{system}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}", ""]
        lines += ["| reference | this machine |", "|---|---:|", *(f"| {name} | {value} |" for name, value in rows)]
        return "\n".join(lines)


def machine_from_json(text: str) -> Machine:
    """Read what `Machine.to_json` wrote."""
    return Machine(**json.loads(text))


def measure_machine() -> Machine:
    """Measure every reference; about three seconds."""
    written, read = sqlite_rates()
    chunk = os.urandom(64 * 1024)
    text = "\n".join(f"Person {n}, Street {n * 7919 % 1000}, tel. {n * 104729}" for n in range(100_000)).encode()[:MIB]
    nonce = bytes(12)
    aes, chacha = AESGCM(os.urandom(32)), ChaCha20Poly1305(os.urandom(32))
    return Machine(
        start=usual(lambda: subprocess.run([sys.executable, "-I", "-c", "pass"], check=True)),
        rows_written=written,
        rows_read=read,
        deflated=len(text) / usual(lambda: zlib.compress(text)),
        aes=MIB / usual(lambda: [aes.encrypt(nonce, chunk, None) for _ in range(16)]),
        chacha=MIB / usual(lambda: [chacha.encrypt(nonce, chunk, None) for _ in range(16)]),
    )


def sqlite_rates() -> tuple[float, float]:
    """Rows per second that plain sqlite3 writes into a file and reads from it."""
    rows = [tuple(f"{column} of row {n}" for column in range(8)) for n in range(ROWS)]
    with tempfile.TemporaryDirectory() as folder:
        connection = sqlite3.connect(Path(folder, "plain.db"))

        def write() -> None:
            with connection:
                connection.execute("DROP TABLE IF EXISTS plain")
                connection.execute("CREATE TABLE plain (a PRIMARY KEY, b, c, d, e, f, g, h)")
                connection.executemany("INSERT INTO plain VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)

        written = ROWS / usual(write)
        read = ROWS / usual(lambda: connection.execute("SELECT * FROM plain").fetchall())
        connection.close()
    return written, read


def worked(work: Callable[[], object]) -> float:
    """Give the processor time that some work takes in this process: what else the machine does matters less."""
    start = time.process_time()
    work()
    return time.process_time() - start


def plain_rows(rows: int) -> Beside:
    """Give the processor time in which plain sqlite3 writes rows of eight columns into a file."""
    texts = (tuple(f"{column} of row {number}" for column in range(8)) for number in range(rows))
    with tempfile.TemporaryDirectory() as folder:
        connection = sqlite3.connect(Path(folder, "plain.db"))
        connection.execute("CREATE TABLE plain (a PRIMARY KEY, b, c, d, e, f, g, h)")
        taken = 0.0
        while some := list(islice(texts, ROWS)):
            insert = "INSERT INTO plain VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
            taken += worked(partial(connection.executemany, insert, some))
        taken += worked(connection.commit)
        connection.close()
    return Beside(f"sqlite3 writes {rows:,} rows", taken)


def usual(work: Callable[[], object], times: int = 7) -> float:
    """Seconds that some work takes: the median of several runs."""
    return statistics.median(seconds(work) for _ in range(times))


def seconds(work: Callable[[], object]) -> float:
    """Seconds that some work takes once."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
