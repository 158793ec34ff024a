"""Which printer prints which kind of document, and for which couriers another one does."""

from __future__ import annotations

from shipdesk.domain.codec import from_plain, to_plain
from shipdesk.domain.label import DocumentKind, PrinterProfile
from shipdesk.storage import preferences
from shipdesk.storage.sql import Conn

_KEY = "print_profile."

Profiles = dict[tuple[DocumentKind, str], PrinterProfile]
"""By kind and courier, as it is written; "" is every courier that has none of its own."""


def read(conn: Conn) -> Profiles:
    """Return every profile that is kept."""
    found: Profiles = {}
    for name, plain in preferences.all(conn).items():
        if name.startswith(_KEY):
            kind, _, courier = name.removeprefix(_KEY).partition(".")
            found[DocumentKind(kind), courier] = from_plain(PrinterProfile, plain)
    return found


def put(conn: Conn, kind: DocumentKind, courier: str, profile: PrinterProfile) -> None:
    """Keep a profile in the place of the one that was kept before."""
    forget(conn, kind, courier)
    preferences.put(conn, _name(kind, courier), to_plain(profile))


def forget(conn: Conn, kind: DocumentKind, courier: str) -> None:
    """Keep no profile any more, however the courier's name was written."""
    wanted = _name(kind, courier).casefold()
    for name in preferences.all(conn):
        if name.casefold() == wanted:
            preferences.remove(conn, name)


def _name(kind: DocumentKind, courier: str) -> str:
    return f"{_KEY}{kind.value}.{courier}" if courier else f"{_KEY}{kind.value}"
