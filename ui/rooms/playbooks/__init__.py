"""Playbooks and actions: what worked, what can be done now and what is missing, what came of it, who comes in."""
