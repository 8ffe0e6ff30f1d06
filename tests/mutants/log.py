"""Segments, their signatures, leaves and chains; taking in; merging."""

from tests.mutants.mutant import mutants

SEGMENTS = (
    "test_segment.py test_intake.py test_membership.py test_bundle.py test_forks.py test_replay.py test_erasing.py"
)
MERGE = "test_merge.py test_forks.py test_intake.py test_erasing.py"

LOG = [
    *mutants(
        "primitives/keys.py",
        SEGMENTS,
        (
            "the quantum-safe signature is not asked",
            "            mldsa.MLDSA65PublicKey.from_public_bytes(self.ml_dsa).verify(signatures.ml_dsa, signed)\n",
            "",
        ),
        (
            "the classical signature is not asked",
            "            ed25519.Ed25519PublicKey.from_public_bytes(self.ed25519).verify(signatures.ed25519, signed)\n",
            "",
        ),
    ),
    *mutants(
        "log/segment.py",
        SEGMENTS,
        (
            "leaves are not compared",
            "if not hmac.compare_digest(leaves_root(_leaves(segment, header.count)), header.leaves):",
            "if not leaves_root(_leaves(segment, header.count)):",
        ),
        ("signatures are not verified", '    keys.verify("segment", segment.header, segment.signatures)\n', ""),
        (
            "a salt of any length",
            "any(len(each) != SALT for each in segment.salts)",
            "any(not each for each in segment.salts)",
        ),
        ("holes in any order", "indexes != sorted(set(indexes)) or indexes[0] < 0", "indexes[0] < 0"),
        ("a segment of another group", "if header.group != group:", "if not header.group:"),
        ("a log opened twice", "if (header.seq == 0) != (header.opening is not None) or", "if"),
        ("operations of any size", "if max(sizes, default=0) > OPERATION_LIMIT or sum(sizes)", "if sum(sizes)"),
    ),
    *mutants(
        "replica/ingest.py",
        SEGMENTS,
        (
            "holes that nobody ordered",
            "if not erasures.explains(offer.digest, (index for index, _ in segment.erased)):",
            "if not offer.digest:",
        ),
        (
            "heads of any circle",
            "if any(self._causality.circle_of(head) != expected for head, expected in circles):",
            "if any(self._causality.circle_of(head) is None for head, _ in circles):",
        ),
        (
            "the authority builds on others",
            "if circle == AUTHORITY and header.deps:",
            "if circle == AUTHORITY and not header.leaves:",
        ),
        (
            "a log in two circles",
            "if any(each.device == opening.device and each.circle != opening.circle for each in openings):",
            "if opening in openings and not openings:",
        ),
        (
            "a segment continues another log",
            "if parent.log != header.log or before.seq != header.seq - 1:",
            "if before.seq != header.seq - 1:",
        ),
        (
            "a number is left out",
            "if parent.log != header.log or before.seq != header.seq - 1:",
            "if parent.log != header.log:",
        ),
        ("forks are not told", "                self._taken.forked.append(chain.log)", "                pass"),
        (
            "a circle that its author did not know",
            "if not any(seen(*entry.dot) for entry in self._ledger.openings.get(circle, ())):",
            "if circle not in self._ledger.openings:",
        ),
        (
            "what was bad stops what is good",
            "            if not (offer.kept or self._lenient):\n                raise\n",
            "            raise\n",
        ),
        (
            "a clock ahead is not told",
            "if not self._clock.observe(header.time):",
            "if self._clock.observe(header.time) is None:",
        ),
        ("what waits is not bounded", "if not fits and not offer.kept and not self._lenient:", "if False:"),
        (
            "what came first is never mended",
            "if self._causality.is_kept(place):",
            "if not digest:",
        ),
    ),
    *mutants(
        "primitives/clock.py",
        "test_clock.py test_intake.py",
        (
            "a clock ahead drags ours",
            "if time > self._wall() + AHEAD_LIMIT:",
            "if time > self._wall() + (AHEAD_LIMIT << 20):",
        ),
        (
            "our clock goes back",
            "self.latest = max(self.latest, min(self._wall(), TIME_LIMIT - 1))",
            "self.latest = min(self._wall(), TIME_LIMIT - 1)",
        ),
    ),
    *mutants(
        "log/operation.py",
        "test_canonical.py",
        ("an operation is part of two others", " or list(map(len, _values.decode(joined))) != sizes:", ":"),
        (
            "those of a segment are not checked one by one",
            "        check_operation(operation)\n    return found",
            "        pass\n    return found",
        ),
    ),
    *mutants(
        "replica/apply.py",
        MERGE,
        ("a later operation of the same segment is named", "(place is self._place and made >= index)", "made < 0"),
        (
            "what its author had not seen is named",
            "return place if place and place.seq <= self._past.get(place.chain, -1) else None",
            "return place",
        ),
        ("a branch writes to its twin's", "dot[2] not in self._inserts(place):", "dot[2] < 0:"),
        ("a branch is meant beyond what names it", "if named is not None and seq > named.seq:", "if seq < 0:"),
        (
            "an operation later than its segment",
            "if not isinstance(operation, Unknown) and operation.time > header.time:",
            "if not isinstance(operation, Unknown) and operation.time < 0:",
        ),
        ("what is erased is written to", "            if remaining is None:\n                continue\n", ""),
    ),
    *mutants(
        "log/state.py",
        MERGE,
        (
            "the last writer wins",
            "            kept = state.unseen(name, seen)\n",
            "            kept = list[Live]()\n",
        ),
        (
            "nothing is superseded",
            "return [live for live in lives if not seen(live.segment, live.index)]",
            "return list(lives)",
        ),
        (
            "a deletion hides what it did not see",
            "return bool(self.gone) and not self.missed()",
            "return bool(self.gone)",
        ),
        (
            "taking out removes what was added unseen",
            """            if live.value not in named or not seen(live.segment, live.index)
        ]
        _prune(state)""",
            """            if live.value not in named
        ]
        _prune(state)""",
        ),
        (
            "bringing back undoes deletions unseen",
            """    else:
        state.gone = [gone for gone in state.gone if not seen(gone.segment, gone.index)]


def _written""",
            """    else:
        state.gone = []


def _written""",
        ),
        (
            "an edit does not bring back",
            "    state.gone = [gone for gone in state.gone if not seen(gone.segment, gone.index)]\n    for gone",
            "    for gone",
        ),
        ("an edit unseen by a deletion is forgotten", "        gone.missed.append((segment, index))", "        pass"),
        (
            "what lives no more is missed",
            "gone.missed = sorted(set(gone.missed) & live)",
            "gone.missed = sorted(set(gone.missed))",
        ),
    ),
    *mutants(
        "replica/replica.py",
        MERGE,
        (
            "ties are broken by what came first",
            "return live.time, self.causality.chains[place.chain].log, place.seq, live.index, place.nonce",
            'return live.time, b"", place.number, live.index, b""',
        ),
    ),
]
