"""The room of pathways."""
