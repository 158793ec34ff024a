"""Lists of any length: columns as data, a model of ids and pages, one view and one delegate."""

from __future__ import annotations

from shipdesk.ui.table.asking import Asking
from shipdesk.ui.table.column import Align, CellButton, Column, Heading, Look
from shipdesk.ui.table.in_hand import acts_on_chosen
from shipdesk.ui.table.model import ListState, RowsModel
from shipdesk.ui.table.searched import SearchedList
from shipdesk.ui.table.source import MemorySource, RowSource
from shipdesk.ui.table.view import RowsView
from shipdesk.ui.view_state import MemoryViewState, ViewState

__all__ = [
    "Align",
    "Asking",
    "CellButton",
    "Column",
    "Heading",
    "ListState",
    "Look",
    "MemorySource",
    "MemoryViewState",
    "RowSource",
    "RowsModel",
    "RowsView",
    "SearchedList",
    "ViewState",
    "acts_on_chosen",
]
