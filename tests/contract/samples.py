"""What is asked of each documented operation: once, with good values, against a fresh simulator."""

from __future__ import annotations

import importlib
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from shipdesk.domain.operation import OperationKind

if TYPE_CHECKING:
    from tests.contract.bench import Bench
    from tests.contract.room import Room

Prepare = Callable[["Bench"], Awaitable[str]]


@dataclass(frozen=True)
class RecordSample:
    """An operation that a record page offers: its list, its single read, or one of its acts.

    `record` is the id of the record (or ids, comma separated) it is done to, or makes such a record
    first and returns its id; `part` likewise for a line of a part. `answers` fill the act's form
    (or the list's questions). `keys` are body keys (dotted) or query names that the simulator must
    have seen. `quiet`: the answer need not hold anything. `client` is the method, as Class.method.
    """

    slug: str
    op: str
    kind: str
    client: str
    record: str | Prepare = ""
    part: str | Prepare = ""
    answers: Mapping[str, object] = field(default_factory=dict)
    keys: tuple[str, ...] = ()
    quiet: bool = False
    finds: bool = True
    other: Mapping[str, str] = field(default_factory=dict)
    """Fault → why this operation is judged otherwise, with what is right for it: see judgement."""


@dataclass(frozen=True)
class PlainSample:
    """An operation behind a screen of its own.

    `call` sends it once through the provider's part or its client (raising what it raises).
    `intent` gives kind, subject and intent of the durable operation whose step `step` sends it, for
    those that change the world. `sort` is the row of the judgement: list, read, file, write,
    quiet_write, repeatable. `action` is the QAction that reaches it; `reach` goes there in the real
    window and triggers it. `missing` says why a person cannot reach it, instead.
    """

    slug: str
    op: str
    client: str
    sort: str
    call: Callable[[Bench], Awaitable[object]]
    intent: Callable[[Bench], Awaitable[tuple[OperationKind, object]]] | None = None
    step: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    keys: tuple[str, ...] = ()
    action: str = ""
    reach: Callable[[Room], Awaitable[None]] | None = None
    missing: str = ""
    other: Mapping[str, str] = field(default_factory=dict)


Sample = RecordSample | PlainSample


_MODULES = ("dispatch", "shipx", "shipx_shipping", "dash101")


def every_sample() -> tuple[Sample, ...]:
    """Return the samples of all services."""
    found: list[Sample] = []
    for name in _MODULES:
        with suppress(ImportError):
            found += importlib.import_module(f"tests.contract.samples_{name}").SAMPLES
    return tuple(found)
