"""What waits to be settled: values written at the same time, and broken rules."""
