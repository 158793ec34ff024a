"""Does an act of a record page as the desk does it: intent, steps, one request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from shipdesk.domain.record import FieldType, Record, RecordAnswer, RecordIntent, RecordQuery
from shipdesk.providers.dispatch.provider import OpenDispatch
from shipdesk.providers.records import TableRecords
from shipdesk.providers.steps import Settled


def records_of(opened: OpenDispatch) -> TableRecords:
    """Return the account's record tables."""
    part = opened.provider.records
    assert isinstance(part, TableRecords)
    return part


async def page(opened: OpenDispatch, kind: str, **answers: str) -> tuple[Record, ...]:
    """Return the first page of a list."""
    found = await records_of(opened).fetch_page(kind, RecordQuery(answers=answers))
    assert not found.skipped
    return found.records


async def fetched(opened: OpenDispatch, kind: str, record_id: str) -> Record:
    """Return one record."""
    return await records_of(opened).fetch(kind, record_id)


def intent_of(
    opened: OpenDispatch,
    kind: str,
    op: str,
    values: Mapping[str, object],
    records: Sequence[Record] = (),
    part: str = "",
    file: Path | None = None,
) -> RecordIntent:
    """Return what the desk writes down for an act."""
    tables = records_of(opened)
    act = tables.table(kind).acts[op].act
    first = records[0] if records else None
    before: Mapping[str, str] = first.values if first else {}
    if part and first is not None:
        before = next(line.values for line in first.parts[act.part] if line.id == part)
    return RecordIntent(
        kind=kind,
        op=op,
        title=act.title,
        record_ids=tuple(each.id for each in records),
        places=tables.places(kind, op, first, part, values),
        fields={
            name: value
            for name, value in values.items()
            if name not in {each.name for each in act.fields if each.type is FieldType.FILE}
        },
        file=str(file or ""),
        filename=file.name if file else "",
        before=before,
    )


async def do(
    opened: OpenDispatch,
    kind: str,
    op: str,
    values: Mapping[str, object] | None = None,
    *records: Record,
    part: str = "",
    file: Path | None = None,
) -> Settled:
    """Take all steps of an act; raises what the service said."""
    acts = opened.provider.record_acts
    assert acts is not None
    intent = intent_of(opened, kind, op, values or {}, records, part, file)
    facts: dict[str, str] = {}
    result = Settled()
    for step in acts.steps(intent):
        told = await acts.run(step.name, intent, facts)
        assert isinstance(told, Settled)
        facts |= told.facts
        result = told
    return result


async def ask(
    opened: OpenDispatch,
    kind: str,
    op: str,
    values: Mapping[str, object] | None = None,
    *records: Record,
    part: str = "",
) -> RecordAnswer:
    """Take an act that only reads."""
    tables = records_of(opened)
    first = records[0] if records else None
    places = tables.places(kind, op, first, part, values or {})
    return await tables.read(kind, op, places, values or {}, [each.id for each in records])
