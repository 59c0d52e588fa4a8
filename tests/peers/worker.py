"""A worker of the product for one real server, killed with kill -9 between call and conclusion.

`python -m tests.peers.worker DATABASE_URL DATA_DIR MARKER` works as `portevoix work` does, with the
leases of the outbox shortened, until every share is over. The first time that a call has been
answered it leaves MARKER behind and stands still, so that it can be killed before it concludes.
"""

import os
import sys
import time
from datetime import timedelta
from pathlib import Path


def main() -> None:
    """Publish what is due, stand still once, go on until nothing waits."""
    database, folder, marker = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    os.environ.update(
        DJANGO_SETTINGS_MODULE="portevoix.config.settings",
        DATABASE_URL=database,
        PORTEVOIX_DATA_DIR=folder,
        PORTEVOIX_FETCH_LOOPBACK="yes",
    )
    import django

    django.setup()
    _hasten()
    from portevoix.share import tasks
    from portevoix.share.models import Share

    called = tasks._called

    def called_and_killed(*asked):  # type: ignore[no-untyped-def]
        result = called(*asked)
        if not marker.exists():
            marker.write_text("called")
            time.sleep(600)
        return result

    tasks._called = called_and_killed
    while Share.objects.exclude(state__in=["sent", "ask_person"]).exists():
        for question in (tasks.recover, tasks.publish_due, tasks.look_for_unknown):
            question()
        time.sleep(0.1)


def _hasten() -> None:
    """Two minutes of lease and of settling are waited for in seconds, the order is the same."""
    from portevoix.share.actions import publishing, stepping
    from portevoix.share.rules import outbox

    stepping.LEASE = publishing.LEASE = timedelta(seconds=2)
    outbox.FIRST_LOOK = timedelta(seconds=0.5)
    outbox.SETTLING = timedelta(seconds=2)
    outbox.BACK_OFF_FIRST = timedelta(seconds=1)


if __name__ == "__main__":
    main()
