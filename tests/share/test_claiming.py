from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection

from portevoix.share.actions.publishing import begin_sending, claim_look, claim_share
from portevoix.share.models import Share
from tests.conftest import Cast
from tests.share.world import a_share, ready_to_share

pytestmark = pytest.mark.usefixtures("shared_database")


def at_once(act: Callable[[], object], threads: int = 2) -> list[object]:
    gate, results = threading.Barrier(threads), []

    def work() -> None:
        gate.wait()
        try:
            results.append(act())
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return results


@pytest.mark.parametrize("attempt", range(5))
def test_of_workers_that_want_one_share_one_gets_it(cast: Cast, at: datetime, attempt: int) -> None:
    ready_to_share(cast.ines, at)
    share = a_share(cast.ines, at)

    def take() -> bool:
        mine = Share.objects.get(pk=share.pk)
        return claim_share(share=mine, at=at) and begin_sending(share=mine, at=at) is not None

    assert at_once(take, 4).count(True) == 1
    share.refresh_from_db()
    assert (share.state, share.attempts) == (Share.State.SENDING, 1)


@pytest.mark.parametrize("attempt", range(5))
def test_of_workers_that_look_for_one_share_one_looks(
    cast: Cast, at: datetime, attempt: int
) -> None:
    ready_to_share(cast.ines, at)
    share = a_share(cast.ines, at)
    Share.objects.update(state=Share.State.UNKNOWN, next_try_at=at)

    def look() -> bool:
        mine = Share.objects.get(pk=share.pk)
        return claim_look(share=mine, at=at + timedelta(seconds=1))

    assert at_once(look, 4).count(True) == 1
