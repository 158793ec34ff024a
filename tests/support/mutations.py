"""A profile that was worked with, ways to damage its files, and a start that says what it found."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from shipdesk.clock import SystemClock
from shipdesk.domain.account import LOCAL
from shipdesk.domain.codec import to_plain
from shipdesk.domain.operation import Operation, OperationState
from shipdesk.domain.order import Additions, OrderKey
from shipdesk.domain.query import ListQuery
from shipdesk.errors import DatabaseDamagedError, OperationRefusedError, ShipDeskError
from shipdesk.ingest import Ingest
from shipdesk.paths import ProfilePaths, profile_paths
from shipdesk.storage import (
    accounts,
    lists,
    operations,
    orders,
    preferences,
    purchases,
    shipments,
)
from shipdesk.storage.backup import backup
from shipdesk.storage.profile import ProfileFiles, open_files
from shipdesk.storage.sql import Conn, connect
from tests.support.shop import (
    BOOK,
    COURIER,
    NOW,
    PlainPages,
    a_shipment,
    an_operation,
    an_order,
    page_of,
)

ORDERS = 120
_PAGE = 4_096
_CACHE_SHARE = 0.3


class Verdict(StrEnum):
    """How a start with damaged files ended."""

    WHOLE = "nothing is missing"
    ANNOUNCED = "restored or shortened, announced, purchases closed"
    REFUSED = "not opened, in a plain sentence"
    CRASHED = "an unhandled error"
    OPEN = "something is missing and purchases are open"
    CACHE = "the lists were not rebuilt"

    @property
    def is_wrong(self) -> bool:
        """Whether it must not be."""
        return self in {Verdict.CRASHED, Verdict.OPEN, Verdict.CACHE, Verdict.REFUSED}


@dataclass(frozen=True, slots=True)
class Template:
    """A profile in one of its states, and what its journal knows."""

    state: str
    folder: Path
    bodies: frozenset[tuple[str, str]]


def paths_of(folder: Path) -> ProfilePaths:
    """Return the folders of the profile that is kept in a folder."""
    return profile_paths("shop", folder)


def everything(conn: Conn) -> frozenset[tuple[str, str]]:
    """Return all that a journal of the template knows, decoded."""
    told = [("shipment", repr(each)) for each in shipments.all_of(conn, _ids("s"))]
    told += [("local", repr(each)) for each in orders.locals(conn)]
    notes = orders.additions_of(conn, [f"book:{number}" for number in range(ORDERS)])
    told += [("note", repr(each)) for each in notes.items()]
    told += [("account", repr(each)) for each in accounts.all(conn)]
    told += [("preference", repr(each)) for each in preferences.all(conn).items()]
    for number in range(ORDERS):
        told += [
            ("operation", _plain(each)) for each in operations.of_subject(conn, f"book:{number}")
        ]
    return frozenset(told)


def _ids(letter: str) -> list[str]:
    return [f"{letter}{number}" for number in range(ORDERS)]


def _plain(told: Operation) -> str:
    """Return an operation without what a start changes by itself."""
    return repr((told.id, told.kind, told.subject, told.reference, told.intent, told.account_id))


async def make_template(folder: Path, state: str) -> Template:
    """Return a profile in which half is copied and half is newer.

    `closed` was closed well; `killed` has the last writes in its WAL; `copied` was copied without.
    """
    where = folder / state
    paths = paths_of(where)
    files = open_files(paths)
    await files.journal.write(_begin)
    for number in range(ORDERS // 2):
        await files.journal.write(_purchase(number))
    conn = connect(str(paths.journal), durable=False, writable=False, sealed=True)
    backup(conn, paths.backups, SystemClock().now())
    conn.close()
    for number in range(ORDERS // 2, ORDERS):
        await files.journal.write(_purchase(number))
    bodies = await files.journal.read(everything)
    ingest = Ingest(str(files.cache.path), str(paths.journal), PlainPages(), SystemClock())
    _sync(ingest)
    if state != "closed":
        shutil.copytree(where, folder / f"{state}-now")
    ingest.close()
    await files.aclose()
    if state != "closed":
        shutil.rmtree(where)
        (folder / f"{state}-now").rename(where)
        (paths.data / "in-use").unlink()
    if state == "copied":
        for beside in ("journal.sqlite-wal", "journal.sqlite-shm"):
            (paths.data / beside).unlink()
    return Template(state, where, bodies)


def _begin(conn: Conn) -> None:
    accounts.save(conn, BOOK)
    accounts.save(conn, COURIER)
    preferences.put(conn, "scheme", "dark")


def _purchase(number: int) -> Callable[[Conn], None]:
    """Return what a purchase, a note and a typed order leave in the journal."""

    def write(conn: Conn) -> None:
        key = OrderKey(f"book:{number}")
        done = replace(
            an_operation(f"o{number}", subject=key, reference=f"ORD-{number}-K7"),
            state=OperationState.DONE,
        )
        operations.save(conn, done)
        shipments.save(conn, a_shipment(f"s{number}", order_key=key, reference=f"ORD-{number}-K7"))
        typed = OrderKey(f"local:{number}")
        orders.save_local(conn, an_order(f"T{number}", key=typed, account_id=LOCAL))
        orders.save_additions(conn, key, Additions(note=f"Bell {number} is broken"), NOW)

    return write


def mutate(folder: Path, chance: random.Random) -> str:
    """Damage one file of a profile and return in words how."""
    paths = paths_of(folder)
    if chance.random() < _CACHE_SHARE:
        files = sorted(paths.cache.glob("cache-*.sqlite*"))
    else:
        files = sorted(paths.data.glob("journal.sqlite*"))
    files = [each for each in files if not each.name.endswith("-shm") and each.stat().st_size]
    file = chance.choice(files)
    act = chance.choice((_flip, _zero, _truncate, _lose))
    return f"{file.name}: {act(file, chance)}"


def _flip(file: Path, chance: random.Random) -> str:
    body = bytearray(file.read_bytes())
    places = [chance.randrange(len(body)) for _ in range(chance.choice((1, 1, 2, 8)))]
    for place in places:
        body[place] ^= 1 << chance.randrange(8)
    file.write_bytes(body)
    return f"bits flipped at {places}"


def _zero(file: Path, chance: random.Random) -> str:
    body = bytearray(file.read_bytes())
    pages = max(1, len(body) // _PAGE)
    first, count = chance.randrange(pages), chance.choice((1, 1, 2, 5))
    end = min(len(body), (first + count) * _PAGE)
    body[first * _PAGE : end] = bytes(end - first * _PAGE)
    file.write_bytes(body)
    return f"zeroed from page {first}, {count}"


def _truncate(file: Path, chance: random.Random) -> str:
    size = chance.choice((0, chance.randrange(file.stat().st_size)))
    with file.open("rb+") as opened:
        opened.truncate(size)
    return f"truncated to {size}"


def _lose(file: Path, _chance: random.Random) -> str:
    wal = Path(f"{file.with_suffix('.sqlite')}-wal")
    lost = wal if wal.exists() else file
    lost.unlink()
    Path(f"{file.with_suffix('.sqlite')}-shm").unlink(missing_ok=True)
    return f"{lost.name} deleted"


async def try_start(folder: Path, template: Template) -> tuple[Verdict, str]:
    """Open a damaged profile as the program does, use it, and say what came of it."""
    paths = paths_of(folder)
    try:
        preferences.peek(paths.journal)
        files = open_files(paths)
    except ShipDeskError as error:
        return Verdict.REFUSED, str(error)
    except Exception as error:  # noqa: BLE001 - what must not happen is counted
        return Verdict.CRASHED, repr(error)
    try:
        return await _use(files, template)
    except Exception as error:  # noqa: BLE001 - as above
        return Verdict.CRASHED, repr(error)
    finally:
        await files.aclose()


async def _use(files: ProfileFiles, template: Template) -> tuple[Verdict, str]:
    known = await files.journal.read(everything)
    closed = await files.journal.read(purchases.closure)
    lost = template.bodies - known
    words = f"{len(lost)} of {len(template.bodies)} lost"
    if lost and (closed is None or not await _is_refused(files)):
        return Verdict.OPEN, words
    listed = await _listed(files)
    if listed != ORDERS + sum(kind == "local" for kind, _ in known):
        return Verdict.CACHE, f"{listed} orders are listed"
    return (Verdict.WHOLE if closed is None else Verdict.ANNOUNCED), words


async def _is_refused(files: ProfileFiles) -> bool:
    """Try to buy; True where the journal does not let us."""
    try:
        await files.journal.write(
            lambda conn: operations.enqueue(conn, an_operation("new", subject="book:new"))
        )
    except OperationRefusedError as error:
        return error.key == "purchases_closed"
    return False


async def _listed(files: ProfileFiles) -> int:
    """Project the journal, read the service's list again, and count what the lists then show."""
    damaged: list[bool] = []
    files.cache.on_damaged = lambda: damaged.append(True)
    ingest = Ingest(str(files.cache.path), str(files.journal.path), PlainPages(), SystemClock())
    try:
        _sync(ingest)
        for _ in range(2):
            try:
                return await files.cache.read(_read_lists)
            except DatabaseDamagedError:
                assert damaged
                ingest.rebuild()
                _sync(ingest)
        return -1
    finally:
        ingest.close()


def _sync(ingest: Ingest) -> None:
    ingest.project()
    fetched = page_of(orders=[an_order(str(number)) for number in range(ORDERS)])
    ingest.save_page(to_plain(BOOK), "orders", "", fetched, last=True)


def _read_lists(conn: Conn) -> int:
    ids = lists.ids(conn, "orders", ListQuery())
    rows = lists.order_rows(conn, ids)
    for row in rows.values():
        lists.order(conn, OrderKey(row.key))
    return len(rows)
