"""A vault as a whole: made, opened, keys, travel copies, verified, pruned."""
