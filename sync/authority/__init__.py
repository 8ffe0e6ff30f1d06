"""What members say about each other, and what follows from it."""
