"""The same work done by others: what each peer needs to keep, hand over and merge one world and one lot of edits."""
