"""Certified checkpoints, and snapshots to start from."""
