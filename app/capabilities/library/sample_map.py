"""The sample map: forty claims about the two sample documents, of which some are disputed and some have fallen."""

from __future__ import annotations

from app.records.changes import New
from app.services.demo.maker import Maker

FOR, AGAINST = "supports", "attacks"

# Each line: name, the claim, what it speaks for or against, and the step from it in words.
HEATING = (
    ("heat", "The whole house is heated from November to March.", "", "", ""),
    ("freeze", "Nobody freezes in this house.", "", "", ""),
    ("ill", "A cold house makes people ill.", "heat", FOR, "Who wants people well does not let them live in the cold."),
    ("damp", "Below 16 degrees the north wall gets damp.", "heat", FOR, "Mould costs more than heating."),
    (
        "money",
        "Heating all rooms takes a third of the winter money.",
        "heat",
        AGAINST,
        "What is burnt is missing elsewhere.",
    ),
    ("empty", "Four rooms stand empty on most nights.", "heat", AGAINST, "Nobody is warmed by an empty room."),
    ("lungs", "Two who live here have weak lungs.", "ill", FOR, "It already shows with us."),
    ("doctor", "The doctor at the corner says so each winter.", "ill", FOR, "She sees who comes in January."),
    ("wall", "The wall was wet in both last winters.", "damp", FOR, "It was seen and written down."),
    ("meter", "The meter says 1,900 for last winter.", "money", FOR, "It was read every month."),
    ("grant", "The town pays half of it back.", "money", AGAINST, "Half of a third is a sixth."),
    ("guests", "Guests come without notice.", "empty", AGAINST, "An empty room may be full tonight."),
    (
        "blankets",
        "There are enough blankets for everybody.",
        "freeze",
        FOR,
        "Who has two blankets does not freeze in bed.",
    ),
    ("kitchen", "The kitchen is warm until midnight.", "freeze", FOR, "There is always a warm place."),
    (
        "night",
        "The stove goes out at two in the night.",
        "freeze",
        AGAINST,
        "After that it is nine degrees in the attic.",
    ),
    ("moths", "Half of the blankets were lost to moths.", "blankets", AGAINST, "What has holes does not warm."),
    ("share", "The cost is shared by nights stayed.", "", "", ""),
    ("fair", "Who is here more uses more heat.", "share", FOR, "So they pay more."),
    ("poor", "Those without a place stay the most nights.", "share", AGAINST, "The poorest would pay the most."),
    ("fund", "A fund pays for those who cannot.", "poor", AGAINST, "Nobody pays what they do not have."),
)
VAN = (
    ("van", "The group buys a second van.", "", "", ""),
    ("wait", "Deliveries wait on most mornings.", "van", FOR, "A second van could go at the same time."),
    ("lent", "Two other groups would share it.", "van", FOR, "A van that stands still for us drives for them."),
    ("cost", "A van costs 2,400 a year to keep.", "van", AGAINST, "It has to be earned every year again."),
    ("bikes", "Cargo bikes could carry most of it.", "van", AGAINST, "They cost a tenth."),
    ("log", "The log book has the van out on 17 of 22 mornings.", "wait", FOR, "It was counted in October."),
    ("early", "Most deliveries could go in the afternoon.", "wait", AGAINST, "Then they would not wait."),
    ("shops", "The shops give away bread only before nine.", "early", AGAINST, "In the afternoon there is none."),
    ("letter", "Both groups have put it in writing.", "lent", FOR, "Their letters are in the folder."),
    ("insure", "The insurance covers our drivers only.", "lent", AGAINST, "Others could not drive it."),
    ("rider", "A rider for other drivers costs 90 a year.", "insure", AGAINST, "It can be had, and is cheap."),
    ("tyres", "The first van took 2,400 last year, tyres and all.", "cost", FOR, "A second one will take no less."),
    ("halves", "The other groups carry half.", "cost", AGAINST, "Then it is 1,200 for us."),
    ("hill", "The food bank is on the hill.", "bikes", AGAINST, "Nobody rides 80 kilos up there."),
    ("assist", "There are bikes with a motor.", "hill", AGAINST, "They climb it."),
    ("battery", "A battery lasts for one trip.", "assist", AGAINST, "The second trip is pushed."),
    ("storm", "It rains on every third morning.", "bikes", AGAINST, "Bread gets wet."),
    ("cover", "A cover keeps bread dry.", "storm", AGAINST, "It costs 40."),
    ("jobs", "A van gives two members driving practice.", "van", FOR, "That helps them to find work."),
    ("licence", "Both have lost their licence.", "jobs", AGAINST, "They cannot drive it."),
)  # fmt: skip
UNDERCUTS = (
    ("grant", "The town has not decided yet whether it pays again."),
    ("kitchen", "To be warm in the kitchen is not to be warm in bed."),
)
SKETCHES = (("share", FOR, "It was always done like that."), ("van", FOR, "Everybody is for it."))


def make_map(maker: Maker, documents: tuple[str, str]) -> dict[str, New]:
    """Add the claims and arguments of both documents; gives the claims by name."""
    batch = maker.batch
    claims: dict[str, New] = {}
    steps: dict[str, New] = {}
    for document, lines in zip(documents, (HEATING, VAN), strict=True):
        for name, text, *_rest in lines:
            claims[name] = batch.add("claim", {"name": name, "text": text, "document": document})
        for name, _text, target, kind, words in lines:
            if target:
                steps[name] = batch.add("argument", {"text": words, "document": document})
                batch.add("premise", {"argument": steps[name], "claim": claims[name]})
                batch.add("relation", {"argument": steps[name], "kind": kind, "claim": claims[target]})
    for name, words in UNDERCUTS:
        doubt = batch.add("argument", {"text": words, "document": documents[0]})
        batch.add("relation", {"argument": doubt, "kind": "undercuts", "undercut": steps[name]})
    for name, kind, words in SKETCHES:
        document = documents[0] if name in {line[0] for line in HEATING} else documents[1]
        sketch = batch.add("argument", {"text": words, "document": document})
        batch.add("relation", {"argument": sketch, "kind": kind, "claim": claims[name]})
    return claims
