"""The window around the rooms: rail, top bar, status line, finder, and the gate before a vault is open."""
