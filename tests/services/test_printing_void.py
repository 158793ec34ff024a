"""The label of a cancelled shipment: never printed by accident, watermarked where it is meant."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pytest

from shipdesk.domain.operation import Operation, OperationState, PrintIntent
from shipdesk.domain.shipment import Shipment
from shipdesk.errors import OperationRefusedError
from shipdesk.services.kinds.label import print_operation
from shipdesk.storage import shipments as shipment_store
from tests.services.test_printing import keep_label, printed_parcel
from tests.support.desk import OpenDesk

NUMBER = "ORD-000871"


async def cancelled(opened: OpenDesk) -> Shipment:
    """Buy a parcel, print its label, and let the courier cancel the shipment."""
    shipment = await printed_parcel(opened, NUMBER)
    void = shipment.cancelled
    await opened.program.journal.write(lambda conn: shipment_store.save(conn, void))
    return void


def ink(path: Path) -> int:
    """Return how many dots of a printed file's first page are dark."""
    with pdfium.PdfDocument(path) as document:
        page = document[0].render(scale=2).to_numpy()
    return int(np.count_nonzero(page.min(axis=2) < 200))


async def requested(opened: OpenDesk, shipment: Shipment, reason: str, *, void: bool) -> Operation:
    (operation,) = await opened.desk.printing.request([shipment.id], reason=reason, void=void)
    return await opened.settled(operation)


async def test_void_label_is_refused_without_the_deliberate_way_and_a_reason(
    opened: OpenDesk,
) -> None:
    shipment = await cancelled(opened)
    for reason, void in (("jam", False), ("", False), (" ", True)):
        with pytest.raises(OperationRefusedError) as refused:
            await opened.desk.printing.request([shipment.id], reason=reason, void=void)
        assert "cancelled" in refused.value.detail
    assert len((await opened.desk.printing.paper(shipment.id)).prints) == 1


async def test_void_label_printed_on_purpose_carries_the_word_and_is_in_the_ledger(
    opened: OpenDesk,
) -> None:
    shipment = await cancelled(opened)
    done = await requested(opened, shipment, "for the claim", void=True)
    assert done.state is OperationState.DONE
    newest, first = (await opened.desk.printing.paper(shipment.id)).prints
    assert (newest.copy, newest.reason, newest.state) == (2, "for the claim", "handed_over")
    # The demo's own word stands on the first: another word in the same place is other ink.
    assert ink(Path(newest.job)) != ink(Path(first.job))


async def test_print_that_was_requested_before_the_cancellation_does_not_come_out(
    opened: OpenDesk,
) -> None:
    shipment = await printed_parcel(opened, NUMBER)
    (kept,) = (await opened.desk.printing.paper(shipment.id)).documents
    intent = PrintIntent(shipment.id, kept.sha256, copy=2, reason="jam")
    operation = print_operation(shipment, intent, opened.desk.clock.now())
    void = shipment.cancelled
    await opened.program.journal.write(lambda conn: shipment_store.save(conn, void))
    await opened.desk.runner.queue(lambda _conn: (operation,))
    told = await opened.settled(operation)
    assert (told.state, told.reason_key) == (OperationState.REFUSED, "label_void")
    assert len((await opened.desk.printing.paper(shipment.id)).prints) == 1


async def test_void_label_in_a_printers_own_language_is_refused_since_nothing_can_mark_it(
    opened: OpenDesk,
) -> None:
    shipment = await cancelled(opened)
    await keep_label(opened, shipment, b"^XA^FO50,50^FDvoid^FS^XZ")
    told = await requested(opened, shipment, "for the claim", void=True)
    assert (told.state, told.reason_key) == (OperationState.REFUSED, "label_void_raw")


async def test_preview_of_a_void_label_shows_the_word(opened: OpenDesk) -> None:
    shipment = await cancelled(opened)
    (kept,) = (await opened.desk.printing.paper(shipment.id)).documents
    plain = await opened.desk.printing.preview(kept)
    marked = await opened.desk.printing.preview(kept, void=True)
    assert (marked.ink, marked.pages) == (plain.ink, plain.pages)
    assert marked.png != plain.png
