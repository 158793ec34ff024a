"""Whatever is closed says why: every action of every page of the real window, row by row."""

from __future__ import annotations

import asyncio

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from shipdesk.ui.main.page_list import pages
from shipdesk.ui.shortcuts import plain_text, why_not
from shipdesk.ui.table import RowsView
from tests.journeys.conftest import Travel
from tests.journeys.walk import Walk

pytestmark = pytest.mark.journey

MAY_BE_EMPTY = {"quotes", "activity"}
_ROWS = 4


def silent(walk: Walk) -> list[str]:
    """Return the actions in sight that are closed and do not say why in their tooltip."""
    return [
        plain_text(action)
        for action in walk.session.actions.all()
        if _in_sight(action) and not action.isEnabled() and not _speaks(action)
    ]


def _in_sight(action: QAction) -> bool:
    owners = [one for one in action.associatedObjects() if isinstance(one, QWidget)]
    return action.isVisible() and any(one.isVisible() for one in owners)


def _speaks(action: QAction) -> bool:
    reason = why_not(action)
    return bool(reason) and action.toolTip().startswith(reason)


def lists(walk: Walk) -> list[RowsView]:
    """Return the lists in sight that have lines."""
    views = walk.session.window.findChildren(RowsView)
    return [one for one in views if one.isVisible() and len(one.rows.ids)]


async def walk_every_page(walk: Walk) -> None:
    """Look at the first rows of each list of each page: nothing is closed without its reason."""
    found: set[str] = set()
    for entry in pages():
        walk.session.window.show_page(entry.key)
        if entry.key not in MAY_BE_EMPTY:
            await walk.hands.until(lambda: lists(walk), f"{entry.key} lists nothing")
        found.update(f"{entry.key}: {each}" for each in silent(walk))
        for view in lists(walk):
            for row in range(min(_ROWS, len(view.rows.ids))):
                view.go_to(row)
                await asyncio.sleep(0.5)  # its details are read, or not: neither is silent
                found.update(f"{entry.key}, row {row + 1}: {each}" for each in silent(walk))
    assert not found, sorted(found)


def test_no_action_of_any_page_is_closed_without_saying_why(travel: Travel) -> None:
    travel.walk(walk_every_page)
