"""What can be done with the order in hand and with the selected ones, and why not; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shipdesk.domain.order import Stage
from shipdesk.domain.rows import OrderRow
from shipdesk.ui.orders.shown import OrderView, label_waits
from shipdesk.wording import phrase as say

OPEN_STAGES = frozenset({Stage.NEW, Stage.READY, Stage.PROBLEM, Stage.ON_HOLD})
"""Stages in which an order may still be changed."""

OF_ONE = ("buy", "ask", "accept", "edit", "locker", "note", "print", "another", "options",
          "compare", "copy")  # fmt: skip
"""Names of the actions that are for the order in hand."""


def shut_words(view: OrderView) -> str:
    """Return why nothing of an order is changed any more, "" where it may be."""
    if view.live:
        return say("Bought orders are not changed any more.")
    if view.under_way:
        return say("It is being bought: nothing of it is changed now.")
    return _closed_words(view)


def _closed_words(view: OrderView) -> str:
    return say("It is closed in the order book.") if view.closed else ""


def stopped_words(view: OrderView) -> str:
    """Return what keeps an order from being bought whatever it costs, "" for nothing."""
    if view.sheet.additions.hold:
        return say("It is on hold: take it off hold first.")
    return _closed_words(view)


def order_acts(view: OrderView | None) -> Mapping[str, str]:
    """Return for each action on one order why it is not possible, "" where it is.

    Buying stays open for what is bought or being bought: it then says that nothing is bought twice.
    """
    if view is None:
        return dict.fromkeys(OF_ONE, say("Choose an order first."))
    shut, bought = shut_words(view), bool(view.live)
    unmoved = "" if bought or view.under_way else stopped_words(view)
    no_lockers = "" if view.has_lockers else say("No connected courier has lockers there.")
    none_yet = say("It has no parcel yet: Buy makes the first one.")
    no_label = say("Its label is where it was bought.") if bought else say(
        "There is no label before it is bought.")  # fmt: skip
    waits = (
        say("It waits for the printer. Take it back in Activity, if you want to.")
        if view.printable is not None and label_waits(view.papers.get(view.printable.id))
        else ""
    )
    return {
        "buy": unmoved,
        "ask": shut,
        "accept": shut,
        "edit": shut,
        "locker": shut or no_lockers,
        "note": "",
        "print": waits if view.sheet.shipments else no_label,
        "another": stopped_words(view) if bought else none_yet,
        "options": shut,
        "compare": shut,
        "copy": "",
    }


def quote_acts(view: OrderView | None, keys: int) -> Sequence[str]:
    """Return for each digit why it takes no quote, "" where it does."""
    if view is None:
        return [say("Choose an order first.")] * keys
    shut, sheet = shut_words(view), view.sheet.quotes
    count = len(sheet.quotes) if sheet else 0
    none = say("There are {n} quotes.", n=count)
    return [shut or ("" if place < count else none) for place in range(keys)]


def selection_words(rows: Sequence[OrderRow | None]) -> str:
    """Return why none of the chosen orders can be changed, "" where one can or is not read yet."""
    if not rows:
        return say("Choose an order first.")
    if any(row is None or row.stage in OPEN_STAGES for row in rows):
        return ""
    return say("Bought orders are not changed any more.")
