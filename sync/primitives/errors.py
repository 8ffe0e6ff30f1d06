"""What can be wrong with bytes that claim to come from the group; nothing here is shown to a person as it stands."""


class SyncError(Exception):
    """Base of everything that the log, the bundles and the trust rules refuse."""


class Malformed(SyncError):
    """The bytes do not have the form that the format demands."""


class NotCanonical(Malformed):
    """The bytes decode, but encoding the result gives other bytes."""


class Unsupported(SyncError):
    """The bytes name a version or suite that this program does not know."""


class Outdated(Unsupported):
    """The bytes have a form that an older version made and this one does not read."""


class BadSignature(SyncError):
    """One of the two signatures, or the hash that they cover, does not verify."""


class UnknownDevice(BadSignature):
    """No signature can be checked: the group does not know the device that is said to have made this."""


class ForeignGroup(SyncError):
    """The bytes belong to another group."""


class NotForThisDevice(SyncError):
    """No stanza of a bundle opens with the keys of this device."""


class Unauthorised(SyncError):
    """The author had no right to make this at that point of the history."""


class TooLarge(SyncError):
    """A declared or actual size passes the limits of the format."""


class NeedsMemory(TooLarge):
    """What is inside says to take more memory than there is; another computer, or another day, may take it."""


class PendingFull(SyncError):
    """Too many segments wait for others that never came."""


class LetGo(SyncError):
    """A segment that cannot be taken in here and that others may hand on: it is passed over, and stops nothing else."""


class MissingKey(SyncError):
    """A circle's epoch key is not known on this device."""
