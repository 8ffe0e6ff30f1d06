"""The window from start to end: gate, session, opening, joining."""
