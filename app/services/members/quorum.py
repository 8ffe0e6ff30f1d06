"""The recovery quorum: trustees with a printed key each, who together decide when admins are lost or quarrel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mnemonic import Mnemonic

from app.i18n import _
from app.problems import NotFound, UserProblem, WrongValue
from app.storage.history import name_of
from app.storage.vault.vault import Vault
from sync.authority.operations import Appoint, Entrust, Lift, Motion, Remove, Role
from sync.primitives.errors import SyncError
from sync.primitives.keys import TRUSTEE_SEED, Signatures, SignerKeys, TrusteeSecrets
from sync.replica import admin_commands
from sync.replica.apply import Replayed
from sync.replica.replica import Replica

LARGEST, WORDS = 16, 24


@dataclass(frozen=True, slots=True)
class TrusteeCard:
    """What is printed for one trustee and kept nowhere: 24 words that are the key, and its short name to check."""

    number: int
    words: str
    name: str


@dataclass(frozen=True, slots=True)
class Quorum:
    """How many of how many trustees decide; 0 of 0 while there are none."""

    needed: int
    trustees: int


def quorum(vault: Vault) -> Quorum:
    """Give the quorum in force."""
    with vault.looking() as replica:
        return Quorum(replica.membership.quorum, len(replica.membership.trustees))


def make_cards(vault: Vault, count: int) -> list[TrusteeCard]:
    """Fresh keys for trustees, to print; nothing counts before `entrust`."""
    words = Mnemonic("english")
    cards: list[TrusteeCard] = []
    for number in range(1, count + 1):
        seed = vault.environment.random(TRUSTEE_SEED)
        cards.append(TrusteeCard(number, words.to_mnemonic(seed), _short(TrusteeSecrets(seed))))
    return cards


def _short(secrets: TrusteeSecrets) -> str:
    return secrets.public().name.hex()[:8]


def read_card(words: str) -> TrusteeSecrets:
    """Give a trustee's key from the words of their card; raises `WrongValue`."""
    mnemonic = Mnemonic("english")
    text = " ".join(words.lower().split())
    unknown = [word for word in text.split() if word not in mnemonic.wordlist]
    if unknown:
        raise WrongValue(_("“{word}” is not one of the words that cards are made of.").format(word=unknown[0]))
    if len(text.split()) != WORDS or not mnemonic.check(text):
        raise WrongValue(_("These are not the 24 words of a trustee's card: one is missing or wrong."))
    return TrusteeSecrets(bytes(mnemonic.to_entropy(text)))


def card_of(vault: Vault, words: str) -> tuple[str, bool]:
    """Give the short name of a card by its words, and whether its keeper is a trustee; raises `WrongValue`."""
    secrets = read_card(words)
    with vault.looking() as replica:
        return _short(secrets), secrets.public().name in replica.membership.trustees


def entrust(vault: Vault, needed: int, cards: Sequence[TrusteeCard]) -> bool:
    """Names the holders of cards as trustees; whether it holds now (with several admins a second must vote alike)."""
    if not 2 <= needed <= len(cards) <= LARGEST:
        raise WrongValue(
            _("Between 2 and all of the trustees have to decide together, and there can be {most} at most.").format(
                most=LARGEST
            )
        )
    keys = [read_card(card.words).public() for card in cards]
    vault.decide(lambda replica: admin_commands.entrust(replica, needed, keys))
    with vault.looking() as replica:
        return set(replica.membership.trustees) == {each.name for each in keys}


@dataclass(frozen=True, slots=True)
class Proposal:
    """Trustees that one of several admins has named and that do not hold yet: another admin has to name the same."""

    proposal: str
    needed: int
    trustees: int
    by: tuple[str, ...]
    i_may_vote: bool


def proposals(vault: Vault) -> list[Proposal]:
    """Trustees that wait for a second admin, the oldest first."""
    with vault.looking() as replica:
        membership, me = replica.membership, replica.me
        found: dict[bytes, Proposal] = {}
        for each in membership.entrustings:
            ballot = membership.ballots.get(each.question) if each.question else None
            voters = membership.voters(ballot, ()) if ballot else set[bytes]()
            if ballot is None or each.question is None or ballot.counted(lambda _s, _i: True, voters):
                continue
            names = tuple(sorted({name_of(replica, entry.author) for _person, entry in ballot.votes}))
            may = me is not None and me.good and me.role is Role.ADMIN and me.person not in voters
            digest = each.question[1]
            found[digest] = Proposal(digest.hex(), each.quorum, len(each.trustees), names, may)
        return list(found.values())


