"""The [records.*] tables of a provider as kinds of record: what there is, and what can be done.

[records.customers]
title, singular, screen ("catalogue" or "services"), list, get, id (else [wire.record]), name, shows
and, where they apply: search (true, or the query's name for the text), single, empty, note,
sorts (names of fields, or a table of them and what the service calls them),
order (questions of the list, such as ["from", "to"], whose answers do not descend),
rows (where the list stands), paging, hides (what is neither shown nor kept),
gathers = "kind.field" instead of a list: ids that records of another kind refer to, or the kind
itself (made here, or asked for by ids), each = { op, at }: one more read a row, put in at `at`
[records.customers.fields]           name = { title, at, type, required, most, unit, … }
[records.customers.asks], .filters   the same, for questions of the list's query
[records.customers.parts.contacts]   title, at, id, fields
[records.customers.acts."customers.create"]
title, target, fields (names of the kind's), asks (its own), and, where they apply: role, part,
merges, bare (only the form's fields of the whole), danger, confirm (its button's word), says, done,
most, places, id_to, ids_to, rows_to with row = { name = source }, fixed, found_by, moves, rows,
shows, secret, file, repeats, partial, carries, leaves_out, removes, adds_to, told_by, made, one_of
(one is answered), order (as above, or several lists), when = [{ field, in, not_in, some, why_not },
…] (what must hold of the record), notes = { field = value } (noted when done)

`choices` are texts, pairs of value and title, or a section of the provider's table and the key of
its entries' titles, as "statuses.title". A field with `by` and `only` offers the choices that the
record's value of `by` allows; `only` is a vocabulary in [statuses], or { value = [choices] }.

A person's own table is laid over ours name by name; but `places`, `row`, `fixed` and `carries` of
an act, whose names are the service's, replace ours as a whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from shipdesk.domain.record import (
    ActRole,
    Condition,
    FieldType,
    RecordAct,
    RecordField,
    RecordKind,
    RecordPart,
    Target,
)
from shipdesk.domain.rules import FIXES
from shipdesk.providers.table_sections import ACCOUNT_PLACES
from shipdesk.providers.tables import Aliases, Endpoint, Table


@dataclass(frozen=True, slots=True)
class ActTable:
    """An act together with how it is sent and read.

    `places` tell for each parameter of the path what fills it: "record", "part", "record.<field>"
    or "ask.<name>". `id_to` and `ids_to` are where the ids go in the body; `fixed` is always sent.
    `found_by` names the fields by which a lost creation is found again; `rows` and `shows` read the
    answer; `secret` is where a secret stands in it; `file` is the name of an uploaded file's part.
    `bare`: of a record that is sent back only what the form asks. `row` makes the rows that go to
    `rows_to`. `moves` is the field that shows it: done, when what `when` wants of it holds no more.

    `partial`: the form opens filled, and only what was changed is sent. `carries` fills names of a
    record that is sent back whole from where a read has them; `leaves_out` is not sent back.
    `removes`: afterwards the records are gone. `adds_to` is the part that gets a line, `told_by`
    the field that differs once the act was carried out; both tell after a lost reply. `made` is
    where the id of what was made stands in the answer, `ids_at` where any id does ([wire.record]).
    `bulk` tells where an act on several answers of those that were refused ([wire.bulk]).
    """

    act: RecordAct
    endpoint: Endpoint
    places: Mapping[str, str]
    id_to: str = ""
    ids_to: str = ""
    fixed: Mapping[str, object] = field(default_factory=dict)
    found_by: tuple[str, ...] = ()
    rows: str = ""
    shows: tuple[RecordField, ...] = ()
    secret: str = ""
    file: str = ""
    repeats: bool = False
    bare: bool = False
    rows_to: str = ""
    row: Mapping[str, str] = field(default_factory=dict)
    moves: str = ""
    partial: bool = False
    carries: Mapping[str, str] = field(default_factory=dict)
    leaves_out: tuple[str, ...] = ()
    removes: bool = False
    adds_to: str = ""
    told_by: str = ""
    made: str = ""
    ids_at: tuple[str, ...] = ()
    bulk: Aliases = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KindTable:
    """A kind of record together with how its list is asked and read."""

    kind: RecordKind
    list_op: str
    get_op: str
    id_at: tuple[str, ...]
    name: str
    rows: str
    paging: str
    acts: Mapping[str, ActTable]
    search_at: str = ""
    hides: tuple[str, ...] = ()
    sort_names: Mapping[str, str] = field(default_factory=dict)
    gathers: str = ""
    each_op: str = ""
    each_at: str = ""
    drops: tuple[str, ...] = ()

    def sort_at(self, name: str) -> str:
        """Return what the service calls a sorting; where the table says nothing, the field's."""
        of = next(each for each in self.kind.fields if each.name == name)
        return self.sort_names.get(name, of.at[0])


