"""Tests of logging in to Dash101: one token, renewed in time, and no login loops."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from shipdesk.domain.account import Account
from shipdesk.errors import AuthError, RateLimitedError, RejectedError, UnreachableError
from shipdesk.providers.base import Provider
from shipdesk.providers.dash101.provider import OpenDash101, open_dash101
from shipdesk.providers.dash101.session import _told_at
from shipdesk.providers.surroundings import Surroundings
from shipdesk.providers.tables import Table
from tests.providers.dash101.parcels import PLACE
from tests.support.driven_clock import DrivenClock
from tests.support.simulator import Simulator

DAY = 86_400.0


def logins(sim: Simulator) -> int:
    return len(sim.requests(operation="dash101.auth"))


async def work(dash: Provider) -> str:
    assert dash.pickup_locations is not None
    return await dash.pickup_locations.make(PLACE)


@pytest.fixture
def rebuilt(
    account: Account, clock: DrivenClock, table: Table
) -> Callable[[str, str], OpenDash101]:
    """Builds the account with another user and password; the test closes it."""

    def build(user_id: str, password: str) -> OpenDash101:
        settings = {**account.settings, "user_id": user_id}
        if user_id == "1002":
            settings["email"] = "inactive@example.test"
        other = replace(account, settings=settings)
        return open_dash101(other, {"password": password}, Surroundings(clock, table))

    return build


async def test_many_requests_at_once_log_in_once(dash: Provider, sim: Simulator) -> None:
    ids = await asyncio.gather(*(work(dash) for _ in range(5)))
    assert len(set(ids)) == 1
    assert logins(sim) == 1


async def test_a_token_of_nineteen_days_is_renewed_before_it_lapses(
    dash: Provider, sim: Simulator, clock: DrivenClock
) -> None:
    await work(dash)
    for passed in (18.9 * DAY, 0.2 * DAY):
        clock.push(passed)
        sim.push(passed)
        await work(dash)
    assert logins(sim) == 2
    assert [seen["status"] for seen in sim.requests(operation="dash101.pickup_create")] == [
        200, 200, 200,
    ]  # fmt: skip


async def test_a_token_that_lapsed_unseen_is_renewed_once_and_the_call_repeated(
    dash: Provider, sim: Simulator, clock: DrivenClock
) -> None:
    await work(dash)
    clock.push(60)
    sim.push(21 * DAY)
    await work(dash)
    assert logins(sim) == 2
    assert [seen["status"] for seen in sim.requests(operation="dash101.pickup_create")] == [
        200, 401, 200,
    ]  # fmt: skip


async def test_requests_refused_at_once_share_one_login_and_all_go_through(
    dash: Provider, sim: Simulator, clock: DrivenClock
) -> None:
    await work(dash)
    clock.push(60)
    sim.push(21 * DAY)
    await asyncio.gather(*(work(dash) for _ in range(5)))
    assert logins(sim) == 2
    made = [seen["status"] for seen in sim.requests(operation="dash101.pickup_create")]
    assert made.count(401) >= 2
    assert made.count(200) == 6


async def test_a_wrong_password_is_told_and_tried_once(
    rebuilt: Callable[[str, str], OpenDash101], sim: Simulator
) -> None:
    opened = rebuilt("1001", "wrong")
    with pytest.raises(AuthError) as caught:
        await work(opened.provider)
    await opened.aclose()
    assert "wrong" in caught.value.detail
    assert logins(sim) == 1


async def test_an_inactive_user_is_no_login_loop(
    rebuilt: Callable[[str, str], OpenDash101], sim: Simulator
) -> None:
    opened = rebuilt("1002", "simulator-pass")
    with pytest.raises(AuthError) as caught:
        await work(opened.provider)
    await opened.aclose()
    assert "Logging in works, so the API user may be inactive" in caught.value.detail
    assert logins(sim) == 1


async def test_at_most_three_logins_in_ten_minutes(
    dash: Provider, sim: Simulator, clock: DrivenClock
) -> None:
    sim.fault("dash101.pickup_create", "401", times=-1)
    for _ in range(6):
        clock.push(30)
        with pytest.raises(AuthError):
            await work(dash)
    assert logins(sim) == 3
    clock.push(600)
    with pytest.raises(AuthError):
        await work(dash)
    assert logins(sim) == 4


@pytest.mark.parametrize("trouble", ["503", "html", "drop_after_commit", "truncated_json"])
async def test_trouble_while_logging_in_means_that_the_request_never_left(
    dash: Provider, sim: Simulator, trouble: str
) -> None:
    sim.fault("dash101.auth", trouble, times=-1)
    with pytest.raises(UnreachableError) as caught:
        await work(dash)
    assert not caught.value.sent
    assert sim.requests(operation="dash101.pickup_create") == []


async def test_a_login_that_is_not_found_blames_address_and_paths(
    dash: Provider, sim: Simulator
) -> None:
    sim.fault("dash101.auth", "404")
    with pytest.raises(RejectedError) as caught:
        await work(dash)
    assert "address" in caught.value.words


async def test_secrets_stand_in_no_record_of_the_requests(opened: OpenDash101) -> None:
    await work(opened.provider)
    seen = " ".join(f"{each.path} {each.asked} {each.answered}" for each in opened.api.exchanges)
    assert "simulator-pass" not in seen
    assert "authorization_token" in seen
    assert "Bearer" not in seen


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("Mon, 10 Jun 2024 10:30:00 GMT", datetime(2024, 6, 10, 10, 30, tzinfo=UTC)),
        ("Mon, 10 Jun 2024 16:00:00 +0530", datetime(2024, 6, 10, 10, 30, tzinfo=UTC)),
        ("yesterday", None),
        ("", None),
    ],
)
def test_a_tokens_age_counts_from_the_services_own_time(header: str, told: datetime | None) -> None:
    assert _told_at(header) == told


@pytest.mark.parametrize("trouble", ["500", "html", "429_bare", "drop_before"])
async def test_trouble_while_logging_in_never_asks_for_the_password(
    dash: Provider, sim: Simulator, clock: DrivenClock, trouble: str
) -> None:
    sim.fault("dash101.auth", trouble, times=-1)
    for _ in range(5):
        with pytest.raises((UnreachableError, RateLimitedError)):
            await work(dash)
        clock.push(1)
    sim.clear_faults()
    clock.push(120)
    await work(dash)


async def test_a_service_that_fails_is_not_asked_to_log_in_by_every_request(
    dash: Provider, sim: Simulator
) -> None:
    sim.fault("dash101.auth", "500", times=-1)
    for _ in range(4):
        with pytest.raises(UnreachableError):
            await work(dash)
    assert logins(sim) == 1


async def test_between_day_19_and_20_the_old_token_does_where_no_new_one_is_to_be_had(
    dash: Provider, sim: Simulator, clock: DrivenClock
) -> None:
    await work(dash)
    clock.push(19.5 * DAY)
    sim.push(19.5 * DAY)
    sim.fault("dash101.auth", "500", times=-1)
    await work(dash)
    clock.push(DAY)
    sim.push(DAY)
    with pytest.raises(UnreachableError):
        await work(dash)
