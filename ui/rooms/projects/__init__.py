"""What the group does: who looks after it, whether it is alive, and what is to be done next."""
