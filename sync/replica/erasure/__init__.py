"""Orders to erase, and redacting what they name."""
