"""The list's model: ids, pages, touched rows, and a choice that survives."""

from __future__ import annotations

import asyncio
from array import array
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from pytestqt.modeltest import ModelTester
from shiboken6 import delete

from shipdesk.errors import StorageError
from shipdesk.ui.table import Column, Heading, ListState, Look, RowsModel
from shipdesk.ui.table.model import DISPLAY, PAGE
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.theme import Tone
from tests.support.complaints import Heard

COLUMNS = (
    Column(key="name", title="Name", text=lambda row: row["name"], sort="name"),
    Column(
        key="state",
        title="State",
        text=lambda _row: "",
        look=lambda row: Look.pill(row["state"], "check", Tone.GREEN),
        copy=lambda row: row["state"],
    ),
)


class Shelf:
    """A source that counts what it was asked."""

    def __init__(self, count: int) -> None:
        self.order = array("q", range(1, count + 1))
        self.rows_kept: dict[int, Any] = {
            one: {"name": f"row {one}", "state": "ready"} for one in self.order
        }
        self.asked: list[list[int]] = []
        self.fails = False

    async def ids(self, query: object) -> array[int]:
        if self.fails:
            raise StorageError
        await asyncio.sleep(0)
        return array("q", reversed(self.order)) if query == "reversed" else array("q", self.order)

    async def rows(self, ids: Sequence[int]) -> Mapping[int, Any]:
        self.asked.append(list(ids))
        await asyncio.sleep(0)
        if self.fails:
            raise StorageError
        return {one: self.rows_kept[one] for one in ids if one in self.rows_kept}


async def settle(scope: TaskScope) -> None:
    """Let timers of a turn fire and their work end."""
    for _ in range(3):
        await asyncio.sleep(0.005)
        await scope.drain()


def text(model: RowsModel, row: int, column: int = 0) -> str:
    return str(model.data(model.index(row, column), DISPLAY))


@pytest.fixture
def shelf() -> Shelf:
    return Shelf(1000)


@pytest.fixture
async def model(shelf: Shelf, scope: TaskScope) -> RowsModel:
    made = RowsModel(COLUMNS, shelf, scope, settle_ms=5)
    made.set_query("all")
    await settle(scope)
    return made


async def test_model_keeps_the_rules_of_qt(
    shelf: Shelf, scope: TaskScope, qtmodeltester: ModelTester
) -> None:
    made = RowsModel(COLUMNS, shelf, scope, checks=True, settle_ms=5)
    qtmodeltester.check(made, force_py=True)
    made.set_query("all")
    await settle(scope)
    del shelf.order[3:6]
    shelf.order.insert(0, 2000)
    made.refresh()
    await settle(scope)
    qtmodeltester.check(made, force_py=True)


async def test_only_the_page_that_is_looked_at_is_fetched_and_once(
    model: RowsModel, shelf: Shelf, scope: TaskScope
) -> None:
    assert model.rowCount() == 1000
    assert [len(asked) for asked in shelf.asked] == [PAGE]
    assert text(model, 900) == ""
    assert text(model, 901) == ""
    assert text(model, 10, 0) == "row 11"
    await settle(scope)
    assert len(shelf.asked) == 2
    assert text(model, 900) == "row 901"
    assert text(model, 901) == "row 902"
    await settle(scope)
    assert len(shelf.asked) == 2


async def test_no_text_is_made_for_roles_that_nobody_draws(model: RowsModel, shelf: Shelf) -> None:
    far = model.index(999, 0)
    for role in (Qt.ItemDataRole.DecorationRole, Qt.ItemDataRole.FontRole, 4711):
        assert model.data(far, role) is None
    await asyncio.sleep(0.01)
    assert len(shelf.asked) == 1
    assert not model.rowCount(far)
    assert model.data(QModelIndex(), DISPLAY) is None


async def test_texts_are_made_once_a_row(shelf: Shelf, scope: TaskScope) -> None:
    made: list[int] = []

    def counted(row: Any) -> str:
        made.append(1)
        return str(row["name"])

    model = RowsModel((Column(key="n", title="N", text=counted),), shelf, scope)
    model.set_query("all")
    await settle(scope)
    for _ in range(5):
        text(model, 3)
    assert len(made) == PAGE


async def test_touch_renews_changed_rows_only_and_says_so(
    model: RowsModel, shelf: Shelf, scope: TaskScope
) -> None:
    told: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda first, last: told.append((first.row(), last.row())))
    model.set_window(0, 40)
    shelf.rows_kept[5] = {"name": "new name", "state": "bought"}
    shelf.rows_kept[6] = {"name": "other name", "state": "bought"}
    shelf.asked.clear()
    model.touch([5, 6, 700])
    await settle(scope)
    assert shelf.asked == [[5, 6]]
    assert told == [(4, 5)]
    assert text(model, 4) == "new name"


async def test_touch_brings_new_rows_and_takes_away_those_that_left(
    model: RowsModel, shelf: Shelf, scope: TaskScope
) -> None:
    removed: list[tuple[int, int]] = []
    inserted: list[tuple[int, int]] = []
    resets: list[int] = []
    model.rowsRemoved.connect(lambda _parent, first, last: removed.append((first, last)))
    model.rowsInserted.connect(lambda _parent, first, last: inserted.append((first, last)))
    model.modelReset.connect(lambda: resets.append(1))
    del shelf.order[10]
    model.touch([11])
    await settle(scope)
    assert (removed, inserted, resets) == ([(10, 10)], [], [])
    shelf.rows_kept[5000] = {"name": "newest", "state": "new"}
    shelf.order.insert(0, 5000)
    model.touch([5000])
    await settle(scope)
    assert (inserted, resets) == ([(0, 0)], [])
    assert text(model, 0) == "newest"
    assert text(model, 1) == "row 1"


