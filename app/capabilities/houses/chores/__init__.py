"""Chores: what each owes by being there, who has done what, and a rota that is fair."""
