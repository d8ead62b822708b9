"""The command line, as ``python -m routing``."""

from routing.cli import main

if __name__ == "__main__":
    main(prog_name="routing")
