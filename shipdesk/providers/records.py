"""Records of a service by tables: lists, single reads, and every act as a durable operation."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from shipdesk.domain.record import (
    Record,
    RecordAnswer,
    RecordField,
    RecordIntent,
    RecordKind,
    RecordPage,
    RecordQuery,
    Target,
)
from shipdesk.errors import RejectedError, UnexpectedReplyError
from shipdesk.providers.bodies import (
    Body,
    changed,
    encode,
    merge,
    pick,
    put,
    to_json_value,
    to_text_value,
)
from shipdesk.providers.raws import AROUND, Dropped
from shipdesk.providers.record_gather import asked_ids, fetch_each, gather_ids
from shipdesk.providers.record_rows import (
    FACT_FIELDS,
    asked_by_rows,
    facts_of,
    only_asked,
    places_of,
    rows_of,
    sent_back,
    without,
)
from shipdesk.providers.record_tables import ActTable, KindTable

Query = Sequence[tuple[str, str]]
_NOT_FOUND = 404


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer without its envelope: JSON content, or a file's bytes with its proposed name.

    `words` tell a person what of the file is missing. `around` is what of the envelope is unknown.
    """

    content: object = None
    total: int | None = None
    more: bool = False
    body: bytes = field(default=b"", repr=False)
    filename: str = ""
    words: str = ""
    around: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file to be sent as one part of a form."""

    part: str
    filename: str
    body: bytes = field(repr=False)


Call = Callable[..., Awaitable[Answer]]
"""A client's method for one operation: the path's parameters in order, then by name what applies.

`query` comes with reads, `body` with writes that have one, `upload` with a file.
"""

ToQuery = Callable[[KindTable, RecordQuery], Query]
"""How a service's lists are asked for a page; raises RuleError where a filter cannot be used."""


