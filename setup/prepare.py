"""Makes Switchboard ready to start: what the operating system must bring, and the virtual environment `.venv`.

Started by `switchboard` and `check` (through ready.sh or ready.cmd) when something is missing or has changed, with
whatever Python is there; so it uses the standard library alone. Messages go to standard error, because the output
of the program itself may be read by another program.
"""

import contextlib
import ctypes
import filecmp
import importlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

SETUP = Path(__file__).resolve().parent
ROOT = SETUP.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
RUN_PINS = SETUP / "requirements.txt"
CHECK_PINS = SETUP / "requirements-dev.txt"
LIBRARIES = SETUP / "libraries.txt"
UNFINISHED = VENV / "unfinished"
LOG = VENV / "set-up.log"


class Unready(Exception):
    """Set-up cannot go on; the text tells the person what to do."""


def main(aim: str) -> int:
    """Set up what is missing for `aim` ("run" or "check"); 0 when the program can be started."""
    try:
        with one_at_a_time():
            complete = bring_system(aim)
            bring_environment(RUN_PINS if aim == "run" else CHECK_PINS)
            if complete:
                shutil.copyfile(LIBRARIES, VENV / LIBRARIES.name)
    except Unready as error:
        say(str(error))
        return 1
    except OSError as error:
        say(f"Switchboard sets itself up in its own folder, and that failed: {error}")
        return 1
    except KeyboardInterrupt:
        say("Stopped. The next start sets up again.")
        return 130
    return 0


def say(text: str, end: str = "\n") -> None:
    """Tell the person on standard error."""
    print(text, end=end, file=sys.stderr, flush=True)


@contextlib.contextmanager
def one_at_a_time() -> Generator[None, None, None]:
    """Hold a lock, so that two starts at once do not write the same environment."""
    with (ROOT / ".venv.lock").open("a") as lock:
        if not locked(lock, wait=False):
            say("Another start is setting up Switchboard: waiting for it.")
            while not locked(lock, wait=True):
                pass
        # A child holds it too: pip may outlive a set-up that was killed, and must not meet the next one.
        os.set_inheritable(lock.fileno(), True)
        yield


def locked(lock: IO[str], *, wait: bool) -> bool:
    """Whether the lock is ours now."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(lock.fileno(), msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:
        return False
    return True


# What the operating system must bring


@dataclass(frozen=True)
class Library:
    """One line of libraries.txt."""

    needed: bool
    name: str
    package: str

    def is_there(self) -> bool:
        """Whether it can be loaded, or for a font, whether its file exists."""
        if self.name.startswith("/"):
            return Path(self.name).exists()
        try:
            ctypes.CDLL(self.name)
        except OSError:
            return False
        return True


def bring_system(aim: str) -> bool:
    """Install what the operating system lacks where we may; False when there can be no window even so."""
    missing, packages = lacking()
    if packages and os.geteuid() == 0:
        say("Installing what Switchboard needs from the system: " + " ".join(packages))
        install_packages(packages)
        missing, packages = lacking()
    if missing or not can_have_environment():
        advice = advise(missing, packages)
        if aim == "check" or not can_have_environment():
            raise Unready(advice)
        say(advice)
    return not any(library.needed for library in missing)


def lacking() -> tuple[list[Library], list[str]]:
    """Tell what libraries.txt asks for and the system has not; and the Debian packages that would mend everything."""
    if sys.platform != "linux":
        return [], []
    has_apt = shutil.which("apt-get") is not None
    lines = (line.split() for line in LIBRARIES.read_text("utf-8").splitlines())
    libraries = [Library(words[0] == "needed", words[1], words[2]) for words in lines if words and words[0] != "#"]
    # Fonts are named by where Debian puts them; elsewhere that says nothing.
    asked = [library for library in libraries if has_apt or not library.name.startswith("/")]
    missing = [library for library in asked if not library.is_there()]
    if not has_apt:
        return missing, []
    packages = sorted({library.package for library in missing})
    return missing, packages if can_have_environment() else [f"python3.{sys.version_info.minor}-venv", *packages]


def install_packages(packages: Sequence[str]) -> None:
    """Install Debian packages as root; what cannot be had is found missing afterwards."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "DEBCONF_NOWARNINGS": "yes"}
    apt = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300", "-o", "Dpkg::Use-Pty=0"]
    install = [*apt, "install", "-y", "--no-install-recommends"]

    def done(command: list[str]) -> bool:
        return subprocess.run(command, env=environment, stdout=subprocess.DEVNULL).returncode == 0

    done([*apt, "update"])
    if not done([*install, *packages]):
        # One name that this release does not know makes the whole line fail.
        for package in packages:
            done([*install, package])
    importlib.invalidate_caches()


