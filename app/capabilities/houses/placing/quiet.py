"""A solver that writes nothing to the terminal, where commands write JSON for programs to read."""

from __future__ import annotations

from typing import Any


def quiet_solver() -> Any:
    """Give a HiGHS solver without its greeting: the class of the interface prints one, the one below it does not."""
    import highspy

    below = highspy.Highs.__mro__[1]
    solver: Any = below()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("random_seed", 0)
    return solver
