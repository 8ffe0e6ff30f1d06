"""Who may do what, by definition: the rules of sync/TRUST.md, over sets of operations.

The machine compares each laptop's state of trust with this. It shares no code with `resolution`. Decrees and
trustees are not played here.
"""

from __future__ import annotations

from collections.abc import Iterable

from sync.authority.operations import Admit, Appoint, Found, Remove, ShareCircle, Suspend, decode_authority
from sync.log.operation import Unknown
from tests.sync.archive import Archive
from tests.sync.session import Hearing, Verdict, Word


class Court(Hearing):
    """What holds in the end of all that some set of the authority's segments says."""

    def __init__(self, archive: Archive, known: Iterable[bytes]) -> None:
        words = [
            Word((digest, index), archive.opening(digest).device, says, archive.needed(digest))
            for digest in archive.in_order(known)
            for index, data in archive.operations(digest).items()
            if not isinstance(says := decode_authority(data), Unknown)
        ]
        nominal = Hearing(words, None)
        removals = _removals(words, nominal)
        made = [
            each
            for each in nominal.of(Suspend)
            if each.author not in removals or any(vote.saw(each) for vote in removals[each.author])
        ]
        strict = Hearing(words, Verdict(made, removals))
        self.suspensions = [each for each in made if not strict.lifted(each)]
        self.removals = removals
        super().__init__(words, self._losses(strict))
        for _ in range(8):
            if self._losses(self) == self.decided:
                break
            super().__init__(words, self._losses(self))
        self.excluded = {device for each in self.suspensions for device in each.says.devices} | removals.keys()

    def _losses(self, heard: Hearing) -> Verdict:
        """Tell which roles and parts less than the highest were given, by whom that counts."""
        roles = [word for word in heard.of(Appoint) if not heard.demotes(word) or heard.carried(word)]
        parts = [word for word in heard.of(ShareCircle) if word.says.part != "steward"]
        return Verdict(self.suspensions, self.removals, [each for each in roles if each.says.role != "admin"], parts)

    def is_known_out(self, device: bytes, by: Word) -> bool:
        """Whether whoever spoke knew that a device is shut out: of a suspension, or of votes enough to remove it."""
        told = any(by.saw(each) for each in self.suspensions if device in each.says.devices)
        return told or (device in self.removals and bool(self.removed(device, by.saw)))

    def is_good(self, device: bytes) -> bool:
        return self.role(device) is not None and device not in self.excluded


def _removals(words: list[Word], nominal: Hearing) -> dict[bytes, list[Word]]:
    """Votes of those who were made admins nearer to the founder go first, and hold for the others."""
    ranks = _ranks(nominal)
    asked: list[tuple[int, bytes]] = []
    for device in {device for word in nominal.of(Remove) for device in word.says.devices}:
        votes = nominal.removed(device)
        if votes:
            every = [word for word in nominal.of(Remove) if device in word.says.devices]
            best: dict[bytes, int] = {}
            for word in every:
                person = nominal.person(word.author, word.saw)
                best[person] = min(best.get(person, len(ranks)), ranks.get(word.author, len(ranks)))
            asked.append((sorted(best.values())[1], device))
    found: dict[bytes, list[Word]] = {}
    for rank in sorted({rank for rank, _ in asked}):
        before = dict(found)
        for device in (device for each, device in asked if each == rank):
            every = [word for word in nominal.of(Remove) if device in word.says.devices]
            together = {nominal.person(other) for word in every for other in word.says.devices}
            others = [each for each in nominal.of(Suspend) if nominal.person(each.author) not in together]
            if votes := Hearing(words, Verdict(others, before)).removed(device):
                found[device] = votes
    return found


def _ranks(nominal: Hearing) -> dict[bytes, int]:
    """How far from the founder each device was made an admin's."""
    made = [word for word in nominal.of(Admit, Appoint) if word.says.role == "admin"]
    ranks = {word.author: 0 for word in nominal.of(Found)}
    for rank in range(len(made)):
        for word in made:
            if ranks.get(word.author) == rank:
                device = word.says.keys.device if isinstance(word.says, Admit) else word.says.device
                ranks.setdefault(device, rank + 1)
    return ranks
