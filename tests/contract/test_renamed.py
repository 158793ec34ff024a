"""Every name of a service stands in its tables: where it renames everything, they alone follow."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from shipdesk.errors import ProviderError, RejectedError
from shipdesk.providers.lists import ParsedPage
from tests.contract.bench import Bench, bench_at, route
from tests.contract.records import holds_keys, prepared
from tests.contract.renaming import RenamedBench, understood, write_tables
from tests.contract.samples import RecordSample, Sample, every_sample
from tests.contract.samples_shipx_shipping import booked
from tests.support.simulator import Simulator

SAMPLES = tuple(
    # What no screen offers has no names in a table: its sample alone says what is sent.
    each
    for each in every_sample()
    if isinstance(each, RecordSample) or not each.missing
)


def _name(sample: Sample) -> str:
    return f"{sample.slug}:{sample.op}"


@pytest.fixture(scope="module")
def world() -> Iterator[Simulator]:
    with Simulator.in_thread("test") as simulator:
        yield simulator


@pytest.fixture
def sim(world: Simulator) -> Simulator:
    """The simulated world, as new."""
    world.reset("test")
    return world


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the tables for services that have renamed everything are."""
    made = tmp_path_factory.mktemp("tables")
    write_tables(made)
    return made


@pytest.mark.parametrize("sample", SAMPLES, ids=_name)
async def test_nothing_is_sent_or_read_under_a_name_that_no_table_has(
    sample: Sample, sim: Simulator, folder: Path
) -> None:
    async with bench_at(sim) as plain:
        expected = understood(await (await prepared(sample, plain))(plain))
    sim.reset("test")
    bench = RenamedBench(sim, folder=folder)
    try:
        call = await prepared(sample, bench)
        sim.clear_requests()
        found = understood(await call(bench))
    finally:
        await bench.aclose()
    assert bench.wire.strays == set()
    holds_keys(sample, bench.sent(sample.slug, sample.op)[0])
    assert found == expected


REFUSED = [
    (slug, op, fault)
    for slug, op in (
        ("dispatch", "orders.list"),
        ("dispatch", "customers.create"),
        ("dispatch", "orders.delete_many"),
        ("shipx", "shipments.create"),
        ("shipx", "shipments.list"),
        ("shipx", "labels.get"),
        ("dash101", "order_create_v2"),
        ("dash101", "order_track"),
    )
    for fault in ("refused", "403", "404", "500")
]


@pytest.mark.parametrize(("slug", "op", "fault"), REFUSED)
async def test_a_refusal_is_read_by_the_names_of_the_table(
    slug: str, op: str, fault: str, sim: Simulator, folder: Path
) -> None:
    (sample,) = (each for each in SAMPLES if (each.slug, each.op) == (slug, op))
    expected = await _refusal(sample, Bench(sim), fault)
    assert expected
    sim.reset("test")
    assert await _refusal(sample, RenamedBench(sim, folder=folder), fault) == expected


async def _refusal(sample: Sample, bench: Bench, fault: str) -> object:
    """What a person is told, and the code and the fields that the program goes by."""
    try:
        call = await prepared(sample, bench)
        bench.sim.fault(route(sample.slug, sample.op), fault, times=-1)
        await call(bench)
    except ProviderError as error:
        fields = dict(error.fields) if isinstance(error, RejectedError) else {}
        code = error.code if isinstance(error, RejectedError) else ""
        return understood([type(error).__name__, error.title, error.detail, code, fields])
    finally:
        await bench.aclose()
    return None


@pytest.mark.parametrize(
    ("slug", "stream"),
    [
        ("dispatch", "orders"),
        ("dispatch", "shipments"),
        ("shipx", "shipments"),
        ("shipx", "dispatch_orders"),
    ],
)
async def test_what_is_synced_is_read_by_the_names_of_the_table(
    slug: str, stream: str, sim: Simulator, folder: Path
) -> None:
    if slug == "shipx":
        booked(Bench(sim))
    page, one = await _synced(Bench(sim), slug, stream)
    expected = understood([page, one])
    found = understood([*await _synced(RenamedBench(sim, folder=folder), slug, stream)])
    assert page.orders or page.shipments or page.dispatch_orders
    assert page.skipped == ()
    assert found == expected


async def _synced(bench: Bench, slug: str, stream: str) -> tuple[ParsedPage, ParsedPage]:
    """The first page of a list and one row of it alone, as the ingest process makes them."""
    streams = bench.provider(slug).streams
    assert streams is not None
    parser = importlib.import_module(f"shipdesk.providers.{slug}").parser(bench.table(slug))
    try:
        raw = await streams.fetch_page(stream, "")
        page = parser.parse(bench.account(slug), stream, "", raw.body)
        first = (*page.orders, *page.shipments, *page.dispatch_orders)[0]
        raw = await streams.fetch_one(stream, first.remote_id)
        return page, parser.parse(bench.account(slug), raw.stream, "", raw.body)
    finally:
        await bench.aclose()
