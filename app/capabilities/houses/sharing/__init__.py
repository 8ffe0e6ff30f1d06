"""Shared costs: who owes which part of a bill, to the cent, and how debts are settled."""
