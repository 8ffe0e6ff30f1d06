"""What a decision about members and circles means, in plain words, to be read before it is taken."""

from __future__ import annotations

from collections.abc import Sequence

from app.i18n import _, ngettext
from app.services.members import quarantine, succession, trust
from app.services.members.trust import TrustView
from app.storage.vault.vault import Vault


def before_removing(vault: Vault, devices: Sequence[str]) -> tuple[str, ...]:
    """Tell what a vote to remove these laptops for good does and does not do."""
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
    """Tell what a vote to lift a suspension does."""
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
    """Tell what taking laptops out of a circle does and does not do."""
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


def by_trustees_lifting(names: Sequence[str]) -> tuple[str, ...]:
    """Tell what it means when trustees lift a suspension."""
    return (
        _("The laptops of {names} read and write as before, and get the keys made meanwhile.").format(
            names=", ".join(names)
        ),
        _("What waits of theirs in quarantine then counts, without another review."),
        _others_hear(),
    )


def by_trustees_removing(name: str) -> tuple[str, ...]:
    """Tell what it means when trustees remove a laptop."""
    return (
        _("{name} cannot come back with the same laptop. They can ask to join again.").format(name=name),
        _("New keys are used from the next bundle on. What is on their laptop now stays readable there."),
        _others_hear(),
    )


def by_trustees_making_admin(vault: Vault, device: str) -> tuple[str, ...]:
    """Tell what it means when trustees make a laptop an admin’s, because those who were are lost."""
    view = trust.overview(vault)
    found = [(member, each) for member in view.members for each in member.devices if each.device == device]
    if not found:
        return ()
    member, chosen = found[0]
    sentences = [
        _("{name} may from then on let others in, suspend laptops, give roles, and vote.").format(name=member.name)
    ]
    if chosen.role != "editor":
        sentences.append(_("They can write from then on too, which they could not until now."))
    if len(member.devices) > 1:
        words = _("It is about one laptop only, the one called {short}; {name}’s others stay as they are.")
        sentences.append(words.format(short=chosen.device[:8], name=member.name))
    admins = succession.standing_admins(view)
    if admins:
        names = sorted({each.name for each in admins})
        words = ngettext(
            "{names} stays an admin too. If the laptop is lost, let the new admin suspend it today.",
            "{names} stay admins too. If their laptops are lost, let the new admin suspend them today.",
            len(names),
        )
        sentences.append(words.format(names=", ".join(names)))
    lonely = _read_by_admins_alone(view, [each.device for each in admins])
    if lonely:
        words = _(
            "Nobody but admins reads {circles}: the trustees cannot open that, and it is lost with their laptops."
        )
        sentences.append(words.format(circles=", ".join(f"“{name}”" for name in lonely)))
    sentences.append(_("To take the role away again, two admins have to vote for it."))
    return (*sentences, _others_hear())


def _read_by_admins_alone(view: TrustView, admins: Sequence[str]) -> list[str]:
    """Circles of which no laptop of anybody else has the key."""
    return [circle.name for circle in view.circles if not set(circle.parts) - set(admins)]


def _others_hear() -> str:
    """Tell what holds for every decision."""
    return _("The others hear of it by bundles: hand some over today.")


def names_of(vault: Vault, devices: Sequence[str]) -> list[str]:
    """Whose laptops these are."""
    return _names(trust.overview(vault), devices)


def _names(view: TrustView, devices: Sequence[str]) -> list[str]:
    return sorted({each.name for member in view.members for each in member.devices if each.device in devices})
