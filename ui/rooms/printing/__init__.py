"""Sheets to print, with a preview of the very pages."""
