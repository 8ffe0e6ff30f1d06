"""What all formats rest on: algorithms, keys, encoding, compression, padding, age files."""
