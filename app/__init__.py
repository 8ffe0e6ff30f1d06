"""The program without its window: records, vault, verbs and the command line."""
