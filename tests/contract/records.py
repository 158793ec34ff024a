"""Samples of record pages as calls and intents: what the page and its service make of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from tempfile import mkdtemp

from shipdesk.domain.record import (
    ActRole,
    FieldType,
    Record,
    RecordAct,
    RecordIntent,
    RecordKind,
    RecordQuery,
    Target,
)
from shipdesk.providers.record_tables import KindTable, record_tables
from shipdesk.providers.tables import load_table
from tests.contract.bench import Bench
from tests.contract.samples import PlainSample, Prepare, RecordSample, Sample


def table_of(sample: RecordSample) -> KindTable:
    """Return the table of the sample's kind."""
    return record_tables(load_table(sample.slug))[sample.kind]


def sort_of(sample: Sample) -> str:
    """Return the row of the judgement that a sample is judged by."""
    if isinstance(sample, PlainSample):
        return sample.sort
    table = table_of(sample)
    if sample.op not in table.acts:
        return "list" if sample.op == table.list_op else "read"
    act = table.acts[sample.op]
    if act.act.role is ActRole.SAVE:
        return "file"
    if act.act.role is ActRole.READ:
        return "read"
    sort = "repeatable" if act.repeats else "write"
    return f"quiet_{sort}" if sample.quiet else sort


async def call_record(sample: RecordSample, bench: Bench) -> Callable[[Bench], Awaitable[object]]:
    """Return what sends the sample's operation once, with everything it needs made before."""
    part = bench.provider(sample.slug).records
    assert part is not None
    table = table_of(sample)
    query = RecordQuery(answers={name: str(value) for name, value in sample.answers.items()})
    if sample.op == table.list_op and sample.op not in table.acts:
        return lambda _: part.fetch_page(sample.kind, query)
    if sample.op == table.get_op and sample.op not in table.acts:
        record_id = await made(sample.record, bench)
        return lambda _: part.fetch(sample.kind, record_id)
    act = table.acts[sample.op].act
    if act.role is ActRole.WRITE:
        acts = bench.provider(sample.slug).record_acts
        assert acts is not None
        intent = await record_intent(sample, bench)
        facts: Mapping[str, str] = {}
        for step in acts.steps(intent)[:-1]:
            facts = {**facts, **(await acts.run(step.name, intent, facts)).facts}
        last = acts.steps(intent)[-1].name
        return lambda _: acts.run(last, intent, facts)
    records, part_id = await _subjects(sample, bench, table.kind)
    first = records[0] if records else None
    places = part.places(sample.kind, sample.op, first, part_id, sample.answers)
    ids = [each.id for each in records]
    return lambda _: part.read(sample.kind, sample.op, places, sample.answers, ids)


async def prepared(sample: Sample, bench: Bench) -> Callable[[Bench], Awaitable[object]]:
    """Return what sends a sample's operation once."""
    return await call_record(sample, bench) if isinstance(sample, RecordSample) else sample.call


def holds_keys(sample: Sample, request: dict[str, object]) -> None:
    """What the reference wants was in the body or in the query of the request."""
    body = request.get("body_keys") or []
    query = request.get("query") or []
    assert isinstance(body, list)
    assert isinstance(query, list)
    seen = {*body, *(str(pair[0]) for pair in query)}
    assert set(sample.keys) <= seen, sorted(seen)


async def record_intent(sample: RecordSample, bench: Bench) -> RecordIntent:
    """Return the intent of a sample that changes something, as the service writes it down."""
    part = bench.provider(sample.slug).records
    assert part is not None
    table = table_of(sample)
    act = table.acts[sample.op].act
    records, part_id = await _subjects(sample, bench, table.kind)
    first = records[0] if records else None
    files = {each.name for each in act.fields if each.type is FieldType.FILE}
    fields = {name: value for name, value in sample.answers.items() if name not in files}
    file = ""
    for name in files & set(sample.answers):
        path = Path(mkdtemp(prefix="shipdesk-upload-")) / "upload.csv"
        path.write_text(str(sample.answers[name]), encoding="utf-8")
        file = str(path)
    return RecordIntent(
        kind=sample.kind,
        op=sample.op,
        title=act.title,
        record_ids=tuple(each.id for each in records),
        places=part.places(sample.kind, sample.op, first, part_id, sample.answers),
        fields=fields,
        file=file,
        filename="upload.csv" if file else "",
        rows=part.rows(sample.kind, sample.op, records, sample.answers),
    )


async def made(source: str | Prepare, bench: Bench) -> str:
    """Return an id that is fixed, or that of something made for the test."""
    return source if isinstance(source, str) else await source(bench)


async def _subjects(
    sample: RecordSample, bench: Bench, kind: RecordKind
) -> tuple[list[Record], str]:
    act: RecordAct = kind.act(sample.op)
    ids = [each for each in (await made(sample.record, bench)).split(",") if each]
    part_id = await made(sample.part, bench)
    if act.target is Target.NONE:
        return [], ""
    records = [Record(each, each, dict.fromkeys(("id",), each)) for each in ids]
    table = table_of(sample).acts[sample.op]
    if table.row or any(source.startswith("record.") for source in table.places.values()):
        # What is sent is taken of the records as they stand, so that they must be real.
        part = bench.provider(sample.slug).records
        assert part is not None
        records = [await part.fetch(sample.kind, each) for each in ids]
    return records, part_id
