"""Place everyone: who sleeps in which bed, as well as can be, the same on every laptop."""
