"""`python -m app`: what the `switchboard` command starts."""

import sys

from app.main import main


def run() -> int:
    """Start with the words of the command line; gives the exit status."""
    return main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(run())
