"""Houses: who sleeps in which bed on which night."""
