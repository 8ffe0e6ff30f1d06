"""The vaults that stand behind the pictures: a group of two laptops that have something to tell each other."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from pathlib import Path

from app.i18n import _
from app.paths import Paths
from app.records.almanac import Almanac
from app.records.registry import Registry
from app.services import files
from app.services.demo import sample
from app.services.demo.sample import SizeName
from app.services.exchange import exchange
from app.services.jobs import Progress
from app.services.members import members, trust
from app.services.records import records
from app.services.records.records import Query
from app.services.retention import erasing, retention
from app.services.vaults import vaults
from app.services.vaults.vaults import Environment, Vault

GROUP = "Northside Mutual Aid"
_LIST = """Name,Telephone,E-mail,Languages,Shoe size,Notes
Rosa Quispe,+49 30 5550101,rosa@example.org,"es, de",38,Met at the winter market
Teun Jansen,+49 30 5550102,teun@example.org,nl,44,
Layla Haddad,+49 30 5550103,layla@example.org,"ar, fr",39,Cooks for fifty
Rosa Quispe,+49 30 5550101,rosa.q@example.net,es,,
"""
_STATEMENT = """Datum;Text;Betrag
03.11.2026;Rent of the hall;-120,00
05.11.2026;Gift of a neighbour;25,00
05.11.2026;Gift of a neighbour;25,00
"""


@dataclass(frozen=True, slots=True)
class GalleryStage:
    """Where everything is; the passphrase opens all vaults."""

    folder: Path
    registry: Registry
    environment: Environment
    passphrase: str

    @property
    def ann(self) -> Path:
        """Give the folder of the vault that is shown."""
        return self.folder / "northside"

    @property
    def bundle(self) -> Path:
        """Give a bundle that can be looked into."""
        return self.folder / "4f1d0a92c35b.age"

    @property
    def shared(self) -> Path:
        """Give a folder that the laptops share, with a bundle in it."""
        return self.folder / "Group folder"

    @property
    def stick(self) -> Path:
        """Give a folder with bundles of which some are for others."""
        return self.folder / "stick"

    @property
    def request(self) -> Path:
        """Give a request that can be admitted."""
        return self.folder / "newcomer.request"

    @property
    def statement(self) -> Path:
        """Give a bank's statement that can be read."""
        return self.folder / "statement.csv"

    @property
    def list(self) -> Path:
        """Give a list that can be imported."""
        return self.folder / "winter market.csv"

    def laptop(self, name: str) -> Environment:
        """Give a computer of its own."""
        return replace(self.environment, paths=Paths.under(self.folder / f"{name}'s computer"))


def set_stage(folder: Path, registry: Registry, environment: Environment, size: SizeName) -> GalleryStage:
    """Make the vaults, a bundle, a request and a list."""
    stage = GalleryStage(folder, registry, environment, environment.random(16).hex())
    clock = sample.SetBackClock(environment.now)
    late = replace(stage.laptop("Ann"), now=clock)
    ann, _code = vaults.create_vault(stage.ann, stage.passphrase, GROUP, "Ann", registry, late)
    sample.fill(ann, size, today=Almanac(environment.now).today()).run(Progress())
    clock.catch_up()
    bo = _joined(stage, ann, "Bo")
    people = records.ids(ann, "person", Query())
    _disagree(ann, bo, people)
    exchange.take(ann, _bundle(bo)).run(Progress())
    for name in ("Teodora Ilić", "Marek Nowak"):
        records.add(bo, "person", {"name": name, "stage": "new"})
    records.edit(bo, people[3], {"note": _("Moved to Mill Lane; new number follows.")})
    records.edit(ann, people[3], {"note": _("Prefers mornings.")})
    records.delete(bo, people[4])
    files.write(stage.bundle, _bundle(bo))
    for place in (stage.shared, stage.stick):
        place.mkdir()
        files.write(place / stage.bundle.name, stage.bundle.read_bytes())
    files.write(stage.stick / "0a1b2c3d4e5f.age", exchange.make_bundle(ann).run(Progress()).data)
    files.write(stage.stick / "notes.age.txt", b"The blue stick is for the kitchen.")
    newcomer, _code = vaults.join_group(folder / "newcomer", stage.passphrase, "Carla", registry, stage.laptop("Carla"))
    files.write(stage.request, members.make_request(newcomer)[0])
    stage.list.write_text(_LIST, "utf-8")
    stage.statement.write_text(_STATEMENT, "utf-8")
    _decide(stage, ann, people[5])
    _grow_old(ann, Almanac(environment.now).today(), people[6:])
    _come_in(ann, Almanac(environment.now).today())
    for vault in (ann, bo, newcomer):
        vault.close()
    return stage


