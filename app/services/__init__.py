"""What a coordinator can do: verbs over an open vault, the same for the window and the command line."""
