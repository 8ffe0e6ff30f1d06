"""The whole of it in one go, with sample data: three laptops that never share a network, and end up equal.

Nothing is asked. What happens is told line by line; what should have happened and did not is told too, and then the
play has failed.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

from app.capabilities.people.sample_people import CSV_COLUMNS, csv_rows
from app.demo.laptops import Laptops
from app.i18n import _
from app.problems import BadBundle
from app.records.almanac import Almanac
from app.records.changes import Add, New
from app.records.registry import Registry
from app.services import files
from app.services.conflicts import conflicts
from app.services.conflicts.conflicts import KEEP, Conflict
from app.services.demo import sample
from app.services.demo.sample import SizeName
from app.services.exchange import exchange
from app.services.jobs import Progress
from app.services.printing import printing
from app.services.records import records
from app.services.records.lists import Query
from app.services.tables import importing, tabular
from app.services.vaults import verifying
from app.storage.folder.environment import Environment

ANN, BO, CY = "Ann", "Bo", "Cy"
EVERYBODY = [ANN, BO, CY]
GROUP = "Harbour Street"
ROWS = 500
SEED = 1
_FAR = 200
_WEEK = 7
_MANY = 5000

Say = Callable[[str], None]


def play(folder: Path, size: str, registry: Registry, environment: Environment, templates: Path, say: Say) -> bool:
    """Plays it in an empty folder, which keeps everything that was made; gives whether all went as it should."""
    assert size in get_args(SizeName)
    laptops = Laptops(folder, registry, environment, say)
    try:
        return _Play(laptops, size, templates, say).run()
    finally:
        laptops.close()


class _Play:
    """The acts, in their order; later ones build on the records that earlier ones chose."""

    def __init__(self, laptops: Laptops, size: str, templates: Path, say: Say) -> None:
        self._laptops = laptops
        self._size: Any = size
        self._templates = templates
        self._say = say
        self._today = Almanac(laptops.environment.now).today()
        self._people: tuple[str, ...] = ()
        self._beds: tuple[str, ...] = ()
        self._faults: list[str] = []

    def run(self) -> bool:
        """All acts."""
        start = self._laptops.environment.now()
        self._say(_("Everything is in {folder} and stays there.").format(folder=self._laptops.folder))
        self._begin()
        self._join()
        self._work_at_once()
        self._hand_over()
        self._settle()
        self._undo()
        self._print()
        self._verify()
        passed = self._laptops.environment.now() - start
        self._say("")
        for name, passphrase in self._laptops.passphrases.items():
            place = self._laptops.folder / name.lower()
            self._say(_("{name}: {place}, passphrase “{words}”").format(name=name, place=place, words=passphrase))
        self._say(_("Done in {seconds} s.").format(seconds=round(passed.total_seconds(), 1)))
        for fault in self._faults:
            self._say(_("Not as it should be: {fault}").format(fault=fault))
        self._say("")
        return self._end()

    def _end(self) -> bool:
        digests = self._laptops.digests()
        for name, digest in digests.items():
            self._say(f"{name:4} {digest}")
        equal = len(set(digests.values())) == 1
        self._say(_("All copies are equal.") if equal else _("The copies are NOT equal."))
        return equal and not self._faults

    def _expect(self, holds: bool, fault: str) -> None:
        if not holds:
            self._faults.append(fault)

    # -- the acts

    def _begin(self) -> None:
        """Give a group with people, projects and houses, and a list from elsewhere."""
        laptops = self._laptops
        laptops.act(_("A group begins"))
        clock = sample.SetBackClock(laptops.environment.now)
        ann = laptops.found(ANN, GROUP, clock)
        filled = sample.fill(ann, self._size, seed=SEED, today=self._today).run(Progress())
        clock.catch_up()
        self._people, self._beds = filled.of("people"), filled.of("beds")
        laptops.tell(
            _(
                "She puts in {people} people, {projects} projects, {beds} beds with their stays: {count} records."
            ).format(
                people=len(self._people),
                projects=len(filled.of("projects")),
                beds=len(self._beds),
                count=filled.records,
            )
        )
        path = laptops.folder / "contacts.csv"
        data = tabular.write_csv(CSV_COLUMNS, csv_rows(ROWS, SEED + 1, self._today))
        files.write(path, data)
        laptops.tell(_("A list comes from elsewhere: {file}, {rows} rows.").format(file=path.name, rows=ROWS))
        table = importing.look(ann, "person", (path.name, data))
        plan = importing.plan(ann, table, region="DE")
        laptops.tell(_("She looks at what its columns are taken for:"))
        laptops.add(", ".join(f"{column} → {plan.mapping[column]}" for column in plan.columns))
        done = importing.run(ann, plan).run(Progress())
        laptops.tell(
            _("She imports it: {people} people, {contacts} contacts, {likely} perhaps on the books already.").format(
                people=done.records, contacts=done.contacts, likely=len(plan.duplicates)
            )
        )
        self._expect(done.records == ROWS, _("not every row was imported"))

    def _join(self) -> None:
        """Two more laptops, admitted by words read aloud."""
        laptops = self._laptops
        laptops.act(_("Two more laptops come in"))
        requests = {name: laptops.ask_to_join(name) for name in (BO, CY)}
        words = {name: laptops.admit(ANN, requests[name]) for name in (BO, CY)}
        path = laptops.bundle(ANN, BO, CY, note="answer")
        for name in (BO, CY):
            taken = laptops.open(name, path)
            laptops.add(_("{name} and Ann read the same words: {words}").format(name=name, words=taken.group_code))
            self._expect(taken.group_code == words[name], _("the words of the group differ"))

    def _work_at_once(self) -> None:
        """Change that cannot all be right, made by three people who do not hear of each other."""
        laptops = self._laptops
        ann, bo, cy = (laptops.vaults[name] for name in EVERYBODY)
        first, second, third, fourth, fifth = self._people[:5]
        arrives, bed = self._today + datetime.timedelta(days=_FAR), self._beds[0]
        week = datetime.timedelta(days=_WEEK)
        laptops.act(_("All three work at the same time, and nobody hears of the others"))
        title = records.get(ann, first).title
        before = records.get(ann, first).values["stage"]
        stages = [stage for stage in ("core", "away", "left") if stage != before]
        records.edit(ann, first, {"stage": stages[0]})
        records.edit(bo, first, {"stage": stages[1]})
        laptops.tell(_("Ann and Bo change the stage of {name}.").format(name=title))
        for vault, person, start in ((ann, fourth, arrives), (bo, fifth, arrives + week / 2)):
            values = {"person": person, "bed": bed, "from_day": start, "to_day": start + week}
            vault.apply([Add("stay", values)], _("Give a bed"))
        laptops.tell(_("Ann and Bo give away the same bed: {bed}.").format(bed=records.get(ann, bed).title))
        title = records.get(cy, third).title
        records.delete(cy, third)
        records.edit(bo, third, {"note": "Will bring the keys on Friday."})
        laptops.tell(_("Cy deletes {name}, while Bo writes a note there.").format(name=title))
        title = records.get(ann, second).title
        for vault, tag in ((ann, "trailer licence"), (cy, "can interpret")):
            tags: list[str] = records.get(vault, second).values["tags"] or []
            records.edit(vault, second, {"tags": [*tags, tag]})
        laptops.tell(_("Ann and Cy add a tag each to {name}: both stay.").format(name=title))
        cy.apply(
            [
                Add("person", {"name": "ניצן Ōkubo-Ødegård", "stage": "new", "languages": ["he", "ja", "nb"]}),
                Add("contact_point", {"person": New(0), "kind": "phone", "value": "+44 7700 900461"}),
            ],
            _("Add a person"),
        )
        laptops.tell(_("Cy takes somebody new in."))

    def _hand_over(self) -> None:
        """Bundles that get lost, go round corners, come late and come twice."""
        laptops = self._laptops
        laptops.act(_("Bundles are handed over, not all of them well"))
        lost = laptops.bundle(BO, ANN, note="lost")
        lost.unlink()
        laptops.add(_("It is lost on the way, and nobody knows."))
        records.edit(laptops.vaults[BO], self._people[6], {"note": "Moved to the second floor."})
        taken = laptops.open(ANN, laptops.bundle(BO, ANN, note="next"))
        laptops.add(_("The next one brings what was lost, because Ann had not said that she has it."))
        self._expect(len(taken.changes) >= 4, _("the next bundle did not heal the lost one"))
        to_cy = laptops.bundle(ANN, CY)
        self._refused(BO, to_cy)
        laptops.open(CY, to_cy)
        to_bo = laptops.bundle(CY, BO)
        taken = laptops.open(BO, to_bo)
        laptops.add(_("So Bo has Ann's changes by way of Cy, and never met her."))
        self._expect(len(taken.changes) >= 3, _("Ann's changes did not come by way of Cy"))
        early = laptops.bundle(CY, ANN, note="early")
        records.edit(laptops.vaults[CY], self._people[7], {"note": "Asked for a lift on Sunday."})
        late = laptops.bundle(CY, ANN, note="late")
        for path in (late, early, late):
            laptops.open(ANN, path)
        laptops.add(_("The later one first, then the earlier, then the later once more: it makes no difference."))
        laptops.exchange_all(EVERYBODY)
        self._expect(laptops.agree(), _("the copies differ after the exchange"))
        tags = set(records.get(laptops.vaults[BO], self._people[1]).values["tags"])
        self._expect({"trailer licence", "can interpret"} <= tags, _("a tag was lost"))

    def _refused(self, name: str, path: Path) -> None:
        """Whoever carries a bundle that is not for them learns nothing from it."""
        try:
            exchange.look_into(self._laptops.vaults[name], files.read(path)).run(Progress())
        except BadBundle as refusal:
            self._laptops.tell(_("{name} tries to open it: {what}").format(name=name, what=refusal.what))
        else:
            self._faults.append(_("a bundle could be opened by somebody it was not made for"))

    def _settle(self) -> None:
        """Give the same conflicts everywhere; settled once, they are settled for all."""
        laptops = self._laptops
        laptops.act(_("What cannot all be right is shown to everybody alike"))
        found = {name: conflicts.open_conflicts(vault) for name, vault in laptops.vaults.items()}
        laptops.tell(_("{count} conflicts, the same on all three laptops:").format(count=len(found[ANN])))
        for conflict in found[ANN]:
            about = "" if conflict.sort == conflicts.RULE else f"{conflict.title}: "
            laptops.add(f"{conflict.id[:8]}  {about}{conflict.sentence}")
        same = len({tuple(sorted(each.id for each in some)) for some in found.values()}) == 1
        self._expect(same, _("the laptops see different conflicts"))
        sorts = sorted(conflict.sort for conflict in found[ANN])
        wanted = sorted((conflicts.DELETED, conflicts.FIELD, conflicts.RULE))
        self._expect(sorts == wanted, _("there are other conflicts than were made"))
        for conflict, name in zip(found[ANN], (BO, CY, ANN), strict=False):
            choice = KEEP if conflict.sort == conflicts.DELETED else conflict.options[0].key
            conflicts.settle(laptops.vaults[name], conflict.id, choice)
            laptops.tell(_("{name} settles one: {label}").format(name=name, label=_chosen(conflict, choice)))
        laptops.exchange_all(EVERYBODY)
        left = {name: conflicts.count_open(vault) for name, vault in laptops.vaults.items()}
        laptops.tell(_("Nothing is left to settle anywhere.") if not any(left.values()) else str(left))
        self._expect(not any(left.values()), _("settled conflicts came back"))

    def _undo(self) -> None:
        """Give a slip, taken back as a new change that travels like any other."""
        laptops = self._laptops
        laptops.act(_("A slip is undone"))
        bo, person = laptops.vaults[BO], self._people[8]
        before = records.get(bo, person).values["name"]
        records.edit(bo, person, {"name": "Xx"})
        laptops.tell(_("Bo overwrites the name of {name}.").format(name=before))
        undone = records.undo(bo)
        after = records.get(bo, person).values["name"]
        laptops.tell(_("He undoes “{label}”: {name} again.").format(label=undone.label, name=after))
        self._expect(before == after, _("the undo did not bring the name back"))
        path = laptops.bundle(BO, ANN, CY, note="undone")
        for name in (ANN, CY):
            laptops.open(name, path)
        steps = len(records.history(laptops.vaults[CY], person))
        laptops.tell(_("Cy sees both in the history of {name}: {steps} steps.").format(name=after, steps=steps))

    def _print(self) -> None:
        """Paper for whoever has no laptop."""
        from app.sheets.render import SheetRenderer

        laptops = self._laptops
        laptops.act(_("Sheets are printed"))
        renderer = SheetRenderer(self._templates)
        folder = laptops.folder / "sheets"
        folder.mkdir()
        nights = datetime.timedelta(days=_WEEK)
        many = len(self._people) > _MANY
        for kind in printing.sheet_kinds(laptops.vaults[CY].registry):
            where = "stage=core and tags~keys" if many and kind.kind == "person" else ""
            about = next(iter(records.ids(laptops.vaults[CY], kind.kind, Query())), "") if kind.of_one else ""
            if kind.of_one and not about:
                continue
            options = printing.PrintOptions(
                from_day=self._today, to_day=self._today + nights, where=where, record=about
            )
            sheet = printing.fill(laptops.vaults[CY], kind.name, options)
            data = printing.pdf(laptops.vaults[CY], renderer, sheet).run(Progress())
            path = folder / f"{kind.name}.pdf"
            files.write(path, data)
            laptops.tell(
                _("{file}: {rows} rows, {size} KiB, print code {code}").format(
                    file=path.name, rows=sheet.row_count, size=round(len(data) / 1024), code=sheet.code
                )
            )

    def _verify(self) -> None:
        """Everything once more from the log, on vaults that were locked in between."""
        laptops = self._laptops
        laptops.act(_("Everything is verified"))
        before = laptops.digests()
        laptops.reopen()
        self._expect(laptops.digests() == before, _("a vault differs after it was locked"))
        for name, vault in laptops.vaults.items():
            size = sum(file.stat().st_size for file in (laptops.folder / name.lower()).iterdir())
            checked = verifying.verify(vault).run(Progress())
            laptops.tell(
                _("{name}: {segments} signed segments, {records} records, tables equal to a replay; {size} KiB").format(
                    name=name, segments=checked.segments, records=checked.records, size=round(size / 1024)
                )
            )
            self._faults.extend(f"{name}: {fault}" for fault in checked.faults)


def _chosen(conflict: Conflict, choice: str) -> str:
    label = next(option.label for option in conflict.options if option.key == choice)
    return f"{conflict.title}: {label}"
