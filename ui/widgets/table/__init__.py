"""A list of records of any length: pages fetched as they come into sight, nothing queried while painting."""