@lru_cache(maxsize=16)
def record_tables(table: Table) -> Mapping[str, KindTable]:
    """Return the provider's kinds of record by name, in the order of the file; read once a table.

    Raises ValueError, with the place, for a table that cannot be used.
    """
    found = {}
    for name, entry in table.section("records").items():
        try:
            found[name] = _kind(name, _spelled(entry, table), table)
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            raise ValueError(f"records.{name}: {error!r}") from error
    return found


def _spelled(entry: Any, table: Table) -> Any:  # noqa: ANN401 - TOML
    """Return an entry with the names of vocabularies replaced by their codes and titles."""
    if isinstance(entry, list):
        return [_spelled(each, table) for each in entry]
    if not isinstance(entry, Mapping):
        return entry
    spelled = {name: _spelled(each, table) for name, each in entry.items()}
    if isinstance(entry.get("choices"), str):
        section, _, word = entry["choices"].partition(".")
        rows = table.section(section).items()
        if not rows:
            raise ValueError(f"no such vocabulary: {section}")
        told = {code: str(each[word or "title"]) for code, each in rows}
        # A service may have no words for one of its own codes and say just that.
        spelled["choices"] = [
            [code, title] for code, title in told.items() if "translation missing" not in title
        ]
    return spelled


def _kind(name: str, entry: Mapping[str, Any], table: Table) -> KindTable:
    fields = _fields(entry.get("fields", {}))
    by_name = {each.name: each for each in fields}
    parts = tuple(
        RecordPart(
            part, str(given["title"]), _paths(given["at"]), _id_at(given, table),
            _fields(given.get("fields", {})),
        )
        for part, given in entry.get("parts", {}).items()
    )  # fmt: skip
    follows = table.section("statuses")
    acts = {
        op: _narrowing(_act(op, given, by_name, table), follows)
        for op, given in entry.get("acts", {}).items()
    }
    filters = entry.get("filters", {})
    kind = RecordKind(
        name=name,
        title=str(entry["title"]),
        singular=str(entry["singular"]),
        screen=str(entry.get("screen", "services")),
        fields=fields,
        shows=tuple(entry["shows"]),
        searches=bool(entry.get("search")),
        single=bool(entry.get("single")),
        asks=_fields(entry.get("asks", {})),
        filters=_fields(filters),
        sorts=tuple(entry.get("sorts", ())),
        parts=parts,
        acts=tuple(each.act for each in acts.values()),
        empty=str(entry.get("empty", "")),
        note=str(entry.get("note", "")),
        opens=bool(entry.get("get") or entry.get("single")),
        gathered=bool(entry.get("gathers")),
        order=_orders(entry.get("order", ())),
    )
    _know((*kind.asks, *kind.filters), kind.order)
    unknown = (set(kind.shows) | set(kind.sorts)) - set(by_name)
    if unknown:
        raise ValueError(f"no such field: {', '.join(sorted(unknown))}")
    each = entry.get("each", {})
    lists = "" if kind.gathered else str(entry["list"])
    for op in (lists, str(entry.get("get", "")), str(each.get("op", ""))):
        if op and op not in table.endpoints:
            raise ValueError(f"no such operation: {op}")
    return KindTable(
        kind,
        lists,
        str(entry.get("get", "")),
        _id_at(entry, table),
        str(entry.get("name", kind.shows[0])),
        str(entry.get("rows", "")),
        str(entry.get("paging", "none")),
        acts,
        entry["search"] if isinstance(entry.get("search"), str) else "",
        tuple(entry.get("hides", ())),
        dict(entry["sorts"]) if isinstance(entry.get("sorts"), dict) else {},
        str(entry.get("gathers", "")),
        str(each.get("op", "")),
        str(each.get("at", "")),
        tuple(table.section("dropped").get("everywhere", ())),
    )


