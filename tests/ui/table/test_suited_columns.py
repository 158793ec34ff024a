"""Columns measured by what a page of rows shows, and what goes where the window is narrow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pytest
from PySide6.QtWidgets import QMainWindow

from shipdesk.ui.table import Align, Column, MemorySource, MemoryViewState, RowsModel, RowsView
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.theme import Face, text_width


class Row(NamedTuple):
    """One line of the list."""

    id: int
    name: str
    phone: str
    shop: str
    street: str
    total: str


ROWS = (
    Row(1, "Jan Nowak", "+48 600 100 200", "", "ul. Prosta 5", "34,00 zł"),
    Row(2, "Grzegorz Szczęsny", "+91 63478 80335", "", "Unit 4, Lake Industrial Estate", "1,00 zł"),
)


def column(key: str, *, drop: int = 0, stretch: bool = True) -> Column:
    return Column(
        key=key,
        title=key.title(),
        text=lambda row: str(getattr(row, key)),
        align=Align.LEFT if stretch else Align.RIGHT,
        stretch=stretch,
        elide=stretch,
        least=60,
        drop=drop,
    )


COLUMNS = (
    column("name"),
    column("phone"),
    column("shop", drop=1),
    column("street", drop=2),
    column("total", drop=3, stretch=False),
)


class Shown:
    """A list of a page of rows in a window of any width."""

    def __init__(self, window: QMainWindow, scope: TaskScope, rows: Sequence[Row] = ROWS) -> None:
        self._window = window
        source = MemorySource(list(rows), id_of=lambda row: row.id)
        model = RowsModel(COLUMNS, source, scope)
        self.view = RowsView(model, state=MemoryViewState(), key="rows", name="Rows")
        model.setParent(self.view)
        window.setMinimumWidth(200)
        window.setCentralWidget(self.view)
        self.view.show()
        self.view.columns.suit(rows)

    def at_width(self, width: int) -> list[str]:
        """Return the columns in sight in a window of this width."""
        self._window.resize(width, 400)
        self._window.grab()
        return [COLUMNS[at].key for at in self.view.columns.visible()]

    def width_of(self, key: str) -> int:
        """Return how wide a column is."""
        return self.view.columnWidth([column.key for column in COLUMNS].index(key))


@pytest.fixture
def shown(window: QMainWindow, scope: TaskScope) -> Shown:
    return Shown(window, scope)


async def test_columns_are_as_wide_as_what_they_show(shown: Shown) -> None:
    assert shown.at_width(1200) == ["name", "phone", "shop", "street", "total"]
    assert shown.width_of("street") > shown.width_of("name") > shown.width_of("shop")
    total = sum(shown.width_of(one.key) for one in COLUMNS)
    assert shown.view.viewport().width() - len(COLUMNS) < total <= shown.view.viewport().width()


async def test_empty_column_goes_first_and_texts_give_way_before_any_other(shown: Shown) -> None:
    assert shown.at_width(350) == ["name", "phone", "street", "total"]
    whole = text_width(ROWS[1].street, Face.BODY)
    assert 60 <= shown.width_of("street") < whole


async def test_short_words_stand_whole_or_not_at_all(window: QMainWindow, scope: TaskScope) -> None:
    short = tuple(row._replace(street="Święty krzyż") for row in ROWS)
    shown = Shown(window, scope, short)
    for width in range(200, 700, 20):
        if "street" in shown.at_width(width):
            assert shown.width_of("street") >= text_width("Święty krzyż", Face.BODY) + 16, width


async def test_numbers_are_never_cut(shown: Shown) -> None:
    for width in (1200, 600, 420, 300):
        shown.at_width(width)
        assert shown.width_of("phone") >= text_width(ROWS[0].phone, Face.BODY) + 16, width


async def test_narrow_column_takes_the_room_that_a_wide_one_could_not(
    window: QMainWindow, scope: TaskScope
) -> None:
    long = tuple(row._replace(street="5" * 40, shop="x", total="1") for row in ROWS)
    shown = Shown(window, scope, long)
    assert shown.at_width(400) == ["name", "phone", "shop", "total"]


async def test_another_page_of_the_list_never_makes_a_column_narrower(shown: Shown) -> None:
    shown.at_width(1200)
    before = shown.width_of("street")
    shown.view.columns.suit(ROWS[:1])
    assert shown.width_of("street") == before
