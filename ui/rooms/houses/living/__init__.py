"""The page of a house's days: who eats, who does what, who owes whom."""
