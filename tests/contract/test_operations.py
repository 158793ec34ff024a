"""Every documented operation × every fault, judged against the hand-written table."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from shipdesk.domain.operation import OperationKind
from shipdesk.errors import ProviderError, ShipDeskError
from shipdesk.providers.tables import load_table
from tests.contract.bench import bench_at, outcome_of, route
from tests.contract.judgement import CALLS, FAULTS, OPEN_FURTHER, STATES
from tests.contract.records import holds_keys, prepared, record_intent, sort_of
from tests.contract.samples import PlainSample, RecordSample, Sample, every_sample
from tests.support.simulator import Simulator

SAMPLES = every_sample()
SLUGS = ("dispatch", "shipx", "dash101")
_LASTS = -1


def _name(sample: Sample) -> str:
    return f"{sample.slug}:{sample.op}"


WRITES = tuple(
    each
    for each in SAMPLES
    if (sort_of(each) in STATES if isinstance(each, RecordSample) else each.intent is not None)
)


@pytest.fixture(scope="module")
def world() -> Iterator[Simulator]:
    with Simulator.in_thread("test") as simulator:
        yield simulator


@pytest.fixture
def sim(world: Simulator) -> Simulator:
    """The simulated world, as new."""
    world.reset("test")
    return world


@pytest.mark.parametrize("slug", SLUGS)
def test_every_documented_operation_has_a_sample(slug: str) -> None:
    sampled = [each.op for each in SAMPLES if each.slug == slug]
    assert sorted(sampled) == sorted(load_table(slug).endpoints)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("sample", SAMPLES, ids=_name)
async def test_a_call_ends_as_the_table_says(sample: Sample, fault: str, sim: Simulator) -> None:
    async with bench_at(sim) as bench:
        error, requests = CALLS[sort_of(sample)][fault]
        expected = sample.other.get(f"call {fault}", error)
        call = await prepared(sample, bench)
        sim.clear_requests()
        _break(sim, sample, fault)
        told = ""
        try:
            await call(bench)
        except ProviderError as problem:
            told = type(problem).__name__
            _is_worded(problem)
        if expected != "any":
            assert told == expected
        sent = bench.sent(sample.slug, sample.op)
        assert len(sent) == int(sample.other.get(f"requests {fault}", str(requests)))
        if fault == "good":
            holds_keys(sample, sent[0])


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("sample", WRITES, ids=_name)
async def test_a_change_ends_as_the_table_says(
    sample: Sample, fault: str, sim: Simulator, tmp_path: Path
) -> None:
    async with bench_at(sim) as bench:
        sort = sort_of(sample)
        allowed = STATES[sort][fault]
        if f"state {fault}" in sample.other:
            allowed = tuple(sample.other[f"state {fault}"].split("|"))
        if isinstance(sample, RecordSample):
            kind, intent = OperationKind.RECORD, await record_intent(sample, bench)
            step, facts = "", {}
        else:
            assert sample.intent is not None
            kind, intent = await sample.intent(bench)
            step, facts = sample.step, dict(sample.facts) | bench.made
        sim.clear_requests()
        _break(sim, sample, fault)
        operation = await outcome_of(
            bench, sample.slug, kind, intent, tmp_path, step=step, facts=facts
        )
        state = operation.state.value
        if "done" in allowed and isinstance(sample, PlainSample) and fault in _GOES_ON:
            allowed = (*allowed, *OPEN_FURTHER)
        assert state in allowed, operation.reason
        requests = int(sample.other.get(f"requests {fault}", "1"))
        assert len(bench.sent(sample.slug, sample.op)) == requests


_GOES_ON = frozenset(
    {"good", "extra_fields", "slow", "wrong_types", "missing_fields", "empty_body"}
)


def _break(sim: Simulator, sample: Sample, fault: str) -> None:
    if fault == "good":
        return
    wait = {"429_retry_after": 3, "429_ratelimit": 3}.get(fault)
    options = {"retry_after": wait} if wait else {}
    sim.fault(route(sample.slug, sample.op), fault, times=_LASTS, ms=20, **options)


def _is_worded(problem: ShipDeskError) -> None:
    """Every error says what happened, why, and what to do."""
    assert problem.title
    assert problem.detail
    assert problem.hint
