"""The switchboard: what is needed, what is offered, and what came of it."""