def _act(
    op: str, given: Mapping[str, Any], by_name: Mapping[str, RecordField], table: Table
) -> ActTable:
    endpoint = table.endpoints[op]
    role = ActRole(given["role"]) if "role" in given else ActRole.WRITE
    if "role" not in given and endpoint.verb == "GET" and not endpoint.acts:
        role = ActRole.READ
    target = Target(given.get("target", "record"))
    act = RecordAct(
        op=op,
        title=str(given["title"]),
        role=role,
        target=target,
        part=str(given.get("part", "")),
        fields=(
            *(by_name[name] for name in given.get("fields", ())),
            *_fields(given.get("asks", {})),
        ),
        merges=bool(given.get("merges") or given.get("partial")),
        danger=bool(given.get("danger")),
        when=tuple(_condition(each, by_name) for each in given.get("when", ())),
        confirm=str(given.get("confirm", "")),
        says=str(given.get("says", "")),
        most=int(given.get("most", 100)),
        done=str(given.get("done", "")),
        adds=bool(given.get("adds_to")),
        makes=str(given.get("secret", "")),
        one_of=tuple(given.get("one_of", ())),
        order=_orders(given.get("order", ())),
        notes={name: str(text) for name, text in given.get("notes", {}).items()},
    )
    _know(act.fields, (act.one_of, *act.order))
    moves = str(given.get("moves", ""))
    if moves and moves not in {each.field for each in act.when}:
        raise ValueError(f"{op}.moves: `when` wants nothing of {moves}")
    return ActTable(
        act,
        endpoint,
        {**_default_places(endpoint, target), **given.get("places", {})},
        str(given.get("id_to", "")),
        str(given.get("ids_to", "")),
        dict(given.get("fixed", {})),
        tuple(given.get("found_by", ())),
        str(given.get("rows", "")),
        _fields(given.get("shows", {})),
        str(given.get("secret", "")),
        str(given.get("file", "")),
        bool(given.get("repeats", endpoint.verb in {"PUT", "DELETE"})),
        bool(given.get("bare")),
        str(given.get("rows_to", "")),
        dict(given.get("row", {})),
        moves,
        bool(given.get("partial")),
        dict(given.get("carries", {})),
        tuple(given.get("leaves_out", ())),
        bool(given.get("removes", endpoint.verb == "DELETE" and target is Target.RECORD)),
        str(given.get("adds_to", "")),
        str(given.get("told_by", "")),
        str(given.get("made", "")),
        table.aliases("record").get("made", ()),
        table.aliases("bulk"),
    )


def _condition(given: Mapping[str, Any], by_name: Mapping[str, RecordField]) -> Condition:
    """Return one line of `when`; raises ValueError for one that says nothing or names no field."""
    field_, words = str(given["field"]), str(given["why_not"]).strip()
    if field_ not in by_name:
        raise ValueError(f"when: no such field: {field_}")
    if not words:
        raise ValueError(f"when.{field_}: `why_not` says nothing")
    among, outside = (tuple(map(str, given.get(name, ()))) for name in ("in", "not_in"))
    return Condition(
        field_, words, among, outside, some=bool(given.get("some")), at=by_name[field_].at
    )


