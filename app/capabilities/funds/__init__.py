"""Funds: pooled money with strings attached, stipends, expenses, asks, statements of banks."""
