"""How much room each column is worth, guessed from its texts; the template measures the rest.

A column as wide as its longest name would starve the others, so widths are chosen to make the
whole table short: room goes, step by step, to the column where it saves the most lines.
Widths here are in em (of the body type) and good to a few per cent, which is enough to decide
which texts fit on one line; the template then measures those texts with the real fonts.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.sheets.words import text_em, words

MOST_TEXTS = 240
MOST_CANDIDATES = 40
FILLED = 0.88
BROKEN_WORD = 0.7
MOST_ROWS = 80
STEPS_EM = (2.0, 1.0, 0.5)
MOST_TURNS = 12
ROUNDING = 1e-9
LABEL_SIZE = 0.85
ROWS_ON_A_PAGE = 30
NARROW_START_EM = 2.0
LEAST_EM = 0.5
ENOUGH_EM = 11.0


@dataclass(frozen=True, slots=True)
class Stretch:
    """What a column holds: its texts, whether they may wrap, and what it needs even when empty."""

    texts: tuple[str, ...]
    label: str
    rigid: bool = False
    least: float = 0.0


def share_out(columns: Sequence[Stretch], room: float) -> list[float]:
    """Return a width in em for each column, which together take at most ``room`` if at all possible."""
    choices = [_Choice(column) for column in columns]
    widths = [choice.options[0][0] for choice in choices]
    lines = [choice.options[0][1] for choice in choices]
    while True:
        left = room - sum(widths)
        best: tuple[float, int, float, float] | None = None
        for place, choice in enumerate(choices):
            for width, cost in choice.options:
                more = width - widths[place]
                if 0 < more <= left and cost < lines[place]:
                    worth = (lines[place] - cost) / more
                    if best is None or worth > best[0]:
                        best = (worth, place, width, cost)
        if best is None:
            break
        _worth, place, widths[place], lines[place] = best
    return _Table(columns).improved(widths) if any(lines) else widths


def is_crowded(columns: Sequence[Stretch], room: float) -> bool:
    """Tell whether even usual words would have to be broken, so that the page had better lie on its side."""
    total = 0.0
    for column in columns:
        if column.rigid:
            total += _Choice(column).options[0][0]
        else:
            sizes = sorted(text_em(word) for text in column.texts for word in words(text))
            usual = sizes[int(0.9 * (len(sizes) - 1))] if sizes else 0.0
            total += max(min(usual, ENOUGH_EM), column.least, text_em(column.label.split(" ")[0]) * LABEL_SIZE)
    return total > room


class _Choice:
    """The widths one column can have, narrowest first, each with the lines it costs beyond one a row."""

    def __init__(self, column: Stretch) -> None:
        """Work out the cost of every width worth considering."""
        counted = Counter(column.texts)
        texts = [(_shape(text), float(count)) for text, count in counted.items() if text]
        labelled = [(_shape(column.label, LABEL_SIZE), 1 + len(column.texts) / ROWS_ON_A_PAGE)]
        whole = [max(shape) for shape, _count in texts + labelled]
        if column.rigid:
            self.options = [(max(*whole, column.least), 0.0)]
            return
        texts.sort(key=lambda one: (sum(one[0]), one[0]))
        step = math.ceil(len(texts) / MOST_TEXTS) or 1
        sampled = [(shape, count * step) for shape, count in texts[::-1][::step]] + labelled
        at_least = max(column.least, min(NARROW_START_EM, max(whole)), LEAST_EM)
        wanted = {at_least}
        for (total, longest), _count in sampled:
            wanted.update((total, longest, total / 2 / FILLED, total / 3 / FILLED, total / 4 / FILLED))
        candidates = sorted(width for width in wanted if width >= at_least)
        stride = math.ceil(len(candidates) / MOST_CANDIDATES)
        chosen = sorted({*candidates[::stride], candidates[-1]})
        self.options = [(width, _cost(sampled, width)) for width in chosen]


class _Table:
    """Some of the rows, to see what the columns do to each other: a row is as high as its highest cell."""

    def __init__(self, columns: Sequence[Stretch]) -> None:
        """Take rows from all over the table."""
        count = max(len(column.texts) for column in columns)
        rows = range(0, count, math.ceil(count / MOST_ROWS) or 1)
        self._least = [max(column.least, NARROW_START_EM) for column in columns]
        self._soft = [place for place, column in enumerate(columns) if not column.rigid]
        self._shapes = [
            [_shape(column.texts[row]) if column.texts else (0.0, 0.0) for row in rows] for column in columns
        ]

    def improved(self, widths: list[float]) -> list[float]:
        """Move room between columns, in smaller and smaller steps, as long as the table gets shorter."""
        heights = [self._heights(place, width) for place, width in enumerate(widths)]
        least = self._height(heights)
        for step in STEPS_EM:
            for _turn in range(MOST_TURNS):
                givers = [place for place in self._soft if widths[place] - step >= self._least[place]]
                shrunk = {place: self._heights(place, widths[place] - step) for place in givers}
                grown = {place: self._heights(place, widths[place] + step) for place in self._soft}
                best: tuple[float, int, int] | None = None
                for giver in givers:
                    for taker in self._soft:
                        if taker == giver:
                            continue
                        trial = [*heights]
                        trial[giver], trial[taker] = shrunk[giver], grown[taker]
                        height = self._height(trial)
                        if height < least:
                            least = height
                            best = (height, giver, taker)
                if best is None:
                    break
                _height, giver, taker = best
                widths[giver] -= step
                widths[taker] += step
                heights[giver], heights[taker] = shrunk[giver], grown[taker]
        return widths

    def _heights(self, place: int, width: float) -> list[float]:
        """Count the lines of each cell of a column, were it so wide; a broken word counts as part of one."""
        return [
            1.0
            if total <= width + ROUNDING
            else max(math.ceil(total / (width * FILLED)), 2) + (BROKEN_WORD if longest > width + ROUNDING else 0)
            for total, longest in self._shapes[place]
        ]

    @staticmethod
    def _height(heights: list[list[float]]) -> float:
        """Add up the rows."""
        return sum(map(max, zip(*heights, strict=True)))


def _shape(text: str, size: float = 1.0) -> tuple[float, float]:
    """Measure the longest line of a text and its longest word; an address may break after its @."""
    lines = max((text_em(line) for line in text.split("\n")), default=0.0)
    longest = max((text_em(word) for word in words(text.replace("@", "@ "))), default=0.0)
    return lines * size, longest * size


def _cost(sampled: Iterable[tuple[tuple[float, float], float]], width: float) -> float:
    """Count the lines beyond the first, and a broken word as part of one more."""
    cost = 0.0
    for (total, longest), count in sampled:
        if total > width + ROUNDING:
            cost += count * (max(math.ceil(total / (width * FILLED)), 2) - 1)
            if longest > width + ROUNDING:
                cost += count * BROKEN_WORD
    return cost
