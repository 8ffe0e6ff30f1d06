"""What rooms with a list and a card share, and what records need beyond their derived card."""
