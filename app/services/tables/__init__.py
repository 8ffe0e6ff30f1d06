"""Lists and cards of other programs: read, planned, taken in, and written."""
