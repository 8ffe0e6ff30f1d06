"""The map of arguments: what stands in three values, why, and what would change."""
