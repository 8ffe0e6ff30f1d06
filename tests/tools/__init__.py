"""A lending library of tools: a capability of the tests' own, as ARCHITECTURE.md walks through it."""
