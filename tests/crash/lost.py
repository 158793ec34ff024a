"""Every way in which a reply can be lost, one act at a time: where it must end by itself, and how.

Nothing is killed and no person helps until time alone has done what it can. Then the courier works
again, a person takes the first way out, and the books are compared.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from shipdesk.app import Program
from shipdesk.domain.operation import OPEN_STATES, Operation, OperationId, OperationState
from shipdesk.errors import OperationRefusedError
from shipdesk.printing.press import TARGET as PRINT
from shipdesk.storage import operations
from shipdesk.storage.sql import Conn
from tests.crash.books import all_operations
from tests.crash.person import Person, Wishes, repair
from tests.crash.plan import ACTS, REQUESTS
from tests.crash.prefork import prefork
from tests.crash.probe import Probe, cell_of, watch_network
from tests.crash.victim import INGEST, end, opened, settled, working
from tests.crash.world import WorldClock

_LOOK_S = 0.02
_SHORT_READ_S = 0.3

_LOST: dict[str, dict[str, object]] = {
    "reset": {"do": "drop_before"},
    "timeout": {"do": "timeout"},
    "500": {"do": "500"},
    "502 HTML": {"do": "html"},
    "cut JSON": {"do": "cut_200"},
    "empty 200": {"do": "empty_200"},
}
_LOOK_UP: dict[str, dict[str, object]] = {
    "filter ignored": {"do": "unfiltered"},
    "look-up 401": {"do": "401"},
    "look-up 404": {"do": "404"},
    "look-up 429": {"do": "429", "retry_after": 30},
}
_CANCELLED, _TWO = "200 with a cancelled object", "two matches"
_LOOKED_AT = {
    "buy ShipX": "shipx.shipments.list",
    "buy Dash101": "dash101.order_track",
    "buy Dispatch": "orders.get",
    "void ShipX": "shipx.shipments.get",
    "void Dash101": "dash101.order_track",
    "dispatch order ShipX": "shipx.dispatch_orders.list",
    "withdraw ShipX": "shipx.dispatch_orders.get",
}
_READ_BEFORE = {"buy ShipX": 1, "buy Dash101": 2}
"""How often the same is read before anything is sent: whether it was bought elsewhere, and whether
an order is approved."""
_AS_CANCELLED: dict[str, dict[str, object]] = {
    "buy ShipX": {"status": "canceled"},
    "dispatch order ShipX": {"status": "canceled"},
}
_MAKES = frozenset({"buy ShipX", "buy Dash101", "buy Dispatch", "dispatch order ShipX"})
_LISTED = frozenset({"buy ShipX", "dispatch order ShipX"})
_ABSENT = {
    "buy Dash101, two matches": "an order number is used once there, and an order has one shipment",
    "buy Dispatch, two matches": "an order has one open shipment there; the second is refused",
    "dispatch order ShipX, two matches": "a parcel is in one collection; the second is refused",
    "buy Dash101, 200 with a cancelled object": "its answer has no state of the order",
    "buy Dispatch, 200 with a cancelled object": "its answer is the number of the shipment alone",
}
_UNMADE = {
    _CANCELLED: (
        "a cancelled object is what was asked for",
        "what was not made cannot be shown as cancelled",
    ),
    _TWO: (
        "it is read by its number, which is one thing",
        "what was not made is not found twice",
    ),
}
"""Why an act that makes nothing has no such cell, and why nothing does before it is made."""

_REPEATED = "it may be sent again there, so that it is repeated and not looked up"
_ABSENT_ACTS = (
    ("void Dispatch", "no parcel is bought there; its shipments mirror those of the couriers"),
    ("dispatch order Dash101", "its courier comes by its own schedule; nothing is booked"),
    ("dispatch order Dispatch", "its runs are the shop's own vans; no courier is booked"),
    ("withdraw Dash101", "as dispatch order Dash101"),
    ("withdraw Dispatch", "as dispatch order Dispatch"),
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One way to lose a reply; `absent` says why there is no such thing.

    `ends` are the states in which it may rest before a person does anything.
    """

    act: str
    when: str
    how: str
    faults: tuple[dict[str, object], ...] = ()
    ends: frozenset[OperationState] = frozenset()
    absent: str = ""

    def __str__(self) -> str:
        return f"{self.act} · {self.when} commit · {self.how}"


_UNKNOWN = frozenset({OperationState.UNKNOWN})
_DONE = frozenset({OperationState.DONE})


def cells(acts: tuple[str, ...] = ACTS) -> tuple[Cell, ...]:
    """Return every cell of the matrix for these acts, absent ones with their reason."""
    return tuple(cell for act in acts for when in ("before", "after") for cell in _of(act, when))


