"""The kitchen: who eats, what they can eat, what to cook and what to buy."""
