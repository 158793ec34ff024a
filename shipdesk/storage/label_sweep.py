"""Which kept files may go: what is old and what no open act and no parcel on its way needs."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from shipdesk.clock import to_millis
from shipdesk.storage import changes
from shipdesk.storage.labels import is_hash
from shipdesk.storage.refusals import OPEN
from shipdesk.storage.sql import Conn, run, to_json

_BROKEN_OFF = timedelta(days=1)
"""What was begun to be written before that and has no name of its own is written by nobody."""

_MAY_GO = (
    "saved_ms < ? AND shipment_id NOT IN (SELECT id FROM shipment WHERE final = 0)"
    " AND shipment_id NOT IN (SELECT value FROM json_each(?))"
)


@dataclass(frozen=True, slots=True)
class Room:
    """So many files of so many bytes together."""

    files: int = 0
    size: int = 0


def kept(conn: Conn) -> Room:
    """Return how many documents are kept, each file counted once."""
    rows = run(
        conn,
        "SELECT count(*), coalesce(sum(size), 0) FROM (SELECT DISTINCT sha256, size FROM label)",
    )
    return Room(*rows[0])


def may_go(conn: Conn, before: datetime) -> Room:
    """Return what `forget` would take away."""
    rows = run(
        conn,
        "SELECT count(*), coalesce(sum(size), 0) FROM"  # noqa: S608
        f" (SELECT sha256, max(size) AS size FROM label GROUP BY sha256 HAVING min({_MAY_GO}))",
        (to_millis(before), to_json(_busy(conn))),
    )
    return Room(*rows[0])


def forget(conn: Conn, before: datetime) -> None:
    """Forget the documents of ended shipments that were kept before; the ledger stays whole."""
    rows = run(
        conn,
        f"DELETE FROM label WHERE {_MAY_GO} RETURNING shipment_id",  # noqa: S608
        (to_millis(before), to_json(_busy(conn))),
    )
    changes.note(conn, "label", *{str(row[0]) for row in rows})


def needed(conn: Conn) -> frozenset[str]:
    """Return the hashes that a kept document or a print that is still to come needs."""
    rows = run(
        conn,
        "SELECT sha256 FROM label UNION"  # noqa: S608
        f" SELECT json_extract(intent, '$.sha256') FROM operation WHERE kind = 'print' AND {OPEN}",
    )
    return frozenset(str(row[0]) for row in rows if row[0])


def remove_files(folder: Path, needed: Collection[str], before: datetime, now: datetime) -> Room:
    """Remove the files that nobody needs and that lie there since before; return what was freed.

    Blocks for the disk. A file that another program holds stays for the next time.
    """
    files = size = 0
    for entry in _files(folder):
        is_named = is_hash(entry.name)
        limit = before if is_named else now - _BROKEN_OFF
        try:
            found = entry.stat()
            if entry.name in needed or found.st_mtime >= limit.timestamp():
                continue
            Path(entry.path).unlink()
        except OSError:
            continue
        files, size = files + 1, size + found.st_size
    return Room(files, size)


def _busy(conn: Conn) -> list[str]:
    """The shipments that an open operation is about: their ids begin its subject."""
    rows = run(conn, f"SELECT subject FROM operation WHERE {OPEN}")  # noqa: S608
    return [str(row[0]).partition(":")[0] for row in rows]


def _files(folder: Path) -> Iterator[os.DirEntry[str]]:
    """The files in the vault's folders, named by a hash or by a write that broke off."""
    if not folder.is_dir():
        return
    with os.scandir(folder) as shelves:
        for shelf in shelves:
            if shelf.is_dir(follow_symlinks=False):
                with os.scandir(shelf) as files:
                    yield from (
                        each
                        for each in files
                        if each.is_file(follow_symlinks=False)
                        and (is_hash(each.name) or each.name.startswith("new-"))
                    )