def _joined(stage: GalleryStage, ann: Vault, name: str) -> Vault:
    """Let somebody in."""
    vault, _code = vaults.join_group(
        stage.folder / name.lower(), stage.passphrase, name, stage.registry, stage.laptop(name)
    )
    request = members.read_request(members.make_request(vault)[0])
    members.admit(ann, request, request.code, "editor")
    exchange.take(vault, _bundle(ann)).run(Progress())
    return vault


def _disagree(ann: Vault, bo: Vault, people: list[str]) -> None:
    """Let both change the same, so that there is something to settle."""
    records.edit(ann, people[0], {"also_known_as": "Jo"})
    records.edit(bo, people[0], {"also_known_as": "Jojo"})
    records.edit(ann, people[1], {"note": _("Has a key to the hall.")})
    records.delete(bo, people[1])
    stays = records.page(ann, "stay", Query(where="status=in"), 0, 1).rows
    if stays:
        stay = stays[0].values
        records.add(bo, "stay", {"person": people[2], "bed": stay["bed"], "from_day": stay["from_day"]})


def _decide(stage: GalleryStage, ann: Vault, person: str) -> None:
    """Let a laptop be lost, what it writes later be looked at, a circle be made, and somebody be forgotten."""
    gus = _joined(stage, ann, "Gus")
    device = trust.devices_of(ann, "Gus")
    trust.open_circle(ann, "Housing", trust.devices_of(ann, "Bo"))
    erasing.erase(ann, erasing.plan(ann, [person]))
    trust.suspend(ann, device)
    records.add(gus, "person", {"name": "Marek Nowak", "stage": "new"})
    exchange.take(ann, _bundle(gus)).run(Progress())
    gus.close()


def _grow_old(ann: Vault, today: datetime.date, people: list[str]) -> None:
    """Let some things be kept for long enough, one of them by decision for longer."""
    for number, person in enumerate(people[:4]):
        until = today - datetime.timedelta(days=380 + 40 * number)
        records.add(ann, "commitment", {"person": person, "hours_a_week": 4, "until_day": until})
    said_yes = {"purpose": "photo", "on_day": today - datetime.timedelta(days=800)}
    taken_back = today - datetime.timedelta(days=400)
    records.add(ann, "consent", {"person": people[4], **said_yes, "withdrawn_on": taken_back})
    due = retention.queue(ann)[:1]
    if due:
        retention.keep(ann, due, today + datetime.timedelta(days=365), _("The accounts of that year are open."))


def _come_in(ann: Vault, today: datetime.date) -> None:
    """Let some sign up just now, and be spoken to."""
    for number, name in enumerate(("Iva", "Jonas", "Kemal", "Lin", "Mara", "Nils", "Ola", "Pia", "Quentin", "Rita")):
        person = records.add(ann, "person", {"name": f"{name} (new)", "stage": "new"}).added[0]
        if number % 3 == 0:
            records.add(ann, "activity", {"person": person, "kind": "talked", "on_day": today})


def _bundle(vault: Vault) -> bytes:
    """Make a bundle for everybody."""
    return exchange.make_bundle(vault).run(Progress()).data
