"""Everybody: a list of any size, and the card of one person beside it."""
