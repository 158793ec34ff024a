"""Many labels at once in the window: begun from the list, followed, stopped, retried, told."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit

from shipdesk.domain.label import STOCKS, DocumentKind, PrinterProfile
from shipdesk.domain.print_run import PrintFate
from shipdesk.ui.dialogs import Question
from shipdesk.ui.shortcuts import Actions
from tests.support.pages import until
from tests.support.print_room import keep, long_zpl, name_of, zpl
from tests.support.typing import press

Opening = Callable[..., AbstractAsyncContextManager[Any]]


def question() -> Any:
    """Return the open question, None without one."""
    found = [one for one in QApplication.topLevelWidgets() if isinstance(one, Question)]
    return next((one for one in found if one.isVisible()), None)


async def printed(screen: Any, actions: Actions) -> None:
    """Choose all parcels and print them."""
    await screen.select_all()
    actions.get("shipments.print").trigger()
    await screen.opens()


async def test_several_chosen_parcels_are_printed_in_one_run_in_the_order_of_the_list(
    run_screen: Opening, actions: Actions
) -> None:
    async with run_screen(7) as screen:
        await screen.select_all()
        assert actions.get("shipments.print").text() == "Print 7 labels"
        await printed(screen, actions)
        await screen.far("7 of 7")
        numbers = [line.number for line in screen.sheet.lines]
        assert screen.printer.names == numbers
        assert sorted(numbers) == [name_of(place) for place in range(7)]
        assert screen.sheet.now.text() == "7 sent to the printer."
        assert {line.words for line in screen.sheet.lines} == {
            "Not checked: compare the number by eye."
        }
        assert screen.said.toasts == [], "the sheet in sight says it"
        assert not screen.sheet.stop.isEnabled()


async def test_a_second_copy_of_many_takes_one_key(run_screen: Opening, actions: Actions) -> None:
    async with run_screen(3) as screen:
        (first,) = await screen.opened.desk.printing.request([screen.parcels[0].id])
        await screen.opened.settled(first)
        await screen.select_all()
        actions.get("shipments.print").trigger()
        await until(question, "the question")
        assert "1 of 3 were sent" in texts(question())
        await press(question(), Qt.Key.Key_1)
        await screen.opens()
        await screen.far("3 of 3")
        paper = await screen.opened.desk.printing.paper(screen.parcels[0].id)
        assert [(each.copy, each.reason) for each in paper.prints] == [(2, "jam"), (1, "")]
        again = next(line for line in screen.sheet.lines if line.number == name_of(0))
        assert again.words.startswith("copy 2")
        screen.sheet.close_sheet()
        actions.get("shipments.print").trigger()
        await until(question, "the question")
        await press(question(), Qt.Key.Key_Escape)
        await until(lambda: question() is None, "it is closed")
        assert len(await screen.opened.desk.print_runs.recent()) == 1


async def test_only_what_was_never_sent_is_printed_by_one_key(
    run_screen: Opening, actions: Actions
) -> None:
    async with run_screen(3) as screen:
        (first,) = await screen.opened.desk.printing.request([screen.parcels[1].id])
        await screen.opened.settled(first)
        await screen.select_all()
        actions.get("shipments.print").trigger()
        await until(question, "the question")
        await press(question(), Qt.Key.Key_5)
        await screen.opens()
        await screen.far("2 of 2")
        assert sorted(screen.printer.names) == [name_of(place) for place in range(3)]


async def test_what_the_check_stops_is_told_with_its_way_out_and_printed_with_a_reason(
    run_screen: Opening, actions: Actions
) -> None:
    async with run_screen(4) as screen:
        program, wrong = screen.opened.program, screen.parcels[2]
        other = zpl(wrong.order_number, screen.parcels[0].tracking_number)
        await keep(program.journal, program.paths.labels, wrong, other)
        await printed(screen, actions)
        await screen.far("4 of 4 · 1 not printed")
        sheet = screen.sheet
        assert name_of(2) not in screen.printer.names
        (stopped,) = [line for line in sheet.lines if line.fate is PrintFate.NOT_PRINTED]
        assert stopped.number == name_of(2)
        assert "belongs to another parcel" in stopped.words
        assert "print it anyway with a reason" in stopped.way_out
        assert sheet.retry.text() == "Retry only this one"
        sheet.tabs.choose("not_printed")
        sheet.tabs.chosen.emit("not_printed")
        await until(lambda: list(sheet.model.ids) == [stopped.id], "only what was stopped")
        sheet.view.select_id(stopped.id)
        assert sheet.anyway.isVisible()
        sheet.anyway.trigger()
        await until(question, "the reason is asked")
        question().findChild(QLineEdit).setText("compared by eye")
        await press(question(), Qt.Key.Key_Return)
        await screen.far("4 of 4")
        assert screen.printer.names[-1] == name_of(2)
        assert not sheet.retry.isEnabled()


async def test_a_label_on_its_way_is_named_and_can_be_skipped_and_fetched_by_a_retry(
    run_screen: Opening, actions: Actions
) -> None:
    async with run_screen(3, without=(1,)) as screen:
        desk, program = screen.opened.desk, screen.opened.program
        await desk.runner.request(desk.printing.fetching(screen.parcels[1]))
        await printed(screen, actions)
        await screen.far("1 of 3")
        sheet = screen.sheet
        assert f"label of {name_of(1)}" in sheet.now.text()
        waits = next(line for line in sheet.lines if line.number == name_of(1))
        assert waits.fate is PrintFate.NO_LABEL
        sheet.close_sheet()
        await until(
            lambda: screen.runs.running.isVisible() and "1 of 3" in screen.runs.running.words(),
            "told below the list",
        )
        screen.runs.running.click()
        await until(sheet.isVisible, "in sight again")
        assert sheet.current() != waits
        assert sheet.skip.text() == f"Skip {name_of(1)}", "what it waits for, whatever is in hand"
        sheet.skip.trigger()
        await screen.far("3 of 3 · 1 left out")
        await keep(program.journal, program.paths.labels, screen.parcels[1], zpl(name_of(1)))
        sheet.retry.trigger()
        await screen.far("3 of 3")
        assert screen.printer.names[-1] == name_of(1)


async def test_a_run_is_stopped_by_one_key_and_goes_on_by_another(
    run_screen: Opening, actions: Actions
) -> None:
    async with run_screen(4) as screen:
        program = screen.opened.program
        for parcel in screen.parcels:
            await keep(program.journal, program.paths.labels, parcel, long_zpl(parcel.order_number))
        screen.printer.most = 1
        await printed(screen, actions)
        sheet = screen.sheet
        await until(lambda: screen.printer.waiting, "the second is being sent")
        await until(lambda: sheet.lines[1].fate is PrintFate.SENDING, "it is told")
        assert sheet.now.text() == f"Now {sheet.lines[1].number}, to Bench."
        await press(sheet.view, Qt.Key.Key_S)
        await until(lambda: "Stopped by you" in sheet.now.text(), "it is stopped")
        screen.printer.most = 1_000
        screen.printer.takes.set()
        await screen.far("2 of 4")
        assert sheet.now.text() == f"Stopped by you. Go on begins with {sheet.lines[2].number}."
        await press(sheet.view, Qt.Key.Key_G)
        await screen.far("4 of 4")
        assert screen.printer.names == [line.number for line in sheet.lines]


async def test_what_comes_too_late_for_a_run_is_told_and_changes_nothing(
    run_screen: Opening, actions: Actions
) -> None:
    async with run_screen(2) as screen:
        await printed(screen, actions)
        await screen.far("2 of 2")
        said, sheet = screen.said.toasts, screen.sheet
        said.clear()
        wishes = (
            sheet.stop_requested.emit,
            sheet.go_on_requested.emit,
            partial(sheet.skip_requested.emit, 0),
            sheet.retry_requested.emit,
        )
        for count, wish in enumerate(wishes, start=1):
            wish()
            await until(lambda count=count: len(said) == count, "what came too late")
        assert said == [
            "The run had ended: no label was left to be stopped.",
            "No label of it is left to be sent.",
            "It was sent already, or has ended.",
            "Nothing was asked for: it was printed meanwhile, or is on its way.",
        ]
        await screen.far("2 of 2")
        assert len(screen.printer.names) == 2


async def test_a_printer_that_is_not_there_is_waited_for_in_words(
    run_screen: Opening, actions: Actions
) -> None:
    async with run_screen(2) as screen:
        gone = PrinterProfile("Packing table", "127.0.0.1:9", STOCKS[0])
        await screen.opened.desk.printing.save_profile(DocumentKind.LABEL, gone)
        await printed(screen, actions)
        sheet = screen.sheet
        await until(sheet.go_on.isVisible, "it can be told to go on")
        assert sheet.far.text() == "0 of 2"
        assert "Packing table" in sheet.now.text()
        await screen.opened.desk.printing.save_profile(DocumentKind.LABEL, screen.printer.profile)
        sheet.go_on.trigger()
        await screen.far("2 of 2")


async def test_a_run_that_nobody_looks_at_tells_its_end(
    run_screen: Opening, actions: Actions
) -> None:
    async with run_screen(3) as screen:
        program = screen.opened.program
        last = screen.parcels[0]
        await keep(program.journal, program.paths.labels, last, long_zpl(last.order_number))
        screen.printer.takes.clear()
        await printed(screen, actions)
        screen.sheet.close_sheet()
        await until(screen.runs.running.isVisible, "told below the list")
        screen.printer.takes.set()
        await until(lambda: screen.said.toasts, "its end is told")
        assert screen.said.toasts == ["Print run ended: 3 of 3."]
        assert not screen.runs.running.isVisible()
        actions.get("print_runs.show").trigger()
        await screen.opens()
        screen.sheet.view.select_id(1)
        screen.sheet.operation.trigger()
        assert screen.led == [("operation", screen.line(0).operation_id)]
        assert not screen.sheet.isVisible()


def texts(dialog: Any) -> str:
    """Return what a dialog says."""
    return " ".join(label.text() for label in dialog.findChildren(QLabel))
