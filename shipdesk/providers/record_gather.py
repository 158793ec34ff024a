"""Lists that need more than one request: records that only others name, and one read per row."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Protocol

from shipdesk.domain.record import RecordPage, RecordQuery
from shipdesk.errors import ProviderError
from shipdesk.providers.bodies import pick, put
from shipdesk.providers.record_tables import KindTable

_MOST_PAGES = 5
_MOST_IDS = 50
_MOST_ROWS = 30


class _Lists(Protocol):
    async def fetch_page(self, kind: str, query: RecordQuery) -> RecordPage: ...


async def gather_ids(lists: _Lists, kind: str, name: str, known: Sequence[str]) -> tuple[str, ...]:
    """Return the ids that a field of another kind's records holds, newest first, then the known.

    Without a name there are only the known ones. At most the first pages are looked through and so
    many ids taken: each costs a request.
    """
    found: dict[str, None] = {}
    for page in range(1, _MOST_PAGES + 1 if name else 1):
        got = await lists.fetch_page(kind, RecordQuery(page=page))
        found.update(dict.fromkeys(filter(None, (row.values.get(name) for row in got.records))))
        if not got.more:
            break
    found.update(dict.fromkeys(known))
    return tuple(found)[:_MOST_IDS]


def asked_ids(table: KindTable, query: RecordQuery) -> tuple[str, ...]:
    """Return the ids that a person asks a gathered kind for, parted by commas in its filters."""
    given = ",".join(query.answers.get(each.name, "") for each in table.kind.filters)
    return tuple(dict.fromkeys(part.strip() for part in given.split(",") if part.strip()))


async def fetch_each(
    call: Callable[..., Awaitable[Any]], table: KindTable, rows: Sequence[object]
) -> list[object]:
    """Return a list's rows with one more read in each; where that is refused, as they were."""
    more = list(rows)
    for place, row in enumerate(more[:_MOST_ROWS]):
        found = pick(row, table.id_at)
        if not isinstance(row, Mapping) or found is None:
            continue
        try:
            answer = await call(str(found), query=())
        except ProviderError:
            break
        fuller = dict(row)
        put(fuller, table.each_at, answer.content)
        more[place] = fuller
    return more
