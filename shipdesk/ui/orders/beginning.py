"""What Orders says while no order is known at all: being read, not readable, or none yet."""

from __future__ import annotations

from shipdesk.domain.account import AccountState
from shipdesk.services.desk import Desk
from shipdesk.wording import phrase as say


def first_words(desk: Desk) -> tuple[str, str]:
    """Return title and sentence for a list that has never held an order."""
    keeping = {kind.slug for kind in desk.accounts.kinds() if kind.keeps_orders}
    accounts = desk.accounts.accounts
    books = {one.id for one in accounts if one.provider in keeping}
    if accounts and not books:
        return (
            say("No order book is connected"),
            say("Connect one in Settings, or press N to type an order."),
        )
    health = [one for one in desk.accounts.health if one.account_id in books]
    if any(one.synced_at_ms for one in health):
        return (
            say("No orders yet"),
            say("What is sold appears here by itself. Press N to type an order."),
        )
    if health and all(one.state is not AccountState.OK for one in health):
        return (
            say("The orders could not be read yet"),
            say("Why stands above. It is tried again by itself."),
        )
    return say("Reading the orders…"), say("They appear here as they come in.")
