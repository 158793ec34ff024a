"""The child of the worker tests: does as it is told, including badly."""

from __future__ import annotations

import itertools
import logging
import os
import threading
from multiprocessing.connection import Connection
from pathlib import Path

from shipdesk.worker_child import send_notice, serve


class ParcelLostError(Exception):
    """An error with a parameter, as those of ShipDesk have."""

    def __init__(self, *, parcel: str) -> None:
        self.parcel = parcel
        super().__init__("lost")


class _Attack:
    """Pickles as a call, as a process taken over by a hostile file would send."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (os.mkdir, (self.path,))


class Parrot:
    """The methods that the tests call."""

    def __init__(self, connection: Connection, greeting: str) -> None:
        self.connection = connection
        self.greeting = greeting
        self.numbers = itertools.count(1)

    def echo(self, *args: object, **words: object) -> dict[str, object]:
        return {"greeting": self.greeting, "args": args, "words": words}

    def count(self) -> int:
        return next(self.numbers)

    def count_slowly(self) -> int:
        threading.Event().wait(0.3)
        return self.count()

    def hang(self) -> None:
        threading.Event().wait()

    def die(self) -> None:
        os._exit(7)

    def lose(self, parcel: str) -> None:
        raise ParcelLostError(parcel=parcel)

    def stumble(self) -> float:
        return 1 / (len(self.greeting) * 0)

    def unpicklable(self) -> object:
        return threading.Lock()

    def attack(self, path: str) -> object:
        return _Attack(path)

    def swallow(self, size: int) -> int:
        return len(bytearray(size))

    def notify(self) -> None:
        for page in (1, 2, 3):
            send_notice(self.connection, "page", page)

    def log(self) -> None:
        logging.getLogger("shipdesk.parrot").info("%d%% squawk", 100)

    def hold_stdout(self) -> bool:
        """Say that this process has its parent's output: the test waits for its end."""
        return Path("/dev/stdout").exists()


def main(connection: Connection, greeting: str) -> None:
    """Serve until the parent closes."""
    parrot = Parrot(connection, greeting)
    names = [name for name in dir(parrot) if not name.startswith("_")]
    methods = {name: getattr(parrot, name) for name in names if callable(getattr(parrot, name))}
    serve(connection, methods, errors=(ParcelLostError,))


def cannot_start(connection: Connection) -> None:
    """Fail as a process does that lacks what it needs."""
    connection.fileno()
    raise RuntimeError("no paper")
