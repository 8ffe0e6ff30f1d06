"""The command line: the verbs of the services, for scripts, trials and tests."""
