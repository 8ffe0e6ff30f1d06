"""Houses, rooms, beds, and who stays where."""
