"""The cache goes, closed or open: it is filled again, and nothing that a person knows is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from shipdesk.domain.account import LOCAL
from shipdesk.domain.measures import Parcel
from shipdesk.domain.money import Money
from shipdesk.domain.operation import OperationState
from shipdesk.domain.order import HandingIn, OrderKey, Payment, PaymentKind
from shipdesk.domain.query import ListQuery
from shipdesk.errors import DatabaseDamagedError
from shipdesk.services.orders import OrderSheet
from shipdesk.storage import lists
from shipdesk.storage import orders as order_store
from tests.support.desk import OpenDesk, eventually, open_desk
from tests.support.shop import an_order
from tests.support.simulator import Simulator

POLISH, BOUGHT, IMPORTED = "ORD-000871", "ORD-000870", "IMPORTED-1"


def delete(cache: Path) -> None:
    """Deletes the cache with all that belongs to it."""
    for beside in ("", "-wal", "-shm"):
        Path(f"{cache}{beside}").unlink(missing_ok=True)


def overwrite(cache: Path) -> None:
    """Writes nonsense over every page but the first, in the place."""
    size = cache.stat().st_size
    with cache.open("rb+") as file:
        file.seek(8_192)
        file.write(b"\xa5" * (size - 8_192))


def empty(cache: Path) -> None:
    """Cuts the cache off to nothing."""
    delete(cache)
    cache.touch()


async def work(opened: OpenDesk) -> None:
    """Do with orders whatever a person does: one of each kind of data that only a person knows."""
    orders = opened.desk.orders
    key = await opened.key(POLISH)
    before = await orders.read(key)
    await orders.set_parcel([key], Parcel(1500, 300, 200, 100, "B"))
    await orders.set_locker([key], "KRA118M")
    await orders.set_handing_in([key], HandingIn.DROP_OFF)
    await orders.set_address(key, replace(before.order.recipient, name="Janina Nowak"))
    await orders.set_note(key, "Wrap it twice")
    await orders.choose_quote(key, "inpost/inpost/inpost_locker_standard")
    await orders.set_payment([key], Payment(PaymentKind.COD, Money(2500, "PLN")))
    await orders.set_hold([key], hold=True)
    await orders.save_preset(Parcel(777, 200, 150, 100))
    typed = an_order("typed", key=OrderKey(f"local:{IMPORTED}"), account_id=LOCAL, number=IMPORTED)
    await opened.program.journal.write(lambda conn: order_store.save_local(conn, typed))
    await opened.program.door.project_now()
    assert (await opened.buy(BOUGHT)).state is OperationState.DONE


async def known(opened: OpenDesk) -> tuple[object, ...]:
    """Return all of it as the desk tells it; waits until the lists are filled again."""
    desk = opened.desk
    sheets: list[OrderSheet] = [
        await desk.orders.read(await opened.key(number)) for number in (POLISH, BOUGHT, IMPORTED)
    ]
    told = [replace(each.additions, touched_at=None) for each in sheets]
    # What was bought is closed: its details are fetched again when it is looked at.
    effective = [(each.order.recipient, each.parcel) for each in (sheets[0], sheets[2])]
    bought = [(each.id, each.tracking_number, each.price) for each in sheets[1].shipments]
    assert bought
    row = await opened.row(POLISH)
    return (
        *told,
        *effective,
        bought,
        await desk.orders.preset(),
        row.stage,
        (await opened.row(IMPORTED)).key,
    )


@pytest.mark.parametrize("harm", [delete, overwrite, empty])
async def test_a_cache_lost_while_the_program_is_closed_is_filled_again(
    simulator: Simulator, tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    async with open_desk(simulator, tmp_path) as opened:
        await work(opened)
        before = await known(opened)
        cache = opened.program.cache.path
        everything = len(await opened.desk.order_list.ids(ListQuery()))
    harm(cache)
    async with open_desk(simulator, tmp_path, fresh=False) as again:
        assert await known(again) == before
        assert len(await again.desk.order_list.ids(ListQuery())) == everything
        assert again.faults == []


async def test_a_cache_deleted_under_the_open_program_is_filled_again(
    simulator: Simulator, tmp_path: Path
) -> None:
    async with open_desk(simulator, tmp_path) as opened:
        await work(opened)
        before = await known(opened)
        everything = len(await opened.desk.order_list.ids(ListQuery()))
        delete(opened.program.cache.path)
        await opened.program.door.project_now()
        await opened.desk.sync.sync_all()
        assert await known(opened) == before
        assert len(await opened.desk.order_list.ids(ListQuery())) == everything
        assert opened.program.cache.path.exists()
        assert opened.faults == []


async def test_a_cache_damaged_under_the_open_program_is_found_by_reading_and_filled_again(
    simulator: Simulator, tmp_path: Path
) -> None:
    async with open_desk(simulator, tmp_path) as opened:
        await work(opened)
        before = await known(opened)

        def damaged(_conn: lists.Conn) -> None:
            raise DatabaseDamagedError(path="cache", reason="a page cannot be read")

        with pytest.raises(DatabaseDamagedError):
            await opened.program.cache.read(damaged)

        async def emptied() -> bool:
            return len(await opened.desk.order_list.ids(ListQuery())) < 5

        await eventually(emptied, "the cache made anew from the journal")
        await opened.desk.sync.sync_all()
        assert await known(opened) == before
        assert opened.faults == []
