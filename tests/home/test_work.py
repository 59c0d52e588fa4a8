from __future__ import annotations

from datetime import datetime

import pytest
import time_machine
from django.core.management import call_command

from portevoix.curate.models import Source
from portevoix.share.models import Account, DailySalt, Share
from tests.conftest import Cast
from tests.share.world import a_share, ready_to_share

pytestmark = pytest.mark.usefixtures("shared_database")


def test_one_round_of_work_asks_every_question(cast: Cast, at: datetime) -> None:
    ready_to_share(cast.ines, at)
    share = a_share(cast.ines, at)
    Source.objects.update(state=Source.State.PAUSED)
    # Nothing leaves while tests run: no server is asked for its limits.
    Account.objects.update(state=Account.State.EXPIRED)
    Share.objects.update(mode=Share.Mode.INTENT, network="linkedin")
    with time_machine.travel(at, tick=False):
        call_command("work", "--once")
    share.refresh_from_db()
    assert share.problem == "your_turn"
    assert DailySalt.objects.count() >= 1
