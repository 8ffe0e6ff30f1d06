"""Who is likely the same person as somebody else on the books."""
