"""The ledger that houses and funds share: accounts, transactions, postings, and exact money."""
