"""What can be wrong with an age file; nothing here is shown to a person as it stands."""

from sync.primitives.errors import Malformed, NotForThisDevice, SyncError, Unsupported


class AgeError(SyncError):
    """Base of everything that this package refuses."""


class BadKey(AgeError, Malformed):
    """The bytes or the text are no usable hybrid identity or recipient."""


class NotAnAgeFile(AgeError, Malformed):
    """The first line is not that of a binary age file."""


class UnsupportedVersion(NotAnAgeFile, Unsupported):
    """An age file of another version than 1."""


class BadHeader(AgeError, Malformed):
    """The header breaks the grammar, a limit, or the rules of a stanza of our type."""


class NoMatch(AgeError, NotForThisDevice):
    """No stanza opens with the identities at hand: the file is for someone else, or its stanzas were damaged."""


class Tampered(AgeError, Malformed):
    """The header's MAC or a chunk does not verify: changed, damaged or cut within it; or something was appended."""


class Truncated(AgeError, Malformed):
    """The file surely ends too early: within the header, or between two chunks; cut elsewhere it is `Tampered`."""