def agree(vault: Vault, proposal: str) -> bool:
    """Names the same trustees as another admin has; whether it holds now."""
    with vault.looking() as replica:
        named = [
            each for each in replica.membership.entrustings if each.question and each.question[1].hex() == proposal
        ]
    if not named:
        raise NotFound(_("Nobody has named such trustees, or the news has not come yet."))
    trustees = sorted(named[0].trustees)
    vault.decide(
        lambda replica: replica.announce([Entrust(replica.clock.tick(), named[0].quorum, trustees)]),
    )
    with vault.looking() as replica:
        return set(replica.membership.trustees) == set(trustees)


# -- deciding


def to_lift(vault: Vault, suspension: str) -> Motion:
    """Give the motion to lift a suspension, by the name that `trust.overview` gives it."""
    digest, _colon, index = suspension.partition(":")
    return Lift(vault.environment.milliseconds(), [(bytes.fromhex(digest), int(index))])


def to_remove(vault: Vault, devices: Sequence[str]) -> Motion:
    """Give the motion to remove laptops."""
    return Remove(vault.environment.milliseconds(), sorted(bytes.fromhex(device) for device in devices))


def to_make_admin(vault: Vault, device: str) -> Motion:
    """Give the motion to make a laptop an admin's, when all admins are lost."""
    return Appoint(vault.environment.milliseconds(), bytes.fromhex(device), Role.ADMIN.value)


@dataclass(frozen=True, slots=True)
class CardLook:
    """What is seen of a card: its short name once its words are whole, and why it does not count, if it does not.

    Both are empty while words are still missing.
    """

    name: str
    why_not: str

    @property
    def counts(self) -> bool:
        """Whether its keeper has agreed."""
        return bool(self.name) and not self.why_not


def look_at(vault: Vault, cards: Sequence[str]) -> list[CardLook]:
    """Each of these cards as typed so far; of a card given twice, the second does not count."""
    with vault.looking() as replica:
        trustees = set(replica.membership.trustees)
    seen: set[bytes] = set()
    found: list[CardLook] = []
    for words in cards:
        if len(words.split()) < WORDS:
            found.append(CardLook("", ""))
            continue
        try:
            secrets = read_card(words)
        except WrongValue as problem:
            found.append(CardLook("", problem.what))
            continue
        key, short = secrets.public().name, _short(secrets)
        why = ""
        if key not in trustees:
            why = _("Card {name} is not one of this group’s trustees; it may be from before they were changed.")
        elif key in seen:
            why = _("This is card {name} once more.")
        seen.add(key)
        found.append(CardLook(short, why.format(name=short)))
    return found


def decide(vault: Vault, motion: Motion, cards: Sequence[str]) -> frozenset[str]:
    """Trustees decide, each by the words of their card; raises `UserProblem` while too few have."""
    with vault.looking() as replica:
        group, needed, trustees = replica.group, replica.membership.quorum, set(replica.membership.trustees)
    secrets = [read_card(words) for words in cards]
    strangers = [each for each in secrets if each.public().name not in trustees]
    if strangers:
        raise WrongValue(
            _("The card {name} is not one of this group's trustees.").format(name=_short(strangers[0])),
            do=_("It may be from before the trustees were changed."),
        )
    different = {each.public().name: each for each in secrets}
    if not needed or len(different) < needed:
        raise UserProblem(
            _("{count} of {needed} trustees have agreed.").format(count=len(different), needed=needed),
            kept=_("Nothing was decided."),
            do=_("More trustees have to enter their cards."),
        )
    signed = [admin_commands.sign_petition(group, motion, each) for each in different.values()]
    return vault.decide(lambda replica: _decree(replica, motion, signed))


def _decree(replica: Replica, motion: Motion, signed: Sequence[tuple[SignerKeys, Signatures]]) -> Replayed:
    try:
        return admin_commands.decree(replica, motion, signed)
    except SyncError as error:
        raise UserProblem(
            _("This decision does not count: {reason}.").format(reason=error), kept=_("Nothing was decided.")
        ) from error
