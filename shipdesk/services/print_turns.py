"""The turns of a print run: what ended is noted, and the next label is asked for, in order.

All of it is done within one transaction of the journal, so that a run that is killed between two
labels has asked for one, or for none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

from shipdesk.clock import Clock
from shipdesk.domain.held import LONGEST
from shipdesk.domain.label import DocumentKind
from shipdesk.domain.operation import (
    OPEN_STATES,
    Operation,
    OperationId,
    OperationKind,
    OperationState,
    PrintIntent,
)
from shipdesk.domain.print_run import PrintRow, PrintRunId, RowState, RunState, Why
from shipdesk.domain.shipment import Shipment
from shipdesk.errors import LabelMissingError, OperationRefusedError, PrintError
from shipdesk.services import sheet_pages
from shipdesk.services.printing import Printing
from shipdesk.storage import operations, refusals
from shipdesk.storage import print_runs as store
from shipdesk.storage import shipments as shipment_store
from shipdesk.storage.database import Conn

_OF_THE_LABEL = "label_"
"""How the keys of refusals begin that are about one label; any other is about the printer."""


@dataclass(frozen=True, slots=True)
class _Label:
    """A label whose print can be asked for."""

    wanted: store.Wanted
    shipment: Shipment
    intent: PrintIntent


class Turns:
    """Carries runs on; each method is called in a transaction of the journal."""

    def __init__(self, printing: Printing, clock: Clock) -> None:
        self._printing = printing
        self._clock = clock
        self._profile_of = partial(printing.profile, DocumentKind.LABEL)

    def ahead(self, conn: Conn, rows: Sequence[PrintRow]) -> Sequence[PrintRow]:
        """Return those of the open rows that are printed next: one, but on sheets."""
        couriers = shipment_store.couriers_of(conn, [row.shipment_id for row in rows[:1]])
        first = next(iter(couriers.values()), "")
        room = self._room(conn, first)
        if room == 1:
            return rows[:1]
        couriers = shipment_store.couriers_of(conn, [row.shipment_id for row in rows])
        profiles = [self._profile_of(couriers.get(row.shipment_id, "")) for row in rows]
        alike = zip(rows, profiles, strict=True)
        return [row for row, profile in alike if profile == profiles[0]][:room]

    def _room(self, conn: Conn, courier: str) -> int:
        return sheet_pages.room(conn, self._profile_of, courier, DocumentKind.LABEL.value)

    def next(self, conn: Conn) -> tuple[Operation, ...]:
        """Note what ended, and return the print that is to be written down now, if there is one."""
        while (run_id := store.running(conn)) is not None:
            if not self._note_ends(conn, run_id):
                return ()
            if store.running(conn) != run_id:
                continue
            page = self._page(conn, run_id)
            if page is None:
                return ()
            if not page:
                self._end(conn, run_id)
            elif not self._late(conn, run_id):
                return (self._ask(conn, run_id, page),)
        return ()

    def _page(self, conn: Conn, run_id: PrintRunId) -> list[_Label] | None:
        """Return what is printed next, as many labels as a page takes; None: one is on its way.

        On sheets of several labels a page is waited for until it is full: a sheet goes through the
        printer once. Labels that other couriers' printers take are passed over: their turn comes
        after it. What must not be asked for is noted and left out.
        """
        room = 1
        found: list[_Label] = []
        place = -1
        while len(found) < room and (wanted := store.next_open(conn, run_id, place)) is not None:
            place = wanted.place
            if found and not self._alike(conn, wanted, found[0]):
                continue
            if found and wanted.forced != found[0].wanted.forced:
                break
            try:
                label = self._label(conn, wanted)
            except (PrintError, OperationRefusedError) as error:
                told = error.key, " ".join(part for part in (error.detail, error.hint) if part)
                store.put(conn, run_id, place, RowState.REFUSED, told=told)
                continue
            if label is None:
                return None
            found.append(label)
            if len(found) == 1:
                room = self._room(conn, label.shipment.courier)
        return found

    def _alike(self, conn: Conn, wanted: store.Wanted, first: _Label) -> bool:
        """Return whether a label may lie on the same sheet as another one."""
        couriers = shipment_store.couriers_of(conn, [wanted.shipment_id])
        other = self._profile_of(couriers.get(wanted.shipment_id, ""))
        return other == self._profile_of(first.shipment.courier)

    def _label(self, conn: Conn, wanted: store.Wanted) -> _Label | None:
        """Return a label that can be printed; None while it is being fetched.

        Raises PrintError, OperationRefusedError where it cannot be asked for.
        """
        shipment = shipment_store.find(conn, wanted.shipment_id)
        if shipment is None:
            raise LabelMissingError(reason="The parcel is not known here any more.")
        try:
            intent = self._printing.intent(
                conn, shipment, DocumentKind.LABEL, wanted.reason, force=wanted.forced
            )
        except PrintError:
            if fetching(conn, shipment.id) is not None:
                return None
            raise
        one, now = [(shipment, intent)], self._clock.now()
        (alone,) = sheet_pages.operations(conn, self._profile_of, one, now)
        refusals.refuse(conn, alone)
        return _Label(wanted, shipment, intent)

    def _ask(self, conn: Conn, run_id: PrintRunId, page: Sequence[_Label]) -> Operation:
        """Note that the labels of a page are asked for; one reason is kept for all of them."""
        reason = next((each.intent.reason for each in page if each.intent.reason), "")
        wanted = [(each.shipment, replace(each.intent, reason=reason)) for each in page]
        (operation,) = sheet_pages.operations(conn, self._profile_of, wanted, self._clock.now())
        if len(page) == 1:
            operation = replace(operation, parent_id=page[0].wanted.operation_id)
        for each in page:
            place = each.wanted.place
            store.put(conn, run_id, place, RowState.ASKED, operation_id=operation.id)
        return operation

    def _note_ends(self, conn: Conn, run_id: PrintRunId) -> bool:
        """Note what became of what was asked for; False while it is under way.

        A printer that took nothing stops the run, and the label keeps its place.
        """
        for place, operation in store.asked(conn, run_id):
            if operation.state in OPEN_STATES - {OperationState.UNKNOWN}:
                return False
            store.moved(conn, run_id, self._clock.now())
            if _by_printer(operation):
                store.put(conn, run_id, place, RowState.OPEN)
                store.set_state(conn, run_id, RunState.STOPPED, Why.PRINTER, operation.reason)
                continue
            store.put(conn, run_id, place, RowState.ENDED)
            if operation.state is OperationState.UNKNOWN:
                words = operation.title
                store.set_state(conn, run_id, RunState.STOPPED, Why.UNKNOWN, words)
        return True

    def _late(self, conn: Conn, run_id: PrintRunId) -> bool:
        """Stop what stood still for so long that nobody may stand at the printer any more."""
        waited = self._clock.now() - store.moved_at(conn, run_id)
        if timedelta() <= waited <= LONGEST:
            return False
        store.set_state(conn, run_id, RunState.STOPPED, Why.LATE)
        return True

    def _end(self, conn: Conn, run_id: PrintRunId) -> None:
        """End a run; whoever stood at the printer for it stands there for the next one."""
        late = self._clock.now() - store.moved_at(conn, run_id) > LONGEST
        store.set_state(conn, run_id, RunState.ENDED)
        following = store.running(conn)
        if following is not None and not late:
            store.moved(conn, following, self._clock.now())

    def take_back(
        self, conn: Conn, run_id: PrintRunId, only: int | None = None
    ) -> tuple[OperationId, ...]:
        """Take back prints that were asked for and not sent; their rows are open again.

        So are those that the printer did not take. `only` names the place of one of them.
        """
        asked = store.asked(conn, run_id)
        wanted = {each.id: each for place, each in asked if only in {None, place}}
        now = self._clock.now()
        gone = {each for each in wanted if operations.cancel(conn, each, now)}
        back = gone | {key for key, each in wanted.items() if _by_printer(each)}
        for place, operation in asked:
            if operation.id in back:
                store.put(conn, run_id, place, RowState.OPEN)
        return tuple(gone)


def fetching(conn: Conn, shipment_id: str) -> Operation | None:
    """Return the fetching of a shipment's label that is under way."""
    done = operations.of_subject(conn, shipment_id)
    fetches = (each for each in done if each.kind is OperationKind.FETCH_LABEL)
    return next((each for each in fetches if each.state in OPEN_STATES), None)


def _by_printer(operation: Operation) -> bool:
    """Return whether it was the printer that took nothing, not the label that was stopped."""
    refused = operation.state is OperationState.REFUSED
    return refused and not operation.reason_key.startswith(_OF_THE_LABEL)
