"""One hearing of what members say about each other, by definition: which words count, given what was decided before.

See `tests.sync.court`. It shares no code with `evaluation` and `membership`; what somebody had seen is a set of
hashes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from sync.authority.operations import (
    Admit,
    Appoint,
    Certify,
    Found,
    Lift,
    Lockbox,
    OpenCircle,
    OpenEpoch,
    Part,
    Plead,
    Remove,
    Renew,
    Retire,
    Role,
    ShareCircle,
    Suspend,
)
from tests.sync.archive import Place

ROLES, PARTS = tuple(Role), tuple(Part)


@dataclass(eq=False)
class Word:
    """One operation of the authority, by whom, and the segments that its author had seen."""

    name: Place
    author: bytes
    says: Any
    past: frozenset[bytes]

    def saw(self, other: Word) -> bool:
        return other.name[0] in self.past or (other.name[0] == self.name[0] and other.name[1] < self.name[1])


Knows = Callable[[Word], bool]


def anything(_word: Word) -> bool:
    return True


@dataclass
class Verdict:
    """What one hearing decides for the next."""

    suspensions: list[Word]
    removals: dict[bytes, list[Word]] = field(default_factory=dict[bytes, list[Word]])
    appointed: list[Word] = field(default_factory=list[Word])
    lowered: list[Word] = field(default_factory=list[Word])


class Hearing:
    """One hearing: the words that count, given what was decided before (None for nothing yet)."""

    def __init__(self, words: Iterable[Word], decided: Verdict | None) -> None:
        self.decided = decided
        self._good: dict[type[Any], list[Word]] = {}
        self._demotes: dict[Word, bool] = {}
        self.void: set[Place] = set()
        self.everyone = b""
        for word in words:
            founders = {each.author for each in self.of(Found)}
            if isinstance(word.says, OpenCircle) and word.author in founders and not self.everyone:
                self.everyone = word.says.circle
            if self._counts(word):
                self._good.setdefault(type(word.says), []).append(word)
            else:
                self.void.add(word.name)

    def of(self, *kinds: type[Any], knows: Knows = anything) -> list[Word]:
        """Give the words of some kinds that count, as far as somebody knows."""
        return [word for kind in kinds for word in self._good.get(kind, ()) if knows(word)]

    # -- what holds, as far as somebody knows

    def _admission(self, device: bytes, knows: Knows) -> Any:
        found = [word.says for word in self.of(Found, Admit, knows=knows) if word.says.keys.device == device]
        return min(found, key=lambda says: (self._role_of(says), says.time, says.name, says.person), default=None)

    @staticmethod
    def _role_of(says: Any) -> int:
        return 0 if isinstance(says, Found) else ROLES.index(Role(says.role))

    def role(self, device: bytes, knows: Knows = anything) -> Role | None:
        admission = self._admission(device, knows)
        if admission is None:
            return None
        made = [
            word
            for word in self.of(Appoint, knows=knows)
            if word.says.device == device and (not self.demotes(word) or self.carried(word, knows))
        ]
        last = [word.says for word in made if not any(other.saw(word) for other in made)]
        role = ROLES[max((self._role_of(says) for says in last), default=self._role_of(admission))]
        owners = {says.person for says in self._owners(device, knows)}
        owned = len(owners) == 1 or device in owners
        return Role.EDITOR if role is Role.ADMIN and not owned else role

    def demotes(self, word: Word) -> bool:
        """Whether it takes an admin's role away from another person, as its author knew them."""
        if word not in self._demotes:  # It follows from what was heard before the word.
            before = self.role(word.says.device, word.saw)
            other = self.person(word.author, word.saw) != self.person(word.says.device, word.saw)
            self._demotes[word] = before is Role.ADMIN and word.says.role != "admin" and other
        return self._demotes[word]

    def carried(self, word: Word, knows: Knows = anything) -> bool:
        """Whether two persons want it."""
        votes = [
            each
            for each in self.of(Appoint, knows=knows)
            if (each.says.device, each.says.role) == (word.says.device, word.says.role) and self.demotes(each)
        ]
        return len(self._voters(votes) - {self.person(word.says.device)}) >= 2

    def _voters(self, votes: Iterable[Word]) -> set[bytes]:
        return {self.person(word.author, word.saw) for word in votes}

    def person(self, device: bytes, knows: Knows = anything) -> bytes:
        """Whose it is; a laptop of which only one admin says so, who is somebody else, is nobody's but its own."""
        if self._admission(device, knows) is None:
            return b""
        owners = {says.person for says in self._owners(device, knows)}
        return owners.pop() if len(owners) == 1 else device

    def _owners(self, device: bytes, knows: Knows) -> list[Any]:
        """Give the admissions that are true: a person's first laptop's, or one that they, or two others, say."""
        said = [word for word in self.of(Found, Admit, knows=knows) if word.says.keys.device == device]
        return [word.says for word in said if not self._is_said_again(word) and self._is_owned(word, said, knows)]

    def _is_owned(self, word: Word, said: list[Word], knows: Knows) -> bool:
        person = word.says.person
        others = [each for each in self.of(Found, Admit) if each.says.person == person]
        taken = any(each.says.keys.device == person for each in self.of(Found, Admit, knows=knows))
        first = not any(word.saw(each) for each in others) and not taken
        speakers = {self._speaker(each) for each in said if each.says.person == person}
        return person == word.says.keys.device or first or person in speakers or len(speakers) > 1

    def _speaker(self, word: Word) -> bytes:
        return word.says.person if isinstance(word.says, Found) else self.person(word.author, word.saw)

    def admins(self, knows: Knows) -> set[bytes]:
        devices = {word.says.keys.device for word in self.of(Found, Admit, knows=knows)}
        return {self.person(device, knows) for device in devices if self.role(device, knows) is Role.ADMIN}

    def part(self, device: bytes, circle: bytes, knows: Knows = anything) -> Part:
        shares = [
            word
            for word in self.of(ShareCircle, OpenCircle, knows=knows)
            if word.says.circle == circle
            and (word.author if isinstance(word.says, OpenCircle) else word.says.device) == device
        ]
        last = [word.says for word in shares if not any(other.saw(word) for other in shares)]
        parts = [Part.STEWARD if isinstance(says, OpenCircle) else Part(says.part) for says in last]
        return max(parts, key=PARTS.index, default=Part.NONE)

    def has(self, circle: bytes, knows: Knows = anything) -> bool:
        return any(word.says.circle == circle for word in self.of(OpenCircle, knows=knows))

    def reads(self, device: bytes, circle: bytes, knows: Knows = anything) -> bool:
        if self.role(device, knows) in {None, Role.CARRIER} or not self.has(circle, knows):
            return False
        return circle == self.everyone or self.part(device, circle, knows) is not Part.NONE

    def writes(self, device: bytes, circle: bytes, knows: Knows = anything) -> bool:
        if self.role(device, knows) not in {Role.ADMIN, Role.EDITOR} or not self.has(circle, knows):
            return False
        return circle == self.everyone or self.part(device, circle, knows) in {Part.STEWARD, Part.EDITOR}

    def stewards(self, device: bytes, circle: bytes, knows: Knows = anything) -> bool:
        steward = self.part(device, circle, knows) is Part.STEWARD or self.role(device, knows) is Role.ADMIN
        return steward and self.writes(device, circle, knows)

    def lifted(self, suspension: Word, knows: Knows = anything) -> bool:
        """By two persons, other than the suspended, with devices that were admins' when it was made."""
        about = {self.person(device, suspension.saw) for device in suspension.says.devices}
        votes = [
            word
            for word in self.of(Lift, knows=knows)
            if suspension.name in word.says.suspensions and self.role(word.author, suspension.saw) is Role.ADMIN
        ]
        return len((self._voters(votes) & self.admins(suspension.saw)) - about) >= 2

    def removed(self, device: bytes, knows: Knows = anything) -> list[Word]:
        """Give the votes that exclude a device, if they are carried."""
        votes = [word for word in self.of(Remove, knows=knows) if device in word.says.devices]
        mine = self.person(device)
        votes = [word for word in votes if self.person(word.author, word.saw) != mine]
        return votes if len(self._voters(votes)) >= 2 else []

    # -- whether a word counts

    def _counts(self, word: Word) -> bool:
        says, saw = word.says, word.saw
        if isinstance(says, Found):
            return not self.of(Found) and says.keys.device == word.author
        if self.role(word.author, saw) is None or self._is_silenced(word):
            return False
        if isinstance(says, Lockbox | OpenEpoch | Plead):
            enough = {Part.STEWARD, Part.EDITOR, Part.READER}
            reads = self.reads(word.author, says.circle, saw) and not self._is_demoted(word, Role.READER)
            return reads and not self._is_lowered(word, says.circle, enough)
        if isinstance(says, Certify):
            steward = self.part(word.author, says.circle, saw) is Part.STEWARD
            demoted = self._is_demoted(word, Role.EDITOR if steward else Role.ADMIN)
            may = self.stewards(word.author, says.circle, saw) and not demoted
            return may and not self._is_lowered(word, says.circle, {Part.STEWARD})
        if isinstance(says, ShareCircle):
            if not self.has(says.circle, saw) or says.part not in set(Part):
                return False
            steward = self.part(word.author, says.circle, saw) is Part.STEWARD
            if steward and self.writes(word.author, says.circle, saw):
                lost = self._is_demoted(word, Role.EDITOR) or self._is_lowered(word, says.circle, {Part.STEWARD})
                return not lost or self._takes_away(word)
            return self._is_admin(word)
        if isinstance(says, Renew):
            return True
        if isinstance(says, Admit) and self._is_said_again(word):
            return self._speaker(word) == says.person or self._is_admin(word)
        if isinstance(says, Retire):
            known = self.role(says.device, saw) is not None
            return known and (says.device == word.author or self._is_admin(word))
        return self._is_admin(word) and self._is_sound(word)

    def _is_sound(self, word: Word) -> bool:
        says, saw = word.says, word.saw
        if isinstance(says, OpenCircle):
            return not self.has(says.circle, saw)
        if isinstance(says, Admit):
            known = any(each.says.keys.device == says.keys.device for each in self.of(Found, Admit, knows=saw))
            return says.role in set(Role) and not known
        if isinstance(says, Appoint):
            return says.role in set(Role) and self.role(says.device, saw) is not None
        return isinstance(says, Suspend | Remove | Lift)

    def _is_said_again(self, word: Word) -> bool:
        if isinstance(word.says, Found):
            return False
        same = (word.says.keys.device, word.says.person, word.says.name, word.says.role)
        heard = (each.says for each in self.of(Admit, knows=word.saw))
        return any(same == (each.keys.device, each.person, each.name, each.role) for each in heard)

    def _is_admin(self, word: Word) -> bool:
        admin = self.role(word.author, word.saw) is Role.ADMIN
        return admin and (not self._is_demoted(word, Role.ADMIN) or self._takes_away(word))

    def _is_demoted(self, word: Word, least: Role) -> bool:
        """Whether its author was given less than that role, neither knowing of the other."""
        return any(
            each.says.device == word.author
            and ROLES.index(Role(each.says.role)) > ROLES.index(least)
            and not each.saw(word)
            and not word.saw(each)
            for each in (self.decided.appointed if self.decided else ())
        )

    def _takes_away(self, word: Word) -> bool:
        """Whether it gives somebody less than they had as far as its author knew: nobody answers that by the same."""
        says = word.says
        if isinstance(says, Appoint) and says.role in set(Role):
            before = self.role(says.device, word.saw)
            return before is not None and ROLES.index(Role(says.role)) > ROLES.index(before)
        if isinstance(says, ShareCircle):
            return PARTS.index(Part(says.part)) > PARTS.index(self.part(says.device, says.circle, word.saw))
        return False

    def _is_lowered(self, word: Word, circle: bytes, enough: set[Part]) -> bool:
        lowered = self.decided.lowered if self.decided else ()
        return any(
            (each.says.circle, each.says.device) == (circle, word.author)
            and Part(each.says.part) not in enough
            and not each.saw(word)
            and not word.saw(each)
            for each in lowered
        )

    def _is_silenced(self, word: Word) -> bool:
        """Whether its author was suspended or removed, in what they knew or by what was decided."""
        author, decided = word.author, self.decided
        if decided is None:
            told = (each for each in self.of(Suspend, knows=word.saw) if author in each.says.devices)
            return any(not self.lifted(each, word.saw) for each in told) or bool(self.removed(author, word.saw))
        if author in decided.removals and not any(vote.saw(word) for vote in decided.removals[author]):
            return True
        against = [each for each in decided.suspensions if author in each.says.devices and not each.saw(word)]
        return any(not isinstance(word.says, Suspend) or word.saw(each) for each in against)
