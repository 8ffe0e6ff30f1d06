"""The handbook, inside the program, since there is no network to look things up."""
