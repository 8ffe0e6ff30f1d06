"""The vault on disk: its folder, the keys that open it, the encrypted database and what is in it."""
