"""What wants attention today."""
