"""The demonstration: everything in one go, with three laptops that never share a network."""
