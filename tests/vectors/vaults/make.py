"""Makes the small vault that is kept of a format: people who met, a conflict, a deletion, an undo, and all of trust."""

import shutil
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

from app.services.members import trust
from app.services.records import records
from app.services.retention import erasing
from app.services.vaults import pruning
from app.storage.database import schema
from app.storage.vault.vault import Vault
from tests.group import Group, digest


def make(folder: Path) -> None:
    """Write `vault.db`, `keys` and `digest` of Ann's vault into a new folder."""
    with tempfile.TemporaryDirectory() as root:
        group = Group(Path(root))
        ann, bo = group.found(), group.join("Bo")
        zoe = records.add(ann, "person", {"name": "Zoë Ärger", "tags": ["driver"], "extra": {"shoe": "44"}}).added[0]
        yan = records.add(ann, "person", {"name": "Yan"}).added[0]
        records.add(ann, "contact_point", {"person": zoe, "kind": "phone", "value": "030 1"})
        group.hand_over("Ann", "Bo")
        records.edit(ann, zoe, {"note": "Has a van."})
        records.edit(bo, zoe, {"note": "Sold the van.", "tags": ["driver", "cook"]})
        records.delete(bo, yan)
        group.meet("Bo", "Ann")
        records.edit(ann, zoe, {"pronouns": "she"})
        records.undo(ann)
        _trust(group)
        found = digest(ann)
        with ann.database.write() as connection:
            # What is derived is made anew at the opening, and takes several times the room of all else.
            schema.drop_derived(connection)
            schema.set_meta(connection, schema.RECORDS_VERSION, b"")
        ann.database.compact()
        group.close()
        folder.mkdir(parents=True)
        for name in ("vault.db", "keys"):
            shutil.copyfile(group.folder("Ann") / name, folder / name)
        (folder / "digest").write_text(found + "\n", "ascii")


def _trust(group: Group) -> None:
    """Give a circle, one that is only carried, history let go of, an erasure, a suspension, something in quarantine."""
    ann, bo = group.vaults["Ann"], group.vaults["Bo"]
    trust.appoint(ann, [_device(bo)], "admin")
    group.meet("Ann", "Bo")
    circle = trust.open_circle(ann, "Housing")
    records.add(ann, "person", {"name": "In a circle"}, circle=circle)
    trust.open_circle(bo, "Kitchen")
    records.add(bo, "person", {"name": "Not for Ann"}, circle=trust.circle_named(bo, "Kitchen"))
    group.join("Cy")
    group.meet("Ann", "Bo")
    trust.share(bo, trust.circle_named(bo, "Kitchen"), [_device(group.vaults["Cy"])], "reader")
    group.meet("Ann", "Bo")
    everyone = next(view.circle for view in trust.overview(ann).circles if view.everyone)
    pruning.certify(ann, everyone)
    for other in ("Bo", "Cy"):
        group.meet("Ann", other)
    pruning.prune(ann, timedelta())
    mistake = records.add(ann, "person", {"name": "A mistake", "note": "Not true."}).added[0]
    group.meet("Ann", "Cy")
    erasing.erase(ann, erasing.plan(ann, [mistake]))
    trust.suspend(ann, [_device(group.vaults["Cy"])])
    records.add(group.vaults["Cy"], "person", {"name": "In quarantine"})
    group.hand_over("Cy", "Ann")


def _device(vault: Vault) -> str:
    return vault.secrets.public().device.hex()


if __name__ == "__main__":
    make(Path(sys.argv[1]))
