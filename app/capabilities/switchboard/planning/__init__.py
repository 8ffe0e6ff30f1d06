"""Planning a week: all open needs and offers at once, as a linear program first, with yes or no only where needed."""
