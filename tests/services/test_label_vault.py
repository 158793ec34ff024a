"""Kept labels: printed again without a network, noticed where they were changed, swept in time."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from shipdesk.domain.operation import OperationKind, OperationState
from shipdesk.domain.shipment import Shipment, ShipmentStatus
from shipdesk.errors import LabelMissingError
from shipdesk.storage import labels as label_store
from shipdesk.storage import shipments as shipment_store
from shipdesk.storage.label_sweep import Room
from tests.services.test_printing import one, printed_parcel
from tests.support.away import Opening
from tests.support.desk import OpenDesk, eventually, open_desk
from tests.support.driven_clock import PushedClock
from tests.support.simulator import Simulator

DAYS = 100
DAMAGE = pytest.mark.parametrize("change", ["alter", "remove"])


async def kept_file(opened: OpenDesk, shipment: Shipment) -> Path:
    """Return where the label of a shipment is kept."""
    (kept,) = (await opened.desk.printing.paper(shipment.id)).documents
    return label_store.path_of(opened.program.paths.labels, kept.sha256)


def damage(file: Path, change: str) -> None:
    """Change one byte of a kept file, so that its size stays, or remove it."""
    if change == "remove":
        file.unlink()
        return
    body = bytearray(file.read_bytes())
    body[len(body) // 2] ^= 0xFF
    file.write_bytes(body)


async def fetches(opened: OpenDesk, shipment: Shipment) -> list[OperationState]:
    """Return the states of all fetchings of the label, newest first."""
    told = (await opened.desk.shipments.read(shipment.id)).operations
    return [each.state for each in told if each.kind is OperationKind.FETCH_LABEL]


async def mended(opened: OpenDesk, shipment: Shipment) -> None:
    """Wait until the label was fetched a second time."""

    async def fetched() -> bool:
        return await fetches(opened, shipment) == [OperationState.DONE] * 2

    await eventually(fetched, "the label is fetched again")


async def test_kept_label_is_printed_again_while_nobody_can_be_reached(opening: Opening) -> None:
    async with opening() as away:
        shipment = await printed_parcel(away.opened)
        away.gateway.cut()
        done = await away.opened.settled(await one(away.opened, shipment, "jam"))
        assert done.state is OperationState.DONE
        prints = (await away.opened.desk.printing.paper(shipment.id)).prints
        assert [(each.copy, each.state) for each in prints] == [
            (2, "handed_over"),
            (1, "handed_over"),
        ]
        (kept,) = (await away.opened.desk.printing.paper(shipment.id)).documents
        assert (await away.opened.desk.printing.preview(kept)).png


@DAMAGE
async def test_changed_label_is_not_shown_and_is_fetched_again(
    opened: OpenDesk, change: str
) -> None:
    printing = opened.desk.printing
    shipment = await printed_parcel(opened)
    (kept,) = (await printing.paper(shipment.id)).documents
    damage(await kept_file(opened, shipment), change)
    with pytest.raises(LabelMissingError) as refused:
        await printing.preview(kept)
    assert refused.value.key == ("label_altered" if change == "alter" else "label_lost")
    assert "fetched from the courier again" in refused.value.detail
    await mended(opened, shipment)
    (renewed,) = (await printing.paper(shipment.id)).documents
    assert (await printing.preview(renewed)).png


@DAMAGE
async def test_changed_label_is_not_printed_and_is_fetched_again(
    opened: OpenDesk, change: str
) -> None:
    shipment = await printed_parcel(opened)
    damage(await kept_file(opened, shipment), change)
    told = await opened.settled(await one(opened, shipment, "jam"))
    assert told.state is OperationState.REFUSED
    assert "fetched from the courier again" in told.reason
    assert len((await opened.desk.printing.paper(shipment.id)).prints) == 1
    await mended(opened, shipment)
    done = await opened.settled(await one(opened, shipment, "jam"))
    assert done.state is OperationState.DONE


async def test_label_that_the_courier_gives_no_more_says_what_to_do_and_is_asked_for_once(
    opened: OpenDesk, simulator: Simulator
) -> None:
    shipment = await printed_parcel(opened)
    (kept,) = (await opened.desk.printing.paper(shipment.id)).documents
    damage(await kept_file(opened, shipment), "remove")
    simulator.fault("shipx.labels.get", "empty_body", times=-1)
    with pytest.raises(LabelMissingError):
        await opened.desk.printing.preview(kept)

    async def refused() -> bool:
        return (await fetches(opened, shipment))[0] is OperationState.REFUSED

    await eventually(refused, "the courier gives nothing")
    for _ in range(3):
        with pytest.raises(LabelMissingError) as told:
            await opened.desk.printing.preview(kept)
        assert "Take it from a saved copy" in told.value.detail
    assert len(await fetches(opened, shipment)) == 2


async def test_changed_label_of_a_cancelled_parcel_is_not_asked_for(opened: OpenDesk) -> None:
    shipment = await printed_parcel(opened)
    (kept,) = (await opened.desk.printing.paper(shipment.id)).documents
    void = shipment.cancelled
    await opened.program.journal.write(lambda conn: shipment_store.save(conn, void))
    damage(await kept_file(opened, shipment), "alter")
    with pytest.raises(LabelMissingError) as told:
        await opened.desk.printing.preview(kept)
    assert "the courier gives no label for it any more" in told.value.detail
    assert len(await fetches(opened, shipment)) == 1


async def test_sweep_tells_what_it_freed_and_without_a_choice_nothing_is_removed(
    simulator: Simulator, tmp_path: Path
) -> None:
    clock = PushedClock()
    async with open_desk(simulator, tmp_path, clock=clock) as opened:
        vault, journal = opened.desk.label_vault, opened.program.journal
        shipment = await printed_parcel(opened)
        file = await kept_file(opened, shipment)
        size = file.stat().st_size
        clock.push(DAYS * 86_400)
        assert (vault.days, await vault.sweep()) == (0, Room())
        assert await vault.would_free(90) == Room(), "it is on its way"
        arrived = replace(shipment, status=ShipmentStatus.DELIVERED)
        await journal.write(lambda conn: shipment_store.save(conn, arrived))
        assert (await vault.state()).kept == Room(1, size)
        assert await vault.would_free(400) == Room()
        assert await vault.would_free(90) == Room(1, size)
        assert await vault.keep_for(90) == Room(1, size)
        assert not file.exists()
        paper = await opened.desk.printing.paper(shipment.id)
        assert paper.documents == ()
        assert [each.state for each in paper.prints] == ["handed_over"]
        state = await vault.state()
        assert (state.days, state.kept, state.freed) == (90, Room(), Room(1, size))
        fetched = await opened.settled(await opened.desk.printing.fetch_label(arrived))
        assert fetched.state is OperationState.DONE
        assert (await opened.desk.printing.paper(shipment.id)).documents
