"""What a service keeps besides orders and shipments, and what can be done with it, as data.

A kind of record (customers, vehicles, cost centres) is described by a table of the provider; one
generic part, one generic operation and one generic screen serve all of them (house § 8).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class FieldType(StrEnum):
    """How a value is asked for, shown and sent; CODE is a service's own word, shown as it is."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    INTEGER = "integer"
    YES_NO = "yes_no"
    DATE = "date"
    TIME = "time"
    CHOICE = "choice"
    TEXTS = "texts"
    CODE = "code"
    ROWS = "rows"
    SECRET = "secret"  # noqa: S105 - a type of field
    FILE = "file"


class ActRole(StrEnum):
    """READ shows an answer, SAVE writes a fetched file where a person says, WRITE changes."""

    READ = "read"
    SAVE = "save"
    WRITE = "write"


class Target(StrEnum):
    """What an act is done to: nothing yet, one record, several at once, or a part of a record."""

    NONE = "none"
    RECORD = "record"
    RECORDS = "records"
    PART = "part"


@dataclass(frozen=True, slots=True)
class RecordField:
    """One value of a record, or one question of a form.

    `name` is ours, `at` the names in the service's JSON, points leading into objects; the first one
    is written. `most` is the longest text in characters, `least` and `greatest` bound a number.
    `seen` names the ids that no list gives and that are chosen from records known already; `of`
    holds the fields of each row of ROWS. `unit_at` is where the unit itself is sent beside a value.
    `only` bounds the choices by the record's value of its field `by`: from one status not every
    other one can be reached. `fix` names a normaliser of rules.FIXES whose result is suggested
    where it passes. `decimals` bounds the places behind the point; `least` of a date may be
    "today".
    """

    name: str
    title: str
    at: tuple[str, ...] = ()
    type: FieldType = FieldType.TEXT
    required: bool = False
    unit: str = ""
    hint: str = ""
    default: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    most: int = 0
    least: str = ""
    greatest: str = ""
    pattern: str = ""
    seen: str = ""
    of: tuple[RecordField, ...] = ()
    unit_at: str = ""
    by: str = ""
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fix: str = ""
    decimals: int | None = None


