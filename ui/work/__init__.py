"""Work away from the window's thread, and answers that come back."""
