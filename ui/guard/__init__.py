"""Keeps what is on the screen from eyes it is not for: locking in time, the panic key, covering, the clipboard."""
