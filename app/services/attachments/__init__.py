"""Files attached to records, and which of their bytes travel."""