def advise(missing: Sequence[Library], packages: Sequence[str]) -> str:
    """Say what is missing, what that means and the line to run."""
    if packages:
        what = "Switchboard needs more from the system. Run this line once, then start again:\n  "
        what += "sudo apt-get update && sudo apt-get install --no-install-recommends " + " ".join(packages)
    elif missing:
        names = " ".join(library.name for library in missing)
        what = f"Switchboard needs more from the system; install what brings these libraries: {names}"
    else:
        what = "This Python brings neither ensurepip nor pip. Install pip for it, then start again."
    if any(library.needed for library in missing):
        what += "\nWithout it the window cannot open; the commands work."
    return what


# The virtual environment


def bring_environment(pins: Path) -> None:
    """Make the environment, or make it anew where it was left half done, and install what is pinned."""
    if not has_environment():
        make_environment()
    if not same(pins):
        install(pins)


def same(pins: Path) -> bool:
    """Whether the environment was set up from exactly these pins."""
    stamp = VENV / pins.name
    return stamp.exists() and filecmp.cmp(pins, stamp, shallow=False)


def has_environment() -> bool:
    """Whether an earlier set-up ended well and its Python still runs and finds us."""
    if UNFINISHED.exists() or not PYTHON.exists():
        return False
    return succeeds([str(PYTHON), "-I", "-c", "import app"])


def can_have_environment() -> bool:
    """Whether there is an environment, or this Python has a way to make one."""
    return has_ensurepip() or succeeds([sys.executable, "-m", "pip", "--version"]) or has_environment()


def has_ensurepip() -> bool:
    """Whether `python -m venv` can give the environment a pip; Debian packs that separately."""
    return importlib.util.find_spec("ensurepip") is not None


def make_environment() -> None:
    """Make an empty environment, marked as unfinished until everything is in it."""
    say("Setting up Switchboard in .venv, once. This takes a minute or two.")
    if VENV.exists():
        shutil.rmtree(VENV)
    VENV.mkdir()
    UNFINISHED.touch()
    # The name with the version dangles when that version goes away, and then the next start sets up again.
    base = Path(sys.executable).with_name(f"python3.{sys.version_info.minor}")
    command = [str(base if base.exists() else sys.executable), "-m", "venv", str(VENV)]
    if not has_ensurepip():
        command.append("--without-pip")
    made = subprocess.run(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if made.returncode:
        raise Unready("The virtual environment could not be made:\n" + made.stdout)


def install(pins: Path) -> None:
    """Install the pinned packages, wheels only and each by its hash, then mark the environment as finished."""
    UNFINISHED.touch()
    pip = [str(PYTHON), "-I", "-m", "pip"]
    if not succeeds([*pip, "--version"]):
        pip = [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    # The list is complete, so nothing is resolved: older pips take the newest of what is asked for with an extra, which
    # is not the one pinned.
    options = ["--require-hashes", "--no-deps", "--only-binary", ":all:", "--no-input", "--disable-pip-version-check"]
    # Someone may have set pip up to install for the user by default, which an environment cannot.
    environment = os.environ | {"PIP_USER": "0", "PIP_REQUIRE_VIRTUALENV": "0", "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        [*pip, "install", *options, "-r", str(pins)],
        env=environment,
        text=True,
        encoding="utf-8",
        errors="replace",
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        close_fds=False,
    ) as process:
        assert process.stdout is not None
        follow(process.stdout, total=len(re.findall(r"^\S+==", pins.read_text("utf-8"), re.MULTILINE)))
    if process.returncode:
        last = "".join(LOG.read_text("utf-8").splitlines(keepends=True)[-6:])
        raise Unready(f"The packages could not be installed. Is the network there? All of it is in {LOG}:\n{last}")
    let_it_find_us()
    for finished in (RUN_PINS, CHECK_PINS) if pins == CHECK_PINS else (RUN_PINS,):
        shutil.copyfile(finished, VENV / finished.name)
    UNFINISHED.unlink()


def follow(output: IO[str], total: int) -> None:
    """Keep what pip says in a file, and show how far it is where someone is looking."""
    count = 0
    with LOG.open("w", encoding="utf-8") as log:
        for line in output:
            log.write(line)
            found = re.match(r"Collecting ([\w.-]+)", line)
            if found and sys.stderr.isatty():
                count += 1
                say(f"\r  {count} of {total}: {found[1]:<30}", end="")
    if count:
        say("\r" + " " * 50 + "\r", end="")


def let_it_find_us() -> None:
    """Put the project on the environment's path, relative to it, so that the folder can be moved."""
    where = [str(PYTHON), "-I", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    packages = Path(subprocess.run(where, check=True, text=True, stdout=subprocess.PIPE).stdout.strip())
    (packages / "switchboard.pth").write_text(os.path.relpath(ROOT, packages) + "\n", "utf-8")


def succeeds(command: Sequence[str]) -> bool:
    """Whether a command can be run and ends well; what it prints is dropped."""
    try:
        return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
