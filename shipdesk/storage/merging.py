"""How an order's list row and its details become one, so that neither blanks the other."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields, replace
from typing import Any

from shipdesk.domain.address import Address
from shipdesk.domain.order import Order, Payment
from shipdesk.storage.sql import to_json

_TOLD_OUTRIGHT = frozenset({"closed", "status"})
"""A list always tells these, so that nothing there means nothing."""

_NEVER = frozenset({"key", "account_id", "remote_id", "detailed"})


def digest(body: bytes) -> str:
    """Return what two equal bodies have in common."""
    return hashlib.blake2b(body, digest_size=12).hexdigest()


def with_details(listed: Order, details: Order) -> Order:
    """Return the details, with what only the list told kept."""
    kept = {
        name: getattr(listed, name)
        for name in _names()
        if _blank(getattr(details, name)) and not _blank(getattr(listed, name))
    }
    merged = replace(details, **kept) if kept else details
    return replace(
        merged,
        recipient=_fill(details.recipient, listed.recipient),
        extra={**listed.extra, **details.extra},
        raw=with_raw(listed.raw, details.raw),
    )


def with_list_row(known: Order, listed: Order, row: Order) -> Order:
    """Return what is known with what a newer list row changed since the last one, `listed`.

    A text that the list tells as before stays as the details told it, often more fully. The result
    is not `detailed`: where the list changed, details may have.
    """
    changes: dict[str, Any] = {"detailed": False}
    for name in _names():
        new = getattr(row, name)
        if new != getattr(listed, name) and (name in _TOLD_OUTRIGHT or not _blank(new)):
            changes[name] = new
    changes["recipient"] = _newer(known.recipient, listed.recipient, row.recipient)
    changes["extra"] = {
        **known.extra,
        **{name: text for name, text in row.extra.items() if listed.extra.get(name) != text},
    }
    if row.raw != listed.raw:
        changes["raw"] = with_raw(known.raw, row.raw)
    return replace(known, **changes)


def with_raw(known: str, newer: str) -> str:
    """Return raw copies laid over one another: a key stays until it is told anew."""
    if not (known and newer):
        return newer or known
    return to_json(_over(json.loads(known), json.loads(newer)))


def _over(known: object, newer: object) -> object:
    if isinstance(known, dict) and isinstance(newer, dict):
        shared = {name: _over(known[name], newer[name]) for name in newer if name in known}
        return {**known, **newer, **shared}
    return newer


def _names() -> tuple[str, ...]:
    apart = _NEVER | {"recipient", "extra", "raw", "gone"}
    return tuple(field.name for field in fields(Order) if field.name not in apart)


def _blank(value: object) -> bool:
    return value is None or value in ("", (), Payment())


def _fill(address: Address, other: Address) -> Address:
    """Lay an address over another one; a guess never takes the place of what is told."""
    told = {
        field.name: getattr(address, field.name) or getattr(other, field.name)
        for field in fields(Address)
        if field.name not in {"country", "country_guessed"}
    }
    if address.country and (not address.country_guessed or not other.country):
        country, guessed = address.country, address.country_guessed
    elif other.country:
        country, guessed = other.country, other.country_guessed
    else:
        country, guessed = address.country, address.country_guessed
    return Address(**told, country=country, country_guessed=guessed)


def _newer(known: Address, listed: Address, row: Address) -> Address:
    changed = {
        field.name: getattr(row, field.name)
        for field in fields(Address)
        if field.name not in {"country", "country_guessed"}
        and getattr(row, field.name)
        and getattr(row, field.name) != getattr(listed, field.name)
    }
    told = row.country and not row.country_guessed
    if row.country != listed.country and (told or known.country_guessed or not known.country):
        changed.update(country=row.country, country_guessed=row.country_guessed)
    return replace(known, **changed)
