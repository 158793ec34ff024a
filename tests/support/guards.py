"""What no test may do behind our back: log a warning, leave a task, or talk to another computer."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import socket
from collections.abc import Callable
from typing import Any

import pytest

LOCAL_NAMES = frozenset({None, "", "localhost", b"localhost"})

_refused: list[str] = []


_NOT_OURS = ("ERROR aiohttp.server: Unhandled exception (InvalidStateError(",)
"""What libraries log through no fault of the program: aiohttp, when its server is put away while a
client that was killed is still being served, tells a waiter that has given up."""


class RecordKeeper(logging.Handler):
    """Keeps every record of WARNING and above while one test runs."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keeps the record as the line a person would read."""
        line = f"{record.levelname} {record.name}: {record.getMessage()}"
        if record.exc_info and record.exc_info[1] is not None:
            line += f" ({record.exc_info[1]!r})"
        self.lines.append(line)

    def unexpected(self, expected: list[str]) -> list[str]:
        """The lines that none of the expected texts is part of."""
        fine = (*expected, *_NOT_OURS)
        return [line for line in self.lines if not any(text in line for text in fine)]

    def missing(self, expected: list[str]) -> list[str]:
        """The expected texts that no line contains."""
        return [text for text in expected if not any(text in line for line in self.lines)]


def leftover_tasks(loop: asyncio.AbstractEventLoop) -> list[str]:
    """Names the tasks of a loop that a finished test left behind."""
    if loop.is_closed():
        return []
    return sorted(f"{task.get_name()}: {task.get_coro()!r}" for task in asyncio.all_tasks(loop))


def is_local(host: object) -> bool:
    """Tells whether a host is this computer, without asking anybody."""
    if host in LOCAL_NAMES:
        return True
    text = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def take_refused() -> list[str]:
    """Gives the forbidden addresses that were asked for since the last call."""
    taken = list(_refused)
    _refused.clear()
    return taken


def _refuse(where: str) -> None:
    _refused.append(where)
    pytest.fail(f"a test tried to reach {where}; only 127.0.0.1, ::1 and Unix sockets are allowed")


def _guarded(real: Callable[..., Any]) -> Callable[..., Any]:
    def call(sock: socket.socket, *args: Any) -> Any:
        address = args[-1] if args else None
        remote = isinstance(address, tuple) and not is_local(address[0])
        if sock.family in {socket.AF_INET, socket.AF_INET6} and remote:
            _refuse(repr(address))
        return real(sock, *args)

    return call


def close_the_network() -> None:
    """Lets sockets of this process reach this computer only; also no name is looked up."""
    look_up = socket.getaddrinfo

    def guarded_look_up(host: Any, *args: Any, **kwargs: Any) -> Any:
        if not is_local(host):
            _refuse(repr(host))
        return look_up(host, *args, **kwargs)

    for name in ("connect", "connect_ex", "sendto"):
        setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
    socket.getaddrinfo = guarded_look_up
