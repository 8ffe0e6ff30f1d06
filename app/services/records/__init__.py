"""Records as a coordinator meets them: lists, cards, filters, search, changes."""
