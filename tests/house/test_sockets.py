from __future__ import annotations

import socket

import pytest
from pytest_socket import SocketBlockedError, SocketConnectBlockedError


@pytest.fixture(scope="module")
def listener() -> socket.socket:
    """Opened before the test, as the journeys open their house."""
    opened = socket.socket()
    opened.bind(("127.0.0.1", 0))
    opened.listen()
    return opened


@pytest.mark.filterwarnings("ignore:A test tried to use socket")
def test_a_unit_test_opens_no_socket() -> None:
    with pytest.raises(SocketBlockedError):
        socket.socket()


@pytest.mark.loopback
def test_a_loopback_test_reaches_this_machine(listener: socket.socket) -> None:
    with listener, socket.create_connection(listener.getsockname(), timeout=5):
        pass


@pytest.mark.loopback
@pytest.mark.filterwarnings("ignore:A test tried to use socket")
def test_a_loopback_test_reaches_nothing_else() -> None:
    with pytest.raises(SocketConnectBlockedError):
        # An address that is reserved for documentation: nobody is there.
        socket.create_connection(("192.0.2.1", 80), timeout=1)
