"""What wants attention today, and what in the group's trust needs somebody."""
