"""The cursors of lists that are read by pages, or by pages of what changed since a moment."""

from __future__ import annotations


def cursor_of(page: int, since: str = "") -> str:
    """Return the cursor of a page of a list, or of what changed since a moment in ISO 8601."""
    return f"{page}@{since}" if since else str(page)


def page_of(cursor: str) -> int:
    """Return the page number that a cursor stands for; the first page is ""."""
    page = cursor.partition("@")[0]
    return int(page) if page.isdecimal() else 1


def since_of(cursor: str) -> str:
    """Return since when a cursor asks, "" for the whole list."""
    return cursor.partition("@")[2]
