"""Pairs of small efforts that mean the same in other words, in several languages, and words to hide them among."""

from __future__ import annotations

import random

PAIRS = (
    ("Winter coats for everybody, collecting warm clothing", "Collect coats and warm clothes before the winter"),
    ("Tool library: lending drills and saws", "A library to lend tools, drills, sawing benches"),
    ("Repair café for bicycles", "Bicycle repairing on Saturdays in the café"),
    ("Tenants' meeting about heating", "Tenant meetings: heaters that do not heat"),
    ("Soup kitchen on Sundays", "Cooking Sunday soup in our kitchen"),
    ("Learning German together, conversation evenings", "German learners' conversations every evening"),
    ("Garden on the roof, growing vegetables", "Rooftop gardening: we grow a vegetable garden"),
    ("Childcare during assemblies", "Caring for children while the assembly meets"),
    ("Printing leaflets for the strike", "Strike leaflet printers wanted"),
    ("Driving elderly neighbours to the doctor", "Neighbourhood drivers take the elderly to doctors"),
    ("Kleiderkammer: warme Kleidung sammeln", "Sammlung von Kleidern und warmen Jacken"),
    ("Werkzeuge verleihen im Hof", "Werkzeugverleih für den Hof"),
    ("Gemeinsam kochen am Sonntag", "Sonntagsküche: wir kochen gemeinsam"),
    ("Fahrräder reparieren mit Nachbarn", "Fahrradreparatur in der Nachbarschaft"),
    ("Mieterversammlung wegen der Heizung", "Versammlung der Mieterinnen zur Heizungsanlage"),
    ("Hausaufgabenhilfe für Kinder", "Kindern bei den Hausaufgaben helfen"),
    ("Urban gardening auf dem Dach", "Dachgarten, Gemüse aus dem Garten"),
    ("Begleitung zu Ämtern und Behörden", "Wir begleiten Menschen zur Behörde"),
    ("Collecte de vêtements chauds", "Collecter des vêtements et manteaux"),
    ("Cours de français pour débutants", "Apprendre le français, cours aux débutantes"),
    ("Cuisine collective du dimanche", "Cuisiner collectivement chaque dimanche"),
    ("Jardin partagé, légumes du quartier", "Jardinage partagé dans notre quartier"),
    ("Aide aux devoirs des enfants", "Aider les enfants à faire leurs devoirs"),
    ("Réparation de vélos", "Réparer les vélos ensemble"),
    ("Recogida de ropa de invierno", "Recoger ropa para el invierno"),
    ("Clases de español para vecinas", "Clase de español en el vecindario"),
    ("Cocina comunitaria los domingos", "Cocinar en comunidad cada domingo"),
    ("Huerto compartido en la azotea", "Huertos compartidos de azoteas"),
    ("Reparación de bicicletas", "Reparamos bicicletas rotas"),
    ("Biblioteca de herramientas", "Bibliotecas para prestar herramientas"),
    ("Zbiórka ciepłych ubrań", "Zbieramy ciepłe ubrania"),
    ("Wspólne gotowanie w niedzielę", "Gotujemy wspólnie, niedzielne obiady"),
    ("Naprawa rowerów", "Naprawiamy rowery sąsiadów"),
    ("Ogród społeczny na dachu", "Ogrody społeczne, dachowe warzywa"),
    ("Raccolta di vestiti invernali", "Raccogliere vestiti per l'inverno"),
    ("Riparazione di biciclette", "Riparare biciclette insieme"),
    ("Cucina popolare della domenica", "Cuciniamo ogni domenica, cucina per tutti"),
    ("Documentation of rent increases", "Dokumentation der Mieterhöhungen"),
    ("Information for refugees about asylum", "Informationen zu Asyl"),
    ("Solidarity concert against deportation", "Solidaritätskonzert gegen Deportation"),
)

_KNOWN = 0.15


def crowd(chance: random.Random, count: int) -> list[str]:
    """Give efforts about other things: mostly made-up words with endings, and now and then a word of the pairs."""
    heads = ["".join(chance.choices("bcdfghklmnprstvwz", k=1) + chance.choices("aeiou", k=1)) for _turn in range(90)]
    stems = ["".join(chance.choices(heads, k=chance.randint(2, 4))) for _turn in range(3000)]
    known = sorted({word.strip(",:") for pair in PAIRS for text in pair for word in text.split()})
    ends = ("", "s", "en", "ing", "er", "ung", "e", "a", "os")

    def word() -> str:
        return chance.choice(known) if chance.random() < _KNOWN else f"{chance.choice(stems)}{chance.choice(ends)}"

    return [" ".join(word() for _word in range(chance.randint(3, 9))) for _effort in range(count)]


def score(count: int) -> tuple[int, int, int]:
    """Say how many of both sides of all pairs find each other first, by parts of words and by plain words."""
    from app.capabilities.projects.similar import Effort, Index

    texts = {f"p{n:02}{side}": text for n, pair in enumerate(PAIRS) for side, text in zip("ab", pair, strict=True)}
    efforts = [Effort(key, text) for key, text in texts.items()]
    efforts += [Effort(f"x{n:05}", text) for n, text in enumerate(crowd(random.Random(7), count))]
    index = Index(efforts)
    other = {"a": "b", "b": "a"}
    found = sum(
        next((each.other for each in index.like(key, 1, 0.0)), "") == key[:-1] + other[key[-1]] for key in texts
    )
    words = {key: set(text.casefold().replace(",", " ").replace(":", " ").split()) for key, text in texts.items()}
    plain = 0
    for key, mine in words.items():
        best = max((len(mine & theirs) / len(mine | theirs), each) for each, theirs in words.items() if each != key)
        plain += best[0] > 0 and best[1] == key[:-1] + other[key[-1]]
    return found, plain, len(texts)
