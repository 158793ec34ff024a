"""A list that is searched: what was chosen and in hand before is not lost by it."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow

from shipdesk.domain.query import ListQuery
from shipdesk.ui.table import Asking, Column, MemoryViewState, RowsModel, RowsView
from shipdesk.ui.tasks import TaskScope

COLUMNS = (Column(key="name", title="Name", text=lambda row: row, sort="name", width=200),)
NAMES = {1: "Anna", 2: "Bartek", 3: "Celina", 4: "Dorota", 5: "Edward", 6: "Anatol", 7: "Zofia"}
DONE = frozenset({7})
"""Rows of the other tab."""


class Names:
    """A source whose tabs and search choose rows."""

    def __init__(self) -> None:
        self.gone: set[int] = set()

    async def ids(self, query: object) -> array[int]:
        assert isinstance(query, ListQuery)
        fits = [one for one, name in NAMES.items() if query.text.casefold() in name.casefold()]
        in_tab = [one for one in fits if not query.tab or (query.tab == "done") is (one in DONE)]
        return array("q", [one for one in in_tab if one not in self.gone])

    async def rows(self, ids: Sequence[int]) -> Mapping[int, str]:
        return {one: NAMES[one] for one in ids}


class Searched:
    """A list on the screen with its search."""

    def __init__(self, window: QMainWindow, scope: TaskScope) -> None:
        self.scope = scope
        self.source = Names()
        self.model = RowsModel(COLUMNS, self.source, scope, checks=True)
        self.view = RowsView(self.model, state=MemoryViewState(), key="names", name="Names")
        self.asking = Asking(self.model, lambda _tab, _text: None, ListQuery("open"))
        window.setCentralWidget(self.view)
        self.view.show()

    async def search(self, text: str) -> list[str]:
        """Search, and return what is listed then."""
        self.asking.search(text)
        await self.scope.drain()
        return [NAMES[one] for one in self.model.ids]

    def click(self, name: str, *, add: bool = False) -> None:
        """Click a row, with Ctrl to choose it too."""
        row = next(at for at, one in enumerate(self.model.ids) if NAMES[one] == name)
        held = Qt.KeyboardModifier.ControlModifier if add else Qt.KeyboardModifier.NoModifier
        at = self.view.visualRect(self.model.index(row, 1)).center()
        QTest.mouseClick(self.view.viewport(), Qt.MouseButton.LeftButton, held, at)

    def chosen(self) -> list[str]:
        """Return the names of the chosen rows in their order."""
        return [NAMES[one] for one in self.model.selection.ids()]

    def in_hand(self) -> str:
        """Return the name of the row in hand."""
        return NAMES.get(self.view.current_id() or 0, "")


@pytest.fixture
async def listed(window: QMainWindow, scope: TaskScope) -> Searched:
    made = Searched(window, scope)
    made.asking.start()
    await scope.drain()
    window.grab()
    return made


async def choose(listed: Searched, *names: str) -> None:
    """Choose rows by clicks."""
    listed.click(names[0])
    for name in names[1:]:
        listed.click(name, add=True)
    assert sorted(listed.chosen()) == sorted(names)


async def test_several_chosen_rows_stay_chosen_while_the_list_lacks_them(
    listed: Searched,
) -> None:
    await choose(listed, "Edward", "Anna", "Celina")
    assert await listed.search("an") == ["Anna", "Anatol"]
    assert listed.chosen() == ["Anna", "Celina", "Edward"]
    assert listed.view.acting_ids() == [1, 3, 5]
    assert listed.model.selection.away() == 2
    assert not listed.model.selection.is_everything()
    assert await listed.search("nothing like it") == []
    assert listed.chosen() == ["Anna", "Celina", "Edward"]
    assert len(await listed.search("")) == 6
    assert listed.chosen() == ["Anna", "Celina", "Edward"]
    assert listed.model.selection.away() == 0
    assert listed.in_hand() == "Celina"


async def test_all_that_was_chosen_by_one_key_stays_so_and_nothing_is_added(
    listed: Searched,
) -> None:
    listed.model.selection.everything()
    assert await listed.search("zof") == ["Zofia"]
    assert "Zofia" not in listed.chosen()
    assert len(listed.chosen()) == 6
    await listed.search("")
    assert len(listed.chosen()) == 6


async def test_the_row_in_hand_is_so_again_when_the_search_ends(listed: Searched) -> None:
    listed.click("Dorota")
    await listed.search("an")
    assert (listed.in_hand(), listed.chosen()) == ("Anna", ["Anna"])
    await listed.search("nothing like it")
    assert (listed.in_hand(), listed.chosen()) == ("", [])
    await listed.search("")
    assert (listed.in_hand(), listed.chosen()) == ("Dorota", ["Dorota"])


async def test_a_row_taken_from_what_was_found_stays_in_hand(listed: Searched) -> None:
    listed.click("Dorota")
    await listed.search("an")
    listed.click("Anatol")
    await listed.search("")
    assert (listed.in_hand(), listed.chosen()) == ("Anatol", ["Anatol"])


async def test_what_is_found_can_be_chosen_too_and_a_plain_click_chooses_it_alone(
    listed: Searched,
) -> None:
    await choose(listed, "Bartek", "Celina")
    await listed.search("zof")
    listed.click("Zofia", add=True)
    await listed.search("an")
    listed.click("Anatol", add=True)
    assert listed.chosen() == ["Bartek", "Celina", "Zofia", "Anatol"]
    assert listed.model.selection.away() == 3
    listed.click("Anna")
    assert listed.chosen() == ["Anna"]
    assert listed.model.selection.away() == 0


async def test_select_all_in_what_was_found_chooses_exactly_that(listed: Searched) -> None:
    await choose(listed, "Bartek", "Celina")
    await listed.search("an")
    QTest.keyClick(listed.view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert listed.chosen() == ["Anna", "Anatol"]
    assert listed.model.selection.is_everything()


async def test_what_left_the_list_meanwhile_is_chosen_no_longer_when_the_search_ends(
    listed: Searched,
) -> None:
    await choose(listed, "Anna", "Bartek", "Celina")
    await listed.search("an")
    listed.source.gone = {2}
    await listed.search("")
    assert listed.chosen() == ["Anna", "Celina"]


async def test_another_tab_is_no_search_and_chooses_anew(listed: Searched) -> None:
    await choose(listed, "Anna", "Bartek")
    listed.asking.tab("done")
    await listed.scope.drain()
    assert (listed.in_hand(), listed.chosen()) == ("Zofia", ["Zofia"])