def absent_acts() -> tuple[tuple[str, str], ...]:
    """Return the acts that a service does not have, and why."""
    return _ABSENT_ACTS


def _of(act: str, when: str) -> Iterator[Cell]:
    request, looked_at = REQUESTS[act][0], _LOOKED_AT[act]
    done = when == "after"
    repeated = act == "void Dash101"
    found = _DONE if done or repeated else _UNKNOWN
    for how, fault in _LOST.items():
        yield Cell(act, when, how, ({**fault, "match": request, "committed": done},), found)
    as_cancelled: dict[str, object] = {
        "match": request,
        "do": "set_fields",
        "values": _AS_CANCELLED.get(act, {}),
    }
    yield _made(act, when, _CANCELLED, as_cancelled, _DONE)
    yield _made(act, when, _TWO, {"match": request, "do": "twice"}, _UNKNOWN)
    reset: dict[str, object] = {"match": request, "do": "drop_before", "committed": done}
    for how, fault in _LOOK_UP.items():
        looks = ({**fault, "match": looked_at, "times": -1, "after": _READ_BEFORE.get(act, 0)},)
        if how == "filter ignored" and act not in _LISTED:
            yield Cell(act, when, how, absent="it is read by its number; there is no filter")
        elif repeated:
            yield Cell(act, when, how, absent=_REPEATED)
        else:
            ends = found if how == "filter ignored" else _UNKNOWN
            yield Cell(act, when, how, (reset, *looks), ends)


def _made(
    act: str, when: str, how: str, fault: dict[str, object], ends: frozenset[OperationState]
) -> Cell:
    """Return a cell that only an act which makes something has, once that is made."""
    nothing_made, too_early = _UNMADE[how]
    absent = _ABSENT.get(f"{act}, {how}", too_early if when == "before" else "")
    return Cell(act, when, how, (fault,), ends, absent if act in _MAKES else nothing_made)


def try_cell(
    url: str,
    folder: Path,
    cell: Cell,
    wishes: Wishes,
    calm: Callable[[], None],
    tell: Callable[[str], None],
) -> None:
    """Play a cell in this process, which was just forked; `calm` takes the faults back.

    Tells the state in which it rested by itself, and `settled` once nothing is open any more.
    """
    prefork((INGEST, PRINT))
    asyncio.run(_try(url, folder, cell, wishes, calm, tell))


async def _try(
    url: str,
    folder: Path,
    cell: Cell,
    wishes: Wishes,
    calm: Callable[[], None],
    tell: Callable[[str], None],
) -> None:
    clock = WorldClock(url)
    program = await opened(url, folder, clock, fresh=False)
    watch_network(Probe(None, tell), read_timeout=_SHORT_READ_S)
    await program.prepare()
    person = Person(program, replace(wishes, acts=(cell.act,)))
    async with working(program, clock) as group:
        asking = group.create_task(person.work(), name="person")
        operation = await _resting(program, clock, cell.act)
        tell(f"rested {operation.state.value} {operation.reason_key}")
        await asyncio.to_thread(calm)
        await repair(program.desk)
        if operation.state is OperationState.UNKNOWN:
            with suppress(OperationRefusedError):
                await program.desk.activity.look_up_now(operation.id)
            await _looked(program, operation)
        group.create_task(person.decide(), name="decisions")
        await asking
        await settled(program)
        end(tell)


async def _resting(program: Program, clock: WorldClock, act: str) -> Operation:
    """Return the act's operation once time alone changes nothing more about it."""
    while True:
        found = await program.journal.read(lambda conn: _newest(conn, act))
        if found is not None:
            sheet = await program.desk.activity.read(OperationId(found.id))
            if found.state not in OPEN_STATES or sheet.can_decide:
                return found
            if not program.desk.runner.serves(found.account_id):
                await clock.jump(30.0)
        await asyncio.sleep(_LOOK_S)


def _newest(conn: Conn, act: str) -> Operation | None:
    """Return the newest operation of the act whose request was sent."""
    found = [
        each
        for each in reversed(all_operations(conn))
        if cell_of(each) == act and operations.attempts(conn, each.id)
    ]
    return found[0] if found else None


async def _looked(program: Program, operation: Operation) -> None:
    """Wait for one look-up by hand, or for what came of it."""
    before = operation.last_look_up_at
    for _ in range(100):
        found = await program.journal.read(lambda conn: operations.read(conn, operation.id))
        if found.state not in OPEN_STATES or found.last_look_up_at != before:
            return
        await asyncio.sleep(_LOOK_S)
