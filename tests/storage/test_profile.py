"""A profile that cannot be opened says what happened, why, and what to do."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest

from shipdesk.clock import SystemClock
from shipdesk.errors import DatabaseTooNewError, DiskFullError, StorageError
from shipdesk.paths import ProfilePaths, profile_paths
from shipdesk.storage import file_system, preferences, profile_lock, purchases
from shipdesk.storage.profile import open_files
from shipdesk.storage.profile_lock import ProfileLock
from shipdesk.storage.purchases import Why
from shipdesk.storage.sql import run

MOUNTS = r"""
/dev/sda1 / ext4 rw 0 0
server:/shared /srv/shared nfs4 rw 0 0
//nas/shop /mnt/my\040shop cifs rw 0 0
me@host: /mnt/ssh fuse.sshfs rw 0 0
/dev/sdb1 /srv/shared/local ext4 rw 0 0
"""


@pytest.fixture
def paths(tmp_path: Path) -> ProfilePaths:
    """The folders of a profile that is not there yet."""
    return profile_paths("main", tmp_path)


def refused(paths: ProfilePaths) -> StorageError:
    """Return why the profile is not opened; it says what to do."""
    with pytest.raises(StorageError) as error:
        open_files(paths)
    assert error.value.title
    assert error.value.detail
    assert error.value.hint
    return error.value


async def made(paths: ProfilePaths) -> None:
    """Make the profile and close it."""
    await open_files(paths).aclose()


async def test_a_second_process_is_told_who_has_the_files(paths: ProfilePaths) -> None:
    first = open_files(paths)
    error = refused(paths)
    assert error.key == "in_use"
    assert str(os.getpid()) in error.detail
    os.truncate(paths.data / "in-use", 0)
    silent = refused(paths)
    assert (silent.key, "?" in silent.detail) == ("in_use_silent", False)
    await first.aclose()
    await made(paths)


def test_a_process_that_was_killed_leaves_no_lock_behind(paths: ProfilePaths) -> None:
    script = (
        "import os, sys; from pathlib import Path;"
        "from shipdesk.paths import profile_paths;"
        "from shipdesk.storage.profile import open_files;"
        "open_files(profile_paths('main', Path(sys.argv[1]))); os._exit(9)"
    )
    root = str(paths.data.parent.parent)
    assert subprocess.run([sys.executable, "-c", script, root], check=False).returncode == 9
    assert (paths.data / profile_lock.NAME).read_text() != ""
    open_files(paths).close_now()


async def test_another_computer_keeps_the_files_until_a_person_says_it_is_closed(
    paths: ProfilePaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths.make()
    with monkeypatch.context() as there:
        there.setattr(profile_lock, "machine", lambda: "0123456789abcdef")
        there.setattr(profile_lock, "host_name", lambda: "shop-pc")
        lock = ProfileLock.take(paths.data, SystemClock().now())
        text = (paths.data / profile_lock.NAME).read_text()
        lock.close()
    # The other computer holds no lock of this one's system: the files are on a synced folder.
    (paths.data / profile_lock.NAME).write_text(text)
    error = refused(paths)
    assert error.key == "in_use_elsewhere"
    assert "shop-pc" in error.detail
    await open_files(paths, anyway=True).aclose()
    await made(paths)


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/srv/shared/anna", "nfs4"),
        ("/mnt/my shop/data", "cifs"),
        ("/mnt/ssh", "fuse.sshfs"),
        ("/srv/shared/local/data", ""),
        ("/srv/data", ""),
    ],
)
def test_a_network_share_is_known_by_the_table_of_mounts(folder: str, kind: str) -> None:
    assert file_system.share_in(MOUNTS, folder) == kind


def test_a_profile_on_a_share_is_refused_with_the_reason(
    paths: ProfilePaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_system, "share_of", lambda _folder: "cifs")
    error = refused(paths)
    assert error.key == "network_share"
    assert "cifs" in error.detail
    assert not paths.data.exists(), "nothing is written there"


async def test_a_locked_journal_is_not_taken_for_a_damaged_one(
    paths: ProfilePaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    await made(paths)
    monkeypatch.setattr("shipdesk.storage.sql.BUSY_MS", 50)
    other = apsw.Connection(str(paths.journal))
    run(other, "PRAGMA locking_mode = EXCLUSIVE")
    run(other, "BEGIN EXCLUSIVE")
    error = refused(paths)
    other.close()
    assert error.key == "file_locked"
    assert not list(paths.data.glob("*damaged*"))
    await made(paths)


async def test_a_newer_programs_files_are_left_alone(paths: ProfilePaths) -> None:
    await made(paths)
    conn = apsw.Connection(str(paths.journal))
    run(conn, "PRAGMA user_version = 99; INSERT INTO change (kind, key) VALUES ('new', '')")
    conn.close()
    assert isinstance(refused(paths), DatabaseTooNewError)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root may mount a small disk")
    disk = tmp_path / "disk"
    disk.mkdir()
    if mount("-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)):
        pytest.skip("no disk may be mounted here")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


def mount(*arguments: str) -> int:
    """Run mount and return its exit code."""
    return subprocess.run(["mount", *arguments], check=False, capture_output=True).returncode


async def test_a_disk_that_may_not_be_written_to_is_told(small_disk: Path) -> None:
    paths = profile_paths("main", small_disk)
    await made(paths)
    assert mount("-o", "remount,ro", str(small_disk)) == 0
    error = refused(paths)
    assert error.key == "read_only"
    assert "write protection" in error.hint


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write")
@pytest.mark.parametrize("what", ["file", "folder"])
async def test_files_that_belong_to_somebody_else_are_told(paths: ProfilePaths, what: str) -> None:
    await made(paths)
    target = paths.journal if what == "file" else paths.data
    rights = target.stat().st_mode
    target.chmod(0o444 if what == "file" else 0o555)
    try:
        assert refused(paths).key == "read_only"
    finally:
        target.chmod(rights)


async def test_a_disk_that_is_full_is_told_and_nothing_is_lost(small_disk: Path) -> None:
    paths = profile_paths("main", small_disk)
    files = open_files(paths)
    await files.journal.write(lambda conn: preferences.put(conn, "kept", 1))
    (small_disk / "film").write_bytes(bytes(shutil.disk_usage(small_disk).free))
    with pytest.raises(DiskFullError) as full:
        await files.journal.write(lambda conn: preferences.put(conn, "more", "x" * 500_000))
    assert "Make room" in full.value.hint
    (small_disk / "film").unlink()
    await files.journal.write(lambda conn: preferences.put(conn, "more", 2))
    await files.aclose()
    again = open_files(paths)
    assert await again.journal.read(preferences.all) == {"kept": 1, "more": 2}
    assert await again.journal.read(purchases.closure) is None
    await again.aclose()


@pytest.mark.expects_log("the journal was damaged")
async def test_a_journal_that_came_alone_keeps_purchases_closed(
    paths: ProfilePaths, tmp_path: Path
) -> None:
    files = open_files(paths)
    await files.journal.write(lambda conn: preferences.put(conn, "kept", 1))
    elsewhere = profile_paths("main", tmp_path / "elsewhere")
    elsewhere.make()
    shutil.copyfile(paths.journal, elsewhere.journal)
    await files.aclose()
    copied = open_files(elsewhere)
    closed = await copied.journal.read(purchases.closure)
    assert closed is not None
    assert closed.why is Why.ALONE
    await copied.aclose()
