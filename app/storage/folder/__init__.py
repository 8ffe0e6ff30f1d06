"""The folder that is a vault, and the world around it."""
