"""The laptops of the demonstration: vaults of one group side by side in a folder, and files handed between them."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Callable
from pathlib import Path

from mnemonic import Mnemonic

from app.i18n import _, ngettext
from app.paths import Paths
from app.records.registry import Registry
from app.services import files
from app.services.exchange import exchange
from app.services.exchange.exchange import TakenBundle
from app.services.jobs import Progress
from app.services.members import members
from app.services.vaults import vaults, verifying
from app.storage.folder.environment import Environment
from app.storage.vault.vault import Vault

_WORDS = 5
_KIB = 1024
BUNDLES = "bundles"


class Laptops:
    """Vaults by the name of their owner. What is done with them is told, with how long it took."""

    def __init__(self, folder: Path, registry: Registry, environment: Environment, say: Callable[[str], None]) -> None:
        self.folder = folder
        self.registry = registry
        self.environment = dataclasses.replace(environment, paths=Paths.under(folder / "settings"))
        self.vaults: dict[str, Vault] = {}
        self.passphrases: dict[str, str] = {}
        self._say = say
        self._last = self.environment.now()
        self._acts = 0
        (folder / BUNDLES).mkdir()

    # -- telling

    def act(self, title: str) -> None:
        """Give a heading."""
        self._acts += 1
        self._say("")
        self._say(f"{self._acts}. {title}")
        self._last = self.environment.now()

    def tell(self, text: str) -> None:
        """Give a line, with the time that passed since the one before."""
        now = self.environment.now()
        self._say(f"   {text}  [{max((now - self._last).total_seconds(), 0):.2f} s]")
        self._last = now

    def add(self, text: str) -> None:
        """Give a line that belongs to the one before."""
        self._say(f"     {text}")

    # -- vaults

    def found(self, name: str, group: str, now: Callable[[], datetime.datetime] | None = None) -> Vault:
        """Give the first vault of the group, which may have a clock of its own."""
        environment = dataclasses.replace(self.environment, now=now or self.environment.now)
        vault, _code = vaults.create_vault(
            self._place(name), self._passphrase(name), group, name, self.registry, environment
        )
        self.vaults[name] = vault
        self.tell(_("{name} starts the group “{group}”.").format(name=name, group=group))
        return vault

    def ask_to_join(self, name: str) -> Path:
        """Give a vault that waits, and the file of its request."""
        vault, _code = vaults.join_group(
            self._place(name), self._passphrase(name), name, self.registry, self.environment
        )
        self.vaults[name] = vault
        data, words = members.make_request(vault)
        path = self.folder / BUNDLES / f"{name.lower()}.request"
        files.write(path, data)
        self.tell(_("{name} makes a join request and reads aloud: {words}").format(name=name, words=words))
        return path

    def admit(self, by: str, request: Path) -> str:
        """Admits whoever made the request; gives the words that the answer has to show."""
        vault = self.vaults[by]
        read = members.read_request(files.read(request))
        words = members.admit(vault, read, read.code, "editor")
        self.tell(_("{by} sees the same words and admits {name}.").format(by=by, name=read.name))
        return words

    def _place(self, name: str) -> Path:
        return self.folder / name.lower()

    def _passphrase(self, name: str) -> str:
        """Words drawn for this demonstration alone: they are shown, so they protect nothing."""
        book = Mnemonic("english").wordlist
        drawn = [int.from_bytes(self.environment.random(2)) % len(book) for _turn in range(_WORDS)]
        return self.passphrases.setdefault(name, " ".join(book[number] for number in drawn))

    # -- bundles

    def bundle(self, by: str, *to: str, note: str = "") -> Path:
        """Give a bundle in a file; `note` becomes part of its name."""
        vault = self.vaults[by]
        made = exchange.make_bundle(vault, exchange.devices_named(vault, list(to))).run(Progress())
        names = [each.lower() for each in to]
        path = self.folder / BUNDLES / f"{'-'.join([by.lower(), 'to', *names, *([note] if note else [])])}.age"
        files.write(path, made.data)
        self.tell(
            _("{by} makes a bundle for {names}: {file}, {size} KiB").format(
                by=by, names=_(" and ").join(to), file=path.name, size=round(len(made.data) / _KIB)
            )
        )
        return path

    def open(self, by: str, path: Path) -> TakenBundle:
        """Give a bundle taken in."""
        taken = exchange.take(self.vaults[by], files.read(path)).run(Progress())
        self.tell(_("{by} opens {file}: {what}").format(by=by, file=path.name, what=_what(taken)))
        return taken

    def exchange_all(self, names: list[str]) -> None:
        """Everybody hands everything to all others, one after the other."""
        for name in names:
            others = [each for each in names if each != name]
            path = self.bundle(name, *others, note=str(self._acts))
            data = files.read(path)
            taken = [exchange.take(self.vaults[other], data).run(Progress()) for other in others]
            opened = [f"{other}: {_what(each)}" for other, each in zip(others, taken, strict=True)]
            self.tell(_("They open it. {opened}").format(opened="; ".join(opened)))

    # -- the end

    def digests(self) -> dict[str, str]:
        """Tell what each vault knows, as one line."""
        return {name: verifying.digest(vault) for name, vault in self.vaults.items()}

    def agree(self) -> bool:
        """Whether all know the same."""
        return len(set(self.digests().values())) == 1

    def reopen(self) -> None:
        """Locks all vaults and opens them with their passphrases."""
        for name in self.vaults:
            self.vaults[name].close()
        self.tell(_("All vaults are locked."))
        for name in self.vaults:
            self.vaults[name] = vaults.open_vault(
                self._place(name), self.passphrases[name], self.registry, self.environment
            )
            self.tell(_("{name} opens it again with the passphrase.").format(name=name))

    def close(self) -> None:
        """Lets go of everything."""
        for vault in self.vaults.values():
            vault.close()


def _what(taken: TakenBundle) -> str:
    """Tell what opening a bundle did, in a few words."""
    if taken.seen_before:
        return _("opened before, nothing is new")
    if not taken.new:
        return _("nothing is new")
    if not taken.changes:
        return _("news, after which no value differs")
    return ngettext("{count} record differs now", "{count} records differ now", len(taken.changes)).format(
        count=len(taken.changes)
    )
