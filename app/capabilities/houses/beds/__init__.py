"""Nights, beds and who is in them: pure rules over plain rows."""
