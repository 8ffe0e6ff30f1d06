"""Erasing, snapshots, keys, bundles, and who has what."""

from tests.mutants.mutant import mutants

ERASING = "test_erasing.py test_rights.py test_cuts.py"
CUTS = "test_cuts.py test_erasing.py test_copies.py"
KEYS = "test_keyring.py test_circles.py test_rights_of_keys.py test_copies.py test_membership.py"
BUNDLES = "test_bundle.py test_glimpse.py test_circles.py test_knowledge.py test_copies.py"
KNOWLEDGE = "test_copies.py test_knowledge.py test_erasing.py"

EXCHANGE = [
    *mutants(
        "replica/erasure/redaction.py",
        ERASING,
        (
            "orders reach other circles",
            "if place is None or replica.causality.chains[place.chain].opening.circle != order.circle:",
            "if place is None:",
        ),
        ("void orders are not taken back", "            _take_back(replica, order, replayed)\n", "            pass\n"),
        (
            "what was mended shows nowhere",
            "    if numbers:\n        _note(replica, numbers)",
            "    if False:\n        _note(replica, numbers)",
        ),
        ("holes are not wished for", "            found.append(digest)\n", "            pass\n"),
    ),
    *mutants(
        "replica/certificates.py",
        ERASING,
        ("orders count everywhere", "return self.circles.get(circle) or _NOTHING", "return self"),
        (
            "an erased field can never be filled again",
            "gone = {name for name, entries in fields.items() if not all(seen(*entry.dot) for entry in entries)}",
            "gone = set(fields)",
        ),
        ("an erased record is written again", "        if record in self.whole:\n            return None\n", ""),
        (
            "an order puts words into a mouth",
            "if not isinstance(made, Insert) or made.fields:",
            "if not isinstance(made, Insert):",
        ),
        (
            "a void order explains every hole",
            "        return known.issuperset(indexes)\n",
            "        return known.issuperset(indexes) or bool(self.doubtful)\n",
        ),
        ("orders that nobody certified explain holes", "elif known and digest in known.once:", "else:"),
        ("every hole is covered", "return all(index in known for index in indexes)", "return True"),
    ),
    *mutants(
        "replica/erasure/orders.py",
        ERASING,
        (
            "orders that nobody certified are kept",
            "if each is not None and each[0] in (here.once if isinstance(each[1], Order) else here.certificates)",
            "if each is not None",
        ),
        (
            "orders that are void are not even kept",
            "(here.once if isinstance(each[1], Order) else here.certificates)",
            "here.certificates",
        ),
        ("others confirm by silence", "said = mine or (bool(statements) and all(", "said = mine or (all("),
        (
            "nothing that holds is said again",
            "    _say_again(replica, circle, targets, leaves)\n    return",
            "    return",
        ),
        (
            "what others wrote unseen stays listed nowhere",
            "        if leaves:\n            _say_again",
            "        if False:\n            _say_again",
        ),
    ),
    *mutants(
        "replica/checkpoints/checkpoint.py",
        CUTS,
        (
            "snapshots that nobody certified",
            "if not any(isinstance(cut, Cut) and cut.snapshot == snapshot_hash(data) for _, cut in cuts):",
            "if not data:",
        ),
        ("a snapshot replaces what is here", "me is None or (here and not returns)", "me is None"),
        ("who was set back never starts again", "(me.retired or bool(copies.life(replica).others))", "me.retired"),
        (
            "let go before all have it",
            "place is not None and all(place.seq <= vector.get(place.chain, -1) for vector in vectors)",
            "place is not None",
        ),
        (
            "let go of what gives something else",
            "        or snapshot_hash(encode_snapshot(replica, circle, seqs, states)) != cut.snapshot\n",
            "",
        ),
        ("let go while somebody has holes", "if wished(replica, circle, others):", "if not circle:"),
    ),
    *mutants(
        "replica/checkpoints/snapshot.py",
        CUTS,
        (
            "a record under another id",
            "if causality.record_id(segment, index) != kept.record:",
            "if not kept.record:",
        ),
        (
            "a log of another circle",
            "known.opening.device == cut.device and known.opening.circle != snapshot.circle",
            "not known.opening.device",
        ),
    ),
    *mutants(
        "replica/group_keys.py",
        KEYS,
        ("a wrong key is taken from a box", "            if epoch_of(key) == epoch:\n", "            if key:\n"),
        (
            "boxes for those who may not read",
            "if found in replica.membership.entitled(circle) and replica.membership.reads(replica.device, circle)",
            "if replica.membership.reads(replica.device, circle)",
        ),
        ("nobody makes another box", " or _pleads(circle, epoch, device.device)", ""),
        (
            "who has asked for a box asks with every bundle",
            "        if mine and not _pleads(replica.membership.circles[circle], epoch, replica.device):\n",
            "        if mine:\n",
        ),
        (
            "a box for whoever may not read is pleaded about",
            "        if mine and not _pleads(",
            "        if not _pleads(",
        ),
        (
            "who has asked once is answered for ever",
            "any(not any(entry.saw(*plea.dot) for entry, _ in boxes) for plea in pleas)",
            "any(plea not in boxes for plea in pleas)",
        ),
        (
            "a box that was no answer to this copy ends its asking",
            "if mine and not _pleads(replica.membership.circles[circle], epoch, replica.device):",
            "if mine and not any(each.author == replica.device for _, each in replica.membership.circles[circle].pleas):",
        ),
        (
            "no copy makes a box for the other",
            "if (copied or device.device != replica.device) and",
            "if device.device != replica.device and",
        ),
        ("keys are never destroyed", "        if now - replaced > KEPT_FOR:", "        if now < replaced:"),
        ("keys are never renewed", "if known_to_all and now - since < RENEWED_AFTER:", "if known_to_all:"),
        ("a lost key is not made good", "if known_to_all and now - since", "if now - since"),
        ("boxes for one copy only", "device.recipients(copied=True) if is_copied(replica, device.device) else", ""),
    ),
    *mutants(
        "replica/group_encryption.py",
        BUNDLES,
        (
            "a blob does not commit to its key",
            "if not hmac.compare_digest(commitment, blob.commitment):",
            "if not commitment:",
        ),
    ),
    *mutants(
        "bundle/format.py",
        BUNDLES,
        ("for whoever it was not made", "if device not in manifest.recipients:", "if not manifest.recipients:"),
        (
            "parts of another bundle",
            "if manifest.content != content_hash(",
            'if manifest.content == b"" != content_hash(',
        ),
    ),
    *mutants(
        "bundle/read.py",
        BUNDLES,
        (
            "a seal over another bundle",
            'if seen.seal is None or seen.seal.beside != labelled_hash("manifest", seen.encoded):',
            "if seen.seal is None:",
        ),
        ("somebody else's seal", "if signer != seen.manifest.sender:", "if not signer:"),
        (
            "what is carried stops a bundle",
            "    except SyncError:\n        opened.spoilt += 1\n        return\n",
            "    except SyncError:\n        raise\n",
        ),
        ("a stranger says as much as they like", "len(authority) > STRANGERS_LIMIT):", "len(authority) < 0):"),
        (
            "one who is not admitted takes it",
            '    if replica.me is None:\n        raise NotForThisDevice("this bundle does not admit this device to the group")\n',
            "",
        ),
        ("a step back is not told", "opened.backwards.append(device)", "pass"),
    ),
    *mutants(
        "bundle/write.py",
        BUNDLES,
        (
            "the last words in a circle stay here",
            "    own += [_last_words(replica, circle, names, choice, weight) for circle in _left(replica)]\n",
            "",
        ),
        ("last words under any key", ".usable(replica.device)", ".openers"),
        ("nothing is carried", "_carried(replica) if choice.carry else []", "[]"),
        ("what is old is carried for ever", "if now - time > CARRIED_FOR or", "if now < 0 or"),
        ("what was carried is forgotten", 'replica.store.carry(digest, circle, now, b"")', "pass"),
        (
            "copies do not meet in a circle of their own",
            "if copied or each.device != replica.device]",
            "if each.device != replica.device]",
        ),
        (
            "everything is what was not stated",
            "unknown = [bytes(16)] if choice.everything else []",
            "unknown = list[bytes]()",
        ),
        ("a circle's part of everything too", "wanted = [*wanted, bytes(16)]", "pass"),
    ),
    *mutants(
        "replica/acknowledgements.py",
        KNOWLEDGE,
        (
            "the most is believed",
            "min([seq, *(each.get(chain, -1) for each in others)])",
            "max([seq, *(each.get(chain, -1) for each in others)])",
        ),
        ("a clock orders what was stated", "own.counter >= spoken.counter]", "own.counter >= 0]"),
        (
            "an old word counts again",
            "and own.counter > spoken.counter for each in kept):",
            "and own.counter < 0 for each in kept):",
        ),
        ("a head beyond ours covers nothing", "if last is not None and head.seq > last.seq:", "if last is None:"),
        ("what was stated covers other branches", "if len(chains) != 1:", "if not chains:"),
        (
            "nobody compares what is shown",
            "if any(each.digest != replica.shown(each.circle) for each in same):",
            "if any(not each.digest for each in same):",
        ),
        ("what differs is compared", "and each.covered == replica.covered(each.circle))", ")"),
        (
            "recipients do not hear of their copies",
            "if device != replica.device or kept.sealed.copy != replica.incarnation:",
            "if device != replica.device:",
        ),
        (
            "a wish is not granted",
            "names = {digest for statement in statements for digest in statement.wants}",
            "names = set[bytes]()",
        ),
        (
            "a taking back is not noticed",
            "return statement, not before or all(seq <= now.get(chain, -1) for chain, seq in had.items())",
            "return statement, True",
        ),
        (
            "a step back is hidden by a word in another circle",
            "before = _before(replica, statement.device, circle)",
            "before = known(replica, statement.device, circle)",
        ),
    ),
    *mutants(
        "replica/copies.py",
        KNOWLEDGE,
        ("one at work is taken for set back", "return note.ended or sealed.heard(other.copy) is None", "return True"),
        ("nobody is ever set back", "return note.ended or sealed.heard(other.copy) is None", "return note.ended"),
        (
            "what was heard before stands for later",
            "if note is None or note.counter < sealed.counter:",
            "if note is None:",
        ),
        ("a cloned disk goes on as if alone", "if mine > now.counter or other:", "if False:"),
        ("two words at one place", "if mine > now.counter or other:", "if mine > now.counter:"),
        (
            "one who is gone is gone for ever",
            "over = ended if counter > known.counter else known.ended or ended",
            "over = known.ended or ended",
        ),
        (
            "the copy before is forgotten",
            'return Life(replica.incarnation, 0, b"", kept.others).noting(kept.copy, kept.counter)',
            'return Life(replica.incarnation, 0, b"", kept.others)',
        ),
        ("twins are not told", "words[one].heard(other) and words[other].heard(one):", "words[one] == words[other]:"),
    ),
    *mutants(
        "replica/statements.py",
        KNOWLEDGE,
        (
            "a statement under any seal",
            "if statement.device != sealed.device or statement_hash(data) not in sealed.statements:",
            "if statement.device != sealed.device:",
        ),
        (
            "a statement in another's name",
            "if statement.device != sealed.device or statement_hash(data) not in sealed.statements:",
            "if statement_hash(data) not in sealed.statements:",
        ),
        ("a statement of another circle", "if statement.circle != circle:", "if not statement.circle:"),
    ),
]
