"""The encrypted database and the tables in it."""
