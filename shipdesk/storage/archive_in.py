"""Taking everything out of one file: checked whole, laid beside, put in place at the next start.

Nothing of an archive is believed: names are compared with what they must be, never used as paths;
sizes are bounded before and while reading; every part must have its SHA-256; the journal must pass
SQLite's own check. Only then anything of it is seen by the rest of the program.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import secrets
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import apsw

from shipdesk.clock import from_millis
from shipdesk.errors import DiskFullError, StorageError
from shipdesk.paths import ProfilePaths
from shipdesk.storage import archive, backup, identity, migrate, purchases
from shipdesk.storage.archive import JOURNAL, LABELS, MANIFEST, TABLES, Manifest, Part
from shipdesk.storage.computer import host_name, machine
from shipdesk.storage.identity import Identity
from shipdesk.storage.labels import path_of
from shipdesk.storage.purchases import Why
from shipdesk.storage.sql import run, told_as_ours, transaction

MOST_PARTS = 500_000
_MOST_GENERATIONS = 1_000_000
_MANIFEST_BYTES = 128 << 20
_LARGEST = {JOURNAL: 8 << 30, LABELS: 64 << 20, TABLES: 1 << 20}
_LABEL = re.compile(r"labels/(?P<sha256>[0-9a-f]{64})")
_TABLE = re.compile(r"providers/(?P<slug>[a-z0-9_]{1,40})\.toml")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_PROFILE = re.compile(r"[0-9a-f]{16}")
_CHUNK = 1 << 20
_INCOMING = "incoming"
_STAMP = "%Y%m%dT%H%M%S"


def read_manifest(path: Path) -> Manifest:
    """Return what an archive says about itself; its parts are not read yet.

    Raises StorageError: `archive_unsafe`, `archive_damaged`, `archive_too_new`, or the disk's.
    """
    with _zip(path) as opened:
        return _manifest(opened)


def stage(path: Path, paths: ProfilePaths, environment: str, now: datetime) -> Manifest:
    """Check an archive whole and lay its parts beside the profile for `settle` at the next start.

    The profile that is open goes on until then. Blocks for the disk. Raises StorageError and its
    kinds; then nothing of the archive is left here.
    """
    with told_as_ours(str(paths.data)):
        paths.data.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(_incoming(paths), ignore_errors=True)
        fresh = paths.data / f"incoming-{secrets.token_hex(4)}"
        fresh.mkdir()
    try:
        with _zip(path) as opened:
            told = _manifest(opened)
            _check_fits(told, paths.data, environment)
            for part in told.parts:
                _take(opened, part, fresh)
        _make_ours(fresh / JOURNAL, told, now)
        with told_as_ours(str(paths.data)):
            fresh.replace(_incoming(paths))
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    return told


def settle(paths: ProfilePaths, now: datetime) -> bool:
    """Put what was staged in the profile's place, before anything is open; False for nothing.

    The journal that was there is kept beside. A crash in the middle is taken up at the next start.
    Raises OSError.
    """
    incoming = _incoming(paths)
    if not incoming.is_dir():
        return False
    for label in (incoming / "labels").glob("*"):
        target = path_of(paths.labels, label.name)
        target.parent.mkdir(parents=True, exist_ok=True)
        label.replace(target)
    replaced = paths.data / f"replaced-{now.strftime(_STAMP)}"
    if (incoming / JOURNAL).exists():
        for name in (JOURNAL, f"{JOURNAL}-wal", f"{JOURNAL}-shm", "journal.seal", "journal.mark"):
            with contextlib.suppress(FileNotFoundError):
                replaced.mkdir(exist_ok=True)
                (paths.data / name).replace(replaced / name)
        if paths.overrides.is_dir():
            replaced.mkdir(exist_ok=True)
            paths.overrides.replace(replaced / "providers")
        if (incoming / "providers").is_dir():
            (incoming / "providers").replace(paths.overrides)
        for old in paths.cache.glob("cache-*"):
            old.unlink(missing_ok=True)
        (incoming / JOURNAL).replace(paths.journal)
    with contextlib.suppress(OSError):
        replaced.rmdir()
    shutil.rmtree(incoming, ignore_errors=True)
    return True


def next_identity(told: Manifest) -> Identity:
    """Return what the profile of an archive is called on this computer."""
    return Identity(told.profile, told.generation + 1, host_name(), machine())


def is_staged(paths: ProfilePaths) -> bool:
    """Return whether an archive waits for the next start."""
    return _incoming(paths).is_dir()


def _incoming(paths: ProfilePaths) -> Path:
    return paths.data / _INCOMING


@contextlib.contextmanager
def _zip(path: Path) -> Iterator[zipfile.ZipFile]:
    with told_as_ours(str(path)):
        try:
            with zipfile.ZipFile(path) as opened:
                yield opened
        except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, ValueError) as error:
            raise StorageError("archive_damaged", reason=_sentence(str(error))) from error
        except RuntimeError as error:
            # Another way of packing, or a password.
            raise StorageError("archive_unsafe", reason=_sentence(str(error))) from error


def _manifest(opened: zipfile.ZipFile) -> Manifest:
    names = [each.filename for each in opened.infolist()]
    if len(names) > MOST_PARTS or len(names) != len(set(names)) or MANIFEST not in names:
        raise _unsafe("It has not the parts that a copy of ShipDesk has.")
    if opened.getinfo(MANIFEST).file_size > _MANIFEST_BYTES:
        raise _unsafe("Its list of parts is too long.")
    try:
        told = json.loads(opened.read(MANIFEST))
        if not isinstance(told, dict) or told["format"] != archive.FORMAT:
            raise StorageError("archive_too_new", found=told["format"], known=archive.FORMAT)
        manifest = _to_manifest(told)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, OSError) as error:
        raise _unsafe("Its list of parts cannot be read.") from error
    if manifest.version > migrate.newest():
        raise StorageError("archive_too_new", found=manifest.version, known=migrate.newest())
    listed = {part.name for part in manifest.parts}
    if len(listed) != len(manifest.parts) or listed | {MANIFEST} != set(names):
        raise _unsafe("Its parts are not those that it lists.")
    if JOURNAL not in listed:
        raise _unsafe("It holds no journal.")
    for part in manifest.parts:
        _check_name(part)
        if opened.getinfo(part.name).file_size != part.size:
            raise StorageError("archive_damaged", reason=f"{part.name} has another size.")
    return manifest


def _to_manifest(told: Mapping[str, Any]) -> Manifest:
    profile, generation = str(told["profile"]), int(told["generation"])
    if not _PROFILE.fullmatch(profile) or not 0 < generation < _MOST_GENERATIONS:
        raise ValueError(profile)
    parts = tuple(
        Part(str(each["name"]), int(each["size"]), str(each["sha256"])) for each in told["parts"]
    )
    return Manifest(
        profile,
        generation,
        str(told["host"])[:100],
        from_millis(int(told["made_ms"])),
        str(told["program"])[:40],
        int(told["version"]),
        str(told["environment"])[:40],
        parts,
        {str(name)[:40]: int(count) for name, count in told["counts"].items()},
    )


def _check_name(part: Part) -> None:
    label = _LABEL.fullmatch(part.name)
    known = part.name == JOURNAL or label is not None or _TABLE.fullmatch(part.name) is not None
    if not known or not _SHA256.fullmatch(part.sha256):
        raise _unsafe("It holds a part that does not belong there.")
    if label is not None and label["sha256"] != part.sha256:
        raise _unsafe("A label in it has another name than its content.")
    kind = part.name if part.name == JOURNAL else f"{part.name.partition('/')[0]}/"
    if not 0 <= part.size <= _LARGEST[kind]:
        raise _unsafe("A part of it is larger than it may be.")


def _check_fits(told: Manifest, folder: Path, environment: str) -> None:
    if told.environment != environment:
        raise StorageError("archive_environment", theirs=told.environment, ours=environment)
    needed = sum(part.size for part in told.parts)
    with told_as_ours(str(folder)):
        if shutil.disk_usage(folder).free < needed:
            raise DiskFullError(path=str(folder))


def _take(opened: zipfile.ZipFile, part: Part, folder: Path) -> None:
    """Write one part under a name of our own; stops at the size it was said to have."""
    target = _target(part, folder)
    target.parent.mkdir(exist_ok=True)
    found, size = hashlib.sha256(), 0
    with opened.open(part.name) as source, target.open("wb") as file:
        while chunk := source.read(_CHUNK):
            size += len(chunk)
            if size > part.size:
                break
            found.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    if size != part.size or found.hexdigest() != part.sha256:
        raise StorageError("archive_damaged", reason=f"{part.name} is not as it was saved.")


def _target(part: Part, folder: Path) -> Path:
    if label := _LABEL.fullmatch(part.name):
        return folder / "labels" / label["sha256"]
    if table := _TABLE.fullmatch(part.name):
        return folder / "providers" / f"{table['slug']}.toml"
    return folder / JOURNAL


def _make_ours(journal: Path, told: Manifest, now: datetime) -> None:
    """Check the journal and make it the next generation, with purchases closed."""
    if fault := backup.fault_of(journal, deep=True):
        raise StorageError("archive_damaged", reason=_sentence(fault))
    conn = apsw.Connection(str(journal), apsw.SQLITE_OPEN_READWRITE)
    try:
        with told_as_ours(str(journal)):
            if migrate.version(conn) != told.version:
                raise _unsafe("Its journal has another version than it says.")
            with transaction(conn):
                identity.save(conn, next_identity(told))
                backup.new_lineage(conn)
                run(conn, "DELETE FROM meta WHERE name = 'marked'")
                purchases.close(conn, Why.MOVED, now, host=told.host)
    except apsw.SQLError as error:
        raise _unsafe("Its journal has not the tables of a journal.") from error
    finally:
        conn.close()


def _unsafe(reason: str) -> StorageError:
    return StorageError("archive_unsafe", reason=reason)


def _sentence(words: str) -> str:
    text = words.strip().rstrip(".")
    return f"{text[:1].upper()}{text[1:]}." if text else "It cannot be read."
