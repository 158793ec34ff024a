"""The envelope of InPost's lists (§ 3.1)."""

from __future__ import annotations

from typing import Any, ClassVar

from shipdesk.providers.wire import Whole, WireModel


class WirePage(WireModel):
    """A page of a list; `count` is the number of all matches. Statuses have items only."""

    kind: ClassVar[str] = "page"

    items: list[Any] | None = None
    count: Whole = None
    page: Whole = None
    per_page: Whole = None

    @property
    def total(self) -> int | None:
        """How many there are on all pages; of an unpaged list those that came."""
        paged = self.page is not None
        return self.count if paged else len(self.items or ())

    @property
    def more(self) -> bool:
        """Whether another page follows."""
        if not self.items or not self.page or not self.per_page:
            return False
        return self.page * self.per_page < (self.count or 0)
