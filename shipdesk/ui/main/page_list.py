"""The pages of the window by name, in the order of the sidebar: all that the first paint shows."""

from __future__ import annotations

from typing import NamedTuple

from shipdesk.wording import phrase as say


class PageEntry(NamedTuple):
    """A page before it is built; `second` puts it below the line."""

    key: str
    title: str
    icon: str
    second: bool = False


def pages() -> tuple[PageEntry, ...]:
    """Return the pages, titled in the language of the program."""
    return (
        PageEntry("orders", say("Orders"), "orders"),
        PageEntry("shipments", say("Shipments"), "shipments"),
        PageEntry("dispatch_orders", say("Dispatch orders"), "dispatch-orders"),
        PageEntry("quotes", say("Quotes"), "quotes"),
        PageEntry("exceptions", say("Exceptions"), "exceptions"),
        PageEntry("catalogue", say("Catalogue"), "catalogue", second=True),
        PageEntry("services", say("Services"), "services", second=True),
        PageEntry("activity", say("Activity"), "activity", second=True),
        PageEntry("settings", say("Settings"), "settings", second=True),
    )
