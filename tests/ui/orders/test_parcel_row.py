"""The parcel is typed in place, and only what was really changed is told."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from shipdesk.domain.measures import Parcel, Source
from shipdesk.ui.orders.parcel_row import ParcelRow

ASSUMED = Parcel(800, 300, 200, 100, "B", Source.ITEMS)


def shown(window: QMainWindow, *, for_locker: bool) -> tuple[ParcelRow, list[Parcel]]:
    row = ParcelRow()
    window.setCentralWidget(row)
    row.show_parcel(ASSUMED, for_locker=for_locker)
    told: list[Parcel] = []
    row.edited.connect(told.append)
    return row, told


def test_a_typed_weight_makes_the_parcel_measured(window: QMainWindow) -> None:
    row, told = shown(window, for_locker=True)
    row.weight.setFocus()
    row.weight.selectAll()
    QTest.keyClicks(row.weight, "1,25")
    QTest.keyClick(row.weight, Qt.Key.Key_Return)
    assert [parcel.weight_g for parcel in told] == [1250]
    assert told[0].source is Source.TYPED
    assert told[0].size == "B"


def test_leaving_a_field_untouched_tells_nothing(window: QMainWindow) -> None:
    row, told = shown(window, for_locker=True)
    row.weight.setFocus()
    QTest.keyClick(row.weight, Qt.Key.Key_Return)
    assert not row.take_typed()
    assert told == []


def test_letters_for_a_weight_are_told_beside_it_and_change_nothing(window: QMainWindow) -> None:
    row, told = shown(window, for_locker=True)
    row.weight.setFocus()
    row.weight.selectAll()
    QTest.keyClicks(row.weight, "heavy")
    QTest.keyClick(row.weight, Qt.Key.Key_Return)
    assert told == []
    assert row.problem()


def test_a_renewed_parcel_leaves_the_field_alone_that_is_being_typed_in(
    window: QMainWindow, qtbot: QtBot
) -> None:
    row, _ = shown(window, for_locker=False)
    qtbot.waitUntil(window.isActiveWindow)
    row.weight.setFocus()
    row.weight.selectAll()
    QTest.keyClicks(row.weight, "2")
    row.show_parcel(Parcel(900, 310, 200, 100, "", Source.ITEMS), for_locker=False)
    assert row.weight.text() == "2"
    assert row.length.text() == "31"


def test_a_locker_order_offers_sizes_and_another_order_its_sides(window: QMainWindow) -> None:
    row, told = shown(window, for_locker=True)
    assert not row.sizes.isHidden()
    assert not row.length.isVisibleTo(row)
    row.sizes.chosen.emit("C")
    assert told[0].size == "C"
    row.show_parcel(ASSUMED, for_locker=False)
    assert row.sizes.isHidden()
    assert row.length.isVisibleTo(row)
