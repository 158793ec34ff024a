"""Everything goes into one file and comes out of it elsewhere, unless somebody changed the file."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from shipdesk.clock import SystemClock
from shipdesk.domain.operation import OperationState
from shipdesk.errors import StorageError
from shipdesk.paths import ProfilePaths, profile_paths
from shipdesk.storage import (
    accounts,
    archive,
    archive_in,
    changes,
    identity,
    labels,
    operations,
    orders,
    preferences,
    purchases,
    shipments,
)
from shipdesk.storage.database import Conn
from shipdesk.storage.profile import open_files
from shipdesk.storage.purchases import Why
from tests.support.shop import COURIER, NOW, a_shipment, an_operation, an_order

LABEL = b"%PDF-1.4 a label"
SHA256 = hashlib.sha256(LABEL).hexdigest()
TABLE = '[paths]\nx = "/y"\n'


@pytest.fixture
async def old(tmp_path: Path) -> ProfilePaths:
    """A profile that was worked with, closed."""
    paths = profile_paths("main", tmp_path / "old")
    files = open_files(paths)
    labels.keep_bytes(paths.labels, LABEL)
    paths.overrides.mkdir(exist_ok=True)
    (paths.overrides / "plain.toml").write_text(TABLE)
    await files.journal.write(_work)
    await files.aclose()
    return paths


def _work(conn: Conn) -> None:
    accounts.save(conn, COURIER)
    operations.enqueue(conn, an_operation("queued"))
    shipments.save(conn, a_shipment())
    orders.save_local(conn, an_order("9"))
    preferences.put(conn, "scheme", "dark")
    labels.save(conn, "s1", "label", sha256=SHA256, media_type="application/pdf",
                size=len(LABEL), pages=1, width_mm=105, height_mm=148, source="courier",
                now=NOW)  # fmt: skip


def save(paths: ProfilePaths, folder: Path) -> Path:
    """Save the profile to one file."""
    folder.mkdir(exist_ok=True)
    return archive.save(paths, folder, "production", "0.3.0", NOW)


def bring(path: Path, to: ProfilePaths) -> archive.Manifest:
    """Lay the file beside a profile."""
    return archive_in.stage(path, to, "production", NOW)


async def test_everything_comes_out_elsewhere_and_nothing_is_bought_until_the_finder_ran(
    old: ProfilePaths, tmp_path: Path
) -> None:
    path = save(old, tmp_path / "stick")
    new = profile_paths("main", tmp_path / "new")
    told = bring(path, new)
    assert told.counts == {"shipments": 1, "orders": 1, "accounts": 1}
    files = open_files(new)
    closed = await files.journal.read(purchases.closure)
    assert closed is not None
    assert closed.why is Why.MOVED
    assert await files.journal.read(accounts.all) == (COURIER,)
    assert (await files.journal.read(preferences.all))["scheme"] == "dark"
    assert await files.journal.read(lambda conn: orders.locals(conn)[0].remote_id) == "9"
    doubted = await files.journal.read(
        lambda conn: operations.read(conn, an_operation("queued").id)
    )
    assert doubted.state is OperationState.UNKNOWN, "it may have been sent on the old computer"
    mine = await files.journal.read(identity.read)
    assert (mine.profile, mine.generation) == (told.profile, told.generation + 1)
    await files.aclose()
    assert labels.load_bytes(new.labels, SHA256) == LABEL
    assert (new.overrides / "plain.toml").read_text() == TABLE
    assert not archive_in.is_staged(new)


async def test_what_was_here_is_kept_beside_and_the_lists_are_made_anew(
    old: ProfilePaths, tmp_path: Path
) -> None:
    new = profile_paths("main", tmp_path / "new")
    files = open_files(new)
    await files.journal.write(lambda conn: preferences.put(conn, "mine", 1))
    lineage = await files.journal.read(changes.lineage)
    await files.aclose()
    (new.cache / "cache-3.sqlite-old").write_bytes(b"x")
    bring(save(old, tmp_path / "stick"), new)
    again = open_files(new)
    assert "mine" not in await again.journal.read(preferences.all)
    assert await again.journal.read(changes.lineage) != lineage
    await again.aclose()
    (kept,) = new.data.glob("replaced-*")
    assert (kept / "journal.sqlite").exists()
    assert not (new.cache / "cache-3.sqlite-old").exists()


async def test_a_crash_while_it_takes_its_place_is_taken_up_again(
    old: ProfilePaths, tmp_path: Path
) -> None:
    new = profile_paths("main", tmp_path / "new")
    await open_files(new).aclose()
    bring(save(old, tmp_path / "stick"), new)
    for name in ("journal.sqlite", "journal.seal", "journal.mark"):
        (new.data / name).unlink()
    files = open_files(new)
    assert await files.journal.read(accounts.all) == (COURIER,)
    await files.aclose()


def test_no_secret_and_no_cache_is_in_it(old: ProfilePaths, tmp_path: Path) -> None:
    path = save(old, tmp_path / "stick")
    with zipfile.ZipFile(path) as opened:
        names = sorted(opened.namelist())
    assert names == sorted(
        [archive.MANIFEST, archive.JOURNAL, f"labels/{SHA256}", "providers/plain.toml"]
    )


def rewrite(path: Path, change: Callable[[dict[str, bytes], dict[str, Any]], None]) -> Path:
    """Pack a file anew with its parts or its manifest changed."""
    with zipfile.ZipFile(path) as opened:
        parts = {name: opened.read(name) for name in opened.namelist()}
    told = json.loads(parts.pop(archive.MANIFEST))
    change(parts, told)
    changed = path.with_name("changed.zip")
    with zipfile.ZipFile(changed, "w") as opened:
        for name, body in parts.items():
            opened.writestr(name, body)
        opened.writestr(archive.MANIFEST, json.dumps(told))
    return changed


def _escape(parts: dict[str, bytes], told: dict[str, Any]) -> None:
    parts["../evil"] = b"x"
    told["parts"].append({"name": "../evil", "size": 1, "sha256": hashlib.sha256(b"x").hexdigest()})


def _absolute_table(parts: dict[str, bytes], told: dict[str, Any]) -> None:
    parts["providers//etc/x.toml"] = b"x"
    told["parts"].append(
        {"name": "providers//etc/x.toml", "size": 1, "sha256": hashlib.sha256(b"x").hexdigest()}
    )


def _other_label(parts: dict[str, bytes], told: dict[str, Any]) -> None:
    parts[f"labels/{SHA256}"] = b"another!"
    part = next(each for each in told["parts"] if each["name"].startswith("labels/"))
    part.update(size=8, sha256=hashlib.sha256(b"another!").hexdigest())


def _unlisted(parts: dict[str, bytes], _told: dict[str, Any]) -> None:
    parts["extra"] = b"x"


def _huge(_parts: dict[str, bytes], told: dict[str, Any]) -> None:
    told["parts"][0]["size"] = 1 << 60


def _no_profile(_parts: dict[str, bytes], told: dict[str, Any]) -> None:
    told["profile"] = "../../x"


def _flipped(parts: dict[str, bytes], _told: dict[str, Any]) -> None:
    body = bytearray(parts[archive.JOURNAL])
    body[5_000] ^= 1
    parts[archive.JOURNAL] = bytes(body)


def _no_journal(parts: dict[str, bytes], told: dict[str, Any]) -> None:
    body = b"not a database" * 400
    parts[archive.JOURNAL] = body
    told["parts"][0].update(size=len(body), sha256=hashlib.sha256(body).hexdigest())


def _newer(_parts: dict[str, bytes], told: dict[str, Any]) -> None:
    told["version"] = 99


def _sandbox(_parts: dict[str, bytes], told: dict[str, Any]) -> None:
    told["environment"] = "sandbox"


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (_escape, "archive_unsafe"),
        (_absolute_table, "archive_unsafe"),
        (_other_label, "archive_unsafe"),
        (_unlisted, "archive_unsafe"),
        (_huge, "archive_unsafe"),
        (_no_profile, "archive_unsafe"),
        (_flipped, "archive_damaged"),
        (_no_journal, "archive_damaged"),
        (_newer, "archive_too_new"),
        (_sandbox, "archive_environment"),
    ],
)
def test_a_file_that_was_changed_is_refused_and_leaves_nothing(
    old: ProfilePaths,
    tmp_path: Path,
    change: Callable[[dict[str, bytes], dict[str, Any]], None],
    key: str,
) -> None:
    path = rewrite(save(old, tmp_path / "stick"), change)
    new = profile_paths("main", tmp_path / "new")
    with pytest.raises(StorageError) as refused:
        bring(path, new)
    assert refused.value.key == key
    assert refused.value.hint
    assert list(new.data.iterdir()) == []
    assert not (tmp_path / "evil").exists()


@pytest.mark.parametrize("size", [0, 100, 3_000])
def test_a_file_that_was_cut_off_is_refused(old: ProfilePaths, tmp_path: Path, size: int) -> None:
    path = save(old, tmp_path / "stick")
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(StorageError) as refused:
        archive_in.read_manifest(path)
    assert refused.value.key == "archive_damaged"


def test_only_the_newest_files_of_this_profile_are_kept(old: ProfilePaths, tmp_path: Path) -> None:
    path = save(old, tmp_path / "stick")
    for stamp in ("20261101T000000", "20261102T000000"):
        shutil.copy(path, path.with_name(f"{path.name[:-19]}{stamp}.zip"))
    others = path.with_name(f"ShipDesk-{'0' * 16}-20261101T000000.zip")
    others.write_bytes(b"another shop's")
    profile = archive_in.read_manifest(path).profile
    archive.thin(path.parent, profile, 2)
    kept = [each.name[-19:-4] for each in archive.kept(path.parent, profile)]
    assert kept == ["20261102T000000", path.name[-19:-4]]
    assert others.exists()


def test_a_folder_that_is_not_there_is_told(old: ProfilePaths, tmp_path: Path) -> None:
    with pytest.raises(StorageError) as refused:
        archive.save(old, tmp_path / "no stick", "production", "", SystemClock().now())
    assert refused.value.key == "folder_missing"
    assert not list(old.backups.glob("saving*"))
