"""The shell of the command line's tests."""

from tests.app.cli.conftest import ann, begun, registry, shell

__all__ = ["ann", "begun", "registry", "shell"]
