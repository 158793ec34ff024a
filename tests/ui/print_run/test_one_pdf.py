"""Many labels saved as one PDF in the window: how far it is, what is left out, cancelled."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QLineEdit

from shipdesk.ui.print_run.book_dialog import BookDialog
from shipdesk.ui.shortcuts import Actions
from tests.support.book_room import codes, drawn
from tests.support.pages import until
from tests.support.print_room import keep
from tests.support.records_screen import dialog_of

Opening = Callable[..., AbstractAsyncContextManager[Any]]


async def draw_labels(screen: Any) -> None:
    """Keep a PDF label of each parcel instead of one in a printer's language."""
    program = screen.opened.program
    for each in screen.parcels:
        body = drawn(each.tracking_number)
        await keep(program.journal, program.paths.labels, each, body, "application/pdf")


async def choose_file(target: Path) -> None:
    """Answer the system's question for a file."""
    await until(lambda: dialog_of(QFileDialog), "the file dialog")
    dialog = dialog_of(QFileDialog)
    dialog.findChild(QLineEdit).setText(str(target))
    dialog.accept()


async def test_chosen_parcels_are_saved_in_the_order_of_the_list_and_counted_as_no_print(
    run_screen: Opening, actions: Actions, tmp_path: Path
) -> None:
    async with run_screen(3) as screen:
        await draw_labels(screen)
        save = actions.get("shipments.save_all")
        assert not save.isEnabled()
        assert save.toolTip() == "Choose several shipments first."
        await screen.select_all()
        assert save.isEnabled()
        save.trigger()
        await choose_file(tmp_path / "mine.pdf")
        await until(lambda: screen.said.toasts, "what was saved")
        assert screen.said.toasts == [
            "3 labels in mine.pdf. Saved, not printed: the print history does not count it."
        ]
        rows = await screen.opened.desk.shipment_list.rows(screen.page.acting_ids())
        listed = [[rows[one].tracking_number] for one in screen.page.acting_ids()]
        assert codes(tmp_path / "mine.pdf", tmp_path) == listed
        assert screen.printer.names == []
        assert dialog_of(BookDialog) is None


async def test_what_is_left_out_of_a_run_is_listed_by_number_with_its_reason(
    run_screen: Opening, actions: Actions, tmp_path: Path
) -> None:
    async with run_screen(3) as screen:
        await screen.select_all()
        actions.get("shipments.print").trigger()
        await screen.opens()
        await screen.far("3 of 3")
        await draw_labels(screen)
        program, wrong = screen.opened.program, screen.parcels[1]
        body = drawn(screen.parcels[0].tracking_number)
        await keep(program.journal, program.paths.labels, wrong, body, "application/pdf")
        screen.sheet.save.trigger()
        await choose_file(tmp_path / "run.pdf")
        await until(
            lambda: (one := dialog_of(BookDialog)) and one.left_out.isVisible(), "what was left out"
        )
        dialog = dialog_of(BookDialog)
        assert dialog.far.text() == "1 label was left out"
        assert dialog.told.text().startswith("2 labels in run.pdf. Saved, not printed")
        words = dialog.left_out.toPlainText()
        assert words.startswith("RUN-001: ")
        assert screen.parcels[0].tracking_number in words
        dialog.button.click()
        await until(lambda: dialog_of(BookDialog) is None, "the dialog is closed")


async def test_a_cancel_while_it_is_saved_leaves_no_file(
    run_screen: Opening, actions: Actions, tmp_path: Path
) -> None:
    async with run_screen(4) as screen:
        await draw_labels(screen)
        await screen.select_all()
        actions.get("shipments.save_all").trigger()
        folder = tmp_path / "out"
        folder.mkdir()
        await choose_file(folder / "mine.pdf")
        await until(lambda: dialog_of(BookDialog), "how far it is")
        dialog_of(BookDialog).button.click()
        await until(lambda: screen.said.toasts, "that it was cancelled")
        assert screen.said.toasts == ["Cancelled: no file was written."]
        assert list(folder.iterdir()) == []