@dataclass(frozen=True, slots=True)
class RecordPart:
    """A list inside a record, such as a customer's contacts."""

    name: str
    title: str
    at: tuple[str, ...]
    id_at: tuple[str, ...]
    fields: tuple[RecordField, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """What must hold of a record before an act is done to it, and the sentence that says so.

    The record's `field` is one of `among` and none of `outside`; where both are empty it has a
    value at all. What is not known closes nothing, the service decides then: a value that it has
    invented since is not one of `outside`, and of `at`, the names of the field in its JSON, one
    must be there. `some`: of several records one that fits is enough, since the service leaves the
    others out.
    """

    field: str
    why_not: str
    among: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    some: bool = False
    at: tuple[str, ...] = ()

    def holds(self, record: Record) -> bool:
        """Return whether a record fits, as far as is known."""
        value = record.values.get(self.field, "")
        if not value and self.at and not any(_is_told(record.raw, path) for path in self.at):
            return True
        if not (self.among or self.outside):
            return bool(value)
        return (not self.among or value in self.among) and value not in self.outside


def _is_told(raw: object, path: str) -> bool:
    """Return whether a service names something, be it to say that there is none."""
    head, _, rest = path.partition(".")
    if not isinstance(raw, Mapping) or head not in raw:
        return False
    return not rest or raw[head] is None or _is_told(raw[head], rest)


@dataclass(frozen=True, slots=True)
class RecordAct:
    """One documented operation of a service as a person meets it.

    `op` is the operation's id in the endpoint table. With `merges` the form opens with the record's
    values and everything is sent; one that `adds` a line to a record opens empty. It is allowed
    where every one of `when` holds. `says` tells beforehand what will happen. `most` bounds how
    many records one request takes; `danger` wants a button of its own colour. `confirm` is what the
    form's button says where the title is no verb. `makes` names the
    secret of its answer that is kept, such as a new token. At least one field of `one_of` is
    answered; the answers of each line of `order` do not descend, as a first and a last day. `notes`
    are noted on a record once it is done, where the service keeps no list that would tell.
    """

    op: str
    title: str
    role: ActRole
    target: Target = Target.RECORD
    part: str = ""
    fields: tuple[RecordField, ...] = ()
    merges: bool = False
    danger: bool = False
    when: tuple[Condition, ...] = ()
    confirm: str = ""
    says: str = ""
    most: int = 100
    done: str = ""
    adds: bool = False
    makes: str = ""
    one_of: tuple[str, ...] = ()
    order: tuple[tuple[str, ...], ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)

    @property
    def opens_form(self) -> bool:
        """Return whether a person is asked first: what only reads has its words in its answer."""
        told = bool(self.says) and self.role is not ActRole.READ
        return bool(self.fields or self.danger or told)


@dataclass(frozen=True, slots=True)
class RecordKind:
    """A kind of record of one service.

    `screen` is "catalogue" or "services". A `single` kind is one object, such as the business
    profile. `asks` must be answered before anything can be listed; `filters` may be; `sorts` are
    names of fields. `note` is what a person must know of the whole list, such as its delay.
    `opens`: one record can be read alone, and may tell more than the list. `gathered`: the service
    has no list; the records are those that others refer to, and those known from before. `order`
    is that of an act, for the answers to `asks` and `filters`.
    """

    name: str
    title: str
    singular: str
    screen: str
    fields: tuple[RecordField, ...]
    shows: tuple[str, ...]
    searches: bool = False
    single: bool = False
    asks: tuple[RecordField, ...] = ()
    filters: tuple[RecordField, ...] = ()
    sorts: tuple[str, ...] = ()
    parts: tuple[RecordPart, ...] = ()
    acts: tuple[RecordAct, ...] = ()
    empty: str = ""
    note: str = ""
    opens: bool = False
    gathered: bool = False
    order: tuple[tuple[str, ...], ...] = ()

    def act(self, op: str) -> RecordAct:
        """Return an act by its operation; raises KeyError for one that the kind does not have."""
        for act in self.acts:
            if act.op == op:
                return act
        raise KeyError(op)


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its values as texts under our names, and `raw`, all that the service told."""

    id: str
    title: str
    values: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[str, tuple[Record, ...]] = field(default_factory=dict)
    raw: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RecordQuery:
    """What is wanted of a list; `page` counts from 1, `answers` are those to `asks` and filters.

    `known` are ids of a gathered kind that were seen before.
    """

    page: int = 1
    text: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    sort: str = ""
    descending: bool = False
    known: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordPage:
    """One page of a list. `fetched_at` is set where it comes from the cache and not just now."""

    records: tuple[Record, ...]
    total: int | None = None
    more: bool = False
    skipped: tuple[str, ...] = ()
    fetched_at: datetime | None = None
    raw: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RecordAnswer:
    """What a READ or SAVE brought: rows to show, or a file with the name that was proposed.

    `rows` of one object are its values, one row each: name and value. `raw` is all that was told.
    """

    rows: tuple[Record, ...] = ()
    columns: tuple[RecordField, ...] = ()
    words: str = ""
    raw: Mapping[str, object] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)
    filename: str = ""


@dataclass(frozen=True, slots=True)
class RecordIntent:
    """A WRITE as it is journalled: whole, but for secrets, which are in the vault.

    `places` fill the path, `fields` are plain JSON values by our names. `file` is the kept copy of
    what is uploaded. `before` holds the record's values as they stood when it was asked for;
    `rows` are those of a request for several records, made of them at that moment.
    """

    kind: str
    op: str
    title: str
    record_ids: tuple[str, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, object] = field(default_factory=dict)
    secrets: tuple[str, ...] = ()
    file: str = ""
    filename: str = ""
    before: Mapping[str, str] = field(default_factory=dict)
    rows: tuple[Mapping[str, str], ...] = ()
