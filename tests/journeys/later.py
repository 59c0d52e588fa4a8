"""`python -m tests.journeys.later MOMENT COMMAND...`: a command, its clock set later."""

import sys
from datetime import datetime

import time_machine


def main() -> None:
    """Set the clock, then be the command: what it forks has the same clock."""
    time_machine.travel(datetime.fromisoformat(sys.argv[1]), tick=True).start()
    from portevoix.__main__ import main as portevoix

    sys.argv = ["portevoix", *sys.argv[2:]]
    portevoix()


if __name__ == "__main__":
    main()
