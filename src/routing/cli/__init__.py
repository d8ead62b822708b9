"""The command line: validate tables, plan a day, check a plan, see a demonstration."""

from routing.cli.main import main

__all__ = ["main"]
