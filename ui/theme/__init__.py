"""How everything looks: colours by role, sizes on a grid, icons by our own names, one stylesheet."""
