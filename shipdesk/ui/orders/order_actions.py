"""Every action of the Orders page, once: key, words and shortcut."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from shipdesk.ui.shortcuts import Actions, OwnedActions
from shipdesk.wording import phrase as say

QUOTE_KEYS = 9


@dataclass(frozen=True, slots=True)
class OrderActions:
    """The actions by name; change text or state here and every button follows."""

    new: QAction
    find: QAction
    refresh: QAction
    columns: QAction
    buy: QAction
    ask: QAction
    accept: QAction
    payment: QAction
    hold: QAction
    edit: QAction
    locker: QAction
    note: QAction
    print: QAction
    another: QAction
    take_back: QAction
    options: QAction
    compare: QAction
    copy: QAction
    quotes: tuple[QAction, ...]
    own: OwnedActions
    """For what registers further actions of this page."""


def make_actions(
    actions: Actions,
    owner: QWidget,
    emit: Callable[[str], None],
    pick: Callable[[int], None],
) -> OrderActions:
    """Register the actions; `emit` is told an action's name, `pick` the number of a quote."""
    own = OwnedActions(actions, "orders", say("Orders"), owner)

    def add(name: str, text: str, *, icon: str = "", keys: str = "", tip: str = "") -> QAction:
        return own.add(name, text, lambda: emit(name), icon=icon, keys=keys, tip=tip)

    picks = tuple(
        own.add(
            f"quote{number}",
            say("Take quote {n}", n=number),
            partial(pick, number),
            keys=str(number),
        )
        for number in range(1, QUOTE_KEYS + 1)
    )
    return OrderActions(
        new=add("new", say("New order"), icon="plus", keys="N"),
        find=add("find", say("Add an order by number…"), icon="search"),
        refresh=add("refresh", say("Refresh"), icon="refresh", tip=say("Read new orders now")),
        columns=add("columns", say("Columns"), icon="columns"),
        buy=add("buy", say("Buy"), keys="F9"),
        ask=add("ask", say("Ask for quotes"), icon="refresh", keys="F5"),
        accept=add("accept", say("Take the best quote")),
        payment=add("payment", say("Paid or COD"), icon="coin", keys="P"),
        hold=add("hold", say("Hold"), icon="pause", keys="H"),
        edit=add("edit", say("Edit the address…"), icon="edit", keys="E"),
        locker=add("locker", say("Choose locker…"), icon="locker", keys="L"),
        note=add("note", say("Note"), icon="note"),
        print=add("print", say("Print"), icon="printer", keys="Ctrl+P"),
        another=add("another", say("Ship another parcel…"), icon="box"),
        take_back=add("take_back", say("Take back what was not sent"), icon="close"),
        options=add("options", say("Boxes and options…"), icon="box", keys="O"),
        compare=add("compare_within", say("Compare within a courier…"), icon="quotes"),
        copy=add("copy", say("Copy the order number"), icon="copy"),
        quotes=picks,
        own=own,
    )
