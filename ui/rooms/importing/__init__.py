"""Lists and address books taken in, after a look at what that would do."""
