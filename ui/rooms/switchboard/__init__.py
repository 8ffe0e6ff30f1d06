"""The room of the switchboard: needs left, offers right, and what connects them."""
