from __future__ import annotations

from collections.abc import Iterator

import pytest
import pytest_socket

from portevoix.curate.sources.process import stop_children


@pytest.fixture
def loopback() -> None:
    """Sockets of this machine, for fixtures: marks only open them for the test itself."""
    pytest_socket.enable_socket()
    pytest_socket.socket_allow_hosts(["127.0.0.1"], allow_unix_socket=True)


@pytest.fixture
def parsers() -> Iterator[None]:
    """No child process outlives the test."""
    yield
    stop_children()
