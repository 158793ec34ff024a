"""Paths and rows of a request made of the records chosen, and what of a record is kept back.

A row's sources: "number" (its place, from 1), "record" (the record's id), "record.<field>", and
"part.<part>.<field>": the id of the line of that part whose field is what was answered to the
question of the same name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shipdesk.domain.record import Record, RecordField
from shipdesk.errors import RuleError
from shipdesk.providers.bodies import Body, pick, project, put, to_text_value
from shipdesk.providers.record_tables import ActTable

FACT_FIELDS = (RecordField("name", "What"), RecordField("value", "Value"))
"""What the values of one object are shown under."""


def rows_of(
    sources: Mapping[str, str], records: Sequence[Record], values: Mapping[str, object]
) -> tuple[dict[str, str], ...]:
    """Return one row for each record; raises RuleError where a record lacks what a row needs."""
    return tuple(
        {name: _filled(source, record, place, values) for name, source in sources.items()}
        for place, record in enumerate(records if sources else (), 1)
    )


def _filled(source: str, record: Record, place: int, values: Mapping[str, object]) -> str:
    head, _, rest = source.partition(".")
    if head == "number":
        return str(place)
    if head == "record" and not rest:
        return record.id
    found = _in_part(rest, record, values) if head == "part" else record.values.get(rest, "")
    if not found:
        field = rest.rpartition(".")[2]
        words = f"{record.title}: there is nothing to choose for it."
        raise RuleError(field, "required", reason=words)
    return found


def _in_part(path: str, record: Record, values: Mapping[str, object]) -> str:
    part, _, field = path.partition(".")
    wanted = str(values.get(field, ""))
    lines = record.parts.get(part, ())
    return next((line.id for line in lines if line.values.get(field) == wanted), "")


def places_of(
    table: ActTable, record: Record | None, part_id: str, values: Mapping[str, object]
) -> dict[str, str]:
    """Return what fills the path of an act; raises KeyError where nothing does.

    Raises RuleError where the record does not tell what stands there.
    """
    filled = {}
    for name, source in table.places.items():
        head, _, rest = source.partition(".")
        if head == "ask":
            filled[name] = str(values[rest])
        elif head == "part":
            filled[name] = part_id
        elif record is None:
            raise KeyError(name)
        elif rest and not record.values.get(rest):
            raise RuleError(rest, "required", reason=f"{record.title}: this is not told of it.")
        else:
            filled[name] = record.values[rest] if rest else record.id
    return filled


def asked_by_rows(sources: Mapping[str, str]) -> frozenset[str]:
    """Return the questions of a form that only choose lines and are not sent themselves."""
    parts = (source.split(".") for source in sources.values())
    return frozenset(steps[-1] for steps in parts if steps[0] == "part")


def only_asked(raw: Mapping[str, object], fields: Sequence[RecordField]) -> Body:
    """Return of a whole object just what a form asks for."""
    body: Body = {}
    for field in fields:
        value = pick(raw, field.at)
        if value is not None:
            put(body, field.at[0], value)
    return body


def sent_back(raw: Mapping[str, object], table: ActTable) -> Body:
    """Return a record as it is sent back: ids under their own names, nothing that only reads."""
    body = {name: value for name, value in raw.items() if name not in table.leaves_out}
    for name, source in table.carries.items():
        value = project(raw, source)
        if value is not None:
            put(body, name, value)
    return body


def without(row: Mapping[str, object], paths: Sequence[str]) -> dict[str, object]:
    """Return an object without what may neither be shown nor kept, such as codes of lockers."""
    kept = dict(row)
    for path in paths:
        head, _, rest = path.partition(".")
        inside = kept.get(head)
        if not rest:
            kept.pop(head, None)
        elif isinstance(inside, Mapping):
            kept[head] = without(inside, (rest,))
    return kept


def facts_of(content: Mapping[str, object], before: str = "") -> list[Record]:
    """Return an object as rows of name and value, objects inside by their path."""
    rows: list[Record] = []
    for name, value in content.items():
        path = f"{before}{name}"
        if isinstance(value, Mapping):
            rows += facts_of(value, f"{path}.")
        elif isinstance(value, list) and all(isinstance(item, Mapping) for item in value):
            for place, item in enumerate(value, 1):
                rows += facts_of(item, f"{path} {place}.")
        else:
            text = to_text_value(FACT_FIELDS[1], value)
            rows.append(Record(path, path, {"name": path, "value": text}))
    return rows
