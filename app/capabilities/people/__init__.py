"""People: who they are, how to reach them, what time and skills they give."""
