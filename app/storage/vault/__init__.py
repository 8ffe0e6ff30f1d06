"""An open vault: the one door for writes, and what is read back."""
