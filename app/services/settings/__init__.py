"""What this computer remembers of how the window should behave."""
