"""Bundles and join requests: how they are laid out, written and read."""
