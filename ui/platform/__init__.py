"""What the system gives: dialogs, printers, pictures, and whether anybody is there."""
