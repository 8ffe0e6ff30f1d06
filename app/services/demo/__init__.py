"""Sample data, and the demonstration of everything with three laptops."""
