"""The support report of one operation: what happened when, without any person or secret."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime

from shipdesk.domain.operation import Operation
from shipdesk.services.activity import OperationSheet
from shipdesk.ui.activity.sameness import same

MASK = "•••"

_KEPT = frozenset(
    {
        "courier",
        "service",
        "service_title",
        "country",
        "currency",
        "handing_in",
        "size",
        "source",
        "document",
        "sha256",
        "reference",
        "shipped",
        "print_after",
        "office_hours",
    }
)
"""Texts of an intent that tell of no person; numbers and flags are kept, all else is masked."""

_EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\w-])\+?\d(?:[ ()-]?\d){8,12}(?![\w-])")
_LEAST = 3
"""Shorter texts occur inside of other words by chance."""


def support_report(sheet: OperationSheet, provider: str, version: str) -> str:
    """Return the report as text; `provider` is which service, not whose account."""
    operation = sheet.operation
    hidden = tuple(sorted(set(_personal(operation.intent)), key=len, reverse=True))
    lines = [
        f"ShipDesk {version}, operation {operation.id}",
        f"kind: {operation.kind.value}   service: {provider or 'this computer'}",
        f"state: {operation.state.value}   step: {operation.step or '-'}",
        f"reference: {operation.reference or '-'}",
        f"created: {_utc(operation.created_at)}   updated: {_utc(operation.updated_at)}",
        f"not before: {_utc(operation.not_before)}",
        f"waiting since: {_utc(operation.waiting_since)}",
        f"look-ups: {operation.look_ups}   last: {_utc(operation.last_look_up_at)}",
        f"reason: {operation.reason_key or '-'}: {_masked(operation.reason, hidden)}",
    ]
    lines += [
        f"  {name}: {_masked('; '.join(words), hidden)}"
        for name, words in operation.reason_fields.items()
    ]
    lines.append("attempts:")
    lines += [
        f"  {_utc(each.sent_at)} {each.step} {each.state.value}"
        f" until {_utc(each.ended_at)}: {_masked(each.answer, hidden) or '-'}"
        for each in sheet.attempts
    ]
    lines.append("facts:")
    lines += [f"  {name}: {_masked(text, hidden)}" for name, text in _facts(operation)]
    for each in sheet.found:
        lines.append(f"found at the courier: {each.remote_id}")
        lines += [
            f"  {name}: {'same' if same(name, sent, shown) else 'differs'}"
            for name, sent, shown in each.rows
        ]
    lines.append("intent:")
    lines += [f"  {name}: {value}" for name, value in _intent(operation.intent)]
    return "\n".join(lines) + "\n"


def _facts(operation: Operation) -> Iterator[tuple[str, str]]:
    for name, text in operation.facts.items():
        if not name.startswith("match."):
            yield name, text


def _utc(moment: datetime | None) -> str:
    return "-" if moment is None else f"{moment:%Y-%m-%d %H:%M:%S}Z"


def _masked(text: str, hidden: tuple[str, ...]) -> str:
    for each in hidden:
        text = re.sub(rf"(?<!\w){re.escape(each)}(?!\w)", MASK, text, flags=re.IGNORECASE)
    return _PHONE.sub(MASK, _EMAIL.sub(MASK, text))


def _personal(plain: object, name: str = "") -> Iterator[str]:
    """Return every text of an intent that may tell of a person, and its single words."""
    if isinstance(plain, Mapping):
        for key, value in plain.items():
            yield from _personal(value, str(key))
    elif isinstance(plain, list | tuple):
        for value in plain:
            yield from _personal(value, name)
    elif isinstance(plain, str) and name in _PERSONAL:
        yield from (part for part in (plain, *plain.split()) if len(part) >= _LEAST)


_PERSONAL = frozenset(
    {
        "name",
        "company",
        "street",
        "street2",
        "city",
        "postcode",
        "phone",
        "email",
        "text",
        "comment",
    }
)


def _intent(plain: object, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(plain, Mapping):
        for key, value in plain.items():
            yield from _intent(value, f"{path}.{key}" if path else str(key))
    elif isinstance(plain, list | tuple):
        for at, value in enumerate(plain):
            yield from _intent(value, f"{path}[{at}]")
    elif isinstance(plain, str):
        name = re.sub(r"\[\d+\]$", "", path).rpartition(".")[2]
        yield path, plain if name in _KEPT else MASK
    else:
        yield path, str(plain)
