"""What a decision about members and circles means, in plain words, to be read before it is taken."""

from __future__ import annotations

from collections.abc import Sequence

from app.i18n import _
from app.services import quarantine, trust
from app.services.trust import TrustView
from app.storage.vault import Vault


def before_removing(vault: Vault, devices: Sequence[str]) -> tuple[str, ...]:
    """What a vote to remove these laptops for good does and does not do."""
    view = trust.overview(vault)
    sentences = [
        _("Two admins have to vote for it; this is one of the two votes."),
        _("Once removed, {names} cannot come back with the same laptop. They can ask to join again.").format(
            names=", ".join(_names(view, devices))
        ),
        _("New keys are used from the next bundle on. What is on their laptop now stays readable there."),
        _("What they wrote and an admin had before voting goes on counting. The rest waits in quarantine."),
    ]
    if view.me and {each.device for each in view.me.devices if each.this_laptop} & set(devices):
        sentences.append(_("This is your own laptop: you will not be able to undo it from here."))
    return tuple(sentences)


def before_lifting(vault: Vault, suspension: str) -> tuple[str, ...]:
    """What a vote to lift a suspension does."""
    view = trust.overview(vault)
    found = next((each for each in view.suspensions if each.suspension == suspension), None)
    devices = found.devices if found else ()
    waiting = sum(batch.device in devices for batch in quarantine.waiting(vault))
    sentences = [
        _("Two admins who were admins when it was made have to vote to lift it; those suspended have no vote."),
        _("Once lifted, the laptops of {names} read and write as before, and get the keys made meanwhile.").format(
            names=", ".join(_names(view, devices))
        ),
    ]
    if waiting:
        sentences.append(_("What waits of theirs in quarantine then counts, without another review."))
    return tuple(sentences)


def before_taking_out(vault: Vault, circle: str, devices: Sequence[str]) -> tuple[str, ...]:
    """What taking laptops out of a circle does and does not do."""
    view = trust.overview(vault)
    name = next((each.name for each in view.circles if each.circle == circle), "")
    names = ", ".join(_names(view, devices))
    return (
        _("From the next bundle on, “{circle}” has a new key. {names} cannot open what is made then.").format(
            circle=name, names=names
        ),
        _("What is on their laptop now stays readable there: it cannot be called back."),
        _("Until the news reaches the others, they may still hand on what {names} can open.").format(names=names),
    )


def names_of(vault: Vault, devices: Sequence[str]) -> list[str]:
    """Whose laptops these are."""
    return _names(trust.overview(vault), devices)


def _names(view: TrustView, devices: Sequence[str]) -> list[str]:
    return sorted({each.name for member in view.members for each in member.devices if each.device in devices})
