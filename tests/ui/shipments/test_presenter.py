"""The Shipments screen against a real desk: looking, printing, reprinting, paying, finding."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit

from shipdesk.domain.account import AccountId
from shipdesk.domain.label import PDF_FILE, DocumentKind, PrinterProfile, stock_of
from shipdesk.domain.order import OrderKey, Payment, PaymentKind
from shipdesk.domain.shipment import Payable
from shipdesk.storage import shipments as shipment_store
from shipdesk.storage.sql import Conn, run
from shipdesk.ui.dialogs import Question
from shipdesk.ui.shortcuts import Actions
from tests.support.desk import eventually
from tests.support.shop import a_shipment
from tests.support.simulator import Simulator
from tests.support.typing import press

Opening = Callable[..., AbstractAsyncContextManager[Any]]


def dialog_of(kind: type[QDialog]) -> Any:
    """Return the open dialog of a kind, or None."""
    found = [one for one in QApplication.topLevelWidgets() if isinstance(one, kind)]
    return next((one for one in found if one.isVisible()), None)


async def test_bought_parcel_shows_its_label_and_that_the_bar_code_is_its_own(
    shipments_screen: Opening,
) -> None:
    async with shipments_screen("ORD-000868") as screen:
        await screen.show("ORD-000868")
        panel, details = screen.page.panel, screen.page.details
        await screen.shows(details.preview.shows_label, "the label")
        await screen.shows(
            lambda: panel.check.title.accessibleName() == "Matches", "the check of the bar code"
        )
        await screen.shows(lambda: details.pill.text() == "Sent to printer", "that it was printed")
        assert "203 dpi prints it readable" in panel.check.sentence.text()
        assert panel.facts.value("Ink fits stock") == "100 %, no cut"
        assert "A6" in panel.facts.value("File")
        assert screen.page.view.accessibleName() == "Shipments"
        assert panel.print_button.accessibleName() == "Print"
        assert panel.print_button.words() == "Reprint as copy 2"


async def test_second_copy_is_printed_with_the_reason_that_one_key_names(
    shipments_screen: Opening, actions: Actions
) -> None:
    async with shipments_screen("ORD-000871") as screen:
        await screen.show("ORD-000871")
        await screen.printed(1)
        screen.page.view.digit_typed.emit(1)
        assert screen.page.panel.reasons.reason() == "jam"
        actions.get("shipments.print").trigger()
        await screen.printed(2)
        row = await screen.opened.row("ORD-000871")
        (shipment,) = (await screen.desk.orders.read(row.key)).shipments
        paper = await screen.desk.printing.paper(shipment.id)
        assert [(each.copy, each.reason) for each in paper.prints] == [(2, "jam"), (1, "")]
        assert screen.page.panel.reasons.reason() == "", "the next copy has a reason of its own"


async def test_copy_without_a_reason_asks_for_one_and_a_digit_answers(
    shipments_screen: Opening, actions: Actions
) -> None:
    async with shipments_screen("ORD-000871") as screen:
        await screen.show("ORD-000871")
        await screen.printed(1)
        actions.get("shipments.print").trigger()
        await screen.shows(lambda: dialog_of(Question), "the question")
        await press(dialog_of(Question), Qt.Key.Key_2)
        await screen.printed(2)
        key = await screen.opened.key("ORD-000871")
        (shipment,) = (await screen.desk.orders.read(key)).shipments
        assert (await screen.desk.printing.paper(shipment.id)).prints[0].reason == "lost"


async def test_several_chosen_parcels_are_printed_with_one_reason(
    shipments_screen: Opening, actions: Actions
) -> None:
    async with shipments_screen("ORD-000871", "ORD-000868") as screen:
        for number in ("ORD-000871", "ORD-000868"):
            await screen.show(number)
            await screen.printed(1)
        view = screen.page.view
        view.rows.selection.replace(list(view.rows.ids)[:2])
        assert actions.get("shipments.print").text() == "Print 2 labels"
        screen.page.panel.reasons.choose("damaged")
        actions.get("shipments.print").trigger()

        for number in ("ORD-000871", "ORD-000868"):
            key = await screen.opened.key(number)
            (shipment,) = (await screen.desk.orders.read(key)).shipments

            async def reasons(shipment_id: str = shipment.id) -> bool:
                paper = await screen.desk.printing.paper(shipment_id)
                return [each.reason for each in paper.prints] == ["damaged", ""]

            await eventually(reasons, f"the copy of {number}")


async def test_unpaid_parcel_says_so_and_is_paid_from_here(
    shipments_screen: Opening, simulator: Simulator, actions: Actions
) -> None:
    simulator.knobs(shipx_out_of_funds=True)
    async with shipments_screen("ORD-000871") as screen:
        screen.presenter.asking.tab("failed")
        await screen.shows(
            lambda: screen.page.details.pill.text() == "Not paid: no funds", "the red pill"
        )
        assert not actions.get("shipments.print").isEnabled()
        simulator.knobs(shipx_out_of_funds=False)
        simulator.top_up(100.0)
        actions.get("shipments.pay").trigger()
        key = await screen.opened.key("ORD-000871")

        async def paid() -> bool:
            (shipment,) = (await screen.desk.orders.read(key)).shipments
            return bool(shipment.payable is Payable.PAID and shipment.tracking_number)

        await eventually(paid, "paid")
        await screen.show("ORD-000871")
        await screen.shows(screen.page.details.preview.shows_label, "its label")


async def test_file_that_is_no_label_is_named_and_can_be_fetched_again(
    shipments_screen: Opening, simulator: Simulator, actions: Actions
) -> None:
    simulator.fault("shipx.labels.get", "empty_body", times=-1)
    async with shipments_screen("ORD-000871") as screen:
        await screen.show("ORD-000871")
        instead = screen.page.details.preview.instead
        await screen.shows(
            lambda: "The courier gave no label" in instead.accessibleDescription(), "the refusal"
        )
        assert "empty" in instead.accessibleDescription()
        assert screen.page.details.pill.text() == "Bought, no label yet"
        simulator.clear_faults()
        actions.get("shipments.fetch_label").trigger()
        await screen.shows(screen.page.details.preview.shows_label, "the label")


async def test_chosen_printer_is_kept_for_labels_and_given_back_by_undo(
    shipments_screen: Opening,
) -> None:
    async with shipments_screen("ORD-000871") as screen:
        stock = stock_of("100x150")
        assert stock is not None
        zebra = PrinterProfile("Zebra", "127.0.0.1:9", stock, darkness=12)
        await screen.desk.printing.save_profile(DocumentKind.LABEL, zebra)
        await screen.show("ORD-000871")
        combo = screen.page.panel.printer
        await screen.shows(lambda: combo.currentText() == "Zebra", "the printer")
        assert screen.page.panel.printer_line.text() == "203 dpi · 100 × 150 mm · darkness 12"
        screen.page.panel.printer_chosen.emit(PDF_FILE)
        await screen.shows(lambda: combo.currentText() == "PDF file", "the other printer")
        assert screen.desk.printing.profile(DocumentKind.LABEL).to_file
        assert screen.desk.printing.profile(DocumentKind.INVOICE).stock.key == "a4"
        screen.said.undo()
        await screen.shows(lambda: combo.currentText() == "Zebra", "the way back")
        assert screen.desk.printing.profile(DocumentKind.LABEL) == zebra


async def test_courier_with_its_own_printer_shows_it_and_a_choice_there_is_for_it_alone(
    shipments_screen: Opening,
) -> None:
    async with shipments_screen("ORD-000871") as screen:
        printing, panel = screen.desk.printing, screen.page.panel
        common = printing.profile(DocumentKind.LABEL)
        a5 = stock_of("a5")
        assert a5 is not None
        own = PrinterProfile("Office", "office", a5)
        await screen.show("ORD-000871")
        await screen.shows(lambda: panel.printer.currentText() == "PDF file", "the printer for all")
        await printing.save_profile(DocumentKind.LABEL, own, "InPost")
        screen.page.hide()  # as while Settings are in sight
        screen.page.show()
        words = "203 dpi · A5 · for InPost only"
        await screen.shows(lambda: panel.printer_line.text() == words, words)
        assert panel.printer.currentText() == "Office (not seen now)"
        preview = screen.page.details.preview.preview
        await screen.shows(
            lambda: preview._placed and preview._placed.width_mm == 148, "its own paper"
        )
        panel.printer_chosen.emit(PDF_FILE)
        told = "Labels of InPost now go to PDF file."
        await screen.shows(lambda: told in screen.said.toasts, told)
        assert printing.profile(DocumentKind.LABEL, "InPost").to_file
        assert printing.profile(DocumentKind.LABEL) == common
        screen.said.undo()
        await screen.shows(
            lambda: panel.printer.currentText() == "Office (not seen now)", "the way back"
        )
        assert printing.profile(DocumentKind.LABEL, "InPost") == own


async def test_saved_file_is_the_kept_one_byte_for_byte(
    shipments_screen: Opening, actions: Actions, tmp_path: Path
) -> None:
    async with shipments_screen("ORD-000871") as screen:
        await screen.show("ORD-000871")
        await screen.shows(lambda: actions.get("shipments.save_pdf").isEnabled(), "a kept label")
        actions.get("shipments.save_pdf").trigger()
        await screen.shows(lambda: dialog_of(QFileDialog), "the file dialog")
        target = tmp_path / "mine.pdf"
        dialog = dialog_of(QFileDialog)
        dialog.findChild(QLineEdit).setText(str(target))
        dialog.accept()
        await screen.shows(target.exists, "the file")
        key = await screen.opened.key("ORD-000871")
        (shipment,) = (await screen.desk.orders.read(key)).shipments
        (kept,) = (await screen.desk.printing.paper(shipment.id)).documents
        assert target.stat().st_size == kept.size
        assert target.read_bytes().startswith(b"%PDF")


async def test_invoice_is_seen_and_printed_on_a_profile_of_its_own(
    shipments_screen: Opening, actions: Actions
) -> None:
    async with shipments_screen("ORD-000870") as screen:
        await screen.show("ORD-000870")
        preview = screen.page.details.preview
        await screen.shows(lambda: len(preview._kinds) == 3, "all three documents")
        preview.document_chosen.emit(DocumentKind.INVOICE)
        await screen.shows(
            lambda: screen.page.panel.printer_line.text() == "203 dpi · A4", "the sheet printer"
        )
        assert screen.page.panel.print_button.words() == "Print invoice"
        assert not screen.page.panel.asks_reason()
        actions.get("shipments.print").trigger()
        await screen.shows(
            lambda: screen.page.panel.print_button.words() == "Reprint as copy 2", "one copy"
        )


async def test_mismatch_stops_the_print_until_a_reason_says_otherwise(
    shipments_screen: Opening, simulator: Simulator, actions: Actions
) -> None:
    async with shipments_screen("ORD-000868") as screen:
        simulator.knobs(wrong_barcode=True)
        key = await screen.opened.key("ORD-000871")
        await screen.desk.orders.set_payment([key], Payment(PaymentKind.PAID))
        await screen.opened.buy("ORD-000871")
        await screen.show("ORD-000871")
        card = screen.page.panel.check
        await screen.shows(lambda: card.title.accessibleName() == "Not printed", "the stop")
        assert not card.anyway.isHidden()
        actions.get("shipments.print_anyway").trigger()
        await screen.shows(lambda: dialog_of(Question), "the question")
        dialog = dialog_of(Question)
        dialog.try_accept()
        assert dialog.isVisible(), "no reason, no print"
        dialog._fields[0].set_text("compared by eye")
        dialog.try_accept()
        await screen.shows(
            lambda: "Sent to printer" in screen.page.details.pill.text(), "printed all the same"
        )


async def test_parcel_is_opened_that_was_written_down_a_moment_ago(
    shipments_screen: Opening,
) -> None:
    async with shipments_screen() as screen:
        fresh = a_shipment(account_id=AccountId("inpost"), order_key=OrderKey(""))
        journal = screen.opened.program.journal
        await journal.write(lambda conn: shipment_store.save(conn, fresh))
        await screen.presenter.open(fresh.id)
        shown = screen.page.details.number
        await screen.shows(
            lambda: shown.text().replace(" ", "") == fresh.tracking_number, "its number"
        )
        assert screen.said.toasts == []
        await screen.presenter.open("gone")
        assert screen.said.toasts == ["This shipment is no longer listed."]


async def test_search_finds_a_parcel_in_every_stage_and_gives_the_stage_back(
    shipments_screen: Opening,
) -> None:
    async with shipments_screen("ORD-000868") as screen:
        view = screen.page.view
        screen.presenter.asking.tab("to_print")
        await screen.shows(lambda: len(view.rows.ids) == 0, "nothing to print")
        screen.presenter.search("Wiśniewska")
        await screen.shows(lambda: len(view.rows.ids) >= 1, "the found parcels")
        assert screen.page.tabs.choice() == ""
        screen.presenter.search("")
        await screen.shows(lambda: len(view.rows.ids) == 0, "the stage as before")
        assert screen.page.tabs.choice() == "to_print"


async def test_tracking_shows_where_the_parcel_is_and_copies_its_number(
    shipments_screen: Opening, simulator: Simulator, actions: Actions
) -> None:
    async with shipments_screen("ORD-000871") as screen:
        await screen.show("ORD-000871")
        number = screen.page.details.number.text().replace(" ", "")
        simulator.push(3600)
        simulator.advance(number, "taken_by_courier")
        actions.get("shipments.track").trigger()
        await screen.shows(
            lambda: screen.page.details.pill.text() == "Scanned by carrier", "the scan"
        )
        actions.get("shipments.copy_number").trigger()
        assert QGuiApplication.clipboard().text() == number


async def test_parcel_leads_to_its_order(shipments_screen: Opening) -> None:
    async with shipments_screen("ORD-000871") as screen:
        await screen.show("ORD-000871")
        opened: list[str] = []
        screen.page.order_opened.connect(opened.append)
        screen.page.view.opened.emit(screen.page.view.current_id())
        assert opened == [await screen.opened.key("ORD-000871")]


@pytest.mark.parametrize("number", ["ORD-000871"])
async def test_parcel_bought_elsewhere_offers_no_print(
    shipments_screen: Opening, actions: Actions, number: str
) -> None:
    async with shipments_screen(number) as screen:
        rows = await screen.desk.shipment_list.rows(
            list(await screen.desk.shipment_list.ids(screen.presenter.asking.query))
        )
        other = next(row for row in rows.values() if ":" in row.shipment_id)
        await screen.presenter.open(other.shipment_id)
        instead = screen.page.details.preview.instead
        await screen.shows(
            lambda: "Its label is not here" in instead.accessibleDescription(), "the sentence"
        )
        assert not actions.get("shipments.print").isEnabled()
        assert not actions.get("shipments.track").isEnabled()


async def test_row_that_a_lost_journal_knew_is_left_in_silence(shipments_screen: Opening) -> None:
    async with shipments_screen("ORD-000871", "ORD-000865") as screen:
        key = await screen.opened.key("ORD-000871")
        (lost,) = (await screen.desk.orders.read(key)).shipments

        def lose(conn: Conn) -> None:
            run(conn, "DELETE FROM shipment WHERE id = ?", [lost.id])

        await screen.opened.program.journal.write(lose)
        await screen.presenter.open(lost.id)
        await screen.presenter.taking_back.show_chosen()
        await screen.show("ORD-000865")
        assert screen.said.errors == []
