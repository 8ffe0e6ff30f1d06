"""The room of the flow of people."""
