"""A printer that is not ready: the print waits in sight, goes on by itself, and comes out once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from shipdesk.domain.label import STOCKS, DocumentKind, PrinterProfile
from shipdesk.domain.operation import Operation, OperationState
from shipdesk.domain.printer_state import JobState
from shipdesk.domain.shipment import ShipmentId
from shipdesk.services import printer_watch
from shipdesk.services.printing import Followed
from tests.support.cups import DRIVER_QUEUE, PDF_QUEUE, ZEBRA_QUEUE, PrivateCups
from tests.support.desk import OpenDesk, eventually, open_desk
from tests.support.driven_clock import PushedClock
from tests.support.paper_shop import keep_parcels, number_of, zpl_label
from tests.support.simulator import Simulator
from tests.support.zpl_printer import ZplPrinter, unused_address


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Printers are asked again at once: nobody walks to one in a test."""
    monkeypatch.setattr(printer_watch, "AGAIN", 0.05)
    monkeypatch.setattr(printer_watch, "FRESH", 0.0)


@pytest.fixture
async def desk(simulator: Simulator, tmp_path: Path) -> AsyncIterator[OpenDesk]:
    async with open_desk(simulator, tmp_path, sync=False) as opened:
        yield opened


@pytest.fixture
def zebra() -> Iterator[ZplPrinter]:
    made = ZplPrinter("ready")
    yield made
    made.close()


async def use(desk: OpenDesk, printer: str, title: str = "Zebra") -> None:
    """Bind labels to a printer."""
    profile = PrinterProfile(title, printer, STOCKS[0])
    await desk.desk.printing.save_profile(DocumentKind.LABEL, profile)


async def parcels(desk: OpenDesk, count: int) -> list[ShipmentId]:
    return await keep_parcels(desk.program, [zpl_label(number_of(at)) for at in range(count)])


async def now(desk: OpenDesk, operation: Operation) -> Operation:
    return (await desk.desk.activity.read(operation.id)).operation


async def waiting(desk: OpenDesk, operation: Operation) -> Operation:
    """The operation once it waits for its printer."""

    async def look() -> Operation | None:
        current = await now(desk, operation)
        return current if current.state is OperationState.WAITING else None

    return await eventually(look, "waits for the printer")


@pytest.mark.parametrize(
    ("condition", "key", "words"),
    [
        ("paper_out", "printer_paper", "Zebra is out of labels. Put in a new roll"),
        ("head_open", "printer_open", "Zebra is open. Close its head"),
        ("paused", "printer_paused", "Zebra is paused. Press its pause key"),
        ("ribbon_out", "printer_ribbon", "Zebra is out of ribbon. Put in a new ribbon"),
    ],
)
async def test_a_print_waits_with_what_to_do_and_comes_out_once_by_itself(
    desk: OpenDesk, zebra: ZplPrinter, condition: str, key: str, words: str
) -> None:
    zebra.condition = condition
    await use(desk, zebra.address)
    (operation,) = await desk.desk.printing.request(await parcels(desk, 1))
    told = await waiting(desk, operation)
    assert told.reason_key == key
    assert told.reason.startswith(words)
    assert "choose another printer" in told.reason
    assert (await desk.desk.printing.paper(ShipmentId("paper0000"))).waiting["label"] == told
    assert zebra.jobs == []
    zebra.condition = "ready"
    assert (await desk.settled(operation)).state is OperationState.DONE
    assert zebra.wait_for_jobs(1) == [zpl_label(number_of(0))]
    assert (await desk.desk.printing.paper(ShipmentId("paper0000"))).waiting == {}


async def test_many_wait_together_one_of_them_asks_and_they_keep_their_order(
    desk: OpenDesk, zebra: ZplPrinter
) -> None:
    zebra.condition = "paper_out"
    await use(desk, zebra.address)
    operations = await desk.desk.printing.request(await parcels(desk, 8))
    for operation in operations:
        await waiting(desk, operation)
    zebra.condition = "ready"
    for operation in operations:
        assert (await desk.settled(operation)).state is OperationState.DONE
    assert zebra.wait_for_jobs(8) == [zpl_label(number_of(at)) for at in range(8)]


async def test_another_printer_lets_what_waits_go_there_at_once(
    desk: OpenDesk, zebra: ZplPrinter
) -> None:
    await use(desk, unused_address())
    operations = await desk.desk.printing.request(await parcels(desk, 3))
    told = [await waiting(desk, operation) for operation in operations]
    assert {each.reason_key for each in told} == {"printer_unreachable"}
    await use(desk, zebra.address)
    for operation in operations:
        assert (await desk.settled(operation)).state is OperationState.DONE
    assert zebra.wait_for_jobs(3) == [zpl_label(number_of(at)) for at in range(3)]


async def test_a_printer_that_is_switched_off_and_on_again_prints_what_waited(
    desk: OpenDesk, zebra: ZplPrinter
) -> None:
    zebra.switch_off()
    await use(desk, zebra.address)
    (operation,) = await desk.desk.printing.request(await parcels(desk, 1))
    assert "Zebra does not answer." in (await waiting(desk, operation)).reason
    zebra.switch_on()
    assert (await desk.settled(operation)).state is OperationState.DONE
    assert len(zebra.wait_for_jobs(1)) == 1


