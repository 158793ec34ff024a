"""Composition root of the ingest process: page bytes in, rows of the cache and changed ids out.

It is the cache's only writer and reads the journal; it knows no secret, no Qt and no HTTP.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Protocol, TypeVar, cast

from shipdesk.clock import Clock, SystemClock
from shipdesk.domain.account import Account, AccountId
from shipdesk.domain.changes import Changes, PageSaved, StreamMark
from shipdesk.domain.codec import from_plain
from shipdesk.domain.record import Record
from shipdesk.domain.rules import RuleSet
from shipdesk.errors import DatabaseDamagedError, ShipDeskError, UnexpectedReplyError
from shipdesk.providers.lists import SINGLE, ParsedPage, Parser, Reach
from shipdesk.providers.redact import redact_people
from shipdesk.storage import backup, following, pages, records, unreadable, walks
from shipdesk.storage import cache as cache_file
from shipdesk.storage.order_rows import Context
from shipdesk.storage.projection import Projection
from shipdesk.storage.sql import connect, file_identity, snapshot, told_as_ours, transaction
from shipdesk.worker_child import serve

log = logging.getLogger(__name__)
T = TypeVar("T")

_COLLECT_AFTER = 50_000
_SINGLE = frozenset(SINGLE.values())


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
        self._walks: dict[tuple[str, str], walks.Walk] = {}
        self._cache = cache_file.open_writer(cache)
        self._file = file_identity(Path(cache))
        self._helpless = False
        self._journal_path = Path(journal)
        self._journal = connect(journal, durable=False, writable=False, sealed=True)

    def close(self) -> None:
        """Close both files."""
        self._cache.close()
        self._journal.close()

    def save_page(
        self,
        account: Mapping[str, object],
        stream: str,
        cursor: str,
        body: bytes,
        last: bool = False,  # noqa: FBT001, FBT002 - arguments of a process are plain values
    ) -> PageSaved:
        """Parse a page and save it with its cursor in one transaction.

        `last`: no further page of the stream is read this time. Raises UnexpectedReplyError when
        the page as a whole does not fit, of which a redacted copy is kept, and StorageError.
        """
        return self.save_pages(account, stream, ((cursor, body),), last)

    def save_pages(
        self,
        account: Mapping[str, object],
        stream: str,
        bodies: Sequence[tuple[str, bytes]],
        last: bool = False,  # noqa: FBT001, FBT002 - as above
    ) -> PageSaved:
        """Save several pages that follow one another, each with its cursor, all or none.

        A commit and the index cost as much for five pages as for one. Raises as `save_page`.
        """
        told = from_plain(Account, account)
        parser = self._parser(told.provider)
        read: list[tuple[str, ParsedPage]] = []
        for cursor, body in bodies:
            try:
                parsed = parser.parse(told, stream, cursor, body)
            except UnexpectedReplyError as error:
                self._keep_unreadable(stream, error.where, body)
                raise
            if parsed.skipped:
                self._keep_unreadable(stream, "\n".join(parsed.skipped), body)
            read.append((cursor, parsed))
            if not parsed.next_cursor:
                break
        return self._write(lambda context: self._save(told, stream, read, context, last=last))

    def _keep_unreadable(self, stream: str, where: str, body: bytes) -> None:
        text = redact_people(body[: unreadable.LONGEST].decode("utf-8", "replace"))
        unreadable.keep(Path(self._path).parent, stream, where, text, self._clock.now())

    def mark_gone(self, account_id: str, stream: str, remote_ids: Sequence[str]) -> Changes:
        """Take note that the source knows these rows no more; orders stay, told as deleted."""

        def work(context: Context) -> Changes:
            followed = following.follow(self._cache, self._journal, context)
            projection = Projection(self._cache, self._journal, context)
            if stream == "orders":
                gone = pages.mark_gone(self._cache, account_id, remote_ids)
                return followed | projection.orders(gone)
            if stream == "shipments":
                dropped = dict(pages.drop_shipments(self._cache, account_id, remote_ids))
                reach = projection.reach(dropped, dropped.values())
                return followed | projection.shipments(reach.ids) | projection.orders(reach.orders)
            known = pages.drop_dispatch_orders(self._cache, account_id, remote_ids)
            return followed | projection.dispatch_orders(known)

        return self._write(work)

    def marks(self, account_id: str, streams: Sequence[str]) -> dict[str, StreamMark]:
        """Return how far each stream of an account is known."""
        return self._write(lambda _context: walks.marks(self._cache, account_id, streams))

    def undetailed(self, account_id: str, limit: int) -> tuple[str, ...]:
        """Return the remote ids of open orders of which only the list was read, newest first."""
        return self._write(lambda _context: pages.undetailed(self._cache, account_id, limit))

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
            gone = pages.forget_account(self._cache, account_id)
            records.forget_account(self._cache, account_id)
            projection = Projection(self._cache, self._journal, context)
            reach = projection.reach(gone.shipments, gone.shipments.values())
            return (
                projection.shipments(reach.ids)
                | projection.dispatch_orders(gone.dispatch_orders)
                | projection.orders({*gone.orders, *reach.orders})
                | Changes(accounts=True)
            )

        return self._write(work)

    def rebuild(self) -> Changes:
        """Empty the cache in its place and project the journal; what was fetched is read again."""
        log.info("the cache is emptied and filled again")
        cache_file.reset(self._cache, self._path)
        return self._anew()

    def _anew(self) -> Changes:
        """Project the journal into an empty cache; a walk that was under way begins anew."""
        self._walks.clear()
        followed = self._once(lambda context: following.follow(self._cache, self._journal, context))
        return followed | Changes(
            orders_moved=True, shipments_moved=True, dispatch_orders_moved=True, accounts=True
        )

    def _remade(self) -> Changes:
        """Make the cache anew where it was deleted, or another file was put in its place."""
        if file_identity(Path(self._path)) == self._file:
            return Changes()
        log.info("the cache was deleted and is made anew")
        self._cache.close()
        cache_file.remake(Path(self._path))
        self._cache = cache_file.open_writer(self._path)
        self._file = file_identity(Path(self._path))
        return self._anew()

    def _parser(self, slug: str) -> Parser:
        if slug not in self._parsers:
            self._parsers[slug] = self._providers.parser(slug)
        return self._parsers[slug]

    def _save(
        self,
        account: Account,
        stream: str,
        read: Sequence[tuple[str, ParsedPage]],
        context: Context,
        *,
        last: bool,
    ) -> PageSaved:
        # First, so that a page's rows never know more of the journal than all the others.
        followed = following.follow(self._cache, self._journal, context)
        projection = Projection(self._cache, self._journal, context)
        told = [item for _, page in read for item in page.shipments]
        booked = [item for _, page in read for item in page.dispatch_orders]
        listed = [item for _, page in read for item in page.orders]
        collections = pages.save_dispatch_orders(self._cache, booked)
        shipments = pages.save_shipments(self._cache, told)
        orders = pages.save_orders(self._cache, listed)
        reach = projection.reach(shipments, shipments.values())
        changes = followed | projection.shipments(reach.ids)
        changes |= projection.dispatch_orders(collections)
        changes |= projection.orders([*orders, *reach.orders], orders)
        unseen: tuple[str, ...] = ()
        onward, total = read[-1][1].next_cursor, read[-1][1].total
        if stream not in _SINGLE:
            for place, (cursor, page) in enumerate(read, 1):
                ends = last and place == len(read)
                onward, unseen = self._walk(account.id, stream, cursor, page, last=ends)
                if not onward:
                    break
        return PageSaved(
            changes=changes,
            rows=len(listed) + len(told) + len(booked),
            changed=len(orders) + len(shipments) + len(collections),
            skipped=tuple(where for _, page in read for where in page.skipped),
            total=total,
            next_cursor=onward,
            unseen=unseen,
        )

    def _walk(
        self, account_id: AccountId, stream: str, cursor: str, parsed: ParsedPage, *, last: bool
    ) -> tuple[str, tuple[str, ...]]:
        """Go one page further; returns the next cursor and what the list should have told.

        A page that tells nothing new ends the walk (reference § 3).
        """
        place = (account_id, stream)
        first = cursor == "" or cursor.startswith("1@")
        if first:
            self._walks[place] = walks.Walk(parsed.newest)
        walk = self._walks.get(place)
        seen = (
            *((item.key, item.created_at) for item in parsed.orders),
            *((item.id, item.created_at) for item in parsed.shipments),
            *((item.id, item.created_at) for item in parsed.dispatch_orders),
        )
        new = walk.add(seen) if walk is not None else len(seen)
        stuck = bool(seen) and not new and not first
        onward = "" if stuck else parsed.next_cursor
        if parsed.raw:
            walks.save_around(self._cache, account_id, stream, parsed.raw)
        if parsed.reach is Reach.ALL:
            walks.save_cursor(
                self._cache,
                account_id,
                stream,
                cursor,
                onward,
                parsed.total,
                len(seen),
                self._clock.now(),
            )
        if walk is None or (onward and not last):
            return onward, ()
        del self._walks[place]
        if walk.newest is not None:
            walks.save_newest(self._cache, account_id, stream, walk.newest)
        if parsed.reach is Reach.CHANGED or stuck:
            return onward, ()
        whole = parsed.reach is Reach.ALL and not onward
        return onward, walks.unseen(self._cache, account_id, stream, walk, whole=whole)

    def _write(self, work: Callable[[Context], T]) -> T:
        anew = self._remade()
        try:
            result = self._once(work)
        except DatabaseDamagedError:
            whole = not backup.fault_of(Path(self._path))
            if self._helpless or (whole and backup.fault_of(self._journal_path)):
                # Then it is the journal, which only its owner may replace.
                raise
            self._helpless = True
            anew |= self.rebuild()
            result = self._once(work)
        self._helpless = False
        if isinstance(result, PageSaved):
            result = replace(result, changes=result.changes | anew)
        elif isinstance(result, Changes):
            result = cast("T", result | anew)
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
    # Rows hold no cycles: looking for some among thousands of them costs a fifteenth of the time.
    gc.freeze()
    gc.set_threshold(_COLLECT_AFTER)
    serve(
        connection,
        {
            "save_page": ingest.save_page,
            "save_pages": ingest.save_pages,
            "mark_gone": ingest.mark_gone,
            "marks": ingest.marks,
            "undetailed": ingest.undetailed,
            "project": ingest.project,
            "refresh": ingest.refresh,
            "forget_account": ingest.forget_account,
            "keep_records": ingest.keep_records,
            "rebuild": ingest.rebuild,
        },
        errors=(ShipDeskError,),
    )
    ingest.close()
