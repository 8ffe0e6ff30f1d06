"""Makes the small vault that is kept of a format: two people who met, a conflict, a deletion, an undo."""

import shutil
import sys
import tempfile
from pathlib import Path

from app.services import records
from tests.group import Group, digest


def make(folder: Path) -> None:
    """Writes `vault.db`, `keys` and `digest` of Ann's vault into a new folder."""
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
        found = digest(ann)
        group.close()
        folder.mkdir(parents=True)
        for name in ("vault.db", "keys"):
            shutil.copyfile(group.folder("Ann") / name, folder / name)
        (folder / "digest").write_text(found + "\n", "ascii")


if __name__ == "__main__":
    make(Path(sys.argv[1]))
