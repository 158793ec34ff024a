"""Papers from the window: the action, the preview, the print on its own printer, the file."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from shipdesk.domain.dispatch_order import DispatchOrderId
from shipdesk.domain.label import DocumentKind, stock_of
from shipdesk.domain.operation import OperationState
from shipdesk.domain.order import OrderKey
from shipdesk.domain.query import ListQuery
from shipdesk.ui.papers.composing import hand_over, picking
from shipdesk.ui.shortcuts import why_not
from tests.support.pages import answer
from tests.support.pdf_tools import tool
from tests.ui.papers.conftest import Opening, Screen


async def printed(screen: Screen, subject: str, kind: DocumentKind) -> str:
    """Print what is in sight and return the words of what came out."""
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, Qt.Key.Key_Return)
    await screen.shows(lambda: "sent to printer" in " ".join(screen.said.toasts), "printed")
    assert screen.sheet().isHidden()
    (record,) = await screen.desk.papers.prints(subject, kind)
    assert record.state == "handed_over"
    text = await asyncio.to_thread(tool, "pdftotext", "-layout", Path(record.job), "-")
    return " ".join(text.replace("\u00a0", " ").split())


async def test_packing_slip_is_looked_at_and_printed_without_prices_where_none_are_wanted(
    screen: Opening,
) -> None:
    async with screen("orders") as on:
        await on.shows(on.view.current_id, "an order")
        sheet = await on.opens("orders.packing_slip")
        assert sheet.title.text().startswith("Packing slip ")
        number = sheet.title.text().removeprefix("Packing slip ")
        sheet.prices.click()
        assert not on.looks(), "what is in sight is not what is wanted any more"
        await on.shows(on.looks, "the slip without prices")
        key = await on.opened.key(number)
        order = (await on.desk.orders.read(key)).order
        words = await printed(on, f"paper:packing_slip:{key}", DocumentKind.PACKING_SLIP)
        for line in order.lines:
            assert line.description in words
        assert order.recipient.who in words
        assert "zł" not in words


async def test_pick_list_is_for_the_selected_orders_else_for_all_that_are_ready(
    screen: Opening,
) -> None:
    async with screen("orders") as on:
        ids = list(await on.desk.order_list.ids(ListQuery(tab="ready")))
        await on.shows(on.view.current_id, "an order")
        sheet = await on.opens("orders.pick_list")
        sheet.close_sheet()
        on.view.rows.selection.replace(ids[:2])
        rows = await on.desk.order_list.rows(ids[:2])
        keys = [OrderKey(rows[one].key) for one in ids[:2]]
        picks = await on.desk.papers.picks(keys)
        await on.opens("orders.pick_list")
        subject = picking(picks, "").subject
        words = await printed(on, subject, DocumentKind.PICK_LIST)
        assert f"2 orders · {picks.quantity} pieces" in words
        for line in picks.lines:
            assert f"{line.sku} {line.description} {line.quantity}" in words


async def test_pick_list_is_closed_with_a_reason_where_nothing_can_be_packed(
    screen: Opening,
) -> None:
    async with screen("orders") as on:
        await on.allowed("orders.pick_list")
        ids = list(await on.desk.order_list.ids(ListQuery(tab="ready")))
        rows = await on.desk.order_list.rows(ids)
        keys = [OrderKey(rows[one].key) for one in ids]
        on.view.rows.selection.replace([])
        await on.desk.orders.set_hold(keys, hold=True)
        action = on.actions.get("orders.pick_list")
        await on.shows(lambda: not action.isEnabled(), "closed")
        assert why_not(action) == "No order is ready to be packed."


async def test_several_slips_are_printed_each_once_and_on_label_paper_where_that_is_bound(
    screen: Opening,
) -> None:
    kind = DocumentKind.PACKING_SLIP
    async with screen("orders") as on:
        small = stock_of("100x150")
        assert small is not None
        profile = replace(on.desk.printing.profile(kind), stock=small)
        await on.desk.printing.save_profile(kind, profile)
        await on.shows(on.view.current_id, "an order")
        ids = list(await on.desk.order_list.ids(ListQuery(tab="ready")))[:3]
        rows = await on.desk.order_list.rows(ids)
        on.view.rows.selection.replace(ids)
        sheet = await on.opens("orders.packing_slip")
        assert sheet.print_action.text() == "Print 3"
        sheet.print_action.trigger()
        await on.shows(lambda: "sent to printer" in " ".join(on.said.toasts), "all printed")
        for row in rows.values():
            (record,) = await on.desk.papers.prints(f"paper:packing_slip:{row.key}", kind)
            size = await asyncio.to_thread(tool, "pdfinfo", Path(record.job))
            assert "283.46" in size


async def test_hand_over_sheet_lists_the_parcels_of_the_pickup_with_what_is_collected(
    screen: Opening,
) -> None:
    async with screen("pickups", "ORD-000871", "ORD-000867") as on:
        await on.allowed("dispatch_orders.hand_over_waiting")
        sheet = await on.opens("dispatch_orders.hand_over_waiting")
        waiting = await on.desk.papers.waiting()
        wanted = hand_over(waiting[0])
        assert sheet.title.text()
        words = await printed(on, wanted.subject, DocumentKind.HAND_OVER)
        for each in waiting[0].parcels:
            assert each.tracking_number in words.replace(" ", "")
        assert "1 of 1" in words
        assert "Taken by the courier: name, signature, time" in words


async def test_packing_slip_of_a_parcel_names_its_courier_and_number(screen: Opening) -> None:
    async with screen("shipments", "ORD-000871") as on:
        await on.shows(on.view.current_id, "a parcel")
        row = on.view.rows.row(on.view.current_id() or 0)
        assert row is not None
        sheet = await on.opens("shipments.packing_slip")
        assert sheet.title.text() == f"Packing slip {row.order_number}"
        subject = f"paper:packing_slip:{row.order_key}"
        words = await printed(on, subject, DocumentKind.PACKING_SLIP)
        assert row.tracking_number in words.replace(" ", "")
        assert "InPost" in words


async def test_sheet_of_a_rejected_or_cancelled_pickup_is_closed_with_the_reason(
    screen: Opening,
) -> None:
    async with screen("pickups", "ORD-000871") as on:
        await on.allowed("dispatch_orders.hand_over")
        row = on.view.rows.row(on.view.current_id() or 0)
        assert row is not None
        cancelled = await on.desk.pickups.cancel(DispatchOrderId(row.dispatch_order_id))
        assert (await on.opened.settled(cancelled)).state is OperationState.DONE
        await on.desk.sync.sync_all()
        action = on.actions.get("dispatch_orders.hand_over")
        await on.shows(lambda: not action.isEnabled(), "closed")
        assert "was cancelled" in why_not(action)


async def test_courier_s_own_sheet_is_kept_and_printed_where_hand_over_sheets_are_bound(
    screen: Opening,
) -> None:
    async with screen("pickups") as on:
        await on.shows(on.view.current_id, "a pickup")
        row = on.view.rows.row(on.view.current_id() or 0)
        assert row is not None
        await on.allowed("dispatch_orders.printout")
        on.actions.get("dispatch_orders.printout").trigger()
        await answer(on.page, "Print: PDF file")
        await on.shows(lambda: "sent to printer" in " ".join(on.said.toasts), "printed")
        subject = f"paper:hand_over:{row.dispatch_order_id}:courier"
        (record,) = await on.desk.papers.prints(subject, DocumentKind.HAND_OVER)
        assert record.state == "handed_over"
        assert await asyncio.to_thread(Path(record.job).is_file)
