"""Each kind of act in each state: its row is opened, read, and each open way out leads somewhere.

What is asked for concerns things that no service has, so that most of it is refused: an end, too.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from PySide6.QtWidgets import QAbstractButton, QDialog

from shipdesk.domain.operation import (
    OPEN_STATES,
    AttemptState,
    Operation,
    OperationKind,
    OperationState,
)
from shipdesk.providers.steps import Match, Settled, Step
from shipdesk.services import outcomes
from shipdesk.storage import operations as store
from shipdesk.storage.database import Conn
from shipdesk.ui.shortcuts import Actions
from tests.support.activity_room import Room
from tests.support.acts import Acts
from tests.support.desk import eventually
from tests.support.pages import answer, until
from tests.support.scripted_courier import ScriptedCourier, ScriptedKind

Opening = Callable[[], AbstractAsyncContextManager[Room]]
_LATER = timedelta(hours=5)
_EXITS = ("adopt", "leave", "again")
_SETTLED = [each for each in OperationState if each not in OPEN_STATES]
_NEVER_FOUND = {OperationKind.FETCH_LABEL, OperationKind.PRINT}
"""What no service keeps a trace of."""
_ANSWERS = {
    "leave": ("Leave unused",),
    "again": ("Do it again", "Buy again"),
}


@dataclass
class Journal:
    """Puts acts of all kinds into the journal as they stand in a state."""

    room: Room
    acts: Acts

    async def put(self, kind: OperationKind, state: OperationState, **more: Any) -> Operation:
        """Write one down whose attempt ended as the state wants it; it is not due for hours."""
        queued = await self.acts.make(kind)
        steps = await self.steps(queued)
        writing = next((each.name for each in steps if each.writes), "")
        now = self.room.clock.now()
        attempt = _ATTEMPTS.get(state)

        def write(conn: Conn) -> Operation:
            store.enqueue(conn, queued)
            if attempt is not None and writing:
                number = store.begin_attempt(conn, queued.id, writing, queued.reference, now)
                if attempt is not AttemptState.SENT:
                    store.settle_attempt(conn, number, attempt, "as told", now)
            step = "" if state is OperationState.QUEUED else writing or steps[0].name
            fields: dict[str, Any] = {
                "state": state,
                "step": step,
                "not_before": now + _LATER,
                **more,
            }
            kept = replace(store.read(conn, queued.id), **fields)
            store.save(conn, kept)
            return kept

        return await self.room.opened.program.journal.write(write)

    async def steps(self, operation: Operation) -> tuple[Step, ...]:
        """Return the steps of the operation, as its service takes them."""
        bound = await self.room.opened.desk.activity._kinds[operation.kind].bind(operation)
        assert bound is not None
        return bound.steps

    async def unknown(self, kind: OperationKind, *, decides: bool) -> Operation:
        """Write down one whose reply was lost, looked up for ever or still to be looked up."""
        now = self.room.clock.now()
        if decides:
            return await self.put(
                kind,
                OperationState.UNKNOWN,
                not_before=outcomes.FOREVER,
                waiting_since=now,
                look_ups=3,
                reason_key="decide",
                reason="Look there.",
            )
        until = (now + timedelta(seconds=150)).isoformat()
        return await self.put(
            kind,
            OperationState.UNKNOWN,
            waiting_since=now,
            facts={"checking_until": until},
            reason_key="aside",
        )


_ATTEMPTS = {
    OperationState.SENT: AttemptState.SENT,
    OperationState.WAITING: AttemptState.ACCEPTED,
    OperationState.UNKNOWN: AttemptState.AMBIGUOUS,
    OperationState.DONE: AttemptState.ACCEPTED,
    OperationState.REFUSED: AttemptState.REFUSED,
    OperationState.FAILED_AFTER_ACCEPTANCE: AttemptState.ACCEPTED,
}


async def shown(room: Room, actions: Actions, operation: Operation) -> set[str]:
    """Open the row, read it as a person does, and return the names of what may be pressed."""
    await room.presenter.open(operation.id)
    told = room.page.details.told()
    assert told is not None
    assert told.operation_id == operation.id
    assert told.heading
    assert told.look.pill
    assert room.page.details.state.sentence.text()
    assert room.page.details.state.explanation.text(), "a state without an explanation"
    assert told.entries
    assert told.facts
    keys = ("look_up", "cancel", "order", "shipment", *_EXITS)
    return {key for key in keys if actions.get(f"activity.{key}").isEnabled()}


def closed(room: Room) -> dict[str, str]:
    """Return why each way out of an unknown is shut, for those that are."""
    details = room.page.details
    cards = {"adopt": details.adopt, "leave": details.leave, "again": details.again}
    return {key: card._why.text() for key, card in cards.items() if card._closed.isVisible()}


async def settled(room: Room, operation: Operation) -> Operation:
    """Return the act once it has ended, or is a person's to decide; the time goes on.

    What waited so long that it asks for a word is given it.
    """

    async def look() -> Operation | None:
        sheet = await room.read(operation)
        ended = sheet.operation.state not in OPEN_STATES or sheet.can_decide
        if sheet.operation.reason_key == "held":
            await room.opened.desk.queues.go_on([operation.id])
        if not ended:
            await room.push(120)
        return sheet.operation if ended else None

    return await eventually(look, f"the end of {operation.kind}, {operation.state}")


async def press(room: Room, actions: Actions, key: str) -> None:
    """Trigger a way out and answer what it asks."""
    actions.get(f"activity.{key}").trigger()
    if key in _ANSWERS:
        await answer(room.page, await _confirms(room, _ANSWERS[key]), "checked at the service")


async def _confirms(room: Room, words: tuple[str, ...]) -> str:
    found: list[str] = []

    def look() -> bool:
        dialogs = room.window.findChildren(QDialog)
        buttons = (one for each in dialogs for one in each.findChildren(QAbstractButton))
        found[:] = [
            one.accessibleName()
            for one in buttons
            if one.isVisible() and one.accessibleName().startswith(words)
        ]
        return bool(found)

    await until(look, f"the question with {words}")
    return found[0]


@pytest.fixture
def journal_of() -> Callable[[Room], Journal]:
    """A journal to write acts of all kinds into."""
    return lambda room: Journal(room, Acts(room.opened))


Making = Callable[[Room], Journal]
KINDS = list(OperationKind)


async def test_what_is_queued_is_taken_back(
    activity_room: Opening, actions: Actions, journal_of: Making
) -> None:
    async with activity_room() as room:
        journal = journal_of(room)
        for kind in KINDS:
            operation = await journal.put(kind, OperationState.QUEUED)
            assert "cancel" in await shown(room, actions, operation), kind
            await press(room, actions, "cancel")
            await room.until(operation, OperationState.CANCELLED)


async def test_what_was_sent_when_the_program_died_ends_by_itself_or_with_a_person(
    activity_room: Opening, actions: Actions, journal_of: Making
) -> None:
    async with activity_room() as room:
        journal = journal_of(room)
        sent = []
        for kind in KINDS:
            operation = await journal.put(kind, OperationState.SENT, not_before=None)
            assert await shown(room, actions, operation) <= {"order", "shipment"}, kind
            sent.append(operation)
        await room.opened.desk.runner.recover()
        room.opened.desk.runner.wake()
        for operation in sent:
            await settled(room, operation)


async def test_what_waits_is_asked_for_again_until_it_ends(
    activity_room: Opening, actions: Actions, journal_of: Making
) -> None:
    async with activity_room() as room:
        journal = journal_of(room)
        waiting = []
        for kind in KINDS:
            steps = await journal.steps(await journal.acts.make(kind))
            reads = [each.name for each in steps if not each.writes]
            if not reads:
                continue
            operation = await journal.put(
                kind,
                OperationState.WAITING,
                step=reads[-1],
                waiting_since=room.clock.now(),
                facts={"remote_id": "99000111", "guid": "99000111"},
            )
            await shown(room, actions, operation)
            waiting.append(operation)
        assert waiting
        await room.push(_LATER.total_seconds() + 1)
        for operation in waiting:
            await settled(room, operation)


async def test_an_unknown_says_why_its_ways_out_are_shut_until_it_was_looked_up(
    activity_room: Opening, actions: Actions, journal_of: Making
) -> None:
    async with activity_room() as room:
        journal = journal_of(room)
        for kind in KINDS:
            operation = await journal.unknown(kind, decides=False)
            may = await shown(room, actions, operation)
            assert not may & set(_EXITS), kind
            assert set(closed(room)) == set(_EXITS), kind
            assert all(closed(room).values()), kind
            if "look_up" in may:
                await press(room, actions, "look_up")
            await settled(room, operation)


@pytest.mark.parametrize("way", ["look_up", "leave", "again"])
async def test_what_is_a_person_s_to_decide_ends_by_each_way_out(
    activity_room: Opening, actions: Actions, journal_of: Making, way: str
) -> None:
    async with activity_room() as room:
        journal = journal_of(room)
        for kind in KINDS:
            operation = await journal.unknown(kind, decides=True)
            may = await shown(room, actions, operation)
            assert {"leave", "again"} <= may, kind
            assert closed(room)["adopt"], kind
            if way not in may:
                assert (way, kind) == ("look_up", OperationKind.PRINT)
                continue
            await press(room, actions, way)
            if way == "look_up":
                await settled(room, operation)
                continue
            await room.until(operation, OperationState.CANCELLED)
            if way == "again":
                fresh = await _child(room, operation)
                await until(partial(_shows, room, fresh), "what is done again")
                await settled(room, fresh)


def _shows(room: Room, operation: Operation) -> bool:
    told = room.page.details.told()
    return told is not None and told.operation_id == operation.id


async def _child(room: Room, operation: Operation) -> Operation:
    journal = room.opened.program.journal
    found = await journal.read(lambda conn: store.of_parent(conn, operation.id))
    return found[0]


@pytest.mark.parametrize("state", _SETTLED)
async def test_what_has_ended_tells_how_and_what_it_was(
    activity_room: Opening, actions: Actions, journal_of: Making, state: OperationState
) -> None:
    async with activity_room() as room:
        journal = journal_of(room)
        for kind in KINDS:
            operation = await journal.put(kind, state, not_before=None, reason="As it was told.")
            assert await shown(room, actions, operation) <= {"order", "shipment"}, kind


async def test_what_was_found_is_adopted_whatever_it_is(
    activity_room: Opening, actions: Actions, journal_of: Making
) -> None:
    async with activity_room() as room:
        journal = journal_of(room)
        kinds = room.opened.desk.activity._kinds
        for kind in KINDS:
            if kind in _NEVER_FOUND:
                continue
            operation = await journal.unknown(kind, decides=True)
            courier = ScriptedCourier(*await journal.steps(operation))
            rows = (("reference", operation.reference, "another"),)
            courier.found.append((Match("77", ours=False, result=Settled(), compared=rows),))
            kinds[kind] = ScriptedKind(courier)
            await room.found(operation, "77", outcomes.compared(rows))
            assert "adopt" in await shown(room, actions, operation), kind
            await press(room, actions, "adopt")
            await room.until(operation, OperationState.DONE)
