"""Small faults put into `sync/` on purpose: each must be noticed by a test under `tests/sync`."""
