"""The verbs of the command line, named as the services are."""