class TableRecords:
    """The part `records` of a provider: its tables and its client's methods by operation.

    Raises KeyError where a table names an operation that the client has no method for.
    """

    def __init__(
        self,
        tables: Mapping[str, KindTable],
        calls: Mapping[str, Call],
        to_query: ToQuery,
        account_title: str,
    ) -> None:
        self._tables = tables
        self._calls = calls
        self._to_query = to_query
        self._account_title = account_title
        for each in tables.values():
            for op in filter(None, (each.list_op, each.get_op, each.each_op, *each.acts)):
                calls[op]

    @property
    def kinds(self) -> tuple[RecordKind, ...]:
        """What there is, in the order of the tables."""
        return tuple(each.kind for each in self._tables.values())

    def table(self, kind: str) -> KindTable:
        """Return a kind with how it is asked; raises KeyError for one that is not known."""
        return self._tables[kind]

    async def fetch_page(self, kind: str, query: RecordQuery) -> RecordPage:
        """Fetch one page of a list; a row that does not fit is skipped with its reason."""
        table = self._tables[kind]
        if table.kind.gathered:
            return await self._gathered(table, query)
        places = [query.answers.get(each.name, "") for each in _in_path(table)]
        answer = await self._calls[table.list_op](*places, query=self._to_query(table, query))
        content = pick(answer.content, (table.rows,)) if table.rows else answer.content
        if table.kind.single:
            content = [content] if isinstance(content, Mapping) else content
        if content is None:
            content = []
        if not isinstance(content, list):
            raise UnexpectedReplyError(f"{table.list_op}: not a list", account=self._account_title)
        if table.each_op:
            content = await fetch_each(self._calls[table.each_op], table, content)
        rows = [self.read_row(table, row, number) for number, row in enumerate(content, 1)]
        good = tuple(row for row in rows if isinstance(row, Record))
        bad = tuple(row for row in rows if isinstance(row, str))
        return RecordPage(good, answer.total, answer.more, bad, raw=_shown(answer.around))

    async def _gathered(self, table: KindTable, query: RecordQuery) -> RecordPage:
        """Fetch, one by one, the records that others refer to or that were seen before."""
        source, _, name = table.gathers.partition(".")
        asked = asked_ids(table, query)
        found = asked or await gather_ids(self, source, name, query.known)
        records = []
        for record_id in found:
            try:
                records.append(await self.fetch(table.kind.name, record_id))
            except RejectedError as error:
                if error.status != _NOT_FOUND:
                    raise
        return RecordPage(tuple(records), len(records))

    async def fetch(self, kind: str, record_id: str) -> Record:
        """Fetch one record; raises RejectedError with 404 where it is no more."""
        table = self._tables[kind]
        answer = await self._fetch(table, record_id)
        row = self.read_row(table, answer.content, 1)
        if isinstance(row, str):
            raise UnexpectedReplyError(f"{table.get_op}: {row}", account=self._account_title)
        return replace(row, raw={**row.raw, **_around(answer)})

    async def fetch_raw(self, kind: str, record_id: str) -> object:
        """Fetch one record as the service tells it, numbers exact."""
        return (await self._fetch(self._tables[kind], record_id)).content

    async def _fetch(self, table: KindTable, record_id: str) -> Answer:
        if not table.kind.single:
            return await self._calls[table.get_op](record_id)
        answer = await self._calls[table.list_op](query=())
        content = pick(answer.content, (table.rows,)) if table.rows else answer.content
        return replace(answer, content=content)

    def read_row(self, table: KindTable, row: object, number: int) -> Record | str:
        """Return a row as a record, else why it is none."""
        if not isinstance(row, Mapping):
            return f"row {number}: not an object"
        found = pick(row, table.id_at)
        if not isinstance(found, str | int) and not table.kind.single:
            return f"row {number}: {table.id_at[0]} is missing"
        return self._record(str(found or table.kind.name), row, table)

    def _record(self, record_id: str, row: Mapping[str, object], table: KindTable) -> Record:
        row = Dropped(table.drops).prune(without(row, table.hides))
        values = read_values(row, table.kind.fields)
        parts = {
            part.name: tuple(
                _row(inner, part.fields, part.id_at, place)
                for place, inner in enumerate(_list(pick(row, part.at)), 1)
                if isinstance(inner, Mapping)
            )
            for part in table.kind.parts
        }
        return Record(record_id, values.get(table.name) or record_id, values, parts, _shown(row))

    def rows(
        self, kind: str, op: str, records: Sequence[Record], values: Mapping[str, object]
    ) -> tuple[dict[str, str], ...]:
        """Return what a bulk act sends of each record; raises RuleError where one lacks it."""
        return rows_of(self._tables[kind].acts[op].row, records, values)

    def places(
        self, kind: str, op: str, record: Record | None, part_id: str, values: Mapping[str, object]
    ) -> dict[str, str]:
        """Return what fills the path of an act; raises KeyError where something is missing."""
        return places_of(self._tables[kind].acts[op], record, part_id, values)

    async def read(
        self,
        kind: str,
        op: str,
        places: Mapping[str, str],
        values: Mapping[str, object],
        record_ids: Sequence[str] = (),
    ) -> RecordAnswer:
        """Take a READ or SAVE act: its rows, or its file. Sends nothing that changes anything."""
        table = self._tables[kind].acts[op]
        answer = await self._send(table, places, values, record_ids, None)
        unwanted = Dropped(self._tables[kind].drops)
        answer = replace(answer, content=unwanted.prune(answer.content))
        if answer.body:
            return RecordAnswer(words=answer.words, body=answer.body, filename=answer.filename)
        content = pick(answer.content, (table.rows,)) if table.rows else answer.content
        if isinstance(content, list):
            objects = [row if isinstance(row, Mapping) else {"value": row} for row in content]
            rows = tuple(
                _row(row, table.shows, table.ids_at, place) for place, row in enumerate(objects, 1)
            )
            return RecordAnswer(rows, table.shows, raw=_whole(answer))
        if isinstance(content, Mapping):
            rows = tuple(facts_of(content))
            return RecordAnswer(rows, FACT_FIELDS, raw=_whole(answer))
        return RecordAnswer(words="" if content is None else str(content))

    async def send(
        self, intent: RecordIntent, raw: Mapping[str, object] | None, upload: Path | None
    ) -> Answer:
        """Take a WRITE act once."""
        table = self._tables[intent.kind].acts[intent.op]
        file = None
        if table.file and upload is not None:
            file = Upload(table.file, intent.filename, await asyncio.to_thread(upload.read_bytes))
        if raw is not None and table.bare:
            raw = only_asked(raw, table.act.fields)
        elif raw is not None:
            raw = sent_back(raw, table)
        fields = intent.fields
        if table.partial:
            raw, fields = changed(_sent(table), fields, intent.before), {}
        return await self._send(
            table, intent.places, fields, intent.record_ids, file, raw, intent.rows
        )

    async def _send(
        self,
        table: ActTable,
        places: Mapping[str, str],
        values: Mapping[str, object],
        record_ids: Sequence[str],
        upload: Upload | None,
        raw: Mapping[str, object] | None = None,
        rows: Sequence[Mapping[str, str]] = (),
    ) -> Answer:
        in_path = [places[name] for name in table.endpoint.places if name in places]
        what: dict[str, Any] = {}
        if table.endpoint.verb == "GET":
            what["query"] = tuple(_pairs(_sent(table), values, table.fixed))
            if table.id_to and record_ids:
                what["query"] = ((table.id_to, record_ids[0]), *what["query"])
            if table.ids_to:
                what["query"] = (*((table.ids_to, one) for one in record_ids), *what["query"])
        elif upload is not None:
            what["upload"] = upload
        else:
            body = self._body(table, values, record_ids, raw)
            for name in places:
                if name not in table.endpoint.places:
                    put(body, name, _id(places[name]))
            if table.rows_to:
                numbered = [{name: _id(text) for name, text in row.items()} for row in rows]
                put(body, table.rows_to, numbered)
            if body or table.endpoint.verb != "DELETE":
                what["body"] = body
        return await self._calls[table.act.op](*in_path, **what)

    def _body(
        self,
        table: ActTable,
        values: Mapping[str, object],
        record_ids: Sequence[str],
        raw: Mapping[str, object] | None,
    ) -> Body:
        fields = _sent(table)
        body = encode(fields, values) if raw is None else merge(raw, fields, values)
        for path, value in table.fixed.items():
            put(body, path, value)
        if table.id_to and record_ids:
            put(body, table.id_to, _id(record_ids[0]))
        if table.ids_to:
            put(body, table.ids_to, [_id(one) for one in record_ids])
        return body


