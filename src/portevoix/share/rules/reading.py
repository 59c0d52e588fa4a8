"""When a network is asked what it counts of a post: seldom, and less and less."""

from datetime import datetime, timedelta

# An hour for the author's curiosity, a day for most of what a post receives, a week for the rest.
READ_AFTER = (timedelta(hours=1), timedelta(days=1), timedelta(days=7))
# A post that nobody could be asked about for so long is left alone.
TOO_LATE = timedelta(days=30)


def is_to_read(sent_at: datetime, latest_read_at: datetime | None, at: datetime) -> bool:
    """Say whether a post is to be read now: once per step, however late, never after 30 days."""
    passed = [sent_at + wait for wait in READ_AFTER if sent_at + wait <= at]
    if not passed or at - sent_at > TOO_LATE:
        return False
    return latest_read_at is None or latest_read_at < passed[-1]
