"""Short signatures of texts, by which those that share many letters are brought together without comparing all.

Source: Broder 1997 (min-wise hashing) with banding. Only whole numbers are used, so that every laptop brings the
same texts together. Each band is sorted, and compared within a bounded window: n log n on any input.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

BANDS = 24
_ROWS = 2
_WINDOW = 6
_LARGE = 24
"""From this size on, those who share a band are sorted and only near neighbours compared."""
_SEED = 20_260_101
_BITS = 32


def signatures(texts: Sequence[Sequence[str]]) -> Any:
    """Give a signature (a row of numbers) for each list of texts; every text is read as its runs of three letters."""
    import numpy as np

    joined = [" " + "  ".join(each) + "  " for each in texts]
    codes = np.frombuffer("".join(joined).encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    ends = np.cumsum([len(each) for each in joined])
    starts = np.concatenate([[0], ends[:-1]]).astype(np.int64)
    factor = np.uint64(0x1F123BB5)
    grams = (codes[:-2] * factor + codes[1:-1]) * factor + codes[2:]
    grams = np.concatenate([grams, np.zeros(2, dtype=np.uint64)])
    # The last two runs of each text reach into the next one: the run before, of blanks, stands for them.
    for back in (1, 2):
        grams[ends - back] = grams[np.maximum(ends - 3, starts)]
    source = np.random.PCG64(_SEED).random_raw(BANDS * _ROWS)
    found = np.empty((BANDS * _ROWS, len(joined)), dtype=np.uint32)
    mixed = np.empty_like(grams)
    high = mixed.view(np.uint32)[1::2]  # The better half of each product, on the small-endian computers there are.
    for row in range(BANDS * _ROWS):
        np.bitwise_xor(grams, source[row], out=mixed)
        np.multiply(mixed, np.uint64(0x9E3779B97F4A7C15), out=mixed)
        found[row] = np.minimum.reduceat(high, starts)
    return found.T.copy()


def together(signed: Any, wanted: Any = None) -> Any:
    """Give pairs of places whose texts are likely alike, as two columns, each pair once with the lower place first.

    ``wanted`` marks places (true or false): a pair without one of them is left out.
    """
    import numpy as np

    found: list[Any] = []
    for band in range(BANDS):
        key = (signed[:, band * _ROWS].astype(np.uint64) << np.uint64(_BITS)) | signed[:, band * _ROWS + 1]
        tie = signed[:, (band * _ROWS + _ROWS) % signed.shape[1]]
        places = np.arange(len(key))
        if wanted is not None:
            places = places[np.isin(key, key[wanted])]
        order = places[np.lexsort((places, tie[places], key[places]))]
        ordered = key[order]
        changes = np.concatenate([[True], ordered[1:] != ordered[:-1]])
        group = np.cumsum(changes) - 1
        sizes = np.bincount(group)[group]
        for step in range(1, _LARGE):
            same = group[step:] == group[:-step]
            if step > _WINDOW:
                same &= sizes[step:] <= _LARGE
            if not same.any():
                break
            one, other = order[:-step][same], order[step:][same]
            if wanted is not None:
                kept = wanted[one] | wanted[other]
                one, other = one[kept], other[kept]
            found.append(np.minimum(one, other) * len(key) + np.maximum(one, other))
    pairs = np.unique(np.concatenate(found)) if found else np.empty(0, dtype=np.int64)
    return np.stack([pairs // max(1, len(signed)), pairs % max(1, len(signed))], axis=1)


def shared(signed: Any, pairs: Any) -> Any:
    """Give how many numbers the signatures of each pair have in common: an estimate of how much their texts share."""
    return (signed[pairs[:, 0]] == signed[pairs[:, 1]]).sum(axis=1)