async def test_a_print_that_waits_can_be_taken_back(desk: OpenDesk, zebra: ZplPrinter) -> None:
    zebra.condition = "paper_out"
    await use(desk, zebra.address)
    (operation,) = await desk.desk.printing.request(await parcels(desk, 1))
    await waiting(desk, operation)
    await desk.desk.activity.cancel(operation.id)
    assert (await now(desk, operation)).state is OperationState.CANCELLED
    zebra.condition = "ready"
    (again,) = await desk.desk.printing.request([ShipmentId("paper0000")])
    assert (await desk.settled(again)).state is OperationState.DONE
    assert len(zebra.wait_for_jobs(1)) == 1


async def test_a_printer_that_does_not_know_the_question_is_asked_once_and_printed_to(
    desk: OpenDesk, zebra: ZplPrinter
) -> None:
    zebra.answer = b"?\r\n"
    await use(desk, zebra.address)
    for operation in await desk.desk.printing.request(await parcels(desk, 4)):
        assert (await desk.settled(operation)).state is OperationState.DONE
    assert len(zebra.wait_for_jobs(4)) == 4
    assert zebra.asked == 1


async def test_what_waited_for_longer_than_a_quarter_of_an_hour_asks_before_it_prints(
    simulator: Simulator, tmp_path: Path, zebra: ZplPrinter
) -> None:
    """Whoever switches a printer on in the morning is not to find yesterday's labels in it."""
    clock = PushedClock()
    async with open_desk(simulator, tmp_path, sync=False, clock=clock) as desk:
        zebra.condition = "paper_out"
        await use(desk, zebra.address)
        (operation,) = await desk.desk.printing.request(await parcels(desk, 1))
        await waiting(desk, operation)
        clock.push(16 * 60)
        zebra.condition = "ready"
        desk.desk.runner.wake()

        async def held() -> bool:
            told = await now(desk, operation)
            return (told.state, told.reason_key) == (OperationState.QUEUED, "held")

        await eventually(held, "a person's word")
        assert zebra.jobs == []
        await desk.desk.queues.go_on([operation.id])
        assert (await desk.settled(operation)).state is OperationState.DONE
        assert len(zebra.wait_for_jobs(1)) == 1


@pytest.mark.cups
async def test_a_queue_that_is_missing_stopped_or_rejects_makes_prints_wait(
    desk: OpenDesk, cups: PrivateCups
) -> None:
    await use(desk, "Nowhere", "Packing table")
    (operation,) = await desk.desk.printing.request(await parcels(desk, 1))
    assert "Packing table is not there" in (await waiting(desk, operation)).reason
    cups.run("cupsdisable", "-r", "being cleaned", PDF_QUEUE)
    cups.run("cupsreject", "-r", "closed", ZEBRA_QUEUE)
    try:
        await use(desk, PDF_QUEUE, "Office")
        assert await _says(desk, operation, "Office is stopped. being cleaned")
        await use(desk, ZEBRA_QUEUE, "Zebra")
        assert await _says(desk, operation, "Zebra takes no jobs. closed")
    finally:
        cups.run("cupsenable", PDF_QUEUE)
        cups.run("cupsaccept", ZEBRA_QUEUE)
    assert (await desk.settled(operation)).state is OperationState.DONE
    assert len(cups.zebra.wait_for_jobs(1)) == 1
    assert cups.printed() == []


async def _says(desk: OpenDesk, operation: Operation, words: str) -> bool:
    async def look() -> bool:
        return (await now(desk, operation)).reason.startswith(words)

    return await eventually(look, words)


@pytest.mark.cups
async def test_a_job_is_followed_to_its_end_and_never_sent_again(
    desk: OpenDesk, cups: PrivateCups
) -> None:
    await use(desk, DRIVER_QUEUE)
    ids = await parcels(desk, 2)

    async def followed(at: int, state: JobState) -> Followed:
        async def look() -> Followed | None:
            paper = await desk.desk.printing.paper(ids[at])
            return next((one for one in paper.followed.values() if one.state is state), None)

        return await eventually(look, f"job {at} {state}")

    (first,) = await desk.desk.printing.request(ids[:1])
    await desk.settled(first)
    job = (await followed(0, JobState.PRINTED)).job
    assert job == (await desk.desk.printing.paper(ids[0])).prints[0].job
    cups.zebra.wait_for_jobs(1)
    cups.zebra.switch_off()
    try:
        (second,) = await desk.desk.printing.request(ids[1:])
        await desk.settled(second)
        told = await followed(1, JobState.PRINTING)
        cups.run("cancel", told.job)
        await followed(1, JobState.CANCELLED)
    finally:
        cups.zebra.switch_on()
    assert (await now(desk, second)).state is OperationState.DONE
    cups.wait_until_idle()
    assert len(cups.zebra.jobs) == 1
