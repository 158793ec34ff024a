"""Named steps of an operation, seen from outside of the program, and death at one of them.

The program has no hooks for this: the journal's door, the runner's turns and the HTTP transport are
wrapped in the victim's process. A step belongs to a cell: an act at one of the services.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import httpx

from shipdesk.app import Program
from shipdesk.domain.operation import (
    OPEN_STATES,
    Operation,
    OperationId,
    OperationKind,
    OperationState,
)
from shipdesk.storage import operations
from shipdesk.storage.database import Conn

READ_TIMEOUT = 15.0
"""Seconds of the machine after which a reply counts as lost; nothing here waits for it."""

_SHIPX, _DASH101, _BOOK = "inpost", "dash101", "orderbook"
CELLS: dict[tuple[OperationKind, str], str] = {
    (OperationKind.SHIP, _SHIPX): "buy ShipX",
    (OperationKind.SHIP, _DASH101): "buy Dash101",
    (OperationKind.WRITE_BACK, _BOOK): "buy Dispatch",
    (OperationKind.VOID, _SHIPX): "void ShipX",
    (OperationKind.CANCEL_ORDERS, _DASH101): "void Dash101",
    (OperationKind.BOOK_DISPATCH_ORDER, _SHIPX): "dispatch order ShipX",
    (OperationKind.CANCEL_DISPATCH_ORDER, _SHIPX): "withdraw ShipX",
    (OperationKind.COMPARE, _SHIPX): "compare ShipX",
    (OperationKind.PAY, _SHIPX): "pay ShipX",
    (OperationKind.FETCH_LABEL, _SHIPX): "label",
    (OperationKind.FETCH_LABEL, _DASH101): "label",
}
"""The cell of an operation by its kind and account."""

WRITES = {
    "Runner.queue.<locals>.write": "intent",
    "Runner._begin.<locals>.<lambda>": "attempt",
    "Runner._commit.<locals>.commit": "outcome",
    "Runner.recover.<locals>.<lambda>": "restart",
    "LabelKind._keep.<locals>.<lambda>": "file",
}
"""What the program writes into the journal, by the function that does it."""

CELL: ContextVar[str] = ContextVar("cell", default="")
LOOKING: ContextVar[bool] = ContextVar("looking", default=False)
OPERATION: ContextVar[str] = ContextVar("operation", default="")
NOTE: list[Callable[[str, str], None]] = []
"""Who is told, with the operation's id, that a request is about to leave, or what was settled."""

DECIDING: ContextVar[bool] = ContextVar("deciding", default=False)


@dataclass(frozen=True, slots=True)
class Target:
    """Where to die: the `nth` time that a step of a cell ("" any) is reached.

    `path` narrows a request to those whose address ends so.
    """

    cell: str
    step: str
    nth: int = 1
    path: str = ""


class Probe:
    """Watches the steps of this process and kills it, as the system would, at its target."""

    def __init__(self, target: Target | None, tell: Callable[[str], None]) -> None:
        self._target = target
        self._left = target.nth if target else 0
        self._tell = tell

    def reached(self, step: str, cell: str | None = None, path: str = "") -> None:
        """Note that a step was reached; safe in any thread."""
        target = self._target
        if target is None or step != target.step:
            return
        if target.cell and target.cell != (CELL.get() if cell is None else cell):
            return
        if target.path and not path.endswith(target.path):
            return
        self._left -= 1
        if self._left == 0:
            self._tell("died")
            os.kill(os.getpid(), signal.SIGKILL)


def cell_of(operation: Operation) -> str:
    """Return the cell that an operation belongs to, "" for none."""
    return CELLS.get((operation.kind, operation.account_id), "")


def watch(program: Program, probe: Probe) -> None:
    """Wrap the program's journal, runner and network; call before anything runs."""
    _watch_journal(program, probe)
    _watch_runner(program)
    watch_network(probe)


def _watch_journal(program: Program, probe: Probe) -> None:
    write = program.journal.write

    async def watched(work: Callable[[Conn], Any]) -> Any:
        what = WRITES.get(getattr(work, "__qualname__", ""), "")
        if not what:
            return await write(work)
        if what == "outcome" and LOOKING.get():
            what = "look-up outcome"
        elif what == "intent" and DECIDING.get():
            what = "decision"
        cell = CELL.get()

        def observed(conn: Conn) -> Any:
            result = work(conn)
            probe.reached(f"{what}: in its transaction", cell)
            return result

        probe.reached(f"{what}: before it is written")
        result = await write(observed)
        probe.reached(f"{what}: written")
        if NOTE and OPERATION.get():
            await _note_settled(program)
        return result

    program.journal.write = watched  # type: ignore[method-assign]


async def _note_settled(program: Program) -> None:
    operation_id = OperationId(OPERATION.get())
    found = await program.journal.read(lambda conn: operations.read(conn, operation_id))
    if found.state not in OPEN_STATES:
        _note("done")


def _watch_runner(program: Program) -> None:
    runner = program.desk.runner
    take = runner._take

    async def watched(operation: Operation) -> None:
        CELL.set(cell_of(operation))
        LOOKING.set(operation.state is OperationState.UNKNOWN)
        OPERATION.set(operation.id)
        await take(operation)

    runner._take = watched  # type: ignore[method-assign]


def watch_network(probe: Probe, *, read_timeout: float = READ_TIMEOUT) -> None:
    """Have the HTTP transport of this process tell how far each request of a cell came."""
    handle = httpx.AsyncHTTPTransport.handle_async_request

    async def watched(self: httpx.AsyncHTTPTransport, request: httpx.Request) -> httpx.Response:
        request.extensions["timeout"] = {
            "connect": 5.0, "read": read_timeout, "write": 5.0, "pool": 5.0,
        }  # fmt: skip
        what = _what(request)
        if what:
            request.extensions["trace"] = _trace(probe, what, request.url.path)
            probe.reached(f"{what}: not sent yet", path=request.url.path)
            if what == "request":
                _note("sent")
        return await handle(self, request)

    httpx.AsyncHTTPTransport.handle_async_request = watched  # type: ignore[method-assign]


def _note(kind: str) -> None:
    for told in NOTE:
        told(kind, OPERATION.get())


def _what(request: httpx.Request) -> str:
    if not CELL.get() or request.url.path.endswith("/auth/token"):
        return ""
    if LOOKING.get():
        return "look-up"
    if CELL.get() == "label":
        return "label"
    return "poll" if request.method == "GET" else "request"


def _trace(probe: Probe, what: str, path: str) -> Callable[[str, object], Awaitable[None]]:
    async def trace(event: str, _info: object) -> None:
        if event.endswith("send_request_body.complete"):
            probe.reached(f"{what}: sent", path=path)
        elif event.endswith("receive_response_headers.complete"):
            probe.reached(f"{what}: answered", path=path)

    return trace
