"""What a list is asked for; SQL answers it, never a proxy model."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ListQuery:
    """One view of a list: tab ("" = all), searched text, sort key ("" = newest first)."""

    tab: str = ""
    text: str = ""
    sort: str = ""
    descending: bool = True
    account_id: str = ""
