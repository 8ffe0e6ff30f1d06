"""The card beside a list: one record, edited in place, with its parts and its history."""
