"""Scanning the label on a finished parcel: closed, counted, taken back, or told why not."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from typing import Any

from shipdesk.domain.query import ListQuery
from shipdesk.domain.shipment import Shipment, ShipmentStatus
from shipdesk.services.scan_back import Scanned
from shipdesk.storage import shipments as shipment_store
from shipdesk.ui.main.scanning import Scanning
from shipdesk.ui.shortcuts import Actions
from tests.support.desk import eventually

Opening = Callable[..., AbstractAsyncContextManager[Any]]
ONE, TWO = "ORD-000871", "ORD-000868"


async def printed(screen: Any, *numbers: str) -> list[Shipment]:
    """Return the shipments of orders once the list says that their labels were sent."""
    found = []
    for number in numbers:
        (shipment,) = (await screen.desk.orders.read(await screen.opened.key(number))).shipments
        found.append(shipment)

    async def listed() -> bool:
        ids = await screen.desk.shipment_list.ids(ListQuery("open"))
        rows = (await screen.desk.shipment_list.rows(list(ids))).values()
        sent = {row.shipment_id for row in rows if row.prints}
        return {shipment.id for shipment in found} <= sent

    await eventually(listed, "the labels are printed")
    return found


def scanning(screen: Any, *, in_sight: bool = True) -> Scanning:
    """Take scans while Shipments, or some other page, is in sight."""
    presenter = screen.presenter
    return Scanning(
        screen.desk, presenter.scope, screen.said, lambda: presenter if in_sight else None
    )


async def test_scanned_label_closes_its_parcel_from_any_page_and_undo_opens_it(
    shipments_screen: Opening, actions: Actions
) -> None:
    async with shipments_screen(ONE, TWO) as screen:
        await screen.desk.scan_back.use(on=True)
        first, second = await printed(screen, ONE, TWO)
        page = screen.page
        await screen.shows(lambda: page._scans.text() == "0 of 2 scanned", "the count")
        scans = scanning(screen, in_sight=False)
        scan = await scans.take(f"]C100{first.tracking_number}")
        assert (scan.outcome, scan.shipment.id) == (Scanned.CLOSED, first.id)
        assert "is closed: 1 of 2 scanned" in screen.said.toasts[-1]
        await screen.shows(lambda: page._scans.text() == "1 of 2 scanned", "the count")
        await screen.show(ONE)
        await screen.shows(lambda: page.details.pill.text() == "Packed, scanned", "the mark")
        screen.presenter.asking.tab("to_scan")
        await screen.shows(lambda: len(page.view.rows.ids) == 1, "one is still to be scanned")
        screen.said.undo()
        await screen.shows(lambda: page._scans.text() == "0 of 2 scanned", "the way back")
        await screen.shows(lambda: len(page.view.rows.ids) == 2, "both are to be scanned")
        await scans.take(second.tracking_number)
        screen.presenter.asking.tab("open")
        await screen.show(TWO)
        await screen.shows(actions.get("shipments.unscan").isEnabled, "it can be taken back")
        actions.get("shipments.unscan").trigger()
        await screen.shows(lambda: page.details.pill.text() == "Sent to printer", "it is open")


async def test_label_of_another_parcel_than_the_chosen_one_closes_it_only_when_scanned_twice(
    shipments_screen: Opening,
) -> None:
    async with shipments_screen(ONE, TWO) as screen:
        await screen.desk.scan_back.use(on=True)
        first, second = await printed(screen, ONE, TWO)
        await screen.show(ONE)
        scans = scanning(screen)
        assert (await scans.take(second.tracking_number)).outcome is Scanned.ANOTHER
        assert "not of what you chose" in screen.said.toasts[-1]
        assert TWO in screen.said.toasts[-1]
        assert (await screen.desk.scan_back.tally()).scanned == 0
        assert (await scans.take("NOTHING-1")).outcome is Scanned.UNKNOWN
        assert (await scans.take(second.tracking_number)).outcome is Scanned.ANOTHER
        assert (await scans.take(second.tracking_number)).outcome is Scanned.CLOSED
        # The chosen one is the scanned one now: the next is any parcel.
        shown = screen.page.details.number
        await screen.shows(
            lambda: shown.text().replace(" ", "") == second.tracking_number, "the closed one"
        )

        async def nothing_awaited() -> bool:
            return not await screen.presenter.awaited()

        await eventually(nothing_awaited, "any parcel may come")
        assert (await scans.take(first.tracking_number)).outcome is Scanned.CLOSED


async def test_parcels_of_a_choice_of_several_close_in_any_order_and_the_choice_stays(
    shipments_screen: Opening,
) -> None:
    async with shipments_screen(ONE, TWO) as screen:
        await screen.desk.scan_back.use(on=True)
        first, second = await printed(screen, ONE, TWO)
        rows = [await screen.desk.shipment_list.row_id(each.id) for each in (first, second)]
        screen.page.view.rows.selection.replace(rows)
        scans = scanning(screen)
        assert await screen.presenter.awaited() == {first.id, second.id}
        for each in (second, first):
            assert (await scans.take(each.tracking_number)).outcome is Scanned.CLOSED
        assert sorted(screen.page.acting_ids()) == sorted(rows)
        assert "2 of 2 scanned" in screen.said.toasts[-1]


async def test_void_scanned_gone_and_strange_labels_are_told_and_close_nothing(
    shipments_screen: Opening,
) -> None:
    async with shipments_screen(ONE, TWO) as screen:
        desk, said = screen.desk, screen.said
        await desk.scan_back.use(on=True)
        first, second = await printed(screen, ONE, TWO)
        scans = scanning(screen, in_sight=False)
        await scans.take(first.tracking_number)
        assert (await scans.take(first.tracking_number)).outcome is Scanned.AGAIN
        assert "was scanned already" in said.toasts[-1]
        journal = screen.opened.program.journal
        gone = replace(second, status=ShipmentStatus.IN_TRANSIT)
        for changed, outcome, words in (
            (gone, Scanned.GONE, "The courier has ORD-000868"),
            (second.cancelled, Scanned.VOID, "its label is void"),
        ):
            await journal.write(lambda conn, each=changed: shipment_store.save(conn, each))
            assert (await scans.take(second.tracking_number)).outcome is outcome
            assert words in said.toasts[-1]
        ids = await desk.shipment_list.ids(ListQuery())
        rows = (await desk.shipment_list.rows(list(ids))).values()
        other = next(row for row in rows if ":" in row.shipment_id and len(row.tracking_number) > 6)
        assert (await scans.take(f"00{other.tracking_number}")).outcome is Scanned.ELSEWHERE
        assert "was not bought here" in said.toasts[-1]
        both = f"{first.tracking_number} {second.tracking_number}"
        assert (await scans.take(both)).outcome is Scanned.SEVERAL
        assert "several parcels" in said.toasts[-1]
        assert (await desk.scan_back.tally()).scanned == 1


async def test_nothing_of_scans_is_shown_while_they_are_not_wished(
    shipments_screen: Opening,
) -> None:
    async with shipments_screen(ONE) as screen:
        await printed(screen, ONE)
        assert not screen.desk.scan_back.on
        assert screen.page._scans.isHidden()
        tabs = screen.page.tabs
        assert "to_scan" not in [one.key for one in tabs._buttons]
        await screen.desk.scan_back.use(on=True)
        await screen.shows(lambda: "to_scan" in [one.key for one in tabs._buttons], "the stage")
        tabs.chosen.emit("to_scan")
        await screen.shows(lambda: screen.presenter.asking.query.tab == "to_scan", "what waits")
        await screen.desk.scan_back.use(on=False)
        await screen.shows(lambda: screen.presenter.asking.query.tab == "open", "all again")
        assert screen.page._scans.isHidden()
