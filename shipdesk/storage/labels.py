"""The vault of labels and invoices: files named by their hash, and whose they are."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from shipdesk.clock import from_millis, to_millis
from shipdesk.errors import DiskFullError, LabelMissingError, StorageError
from shipdesk.storage import changes
from shipdesk.storage.sql import Conn, Row, run, to_json

_HASH = re.compile(r"[0-9a-f]{64}")
_NO_SPACE = 28
LOST, ALTERED = "label_lost", "label_altered"
"""Keys of errors about kept bytes that are not there any more, or are others."""
_FETCH = "Fetch it from the courier again."


@dataclass(frozen=True, slots=True)
class KeptDocument:
    """A document of a shipment that is kept here; sizes in mm, `source` says where it came from."""

    shipment_id: str
    kind: str
    sha256: str
    media_type: str
    size: int
    pages: int
    width_mm: float
    height_mm: float
    source: str
    saved_at: datetime


def save(
    conn: Conn,
    shipment_id: str,
    kind: str,
    *,
    sha256: str,
    media_type: str,
    size: int,
    pages: int,
    width_mm: float,
    height_mm: float,
    source: str,
    now: datetime,
) -> None:
    """Write whose document a kept file is; a newer one of the same kind takes its place."""
    run(
        conn,
        "INSERT OR REPLACE INTO label (shipment_id, kind, sha256, media_type, size, pages,"
        " width_mm, height_mm, source, saved_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            shipment_id,
            kind,
            sha256,
            media_type,
            size,
            pages,
            float(width_mm),
            float(height_mm),
            source,
            to_millis(now),
        ),
    )
    changes.note(conn, "label", shipment_id)


def of_shipment(conn: Conn, shipment_id: str) -> tuple[KeptDocument, ...]:
    """Return the documents kept of a shipment, the label first."""
    rows = run(
        conn,
        "SELECT shipment_id, kind, sha256, media_type, size, pages, width_mm, height_mm, source,"
        " saved_ms FROM label WHERE shipment_id = ? ORDER BY kind <> 'label', kind",
        (shipment_id,),
    )
    told: list[Row] = [(*row[:9], from_millis(row[9])) for row in rows]
    return tuple(KeptDocument(*values) for values in told)


def kept(conn: Conn, ids: Sequence[str]) -> frozenset[str]:
    """Return those of the shipments whose label is kept here."""
    rows = run(
        conn,
        "SELECT shipment_id FROM label WHERE kind = 'label'"
        " AND shipment_id IN (SELECT value FROM json_each(?))",
        (to_json(list(ids)),),
    )
    return frozenset(row[0] for row in rows)


def is_hash(name: str) -> bool:
    """Tell whether a name is one that we give to a kept file."""
    return bool(_HASH.fullmatch(name))


def path_of(folder: Path, sha256: str) -> Path:
    """Return where the bytes of a hash are kept; raises LabelMissingError for no hash."""
    if not is_hash(sha256):
        raise LabelMissingError(reason="The file's name is not a hash.")
    return folder / sha256[:2] / sha256


def keep_bytes(folder: Path, body: bytes) -> str:
    """Keep the bytes and return their hash; a crash leaves the whole file or none.

    Blocks for the disk: called off the UI thread. Raises DiskFullError, StorageError.
    """
    sha256 = hashlib.sha256(body).hexdigest()
    path = path_of(folder, sha256)
    try:
        if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256:
            path.touch()  # it is needed anew: a sweep goes by when it was kept
            return sha256
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix="new-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(body)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        kind = DiskFullError if error.errno == _NO_SPACE else StorageError
        raise kind(path=str(folder), reason=str(error)) from error
    return sha256


def load_bytes(folder: Path, sha256: str) -> bytes:
    """Return the kept bytes; raises LabelMissingError where they are gone or were changed."""
    try:
        body = path_of(folder, sha256).read_bytes()
    except OSError as error:
        raise LabelMissingError(LOST, next=_FETCH) from error
    if hashlib.sha256(body).hexdigest() != sha256:
        raise LabelMissingError(ALTERED, next=_FETCH)
    return body
