"""A signed, encrypted, replicated record log: it imports nothing of ours, no Qt and no SQL model."""
