"""Handing over and taking in: bundles made and opened, conflicts settled, who has what, and newcomers admitted."""
