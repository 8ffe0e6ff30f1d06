"""The room of all records that have no room of their own."""
