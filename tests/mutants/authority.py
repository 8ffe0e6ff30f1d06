"""Who may do what: rights, votes, suspensions, stale keys."""

from tests.mutants.mutant import mutants

TRUST = "test_rights.py test_rights_of_keys.py test_authority.py test_membership.py test_circles.py test_keyring.py test_erasing.py"

AUTHORITY = [
    *mutants(
        "replica/acceptance.py",
        TRUST,
        (
            "rights now not asked",
            "self._membership.writes(device, circle, seen) and self._membership.writes(device, circle)",
            "self._membership.writes(device, circle, seen)",
        ),
        (
            "rights then not asked",
            "self._membership.writes(device, circle, seen) and self._membership.writes(device, circle)",
            "self._membership.writes(device, circle)",
        ),
        ("standing not asked", "if rightful and self._membership.good(device):", "if rightful:"),
        (
            "own device vouches",
            "if opening.circle != circle or opening.device == device:",
            "if opening.circle != circle:",
        ),
        ("sole certifier vouches for itself", "if certifiers == frozenset({device}):", "if not certifiers:"),
        (
            "the suspended vouch",
            "if not self._membership.good(opening.device) or not writes(opening.device, opening.circle):",
            "if not writes(opening.device, opening.circle):",
        ),
        (
            "readers vouch",
            "if not self._membership.good(opening.device) or not writes(opening.device, opening.circle):",
            "if not self._membership.good(opening.device):",
        ),
        (
            "vouching needs no right at the time",
            "return self._membership.writes(chain.opening.device, chain.opening.circle, seen)",
            "return True",
        ),
        (
            "nothing leaves quarantine",
            "if quarantined != place.quarantined:",
            "if quarantined and not place.quarantined:",
        ),
        (
            "nothing enters quarantine",
            "if quarantined != place.quarantined:",
            "if not quarantined and place.quarantined:",
        ),
    ),
    *mutants(
        "authority/pasts.py",
        "test_closed_pasts.py " + TRUST,
        (
            "pasts are not closed over what those named had seen",
            "seen |= self._seen.get(each, 0) | self._bits",
            "seen |= self._bits",
        ),
    ),
    *mutants(
        "authority/evaluation.py",
        "test_closed_pasts.py",
        (
            "a void opening takes the place of the circle that all read",
            "if not self._state.entrustings or self._state.entrustings[0].entry.author != opened.author:",
            "if not self._state.entrustings:",
        ),
    ),
    *mutants(
        "authority/membership.py",
        TRUST,
        ("readers write", "not in {Role.ADMIN, Role.EDITOR} or not", "not in {*Role} - {Role.CARRIER} or not"),
        (
            "readers of a circle write in it",
            "return circle == self.everyone or part in {Part.STEWARD, Part.EDITOR}",
            "return circle == self.everyone or part is not Part.NONE",
        ),
        ("carriers read", "if role is None or role is Role.CARRIER or not", "if role is None or not"),
        (
            "of two parts the greater",
            "return max(latest, key=_PARTS.index, default=Part.NONE)",
            "return min(latest, key=_PARTS.index, default=Part.NONE)",
        ),
        ("of two roles the greater", "role = max(latest, key=_ROLES.index,", "role = min(latest, key=_ROLES.index,"),
        ("every writer is a steward", "return steward or self.role_at(device, seen) is Role.ADMIN", "return True"),
        ("one vote carries", "or len(persons) >= 2 else []", "or len(persons) >= 1 else []"),
        (
            "one votes in one's own matter",
            "return {person for person, _ in ballot.votes if person is not None} - self.persons(about)",
            "return {person for person, _ in ballot.votes if person is not None}",
        ),
        ("stale epochs are used", "if any(each <= {leaver} for each in self.unheard[epoch])]", "if epoch]"),
        (
            "one who is waited for no longer by some",
            "return bool(latest) and all(latest)",
            "return bool(latest) and any(latest)",
        ),
        (
            "boxes for the suspended",
            "if device.good and self.reads(device.device, circle)",
            "if self.reads(device.device, circle)",
        ),
        (
            "a renewal takes the place of one it did not see",
            "heads = [kem for _, kem, entry in made if not any(other.saw(*entry.dot) for _, _, other in made)]",
            "heads = [kem for _, kem, _ in made[:1]]",
        ),
    ),
    *mutants(
        "authority/membership.py",
        "test_further_laptops.py",
        ("one admin says whose laptop it is", "return person in said or len(said) > 1", "return bool(said)"),
        ("nobody says that a laptop is their own", "return person in said or len(said) > 1", "return len(said) > 1"),
        ("two admins cannot say whose laptop it is", "return person in said or len(said) > 1", "return person in said"),
        (
            "a laptop that is not confirmed votes",
            "return Role.EDITOR if role is Role.ADMIN and self.owner_at(device, seen) is None else role",
            "return role",
        ),
        (
            "whoever pretends to have been first is somebody",
            "if any(each.first for each in named) and not self._admissions_at(person, seen):",
            "if any(each.first for each in named):",
        ),
        (
            "of two who claim a laptop the first has it",
            "agree = len(persons) == 1 or all(each.first for each in owners)",
            "agree = True",
        ),
        (
            "a person of its own can be claimed",
            "        if device in persons:\n            return device\n",
            "",
        ),
        (
            "a laptop that is not confirmed is of whom it says",
            "return {self.owner_at(device, seen) or device for device in known}",
            "return {self._admissions_at(device, seen)[0].person for device in known}",
        ),
    ),
    *mutants(
        "authority/evaluation.py",
        "test_further_laptops.py",
        (
            "anybody confirms a laptop",
            "        if by != operation.person:\n            self._require_admin(entry)\n",
            "",
        ),
        (
            "another role is said again",
            "said = (operation.person, operation.name, operation.role)\n"
            "        return any((each.person, each.name, each.role) == said for",
            "said = (operation.person, operation.name)\n        return any((each.person, each.name) == said for",
        ),
    ),
    *mutants(
        "authority/evaluation.py",
        TRUST,
        (
            "anybody is an admin",
            "if self._state.role_at(entry.author, entry.saw) is not Role.ADMIN:",
            "if self._state.role_at(entry.author, entry.saw) is None:",
        ),
        (
            "demotions ignored",
            "self._decided.appointed.get(entry.author, ()) if self._decided else ()",
            "()",
        ),
        (
            "who takes a part away is answered by the same",
            "each in lowered if part not in enough)) and not self._takes_away(entry):",
            "each in lowered if part not in enough)):",
        ),
        (
            "who takes a role away is answered by the same",
            "each in appointed if role not in enough)) and not self._takes_away(entry):",
            "each in appointed if role not in enough)):",
        ),
        ("a steward's role is not asked", "            self._check_not_demoted(entry, WRITERS)\n", ""),
        (
            "a certifier's role is not asked",
            "            self._check_not_demoted(entry, WRITERS if steward else {Role.ADMIN})\n",
            "",
        ),
        (
            "lowered parts ignored",
            "self._decided.lowered.get((circle, entry.author), ()) if self._decided else ()",
            "()",
        ),
        (
            "the suspended speak",
            "if not isinstance(entry.operation, Suspend) or entry.saw(*each.dot):",
            "if not isinstance(entry.operation, Suspend) and entry.saw(*each.dot):",
        ),
        (
            "a suspension cannot be answered",
            "if not isinstance(entry.operation, Suspend) or entry.saw(*each.dot):",
            "if True:",
        ),
        (
            "the removed speak",
            "if removal.device == author and not any(vote.saw(*entry.dot) for vote in removal.votes):",
            "if removal.device == author and not removal.votes:",
        ),
        (
            "devices made later lift",
            "if person is None or membership.role_at(entry.author, suspension.saw) is Role.ADMIN",
            "if person is None or membership.role_at(entry.author) is Role.ADMIN",
        ),
        (
            "admins made later lift",
            """    voters = membership.admins_at(suspension.saw) - about
    # A device that somebody admitted for a voter since then has no vote either.
    votes = [
        (person, entry)
        for person, entry in ballot.votes
        if person is None or membership.role_at(entry.author, suspension.saw) is Role.ADMIN
    ]
""",
            """    voters = membership.admins_at() - about
    votes = ballot.votes
""",
        ),
        (
            "the suspended lift their own suspension",
            "voters = membership.admins_at(suspension.saw) - about",
            "voters = membership.admins_at(suspension.saw)",
        ),
        ("admitted twice", "if state.role_at(operation.keys.device, entry.saw) is not None:", "if not operation.keys:"),
        ("a circle is opened twice", "if state.has_circle(operation.circle, entry.saw):", "if not operation.circle:"),
        ("too few trustees decide", "or not 0 < quorum <= len(signers):", "or not signers:"),
        (
            "trustees' signatures are not asked",
            "if not self._decrees[entry.name] or not 0 < quorum",
            "if not 0 < quorum",
        ),
        ("a decree counts twice", "if any(entry.saw(*other.dot) for other in before):", "if entry in before:"),
        (
            "every editor of a circle lets others in",
            "if writes and circle.part_at(entry.author, entry.saw) is Part.STEWARD:",
            "if writes:",
        ),
        (
            "anybody certifies",
            "if not state.stewards(entry.author, operation.circle, entry.saw):",
            "if not state.has_circle(operation.circle, entry.saw):",
        ),
        (
            "anybody hands out keys",
            "if not self._state.reads(entry.author, operation.circle, entry.saw):",
            "if not self._state.has_circle(operation.circle, entry.saw):",
        ),
        (
            "one admin of several names trustees",
            "alone = person is not None and self._state.admins_at(entry.saw) == {person}",
            "alone = person is not None",
        ),
        (
            "anybody retires anybody",
            "        if entry.author != operation.device:\n            self._require_admin(entry)\n",
            "",
        ),
        (
            "one admin demotes another",
            "demotes = present is Role.ADMIN and role is not Role.ADMIN and person not in",
            "demotes = present is None and person not in",
        ),
    ),
    *mutants(
        "authority/resolution.py",
        TRUST,
        ("an accomplice takes a right away", "            if again == decided:", "            if again:"),
        (
            "a reader becomes a carrier and the key stays",
            "        losses += [each.entry for each in membership.appointments.get(device, ())"
            " if each.role is Role.CARRIER]\n",
            "",
        ),
        (
            "one is taken out and the key stays",
            "        losses += [entry for part, entry in circle.shares.get(device, ()) if part is Part.NONE]\n",
            "",
        ),
        (
            "one is suspended and the key stays",
            "        losses += [each for each in decided.suspensions if device in suspended_by(each)]\n",
            "",
        ),
        (
            "one is removed and the key stays",
            "        losses += [vote for removal in decided.removals if removal.device == device"
            " for vote in removal.votes]\n",
            "",
        ),
        (
            "one vote of two is the news of a removal",
            "if not all(opener.saw(*loss.dot) for loss in lost[each])",
            "if not any(opener.saw(*loss.dot) for loss in lost[each])",
        ),
        ("who was let in without a box keeps it", "return {*circle.shares, *(", "return {*("),
        ("who was handed a key without a right keeps it", "handed.union(each", "set[bytes]().union(each"),
        ("a void box hands no key out", "(*circle.boxes.items(), *nominal.boxes.items())", "circle.boxes.items()"),
        (
            "who was shut out forces new keys",
            "if each == epoch and any(box.saw(*opener.dot) for box, _ in made for opener in openers)",
            "if each == epoch",
        ),
        (
            "the voted out answer by suspensions",
            "others = [each for each in nominal.suspensions if not nominal.persons([each.author]) & persons]",
            "others = nominal.suspensions",
        ),
        (
            "what the removed suspend counts",
            "            if each.author not in removed or any(vote.saw(*each.dot) for vote in removed[each.author])\n",
            "",
        ),
        ("votes of accomplices count first", "return sorted(voters.values())[1] if", "return -min(voters.values()) if"),
        ("who suspend each other are not shown so", "Standing.CONTESTED if _contested", "Standing.GOOD if _contested"),
    ),
]
