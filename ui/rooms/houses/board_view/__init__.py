"""The board of nights, painted: only what is in sight, whatever there is."""
