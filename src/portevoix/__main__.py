"""The `portevoix` command."""

import os
import sys

from django.core.management import execute_from_command_line

from portevoix.share.platforms.guests import GuestRefused


def main() -> None:
    """Run a command of the product, or of Django's, with the product's settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portevoix.config.settings")
    try:
        execute_from_command_line(["portevoix", *sys.argv[1:]])
    except GuestRefused as refused:
        sys.exit(f"portevoix: {refused}")


if __name__ == "__main__":
    main()
