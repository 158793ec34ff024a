"""What is said of an account whose lists held something that could not be read."""

from __future__ import annotations

from shipdesk.domain.account import AccountHealth
from shipdesk.wording import plural


def unread_words(health: AccountHealth) -> str:
    """Return how much of the last sync could not be read, "" where all of it could."""
    if health.unread_pages:
        count = health.unread_pages
        return plural(count, "{n} page could not be read", "{n} pages could not be read")
    if health.unread_rows:
        count = health.unread_rows
        return plural(count, "{n} row could not be read", "{n} rows could not be read")
    return ""


def unread_sentence(health: AccountHealth) -> str:
    """Return the same with the fields that did not fit, for the page of the account."""
    words = unread_words(health)
    return f"{words}: {health.unread_why}" if words and health.unread_why else words
