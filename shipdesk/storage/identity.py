"""Which profile a journal is, and the how-manieth copy of it: so that two live ones are noticed."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace

from shipdesk.storage.computer import host_name, machine
from shipdesk.storage.sql import Conn, one, run

_NAMES = ("profile", "generation", "host", "machine")


@dataclass(frozen=True, slots=True)
class Identity:
    """A profile keeps its id wherever it is moved; each move makes the next generation."""

    profile: str
    generation: int
    host: str
    machine: str


def read(conn: Conn) -> Identity:
    """Return the journal's identity; one without any has an empty profile."""
    told = {name: _value(conn, name) for name in _NAMES}
    generation = told["generation"]
    return Identity(
        told["profile"],
        int(generation) if generation.isdecimal() else 1,
        told["host"],
        told["machine"],
    )


def save(conn: Conn, identity: Identity) -> None:
    """Write the identity inside a transaction."""
    values = {
        "profile": identity.profile,
        "generation": str(identity.generation),
        "host": identity.host,
        "machine": identity.machine,
    }
    for name, value in values.items():
        run(
            conn,
            "INSERT INTO meta (name, value) VALUES (?, ?)"
            " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (name, value),
        )


def ensure(conn: Conn) -> Identity:
    """Give the journal an identity where it has none; inside a transaction."""
    known = read(conn)
    if known.profile:
        return known
    made = Identity(secrets.token_hex(8), 1, host_name(), machine())
    save(conn, made)
    return made


def next_generation(conn: Conn) -> None:
    """Make this copy the live one again, ahead of the moved one; inside a transaction."""
    known = read(conn)
    save(
        conn,
        replace(known, generation=known.generation + 2, host=host_name(), machine=machine()),
    )


def _value(conn: Conn, name: str) -> str:
    row = one(conn, "SELECT value FROM meta WHERE name = ?", (name,))
    return str(row[0]) if row else ""
