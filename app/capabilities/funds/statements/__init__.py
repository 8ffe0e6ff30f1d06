"""Statements of banks: CAMT.053, OFX and CSV read with bounds, and lines that are the same wherever they are read."""