def _sent(table: ActTable) -> list[RecordField]:
    """Return the questions whose answers are sent as such, not as a part of the path or a row."""
    elsewhere = asked_by_rows(table.row)
    filled = set(table.places.values())
    return [
        each
        for each in table.act.fields
        if f"ask.{each.name}" not in filled and each.name not in elsewhere
    ]


def read_values(row: Mapping[str, object], fields: Sequence[RecordField]) -> dict[str, str]:
    """Return a row's values as texts under our names; those that are not there are left out."""
    found = {each.name: to_text_value(each, pick(row, each.at)) for each in fields}
    return {name: text for name, text in found.items() if text}


def _row(
    row: Mapping[str, object], fields: Sequence[RecordField], id_at: Sequence[str], place: int
) -> Record:
    found = pick(row, id_at)
    values = read_values(row, fields)
    title = next(iter(values.values()), "")
    return Record(str(found) if found is not None else str(place), title, values, {}, _shown(row))


def _shown(row: Mapping[str, object]) -> dict[str, object]:
    """Return a row as it is kept and shown: numbers as JSON has them, not as exact decimals."""
    return {name: _plain(value) for name, value in row.items()}


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Mapping):
        return _shown(value)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value


def _whole(answer: Answer) -> dict[str, object]:
    """Return an answer as it is kept: the object, if it is one, and what stood around it."""
    content = answer.content
    return {**(_shown(content) if isinstance(content, Mapping) else {}), **_around(answer)}


def _around(answer: Answer) -> dict[str, object]:
    return {AROUND: _shown(answer.around)} if answer.around else {}


def _pairs(
    fields: Sequence[RecordField], values: Mapping[str, object], fixed: Mapping[str, object]
) -> list[tuple[str, str]]:
    pairs = [(name, str(value)) for name, value in fixed.items()]
    for each in fields:
        value = to_json_value(each, values.get(each.name))
        if value is not None:
            pairs.append((each.at[0], to_text_value(each, value)))
    return pairs


def _in_path(table: KindTable) -> list[RecordField]:
    return [each for each in table.kind.asks if each.at[0].startswith("{")]


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _id(text: str) -> object:
    """Return an id as the service's lists hold it: a number where it is one."""
    return int(text) if text.isdecimal() and not text.startswith("0") else text


def sends_record(table: ActTable) -> bool:
    """Return whether an act needs the record as it stands, to send it back whole."""
    return table.act.merges and not table.partial and table.act.target is Target.RECORD
