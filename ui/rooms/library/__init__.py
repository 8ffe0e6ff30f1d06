"""The room of the library."""
