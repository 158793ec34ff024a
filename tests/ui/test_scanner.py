"""A scan goes to the search box and nowhere else; typing goes where it was typed."""

from __future__ import annotations

from array import array
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QMainWindow, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from shipdesk.ui.scanner import BURST_GAP, DESK_GAP, ScannerFilter
from shipdesk.ui.shortcuts import Actions
from shipdesk.ui.table import Column, MemorySource, MemoryViewState, RowsModel, RowsView
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.widgets import Sheet
from tests.support.typing import type_letter, type_text

SCAN = "620000712001884001120058"


class Hands:
    """A clock that stands still unless it is pushed: keys at one instant are a scanner's."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Desk:
    """A window with a list of quotes and a form field, as on the Quotes page."""

    def __init__(self, window: QMainWindow, scope: TaskScope) -> None:
        quotes = MemorySource([(1, "Paczkomat"), (2, "Kurier")], id_of=lambda row: row[0])
        column = Column(key="name", title="Service", text=lambda row: row[1])
        self.model = RowsModel((column,), quotes, scope)
        self.view = RowsView(self.model, state=MemoryViewState(), key="q", name="Quotes")
        self.field = QLineEdit()
        inside = QWidget()
        column_layout = QVBoxLayout(inside)
        column_layout.addWidget(self.view)
        column_layout.addWidget(self.field)
        window.setCentralWidget(inside)
        window.show()
        self.digits: list[int] = []
        self.opened: list[object] = []
        self.scans: list[str] = []
        self.view.digit_typed.connect(self.digits.append)
        self.view.opened.connect(self.opened.append)


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def scanner(qapp: QApplication, actions: Actions, hands: Hands) -> Iterator[ScannerFilter]:
    made = ScannerFilter(qapp, actions, monotonic=hands)
    yield made
    made.disarm()
    made.deleteLater()


@pytest.fixture
async def desk(window: QMainWindow, scope: TaskScope, scanner: ScannerFilter, qtbot: QtBot) -> Desk:
    assert qtbot is not None
    made = Desk(window, scope)
    scanner.scanned.connect(made.scans.append)
    made.model.set_query("all")
    await scope.drain()
    made.view.setFocus()
    assert made.model.ids == array("q", [1, 2])
    return made


async def test_scan_over_focused_quotes_leaves_the_choice_unchanged(
    desk: Desk, scanner: ScannerFilter
) -> None:
    before = desk.view.current_id()
    QTest.keyClicks(desk.view, SCAN)
    QTest.keyClick(desk.view, Qt.Key.Key_Return)
    assert desk.scans == [SCAN]
    assert desk.digits == []
    assert desk.opened == []
    assert desk.view.current_id() == before
    scanner.on_silence()
    assert desk.digits == []


async def test_scan_without_enter_ends_with_silence_and_a_late_enter_buys_nothing(
    desk: Desk, scanner: ScannerFilter, hands: Hands
) -> None:
    QTest.keyClicks(desk.view, SCAN)
    assert desk.scans == []
    scanner.on_silence()
    assert desk.scans == [SCAN]
    hands.now += 0.1
    QTest.keyClick(desk.view, Qt.Key.Key_Return)
    assert desk.opened == []
    hands.now += 5
    QTest.keyClick(desk.view, Qt.Key.Key_Return)
    assert desk.opened == [1]


async def test_single_digit_acts_after_silence_only(desk: Desk, scanner: ScannerFilter) -> None:
    QTest.keyClicks(desk.view, "2")
    assert desk.digits == []
    scanner.on_silence()
    assert desk.digits == [2]
    assert desk.scans == []


async def test_letter_with_shift_is_another_key_than_the_letter_alone(
    desk: Desk, scanner: ScannerFilter, actions: Actions, window: QMainWindow
) -> None:
    done: list[str] = []
    for keys in ("H", "Shift+H", "?"):
        actions.add(f"desk.{keys}", keys, shortcut=keys, group="Desk", owner=window,
                    on=lambda keys=keys: done.append(keys))  # fmt: skip
    shift = Qt.KeyboardModifier.ShiftModifier
    for key, text in ((Qt.Key.Key_H, "H"), (Qt.Key.Key_Question, "?"), (Qt.Key.Key_J, "J")):
        QApplication.sendEvent(desk.view, QKeyEvent(QEvent.Type.KeyPress, key, shift, text))
        scanner.on_silence()
    QTest.keyClicks(desk.view, "h")
    scanner.on_silence()
    assert done == ["Shift+H", "?", "H"]


async def test_scan_into_a_form_field_does_not_end_up_in_the_field(
    desk: Desk, scanner: ScannerFilter
) -> None:
    desk.field.setFocus()
    desk.field.setText("00-950")
    QTest.keyClicks(desk.field, SCAN)
    QTest.keyClick(desk.field, Qt.Key.Key_Return)
    scanner.on_silence()
    assert desk.field.text() == "00-950"
    assert desk.scans == [SCAN]


async def test_typing_arrives_whole_and_in_order(desk: Desk, hands: Hands) -> None:
    desk.field.setFocus()
    for letter in "Jan Łoś 12a":
        type_letter(desk.field, letter)
        hands.now += BURST_GAP + 0.01
    QTest.keyClick(desk.field, Qt.Key.Key_Backspace)
    assert desk.field.text().startswith("Jan Łoś 12")
    assert desk.scans == []


async def test_two_keys_rolled_quickly_are_still_typing(desk: Desk, scanner: ScannerFilter) -> None:
    desk.field.setFocus()
    QTest.keyClicks(desk.field, "th")
    scanner.on_silence()
    assert desk.field.text() == "th"


async def test_slow_scanner_over_a_list_is_told_from_digits(
    desk: Desk, scanner: ScannerFilter, hands: Hands
) -> None:
    for digit in SCAN:
        QTest.keyClicks(desk.view, digit)
        hands.now += DESK_GAP * 0.7
    scanner.on_silence()
    assert desk.scans == [SCAN]
    assert desk.digits == []


async def test_letter_that_is_a_shortcut_acts_when_typed_and_not_when_scanned(
    desk: Desk, scanner: ScannerFilter, actions: Actions
) -> None:
    done: list[str] = []
    actions.add("paid", "Paid", shortcut="P", on=lambda: done.append("paid"))
    QTest.keyClicks(desk.view, "PPPP123")
    scanner.on_silence()
    assert done == []
    assert desk.scans == ["PPPP123"]
    QTest.keyClicks(desk.view, "p")
    scanner.on_silence()
    assert done == ["paid"]


async def test_choice_comes_before_the_purchase_however_fast_the_keys(
    desk: Desk, actions: Actions, window: QMainWindow
) -> None:
    bought: list[list[int]] = []
    actions.add("buy", "Buy", shortcut="F9", on=lambda: bought.append(list(desk.digits)))
    QTest.keyClicks(desk.view, "2")
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert bought == [[2]]
    QTest.keyClicks(desk.view, "1")
    QTest.mouseClick(desk.field, Qt.MouseButton.LeftButton)
    assert desk.digits == [2, 1]


async def test_person_types_with_the_real_clock(
    qapp: QApplication, window: QMainWindow, actions: Actions, scope: TaskScope
) -> None:
    scanner = ScannerFilter(qapp, actions)
    made = Desk(window, scope)
    scanner.scanned.connect(made.scans.append)
    made.field.setFocus()
    await type_text(made.field, "Jan Łoś")
    assert made.field.text() == "Jan Łoś"
    assert made.scans == []
    scanner.disarm()
    scanner.deleteLater()


async def test_a_letter_typed_in_a_sheet_is_for_the_sheet_alone(
    desk: Desk, actions: Actions, window: QMainWindow, scanner: ScannerFilter
) -> None:
    done: list[str] = []
    actions.add("page.pay", "Paid", shortcut="P", owner=desk.view, on=lambda: done.append("page"))
    sheet = Sheet(window.centralWidget(), "Review", scroll=False)
    listed = RowsView(desk.model, state=MemoryViewState(), key="s", name="Labels")
    sheet.body.addWidget(listed)
    actions.add("sheet.pay", "Paid", shortcut="P", owner=sheet, on=lambda: done.append("sheet"))
    sheet.open()
    listed.setFocus()
    for letter in "PQ":
        type_letter(listed, letter)
        scanner.on_silence()
    assert done == ["sheet"]
    sheet.close_sheet()
    desk.view.setFocus()
    type_letter(desk.view, "P")
    scanner.on_silence()
    assert done == ["sheet", "page"]


async def test_what_is_typed_by_hand_while_the_window_is_busy_is_no_scan(
    desk: Desk, scanner: ScannerFilter
) -> None:
    desk.field.setFocus()
    for place, letter in enumerate("tmp/bk"):
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter)
            event.setTimestamp(5_000 + 60 * place)
            QApplication.sendEvent(desk.field, event)
    scanner.on_silence()
    assert desk.field.text() == "tmp/bk"
    assert desk.scans == []


async def test_a_burst_into_an_open_question_stays_there(desk: Desk) -> None:
    question = QDialog(desk.field.window())
    answer = QLineEdit(question)
    question.open()
    answer.setFocus()
    QTest.keyClicks(answer, SCAN)
    assert answer.text() == SCAN
    assert desk.scans == []
    question.close()
