"""The list as a person uses it: mouse, keys, columns, the clipboard and the states."""

from __future__ import annotations

from array import array

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow

from shipdesk.ui.table import (
    Align,
    CellButton,
    Column,
    Heading,
    MemorySource,
    MemoryViewState,
    RowsModel,
    RowsView,
)
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.theme import Tone
from shipdesk.ui.widgets import StatePane

COLUMNS = (
    Column(key="number", title="Number", text=lambda r: r[1], sort="number", sample="ORD-00"),
    Column(key="name", title="Recipient", text=lambda r: r[2], width=120, stretch=True,
           copy=lambda r: r[2].upper()),
    Column(key="total", title="Total", text=lambda _r: "1,00 zł", align=Align.RIGHT, drop=1,
           sort="total", sample="1,00 zł"),
)  # fmt: skip


class Shown:
    """A view with rows on the screen and what it said."""

    def __init__(
        self, window: QMainWindow, scope: TaskScope, state: MemoryViewState, count: int = 200
    ) -> None:
        self.source = MemorySource(
            [(one, f"ORD-{one}", f"name {one}") for one in range(1, count + 1)],
            id_of=lambda row: row[0],
        )
        self.model = RowsModel(COLUMNS, self.source, scope, checks=True)
        self.view = RowsView(self.model, state=state, key="orders", name="Orders")
        window.setCentralWidget(self.view)
        self.view.show()
        self.current: list[object] = []
        self.view.current_changed.connect(self.current.append)

    def click(
        self, row: int, column: int, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        at = self.view.visualRect(self.model.index(row, column)).center()
        QTest.mouseClick(self.view.viewport(), Qt.MouseButton.LeftButton, held, at)

    def check_box(self, row: int) -> None:
        box = self.view.visualRect(self.model.index(row, 0))
        QTest.mouseClick(
            self.view.viewport(), Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier, QPoint(box.left() + 22, box.center().y()),
        )  # fmt: skip

    def key(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.view, key, held)


@pytest.fixture
def state() -> MemoryViewState:
    return MemoryViewState()


@pytest.fixture
async def shown(window: QMainWindow, scope: TaskScope, state: MemoryViewState) -> Shown:
    made = Shown(window, scope, state)
    made.model.set_query("all")
    await scope.drain()
    window.grab()
    return made


async def test_first_row_is_current_and_chosen(shown: Shown) -> None:
    assert shown.current == [1]
    assert shown.view.acting_ids() == [1]


async def test_click_chooses_one_and_boxes_choose_several(shown: Shown) -> None:
    shown.click(2, 1)
    assert shown.view.acting_ids() == [3]
    shown.check_box(4)
    shown.check_box(5)
    assert shown.view.acting_ids() == [3, 5, 6]
    assert shown.view.current_id() == 6
    shown.check_box(4)
    assert shown.view.acting_ids() == [3, 6]
    shown.click(0, 2)
    assert shown.view.acting_ids() == [1]


async def test_shift_chooses_a_range_and_control_adds(shown: Shown) -> None:
    shown.click(1, 1)
    shown.click(4, 1, Qt.KeyboardModifier.ShiftModifier)
    assert shown.view.acting_ids() == [2, 3, 4, 5]
    shown.click(8, 1, Qt.KeyboardModifier.ControlModifier)
    assert shown.view.acting_ids() == [2, 3, 4, 5, 9]
    shown.key(Qt.Key.Key_Escape)
    assert shown.view.acting_ids() == [9]


async def test_keys_move_choose_and_open(shown: Shown) -> None:
    opened: list[object] = []
    digits: list[int] = []
    shown.view.opened.connect(opened.append)
    shown.view.digit_typed.connect(digits.append)
    shown.key(Qt.Key.Key_Down)
    shown.key(Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert shown.view.acting_ids() == [2, 3]
    shown.key(Qt.Key.Key_End)
    assert shown.view.current_id() == 200
    shown.key(Qt.Key.Key_PageUp)
    assert 150 < (shown.view.current_id() or 0) < 200
    shown.key(Qt.Key.Key_Home)
    shown.key(Qt.Key.Key_Return)
    shown.key(Qt.Key.Key_3)
    assert (opened, digits) == ([1], [3])
    shown.key(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert shown.model.selection.count() == 200
    shown.key(Qt.Key.Key_Space)
    assert shown.model.selection.count() == 199


async def test_header_box_chooses_all_and_none(shown: Shown) -> None:
    header = shown.view.horizontalHeader().viewport()
    QTest.mouseClick(header, Qt.MouseButton.LeftButton, pos=QPoint(20, 15))
    assert shown.model.selection.is_everything()
    QTest.mouseClick(header, Qt.MouseButton.LeftButton, pos=QPoint(20, 15))
    assert shown.model.selection.count() == 0


async def test_header_click_asks_for_the_sort_and_turns_it(
    shown: Shown, state: MemoryViewState
) -> None:
    asked: list[tuple[str, bool]] = []
    shown.view.sort_requested.connect(lambda key, down: asked.append((key, down)))
    header = shown.view.horizontalHeader()
    at = QPoint(header.sectionViewportPosition(1) + 20, 15)
    for _ in range(2):
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert asked == [("number", False), ("number", True)]
    assert state.load("orders.columns")["descending"] is True
    name = QPoint(header.sectionViewportPosition(2) + 20, 15)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=name)
    assert len(asked) == 2


async def test_columns_are_remembered_at_once(
    shown: Shown, window: QMainWindow, scope: TaskScope, state: MemoryViewState
) -> None:
    header = shown.view.horizontalHeader()
    header.resizeSection(1, 222)
    header.moveSection(2, 3)
    shown.view.columns.show_column("total", shown=False)
    again = Shown(window, scope, state)
    window.grab()
    assert again.view.columnWidth(1) == 222
    assert again.view.isColumnHidden(3)
    assert again.view.horizontalHeader().visualIndex(3) == 2
    again.view.columns.reset()
    assert not again.view.isColumnHidden(3)
    assert again.view.columnWidth(1) != 222


async def test_narrow_list_drops_what_matters_least_and_fills_its_width(
    shown: Shown, window: QMainWindow
) -> None:
    view = shown.view
    assert sum(view.columnWidth(at) for at in view.columns.visible()) == view.viewport().width()
    window.setMinimumWidth(200)
    window.resize(260, 400)
    window.grab()
    assert view.isColumnHidden(3)
    window.resize(900, 600)
    window.grab()
    assert not view.isColumnHidden(3)


async def test_copy_takes_the_cell_or_the_chosen_rows(shown: Shown) -> None:
    shown.click(1, 2)
    shown.key(Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "NAME 2"
    shown.check_box(2)
    shown.key(Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == ("ORD-2\tNAME 2\t1,00 zł\nORD-3\tNAME 3\t1,00 zł")


async def test_row_that_leaves_hands_the_bar_to_its_neighbour(
    shown: Shown, scope: TaskScope
) -> None:
    shown.view.select_id(5)
    shown.source.replace([(n, f"ORD-{n}", "x") for n in range(1, 201) if n != 5])
    shown.model.refresh()
    await scope.drain()
    assert shown.view.current_id() in {4, 6}
    assert shown.model.selection.ids() == [shown.view.current_id()]
    assert shown.current[-1] == shown.view.current_id()


async def test_row_in_hand_stays_so_while_rows_come_above_it_and_leave_below(
    shown: Shown, scope: TaskScope
) -> None:
    shown.click(3, 1)
    assert shown.view.current_id() == 4
    left = [(one, f"ORD-{one}", f"name {one}") for one in (500, 1, 3, 4, 501, 5, *range(7, 201))]
    shown.source.replace(left)
    shown.model.refresh()
    await scope.drain()
    assert list(shown.model.ids) == [row[0] for row in left]
    assert shown.view.current_id() == 4
    assert shown.view.acting_ids() == [4]
    assert shown.current == [1, 4]


async def test_other_query_keeps_the_current_row_where_it_still_is(
    shown: Shown, scope: TaskScope
) -> None:
    shown.view.select_id(7)
    shown.source.replace([(n, f"ORD-{n}", "x") for n in range(200, 5, -1)])
    shown.model.set_query("other")
    await scope.drain()
    assert shown.view.current_id() == 7
    assert shown.model.ids[0] == 200


async def test_states_are_said_where_rows_would_be(shown: Shown, scope: TaskScope) -> None:
    pane = shown.view.findChildren(StatePane)[0]
    assert pane.isHidden()
    shown.view.set_empty("No orders", "They come with the next sync.")
    shown.source.replace([])
    shown.model.refresh()
    await scope.drain()
    assert pane.isVisible()
    assert "No orders" in pane.accessibleDescription()
    assert shown.model.ids == array("q")
    assert shown.view.current_id() is None
    assert shown.current[-1] is None


async def test_painted_button_answers_to_the_mouse_and_headings_are_not_rows(
    window: QMainWindow, scope: TaskScope
) -> None:
    fixes = (CellButton("paid", "Paid", "P"), CellButton("cod", "COD"))
    fix = Column(key="fix", title="Fix", text=lambda r: r[1], width=300, buttons=lambda _r: fixes)
    model = RowsModel(
        (fix,), MemorySource([(1, "a"), (2, "b")], id_of=lambda r: r[0]), scope,
        heading=lambda r: Heading("1 stop", "alert", Tone.RED) if r[0] == 1 else None,
    )  # fmt: skip
    view = RowsView(model, state=MemoryViewState(), key="review", name="Review", row_height=32)
    window.setCentralWidget(view)
    view.show()
    model.set_query("all")
    await scope.drain()
    window.grab()
    clicked: list[tuple[object, str]] = []
    view.cell_button_clicked.connect(lambda row_id, name: clicked.append((row_id, name)))
    cell = view.visualRect(model.index(1, 0))
    at = QPoint(cell.right() - 20, cell.center().y())
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert clicked == [(2, "cod")]
    top = view.visualRect(model.index(0, 0)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=top)
    assert view.current_id() == 2
