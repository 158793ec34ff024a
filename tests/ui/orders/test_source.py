"""The row under the cursor stays in the list until one moves on."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import replace

from shipdesk.domain.query import ListQuery
from shipdesk.domain.rows import OrderRow
from shipdesk.ui.orders.source import HeldSource
from tests.support.orders_screen import ROW

READY, DONE = ListQuery(tab="ready"), ListQuery(tab="done")


class Listing:
    """A listing whose ids a test changes."""

    def __init__(self, *ids: int) -> None:
        self.now = list(ids)
        self.gone: set[int] = set()

    async def ids(self, query: ListQuery) -> array[int]:
        del query
        return array("q", self.now)

    async def rows(self, ids: Sequence[int]) -> Mapping[int, OrderRow]:
        return {
            one: replace(ROW, id=one, stage="ready" if one in self.now else "labelled")
            for one in ids
            if one not in self.gone
        }

    async def counts(self) -> dict[str, int]:
        return {}

    async def row_ids(self, keys: Sequence[str]) -> dict[str, int]:
        del keys
        return {}


async def test_a_row_that_left_the_tab_stays_where_it_was_while_it_is_current() -> None:
    listing = Listing(5, 4, 3)
    source = HeldSource(listing)
    assert list(await source.ids(READY)) == [5, 4, 3]
    source.hold(4)
    source.place(1)
    listing.now = [5, 3]
    assert list(await source.ids(READY)) == [5, 4, 3]


async def test_moving_on_tells_that_the_row_before_belongs_here_no_longer() -> None:
    listing = Listing(5, 4, 3)
    source = HeldSource(listing)
    await source.ids(READY)
    source.hold(4)
    listing.now = [5, 3]
    await source.ids(READY)
    assert source.hold(3)
    assert list(await source.ids(READY)) == [5, 3]
    assert not source.hold(5)


async def test_a_row_that_is_no_more_is_not_held() -> None:
    listing = Listing(5, 4, 3)
    source = HeldSource(listing)
    await source.ids(READY)
    source.hold(4)
    listing.now, listing.gone = [5, 3], {4}
    assert list(await source.ids(READY)) == [5, 3]


async def test_another_tab_holds_nothing_of_the_one_before() -> None:
    listing = Listing(5, 4, 3)
    source = HeldSource(listing)
    await source.ids(READY)
    source.hold(4)
    listing.now = [9]
    assert list(await source.ids(DONE)) == [9]
    assert not source.all_stages
    await source.ids(ListQuery(text="jan"))
    assert source.all_stages


async def test_a_row_that_is_held_is_there_again_after_a_search() -> None:
    listing = Listing(5, 4, 3)
    source = HeldSource(listing)
    await source.ids(READY)
    source.hold(4)
    source.place(1)
    listing.now = [5, 3]
    for text in ("h", "hold"):
        assert list(await source.ids(replace(READY, tab="", text=text))) == [5, 3]
        source.hold(5)
    assert list(await source.ids(READY)) == [5, 4, 3]
    assert source.hold(5), "one moved on: it is to be taken away"
    assert list(await source.ids(READY)) == [5, 3]


async def test_a_search_that_ends_in_another_tab_brings_no_row_of_the_one_before() -> None:
    listing = Listing(5, 4, 3)
    source = HeldSource(listing)
    await source.ids(READY)
    source.hold(4)
    await source.ids(replace(READY, tab="", text="hold"))
    listing.now = [9]
    assert list(await source.ids(DONE)) == [9]
