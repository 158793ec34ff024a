"""Composition root of the ingest process: page bytes in, rows of the cache and changed ids out.

It is the cache's only writer and reads the journal; it knows no secret, no Qt and no HTTP.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Protocol, TypeVar, cast

from shipdesk.clock import Clock, SystemClock
from shipdesk.domain.account import Account, AccountId
from shipdesk.domain.changes import Changes, PageSaved
from shipdesk.domain.codec import from_plain
from shipdesk.domain.record import Record
from shipdesk.domain.rules import RuleSet
from shipdesk.errors import DatabaseDamagedError, ShipDeskError
from shipdesk.providers.base import ParsedPage, Parser
from shipdesk.storage import backup, following, pages, records
from shipdesk.storage import cache as cache_file
from shipdesk.storage.order_rows import Context
from shipdesk.storage.projection import Projection
from shipdesk.storage.sql import connect, snapshot, told_as_ours, transaction
from shipdesk.worker_child import serve

log = logging.getLogger(__name__)
T = TypeVar("T")

DETAILS = "order"
"""The stream of a page that holds one order with all its details."""


class Pages(Protocol):
    """What ingest needs of the providers: their pure halves."""

    def parser(self, slug: str) -> Parser:
        """Return what reads a provider's pages."""
        ...

    def rules(self, slug: str) -> RuleSet | None:
        """Return what a provider asks of a shipment; None where it ships nothing."""
        ...


class Ingest:
    """Saves pages and follows the journal, one call after the other, each all or nothing."""

    def __init__(self, cache: str, journal: str, providers: Pages, clock: Clock) -> None:
        self._path = cache
        self._providers = providers
        self._clock = clock
        self._parsers: dict[str, Parser] = {}
        self._cache = cache_file.open_writer(cache)
        self._journal = connect(journal, durable=False, writable=False)

    def close(self) -> None:
        """Close both files."""
        self._cache.close()
        self._journal.close()

    def save_page(
        self, account: Mapping[str, object], stream: str, cursor: str, body: bytes
    ) -> PageSaved:
        """Parse a page and save it with its cursor in one transaction.

        Raises UnexpectedReplyError when the page as a whole does not fit, and
        StorageError.
        """
        told = from_plain(Account, account)
        parsed = self._parser(told.provider).parse(told, stream, cursor, body)
        return self._write(lambda context: self._save(told, stream, cursor, parsed, context))

    def project(self) -> Changes:
        """Bring what the journal says since last time into the rows."""
        return self._write(lambda context: following.follow(self._cache, self._journal, context))

    def refresh(self) -> Changes:
        """Make rows anew after accounts, rules or presets changed."""

        def work(context: Context) -> Changes:
            followed = following.follow(self._cache, self._journal, context)
            return followed | following.refresh(self._cache, self._journal, context)

        return self._write(work)

    def keep_records(
        self,
        account_id: str,
        kind: str,
        listed: Sequence[Mapping[str, object]],
        first: int,
        anew: bool,  # noqa: FBT001 - arguments of a process are plain values
    ) -> None:
        """Keep a page of records as it was just listed."""
        found = [from_plain(Record, each) for each in listed]

        def work(_context: Context) -> Changes:
            now = self._clock.now()
            records.save_page(self._cache, account_id, kind, found, first, now, anew=anew)
            return Changes()

        self._write(work)

    def forget_account(self, account_id: str) -> Changes:
        """Drop everything that was fetched for an account."""

        def work(context: Context) -> Changes:
            orders, shipments, collections = pages.forget_account(self._cache, account_id)
            records.forget_account(self._cache, account_id)
            projection = Projection(self._cache, self._journal, context)
            return (
                projection.shipments(shipments)
                | projection.dispatch_orders(collections)
                | projection.orders(orders)
                | Changes(accounts=True)
            )

        return self._write(work)

    def rebuild(self) -> Changes:
        """Empty the cache in its place and project the journal; what was fetched is read again."""
        log.info("the cache is emptied and filled again")
        cache_file.reset(self._cache, self._path)
        followed = self._once(lambda context: following.follow(self._cache, self._journal, context))
        return followed | Changes(
            orders_moved=True, shipments_moved=True, dispatch_orders_moved=True, accounts=True
        )

    def _parser(self, slug: str) -> Parser:
        if slug not in self._parsers:
            self._parsers[slug] = self._providers.parser(slug)
        return self._parsers[slug]

    def _save(
        self, account: Account, stream: str, cursor: str, parsed: ParsedPage, context: Context
    ) -> PageSaved:
        # First, so that a page's rows never know more of the journal than all the others.
        followed = following.follow(self._cache, self._journal, context)
        projection = Projection(self._cache, self._journal, context)
        collections = pages.save_dispatch_orders(self._cache, parsed.dispatch_orders)
        shipments = pages.save_shipments(self._cache, parsed.shipments)
        orders = pages.save_orders(self._cache, parsed.orders)
        changes = followed | projection.shipments(shipments)
        changes |= projection.dispatch_orders(collections)
        touched = {item.order_key for item in parsed.shipments if item.id in set(shipments)}
        changes |= projection.orders([*orders, *touched], orders)
        rows = len(parsed.orders) + len(parsed.shipments) + len(parsed.dispatch_orders)
        undetailed: tuple[str, ...] = ()
        if stream != DETAILS:
            pages.save_cursor(
                self._cache,
                AccountId(account.id),
                stream,
                cursor,
                parsed.next_cursor,
                parsed.total,
                rows,
                self._clock.now(),
            )
            keys = [order.key for order in parsed.orders]
            undetailed = pages.open_undetailed(self._cache, keys)
        return PageSaved(
            changes=changes,
            rows=rows,
            changed=len(orders) + len(shipments) + len(collections),
            skipped=parsed.skipped,
            total=parsed.total,
            next_cursor=parsed.next_cursor,
            open_undetailed=undetailed,
        )

    def _write(self, work: Callable[[Context], T]) -> T:
        try:
            return self._once(work)
        except DatabaseDamagedError:
            if not backup.fault_of(Path(self._path)):
                # Then it is the journal, which only its owner may replace.
                raise
            rebuilt = self.rebuild()
            result = self._once(work)
        if isinstance(result, PageSaved):
            result = replace(result, changes=result.changes | rebuilt)
        elif isinstance(result, Changes):
            result = cast("T", result | rebuilt)
        return result

    def _once(self, work: Callable[[Context], T]) -> T:
        with told_as_ours(self._path), snapshot(self._journal):
            context = following.read_context(self._journal, self._providers.rules)
            with transaction(self._cache):
                return work(context)


def main(
    connection: Connection,
    cache: str,
    journal: str,
    overrides: str = "",
    allow_loopback: bool = False,  # noqa: FBT001, FBT002 - arguments of a process are plain values
) -> None:
    """Serve the ingest process; `overrides` is the user's folder of provider tables."""
    from shipdesk.providers.registry import build_registry  # noqa: PLC0415 - in the process only

    clock = SystemClock()
    folder = Path(overrides) if overrides else None
    registry = build_registry(clock, folder, allow_loopback=allow_loopback)
    ingest = Ingest(cache, journal, registry, clock)
    serve(
        connection,
        {
            "save_page": ingest.save_page,
            "project": ingest.project,
            "refresh": ingest.refresh,
            "forget_account": ingest.forget_account,
            "keep_records": ingest.keep_records,
            "rebuild": ingest.rebuild,
        },
        errors=(ShipDeskError,),
    )
    ingest.close()
