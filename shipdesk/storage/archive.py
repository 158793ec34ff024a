"""Everything in one file: the journal, kept labels and a person's own tables; never a secret.

A zip with a manifest that names each part with size and SHA-256. Beside the archives of a profile
lies a card that says which computer has its live copy.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from shipdesk.clock import from_millis, to_millis
from shipdesk.errors import StorageError
from shipdesk.paths import ProfilePaths
from shipdesk.storage import backup, identity, migrate, seal
from shipdesk.storage.computer import host_name
from shipdesk.storage.identity import Identity
from shipdesk.storage.labels import path_of
from shipdesk.storage.sql import Conn, connect, one, run, told_as_ours

FORMAT = 1
MANIFEST = "manifest.json"
JOURNAL = "journal.sqlite"
LABELS = "labels/"
TABLES = "providers/"

_NAME = re.compile(r"ShipDesk-(?P<profile>[0-9a-f]{16})-(?P<stamp>\d{8}T\d{6})\.zip")
_STAMP = "%Y%m%dT%H%M%S"
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Part:
    """One file of an archive: its name in the zip, bytes and SHA-256."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive says about itself."""

    profile: str
    generation: int
    host: str
    made_at: datetime
    program: str
    version: int
    environment: str
    parts: tuple[Part, ...]
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Card:
    """Who has the live copy of a profile, as the folder of its archives tells it."""

    generation: int
    host: str
    machine: str
    at: datetime


def save(paths: ProfilePaths, folder: Path, environment: str, program: str, now: datetime) -> Path:
    """Write an archive of the open profile into the folder and return its path.

    Blocks for the disk; nothing is left of one that fails. Raises DiskFullError, StorageError and
    `folder_missing` where the folder is not there.
    """
    if not folder.is_dir():
        raise StorageError("folder_missing", path=str(folder))
    copy = paths.backups / "saving.sqlite"
    source = connect(str(paths.journal), durable=False, writable=False, sealed=True)
    try:
        with told_as_ours(str(copy)):
            backup.copy_into(source, copy)
    finally:
        source.close()
    try:
        return _write(paths, copy, folder, environment, program, now)
    finally:
        copy.unlink(missing_ok=True)
        seal.forget(copy)


def _write(
    paths: ProfilePaths, copy: Path, folder: Path, environment: str, program: str, now: datetime
) -> Path:
    conn = connect(str(copy), durable=False, writable=False, sealed=True)
    try:
        with told_as_ours(str(copy)):
            known = identity.read(conn)
            labels = [str(row[0]) for row in run(conn, "SELECT DISTINCT sha256 FROM label")]
            counts = _counts(conn)
    finally:
        conn.close()
    path = folder / f"ShipDesk-{known.profile}-{now.strftime(_STAMP)}.zip"
    partial = path.with_suffix(".partial")
    with told_as_ours(str(path)):
        try:
            with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
                parts = [_add(archive, JOURNAL, copy)]
                for sha256 in labels:
                    kept = path_of(paths.labels, sha256)
                    if kept.is_file():
                        parts.append(_add(archive, LABELS + sha256, kept))
                parts += [
                    _add(archive, TABLES + table.name, table)
                    for table in sorted(paths.overrides.glob("*.toml"))
                ]
                told = Manifest(
                    known.profile, known.generation, host_name(), now, program,
                    migrate.newest(), environment, tuple(parts), counts,
                )  # fmt: skip
                archive.writestr(MANIFEST, json.dumps(_to_plain(told), indent=1))
            with partial.open("rb+") as file:
                os.fsync(file.fileno())
            partial.replace(path)
        except BaseException:
            partial.unlink(missing_ok=True)
            raise
    return path


def _add(archive: zipfile.ZipFile, name: str, file: Path) -> Part:
    found, size = hashlib.sha256(), 0
    with file.open("rb") as source, archive.open(name, "w", force_zip64=True) as target:
        while chunk := source.read(_CHUNK):
            found.update(chunk)
            size += len(chunk)
            target.write(chunk)
    return Part(name, size, found.hexdigest())


def _counts(conn: Conn) -> dict[str, int]:
    tables = {"shipments": "shipment", "orders": "local_order", "accounts": "account"}
    return {
        name: int((one(conn, f"SELECT count(*) FROM {table}") or (0,))[0])  # noqa: S608 - our names
        for name, table in tables.items()
    }


def _to_plain(told: Manifest) -> dict[str, object]:
    return {
        "format": FORMAT,
        "profile": told.profile,
        "generation": told.generation,
        "host": told.host,
        "made_ms": to_millis(told.made_at),
        "program": told.program,
        "version": told.version,
        "environment": told.environment,
        "counts": told.counts,
        "parts": [
            {"name": part.name, "size": part.size, "sha256": part.sha256} for part in told.parts
        ],
    }


def kept(folder: Path, profile: str) -> tuple[Path, ...]:
    """Return the archives of a profile in the folder, oldest first; () for a folder not there."""
    if not folder.is_dir():
        return ()
    found = (each for each in folder.iterdir() if (named := _NAME.fullmatch(each.name))
             and named["profile"] == profile)  # fmt: skip
    return tuple(sorted(found))


def made_at(path: Path) -> datetime:
    """Return when an archive was made, from its name."""
    named = _NAME.fullmatch(path.name)
    stamp = named["stamp"] if named else "19700101T000000"
    return datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)


def thin(folder: Path, profile: str, most: int) -> None:
    """Drop the oldest archives of a profile beyond so many; files of others are left alone."""
    with told_as_ours(str(folder)):
        for old in kept(folder, profile)[:-most]:
            old.unlink(missing_ok=True)


def read_card(folder: Path, profile: str) -> Card | None:
    """Return who has the live copy of a profile; None where the folder does not tell."""
    try:
        told = json.loads(_card(folder, profile).read_text(encoding="utf-8"))
        at = from_millis(int(told["at_ms"]))
        return Card(int(told["generation"]), str(told["host"])[:100], str(told["machine"]), at)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_card(folder: Path, mine: Identity, now: datetime) -> None:
    """Say in the folder that this computer has the live copy. Raises StorageError."""
    told = {
        "generation": mine.generation,
        "host": mine.host,
        "machine": mine.machine,
        "at_ms": to_millis(now),
    }
    path = _card(folder, mine.profile)
    with told_as_ours(str(path)):
        fresh = path.with_suffix(".new")
        fresh.write_text(json.dumps(told), encoding="utf-8")
        fresh.replace(path)


def _card(folder: Path, profile: str) -> Path:
    return folder / f"ShipDesk-{profile}.live.json"