def _narrowing(table: ActTable, follows: Mapping[str, Any]) -> ActTable:
    """Fill in what may follow a status where a field names its vocabulary."""
    fields = tuple(
        replace(
            each, only={name: tuple(next_) for name, next_ in follows[each.only[""][0]].items()}
        )
        if "" in each.only
        else each
        for each in table.act.fields
    )
    return replace(table, act=replace(table.act, fields=fields))


def _only(given: str | Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    if isinstance(given, str):
        return {"": (given,)}
    return {name: tuple(allowed) for name, allowed in given.items()}


def _orders(given: Sequence[Any]) -> tuple[tuple[str, ...], ...]:
    """Return names whose answers do not descend: one list of them, or several."""
    if all(isinstance(each, str) for each in given):
        return (tuple(given),) if given else ()
    return tuple(tuple(each) for each in given)


def _know(fields: Sequence[RecordField], groups: Sequence[Sequence[str]]) -> None:
    """Raise ValueError where a rule across fields names one that is not asked."""
    unknown = {name for names in groups for name in names} - {each.name for each in fields}
    if unknown:
        raise ValueError(f"no such field: {', '.join(sorted(unknown))}")


def _default_places(endpoint: Endpoint, target: Target) -> dict[str, str]:
    sources = {Target.RECORD: ("record",), Target.PART: ("record", "part")}.get(target, ())
    # Names that the client fills by itself, such as the organization, are no record's.
    wanted = [name for name in endpoint.places if name not in ACCOUNT_PLACES]
    return dict(zip(wanted, sources, strict=False))


def _fields(given: Mapping[str, Any]) -> tuple[RecordField, ...]:
    return tuple(_field(name, entry) for name, entry in given.items())


def _field(name: str, entry: Mapping[str, Any]) -> RecordField:
    choices = entry.get("choices", ())
    pairs = tuple(
        (str(one), str(one)) if isinstance(one, str) else (str(one[0]), str(one[1]))
        for one in choices
    )
    type_ = FieldType(entry.get("type", "choice" if pairs else "text"))
    for bound in ("least", "greatest"):
        text = str(entry.get(bound, "0"))
        if not (type_ is FieldType.DATE and text == "today"):
            _number(f"{name}.{bound}", text)
    fix = str(entry.get("fix", ""))
    if fix and fix not in FIXES:
        raise ValueError(f"{name}.fix: must be one of {', '.join(sorted(FIXES))}")
    return RecordField(
        name=name,
        title=str(entry["title"]),
        at=_paths(entry.get("at", name)),
        type=type_,
        required=bool(entry.get("required")),
        unit=str(entry.get("unit", "")),
        hint=str(entry.get("hint", "")),
        default=str(entry.get("default", "")),
        choices=pairs,
        most=int(entry.get("most", 0)),
        least=str(entry.get("least", "")),
        greatest=str(entry.get("greatest", "")),
        pattern=str(entry.get("pattern", "")),
        seen=str(entry.get("seen", "")),
        of=_fields(entry.get("of", {})),
        unit_at=str(entry.get("unit_at", "")),
        by=str(entry.get("by", "")),
        only=_only(entry.get("only", {})),
        fix=fix,
        decimals=int(entry["decimals"]) if "decimals" in entry else None,
    )


def _number(place: str, text: str) -> None:
    try:
        Decimal(text)
    except InvalidOperation as error:
        raise ValueError(f"{place}: must be a number in quotes") from error


def _id_at(entry: Mapping[str, Any], table: Table) -> tuple[str, ...]:
    """Return where an id stands: as the entry says, else as all of the service's records."""
    found = _paths(entry["id"]) if "id" in entry else table.aliases("record").get("id", ())
    if not found:
        raise ValueError("must have `id`")
    return found


def _paths(given: str | list[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)
