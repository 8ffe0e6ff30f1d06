"""The keys that open a vault, and how each of them is wrapped."""
