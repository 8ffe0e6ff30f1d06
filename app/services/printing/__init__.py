"""Sheets: which there are, how they are filled, and how they become pages."""