async def test_row_touched_while_it_is_on_its_way_is_asked_for_again(
    model: RowsModel, shelf: Shelf, scope: TaskScope
) -> None:
    arrived = asyncio.Event()
    usual = shelf.rows

    async def slow(ids: Sequence[int]) -> Mapping[int, Any]:
        found = await usual(ids)
        await arrived.wait()
        return found

    shelf.rows = slow  # type: ignore[method-assign] # the courier of this one test
    model.set_window(0, 40)
    model.touch([5])
    await asyncio.sleep(0.01)
    shelf.rows_kept[5] = {"name": "newer", "state": "ready"}
    model.touch([5])
    await asyncio.sleep(0.01)
    arrived.set()
    await settle(scope)
    assert text(model, 4) == "newer"


async def test_sorting_shows_the_rows_in_place_without_a_flash(
    model: RowsModel, scope: TaskScope
) -> None:
    seen: list[str] = []
    model.modelReset.connect(lambda: seen.append(text(model, 0)))
    model.set_query("reversed")
    assert text(model, 0) == "row 1"
    await settle(scope)
    assert seen == ["row 1000"]


async def test_row_that_vanished_says_so(model: RowsModel, shelf: Shelf, scope: TaskScope) -> None:
    del shelf.rows_kept[3]
    model.touch([3])
    await settle(scope)
    assert text(model, 2) == "gone"
    assert model.row_at(2) is None


async def test_choice_survives_sorting_and_forgets_rows_that_left(
    model: RowsModel, shelf: Shelf, scope: TaskScope
) -> None:
    model.selection.replace([2, 3, 4])
    model.set_query("reversed")
    await settle(scope)
    assert model.selection.ids() == [4, 3, 2]
    shelf.order.remove(3)
    model.refresh()
    await settle(scope)
    assert model.selection.ids() == [4, 2]


async def test_choosing_all_is_a_query_and_new_rows_do_not_slip_in(
    model: RowsModel, shelf: Shelf, scope: TaskScope
) -> None:
    shelf.asked.clear()
    model.selection.everything()
    model.selection.toggle(7)
    assert model.selection.count() == 999
    assert 7 not in model.selection
    assert shelf.asked == []
    shelf.order.insert(0, 5000)
    model.refresh()
    await settle(scope)
    assert model.rowCount() == 1001
    assert model.selection.count() == 999
    assert 5000 not in model.selection


async def test_failure_is_shown_once_and_refresh_tries_again(
    model: RowsModel, shelf: Shelf, scope: TaskScope, heard: Heard
) -> None:
    shelf.fails = True
    for row in (500, 501, 700):
        text(model, row)
    await settle(scope)
    for _ in range(3):
        text(model, 500)
        await settle(scope)
    assert [type(error) for error in heard.errors] == [StorageError]
    assert model.state is ListState.PROBLEM
    shelf.fails = False
    model.refresh()
    await settle(scope)
    assert model.state is ListState.ROWS
    text(model, 500)
    await settle(scope)
    assert text(model, 500) == "row 501"


@pytest.mark.parametrize("fails", [False, True])
async def test_list_that_is_deleted_while_it_is_read_is_left_alone(
    model: RowsModel, shelf: Shelf, scope: TaskScope, heard: Heard, *, fails: bool
) -> None:
    model.touch([5])
    model.refresh()
    model._ask()
    shelf.fails = fails
    await asyncio.sleep(0)  # both are under way
    delete(model)
    await scope.drain()
    assert heard.crashes == []


async def test_empty_list_says_so(scope: TaskScope) -> None:
    model = RowsModel(COLUMNS, Shelf(0), scope)
    states: list[object] = []
    model.state_changed.connect(states.append)
    model.set_query("all")
    await settle(scope)
    assert states == [ListState.EMPTY]


async def test_screen_reader_hears_the_word_of_a_pill_and_the_heading_of_a_group(
    shelf: Shelf, scope: TaskScope
) -> None:
    def heading(row: Any) -> Heading | None:
        return (
            Heading("3 stop", "alert", Tone.RED, "not bought") if row["name"] == "row 1" else None
        )

    model = RowsModel(COLUMNS, shelf, scope, heading=heading)
    model.set_query("all")
    await settle(scope)
    spoken = Qt.ItemDataRole.AccessibleTextRole
    assert model.data(model.index(1, 1), spoken) == "ready"
    assert model.data(model.index(0, 0), spoken) == "3 stop not bought"


async def test_a_million_rows_are_ids_and_the_pages_in_sight(scope: TaskScope) -> None:
    class Endless(Shelf):
        def __init__(self) -> None:
            super().__init__(0)
            self.order = array("q", range(1_000_000))

        async def rows(self, ids: Sequence[int]) -> Mapping[int, Any]:
            return {one: {"name": f"row {one}", "state": ""} for one in ids}

    model = RowsModel(COLUMNS, Endless(), scope)
    model.set_query("all")
    await settle(scope)
    for row in range(0, 1_000_000, 10_000):
        model.set_window(row, row + 30)
        text(model, row)
        await asyncio.sleep(0)
    await settle(scope)
    assert text(model, 990_000) == "row 990000"
    assert len(model._cells) <= 64 * PAGE
