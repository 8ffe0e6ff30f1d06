"""The room of funds: what there is, how long it lasts, who gets what, and what the bank says."""
