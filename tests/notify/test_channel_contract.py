from __future__ import annotations

import pytest

from tests.notify.contract import ChannelContract, Served
from tests.notify.fakes import emulated


class TestEmulator(ChannelContract):
    @pytest.fixture
    def served(self) -> Served:
        return emulated
