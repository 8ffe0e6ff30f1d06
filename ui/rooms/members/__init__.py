"""Trust: who belongs to the group, who may see what, and what to have done before it is needed."""
