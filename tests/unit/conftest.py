"""Unit tests touch no network: a socket opened here is a mistake."""

from collections.abc import Iterator

import pytest
from pytest_socket import disable_socket, enable_socket


@pytest.fixture(autouse=True)
def _no_network() -> Iterator[None]:
    """Unix sockets stay open, because the event loop wakes itself through a pair of them."""
    disable_socket(allow_unix_socket=True)
    yield
    enable_socket()
