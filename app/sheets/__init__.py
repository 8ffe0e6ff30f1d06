"""Sheets of paper: what is on one, how it is laid out, and the codes that bring it back in."""
