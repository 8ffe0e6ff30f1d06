"""Who belongs, who may read and decide what, and what became of it."""
