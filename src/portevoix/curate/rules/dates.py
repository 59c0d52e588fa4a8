"""When an item was published, as far as its source can be believed."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

# Clocks and zones are often off by less than this; more is a wish or a mistake.
TOLERANCE = timedelta(minutes=15)
FIRST_WEB = datetime(1991, 8, 6, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Dated:
    """A moment to sort by, and whether the source's own had to be set aside."""

    at: datetime
    is_corrected: bool


def believable_date(
    published_at: datetime | None, updated_at: datetime | None, found_at: datetime
) -> Dated:
    """Choose publication, else update, else finding; refuse the future and the time before the web.

    An item dated tomorrow is kept but sorted as found now, so that it cannot stay on top.
    """
    claimed = published_at or updated_at
    if claimed is None or claimed < FIRST_WEB:
        return Dated(found_at, is_corrected=True)
    if claimed <= found_at:
        return Dated(claimed, is_corrected=False)
    return Dated(found_at, is_corrected=claimed > found_at + TOLERANCE)
