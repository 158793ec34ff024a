"""Settings › Printers: a courier's labels get a printer of their own, by keyboard, and lose it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox

from shipdesk.domain.label import DocumentKind
from shipdesk.ui.settings.couriers_card import CourierRow
from shipdesk.ui.tab_order import step
from tests.support.pages import named, until
from tests.support.settings_room import SettingsRoom

Opening = Callable[[], AbstractAsyncContextManager[SettingsRoom]]
LABEL = DocumentKind.LABEL
OFFSET = "Move right for labels of InPost"


async def row_of(room: SettingsRoom) -> CourierRow:
    """Open the section and return the row of InPost."""
    await room.opened.desk.providers.all_ready()
    await room.presenter.open("printers")
    rows = room.presenter.printers.view.couriers.rows
    await until(lambda: "InPost" in rows and rows["InPost"].isVisible(), "the courier in sight")
    return rows["InPost"]


def press(key: Qt.Key) -> None:
    """Press a key where the focus is."""
    QTest.keyClick(QApplication.focusWidget(), key)


def tab_to(room: SettingsRoom, name: str) -> None:
    """Go on by Tab from the labels until a field or choice of this name has the focus."""
    if QApplication.focusWidget() is None:
        room.presenter.printers.view.forms[LABEL].printer.setFocus()
    for _ in range(80):
        focus = QApplication.focusWidget()
        assert focus is not None
        parent = focus.parentWidget()
        held = {focus.accessibleName(), parent.accessibleName() if parent is not None else ""}
        if name in held:
            return
        assert step(room.page, forward=True)
    raise AssertionError(f"Tab never comes to {name}")


async def saved(room: SettingsRoom) -> None:
    """Press Enter where the focus is and wait until all is kept."""
    before = len(room.notices.shown())
    press(Qt.Key.Key_Return)
    await until(lambda: len(room.notices.shown()) > before, "the toast")


async def test_a_courier_gets_a_printer_and_paper_of_its_own_by_keys_alone(
    settings_room: Opening,
) -> None:
    async with settings_room() as room:
        printing = room.opened.desk.printing
        row = await row_of(room)
        assert row.form is None
        tab_to(room, "Printer for labels of InPost")
        press(Qt.Key.Key_Right)
        assert row.form is not None
        assert row.form.isVisible()
        assert row.ruler is not None
        assert row.ruler.isVisible()
        tab_to(room, "Stock for labels of InPost")
        stock = named(room.page, QComboBox, "Stock for labels of InPost")
        while stock.currentData() != "a6":
            press(Qt.Key.Key_Down)
        tab_to(room, OFFSET)
        QTest.keyClicks(QApplication.focusWidget(), "far")
        press(Qt.Key.Key_Return)
        await until(lambda: room.problem(OFFSET), "what is wrong")
        assert not printing.has_own(LABEL, "InPost")
        room.fill(OFFSET, "1,5")
        await saved(room)
        own = printing.profile(LABEL, "InPost")
        assert (own.stock.key, own.offset_x_mm) == ("a6", 1.5)
        assert printing.profile(LABEL).stock.key == "100x150"
        assert printing.profile(LABEL, "Delhivery").stock.key == "100x150"


async def test_same_as_labels_takes_it_away_and_escape_leaves_it(settings_room: Opening) -> None:
    async with settings_room() as room:
        printing = room.opened.desk.printing
        row = await row_of(room)
        common = printing.profile(LABEL)
        await printing.save_profile(LABEL, common, "InPost")
        await room.presenter.open("accounts")
        await room.presenter.open("printers")
        assert row.own
        tab_to(room, "Printer for labels of InPost")
        press(Qt.Key.Key_Left)
        assert row.form is not None
        assert row.form.isHidden()
        press(Qt.Key.Key_Escape)
        assert row.own, "as it is kept"
        press(Qt.Key.Key_Space)
        room.presenter.printers.view.save_requested.emit()
        await until(lambda: "Printers are saved" in room.notices.shown(), "the toast")
        assert not printing.has_own(LABEL, "InPost")
        await printing.load()
        assert printing.profile(LABEL, "InPost") == common
