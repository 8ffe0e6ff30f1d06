"""The log of one circle: operations, segments, causality, and the merge of a record."""
