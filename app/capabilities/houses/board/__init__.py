"""The board: rooms and beds down, nights across, as rows to paint, and the changes that it allows."""
