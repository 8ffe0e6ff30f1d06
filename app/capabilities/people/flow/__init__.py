"""Figures about the flow of people: pure functions of plain rows and a day that is handed in."""
