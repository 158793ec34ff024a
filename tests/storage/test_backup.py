"""The journal is copied, checked, migrated and, when it is damaged, announced and restored."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import apsw
import pytest

from shipdesk.errors import DatabaseTooNewError
from shipdesk.storage import backup, changes, migrate, operations
from shipdesk.storage.database import Database
from shipdesk.storage.sql import Conn, connect, run
from tests.support.shop import NOW, an_operation, make_journal

SCHEMA = Path(migrate.__file__).with_name("schema.sql")


def shape(conn: Conn) -> list[tuple[object, ...]]:
    return run(conn, "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name")


def put_aside(folder: Path) -> list[str]:
    return [str(path) for path in folder.glob("data/journal-damaged-*.sqlite")]


def overwrite(path: Path) -> None:
    """Writes nonsense over the pages of a closed database, as a dying disk does."""
    body = bytearray(path.read_bytes())
    body[4_096:] = b"\xa5" * (len(body) - 4_096)
    path.write_bytes(body)


def test_migrations_from_empty_make_the_schema_that_one_can_read(journal: Conn) -> None:
    expected = apsw.Connection(":memory:")
    run(expected, SCHEMA.read_text(encoding="utf-8"))
    assert shape(journal) == shape(expected)
    assert migrate.version(journal) == migrate.steps()[-1][0]


def test_the_journal_of_a_newer_program_is_refused_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "data" / "journal.sqlite"
    conn = make_journal(path)
    run(conn, "PRAGMA user_version = 99")
    conn.close()
    before = path.read_bytes()
    with pytest.raises(DatabaseTooNewError) as refused:
        Database.open(path, writable=True, readers=1)
    assert "made by a newer ShipDesk" in refused.value.title
    assert "99" in refused.value.detail
    assert path.read_bytes() == before


def test_a_migration_copies_the_file_before_it_touches_it(
    tmp_path: Path, journal: Conn, monkeypatch: pytest.MonkeyPatch
) -> None:
    operations.enqueue(journal, an_operation())
    now = migrate.version(journal)
    step = tmp_path / "later_colour.sql"
    step.write_text("ALTER TABLE sender ADD COLUMN colour TEXT NOT NULL DEFAULT ''")
    monkeypatch.setattr(migrate, "steps", lambda: ((now, step), (now + 1, step)))
    assert migrate.migrate(journal, "journal", tmp_path / "copies", NOW) == now + 1
    (copy,) = backup.copies(tmp_path / "copies")
    assert backup.taken_at(copy) == NOW
    old = connect(str(copy), durable=False, writable=False)
    assert migrate.version(old) == now
    assert len(operations.of_subject(old, "book:1")) == 1
    old.close()


def test_a_failed_migration_leaves_the_old_version(
    tmp_path: Path, journal: Conn, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = migrate.version(journal)
    step = tmp_path / "later_broken.sql"
    step.write_text("ALTER TABLE sender ADD COLUMN colour TEXT; SELECT * FROM nothing")
    monkeypatch.setattr(migrate, "steps", lambda: ((now, step), (now + 1, step)))
    before = shape(journal)
    with pytest.raises(apsw.SQLError):
        migrate.migrate(journal, "journal", tmp_path / "copies", NOW)
    assert (migrate.version(journal), shape(journal)) == (now, before)


def test_copies_are_kept_for_a_week_and_the_last_one_always(tmp_path: Path, journal: Conn) -> None:
    for days in (0, 3, 8, 9):
        backup.backup(journal, tmp_path / "copies", NOW + timedelta(days=days))
    kept = [backup.taken_at(path) for path in backup.copies(tmp_path / "copies")]
    assert kept == [NOW + timedelta(days=days) for days in (3, 8, 9)]
    assert not list((tmp_path / "copies").glob("*.partial"))


@pytest.mark.expects_log("the journal was damaged")
async def test_a_damaged_journal_is_announced_and_restored(
    tmp_path: Path, journal: Conn, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "data" / "journal.sqlite"
    operations.enqueue(journal, an_operation("o1"))
    backup.backup(journal, path.parent / "backups", NOW)
    lineage = changes.lineage(journal)
    operations.save(journal, replace(an_operation("o2"), subject="book:2"))
    journal.close()
    overwrite(path)
    database = Database.open(path, writable=True, readers=1)
    assert database.restored is not None
    assert (database.restored.taken_at, bool(database.restored.reason)) == (NOW, True)
    assert put_aside(tmp_path) == [database.restored.damaged]
    assert await database.read(operations.open_accounts) == ("courier",)
    assert await database.read(lambda conn: operations.of_subject(conn, "book:2")) == ()
    assert await database.read(changes.lineage) != lineage, "the cache must not trust old numbers"
    await database.aclose()
    assert "damaged" in caplog.text


@pytest.mark.expects_log("the journal was damaged")
async def test_without_a_copy_a_damaged_journal_is_put_aside_and_told(
    tmp_path: Path, journal: Conn
) -> None:
    path = tmp_path / "data" / "journal.sqlite"
    journal.close()
    overwrite(path)
    database = Database.open(path, writable=True, readers=1)
    assert database.restored is not None
    assert database.restored.taken_at is None
    assert await database.read(operations.open_accounts) == ()
    await database.aclose()


@pytest.mark.expects_log("the journal was damaged")
async def test_a_damaged_copy_is_passed_over_for_an_older_sound_one(
    tmp_path: Path, journal: Conn
) -> None:
    path = tmp_path / "data" / "journal.sqlite"
    folder = path.parent / "backups"
    for days in (0, 1):
        backup.backup(journal, folder, NOW + timedelta(days=days))
    overwrite(backup.copies(folder)[-1])
    journal.close()
    overwrite(path)
    database = Database.open(path, writable=True, readers=0)
    assert database.restored is not None
    assert database.restored.taken_at == NOW
    await database.aclose()


async def test_a_journal_in_use_is_copied_once_a_day(tmp_path: Path, journal: Conn) -> None:
    path = tmp_path / "data" / "journal.sqlite"
    journal.close()
    for _ in range(2):
        database = Database.open(path, writable=True, readers=0)
        assert database.restored is None
        await database.aclose()
    assert len(backup.copies(path.parent / "backups")) == 1
