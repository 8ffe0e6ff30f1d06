"""The rooms of the house, one folder each; no room knows another."""
