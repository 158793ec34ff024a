"""Whole transactions cross threads, and a caller that gives up takes nothing back."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import apsw
import pytest

from shipdesk.errors import DiskFullError, StorageError
from shipdesk.storage import cache as cache_file
from shipdesk.storage import preferences
from shipdesk.storage.database import Conn, Database, run
from shipdesk.storage.sql import one
from tests.support.desk import eventually


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """A journal with two readers."""
    opened = Database.open(tmp_path / "data" / "journal.sqlite", writable=True, readers=2)
    yield opened
    await opened.aclose()


def value_of(conn: Conn) -> object:
    return preferences.get(conn, "n", 0)


async def test_what_is_written_is_read_and_survives_closing(database: Database) -> None:
    await database.write(lambda conn: preferences.put(conn, "n", 7))
    assert await database.read(value_of) == 7
    assert database.read_now(value_of) == 7
    await database.aclose()
    again = Database.open(database.path, writable=True, readers=1)
    assert await again.read(value_of) == 7
    await again.aclose()


async def test_a_reader_waits_for_the_tables_of_a_cache_that_is_emptied_in_its_place(
    tmp_path: Path,
) -> None:
    path = cache_file.prepare(tmp_path)
    cache = Database.open(path, writable=False, readers=1)
    tries: list[Conn] = []

    def count(conn: Conn) -> object:
        tries.append(conn)
        return one(conn, "SELECT count(*) FROM order_row")

    async def tried_again() -> bool:
        return len(tries) > 1

    with contextlib.closing(cache_file.open_writer(str(path))) as writer:
        run(writer, "ALTER TABLE order_row RENAME TO away")
        async with asyncio.TaskGroup() as group:
            reading = group.create_task(cache.read(count))
            await eventually(tried_again, "another try")
            run(writer, "ALTER TABLE away RENAME TO order_row")
            assert await reading == (0,)
    await cache.aclose()


async def test_a_failed_piece_of_work_leaves_nothing_behind(database: Database) -> None:
    def half(conn: Conn) -> None:
        preferences.put(conn, "n", 1)
        raise LookupError

    with pytest.raises(LookupError):
        await database.write(half)
    assert await database.read(value_of) == 0
    await database.write(lambda conn: preferences.put(conn, "n", 2))
    assert await database.read(value_of) == 2


async def test_a_cancelled_caller_does_not_cancel_its_write(database: Database) -> None:
    started, go_on = threading.Event(), threading.Event()

    def slow(conn: Conn) -> None:
        preferences.put(conn, "n", 3)
        started.set()
        go_on.wait(10)

    async with asyncio.TaskGroup() as group:
        task = group.create_task(database.write(slow))
        await asyncio.to_thread(started.wait, 10)
        task.cancel()
    assert task.cancelled()
    go_on.set()
    await database.write(value_of)
    assert await database.read(value_of) == 3


async def test_closing_finishes_what_was_handed_over(database: Database) -> None:
    async with asyncio.TaskGroup() as group:
        for number in range(20):
            group.create_task(
                database.write(partial(preferences.put, key=f"k{number}", value=number))
            )
        await asyncio.sleep(0)
        await database.aclose()
    again = Database.open(database.path, writable=True, readers=1)
    assert len(await again.read(preferences.all)) == 20
    await again.aclose()
    with pytest.raises(StorageError):
        await database.write(value_of)


async def test_a_reader_sees_one_moment(database: Database) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def twice(conn: Conn) -> tuple[object, object]:
        first = value_of(conn)
        begun.set()
        go_on.wait(10)
        return first, value_of(conn)

    async with asyncio.TaskGroup() as group:
        task = group.create_task(database.read(twice))
        await asyncio.to_thread(begun.wait, 10)
        await database.write(lambda conn: preferences.put(conn, "n", 9))
        go_on.set()
    assert task.result() == (0, 0)
    assert await database.read(value_of) == 9


async def test_readers_cannot_write(database: Database) -> None:
    with pytest.raises(StorageError):
        await database.read(lambda conn: preferences.put(conn, "n", 1))
    cache = Database.open(database.path, writable=False, readers=1)
    with pytest.raises(StorageError):
        await cache.write(lambda conn: preferences.put(conn, "n", 1))
    await cache.aclose()


async def test_every_statement_of_several_is_run(database: Database) -> None:
    def several(conn: Conn) -> None:
        run(
            conn,
            "SELECT 1; INSERT INTO preference VALUES ('n', '5'); SELECT 2 UNION SELECT 3;"
            " INSERT INTO preference VALUES ('m', '6')",
        )

    await database.write(several)
    assert await database.read(preferences.all) == {"n": 5, "m": 6}


async def test_the_journal_is_durable_and_strict(database: Database) -> None:
    def settings(conn: Conn) -> tuple[object, ...]:
        names = ("journal_mode", "synchronous", "foreign_keys")
        return tuple(run(conn, f"PRAGMA {name}")[0][0] for name in names)

    def loose(conn: Conn) -> None:
        run(conn, "INSERT INTO preference VALUES ('n', x'00')")

    def orphan(conn: Conn) -> None:
        run(
            conn,
            "INSERT INTO attempt (operation_id, step, state, sent_ms, reference, answer)"
            " VALUES ('none', '', 'sent', 0, '', '')",
        )

    # A pragma inside a transaction reads but does not set.
    assert await database.write(settings) == ("wal", 2, 1)
    for work in (loose, orphan):
        with pytest.raises(apsw.ConstraintError):
            await database.write(work)


@pytest.mark.expects_log("lost")
async def test_an_error_that_nobody_waits_for_is_in_the_log(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    started, go_on = threading.Event(), threading.Event()

    def failing(_: Conn) -> None:
        started.set()
        go_on.wait(10)
        raise LookupError("lost")

    async with asyncio.TaskGroup() as group:
        task = group.create_task(database.write(failing))
        await asyncio.to_thread(started.wait, 10)
        task.cancel()
    go_on.set()
    await database.write(value_of)
    assert "lost" in caplog.text


async def test_a_full_disk_is_told_in_words_and_nothing_is_half_written(database: Database) -> None:
    def no_more_room(conn: Conn) -> None:
        (pages,) = run(conn, "PRAGMA page_count")[0]
        run(conn, f"PRAGMA max_page_count = {pages}")

    def room_again(conn: Conn) -> None:
        run(conn, "PRAGMA max_page_count = 100000")

    def much(conn: Conn) -> None:
        preferences.put(conn, "n", 1)
        preferences.put(conn, "much", "x" * 1_000_000)

    await database.write(no_more_room)
    with pytest.raises(DiskFullError) as full:
        await database.write(much)
    assert "journal.sqlite" in full.value.detail
    assert await database.read(preferences.all) == {}
    await database.write(room_again)
    await database.write(much)
    assert await database.read(value_of) == 1
