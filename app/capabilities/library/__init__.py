"""Library: documents, review rounds, a map of arguments, study circles, and interests where they touch."""
