"""Reading a Dispatch account at the real simulator: requests, pages, faults, the test of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shipdesk.domain.account import Account
from shipdesk.errors import (
    AuthError,
    ProviderError,
    ProviderFaultError,
    RateLimitedError,
    RejectedError,
    RuleError,
    UnexpectedReplyError,
    UnreachableError,
)
from shipdesk.providers.dispatch.mapping import DispatchParser
from shipdesk.providers.dispatch.provider import OpenDispatch
from shipdesk.providers.lists import ParsedPage, RawPage, Streams
from shipdesk.providers.surroundings import Surroundings
from shipdesk.providers.tables import load_table
from tests.support.driven_clock import DrivenClock
from tests.support.simulator import Simulator

GUID = "3f0c1d52-7c1e-4a53-9a57-0a5f0d1b2c01"


def _streams(opened: OpenDispatch) -> Streams:
    assert opened.provider.streams is not None
    return opened.provider.streams


def _with_token(account: Account, token: str) -> OpenDispatch:
    surroundings = Surroundings(DrivenClock(), load_table("dispatch"))
    return OpenDispatch(account, {"token": token}, surroundings)


async def _walk(opened: OpenDispatch, parser: DispatchParser, stream: str) -> list[ParsedPage]:
    pages: list[ParsedPage] = []
    cursor = ""
    while not pages or cursor:
        raw = await _streams(opened).fetch_page(stream, cursor)
        assert (raw.stream, raw.cursor) == (stream, cursor)
        pages.append(parser.parse(opened.provider.account, stream, cursor, raw.body))
        cursor = pages[-1].next_cursor
    return pages


async def test_all_orders_are_read_newest_first(
    sim: Simulator, opened: OpenDispatch, parser: DispatchParser
) -> None:
    pages = await _walk(opened, parser, "orders")
    orders = [order for page in pages for order in page.orders]
    assert [len(page.orders) for page in pages] == [100, 100, 60]
    assert [page.total for page in pages] == [260] * 3
    assert [page.skipped for page in pages] == [()] * 3
    assert orders == sorted(orders, key=lambda order: order.created_at, reverse=True)
    books = sim.books()["dispatch"]["orders"]
    assert {order.number: order.remote_id for order in orders} == {
        number: row["guid"] for number, row in books.items()
    }
    assert {f"{order.total.plain()}" for order in orders if order.total} == {
        row["total"] for row in books.values()
    }


async def test_the_requests_are_those_of_the_reference(
    sim: Simulator, opened: OpenDispatch
) -> None:
    await _streams(opened).fetch_page("orders", "2")
    await _streams(opened).fetch_page("shipments", "")
    lines = [
        f"{row['method']} {row['path']} {dict(row['query'])}"
        for row in sim.requests(dialect="dispatch")
    ]
    orders, shipments = lines
    assert orders == (
        "GET /dispatch/api/v1/Orders {'Page': '2', 'PageSize': '100', '$orderby': "
        "'createdDate desc'}"
    )
    assert shipments == "GET /dispatch/api/v1/shipments {'page': '1', 'perPage': '100'}"


async def test_the_total_number_of_pages_is_used_where_it_is_told(
    sim: Simulator, opened: OpenDispatch, parser: DispatchParser
) -> None:
    sim.knobs(total_pages=True, max_page_size=50)
    pages = await _walk(opened, parser, "orders")
    assert [len(page.orders) for page in pages] == [50, 50, 50, 50, 50, 10]


async def test_shipments_are_read_with_the_orders_they_belong_to(
    sim: Simulator, opened: OpenDispatch, parser: DispatchParser
) -> None:
    pages = await _walk(opened, parser, "shipments")
    found = {each.tracking_number: each for page in pages for each in page.shipments}
    rows = sim.books()["dispatch"]["shipments"]
    assert {row["trackingNumber"] for row in rows} == set(found)
    row = rows[0]
    shipment = found[row["trackingNumber"]]
    assert shipment.order_key == f"shop:{row['orderId']}"
    assert shipment.code == row["status"]


async def test_an_order_has_its_details_when_asked_alone(
    sim: Simulator, opened: OpenDispatch, parser: DispatchParser
) -> None:
    number, row = next(iter(sim.books()["dispatch"]["orders"].items()))
    raw = await _streams(opened).fetch_one("orders", row["guid"])
    (order,) = parser.parse(opened.provider.account, raw.stream, raw.cursor, raw.body).orders
    assert (order.number, order.detailed) == (number, True)
    assert order.recipient.country
    assert not order.recipient.country_guessed
    assert order.recipient.phone
    assert all(line.sku for line in order.lines)


@pytest.mark.parametrize("how", ["loose_types", "extra_fields", "no_ratelimit_headers"])
async def test_careless_answers_are_read_all_the_same(
    sim: Simulator, opened: OpenDispatch, parser: DispatchParser, how: str
) -> None:
    before = (await _walk(opened, parser, "orders"))[0]
    sim.fault("orders.list", how)
    raw = await _streams(opened).fetch_page("orders", "")
    page = parser.parse(opened.provider.account, "orders", "", raw.body)
    assert _without_raw(page) == _without_raw(before)


def _without_raw(page: ParsedPage) -> ParsedPage:
    """The raw copies differ, as they tell what came; nothing else may."""
    return replace(page, orders=tuple(replace(order, raw="") for order in page.orders), raw="")


@pytest.mark.parametrize("how", ["truncated_json", "empty_body", "wrong_types"])
async def test_a_spoiled_page_is_named_and_nothing_crashes(
    sim: Simulator, opened: OpenDispatch, parser: DispatchParser, how: str
) -> None:
    sim.fault("orders.list", how)
    raw = await _streams(opened).fetch_page("orders", "")
    with pytest.raises(UnexpectedReplyError):
        parser.parse(opened.provider.account, "orders", "", raw.body)


async def test_a_refusal_with_status_200_is_a_refusal(
    sim: Simulator, opened: OpenDispatch, parser: DispatchParser
) -> None:
    sim.fault("orders.list", "success_false_200", message="Not now")
    raw = await _streams(opened).fetch_page("orders", "")
    with pytest.raises(RejectedError) as caught:
        parser.parse(opened.provider.account, "orders", "", raw.body)
    assert caught.value.words == "Not now"


@pytest.mark.parametrize("how", ["500", "503", "html", "drop_before", "drop_after_commit"])
async def test_a_read_outlives_three_faults(
    sim: Simulator, opened: OpenDispatch, parser: DispatchParser, how: str
) -> None:
    sim.fault("orders.list", how, times=3)
    raw = await _streams(opened).fetch_page("orders", "")
    assert len(parser.parse(opened.provider.account, "orders", "", raw.body).orders) == 100


@pytest.mark.parametrize(
    ("how", "kind"),
    [
        ("500", ProviderFaultError),
        ("html", ProviderFaultError),
        ("401", AuthError),
        ("403", AuthError),
        ("404", RejectedError),
        ("422", RejectedError),
        ("drop_before", UnreachableError),
    ],
)
async def test_a_lasting_fault_is_the_right_error_with_the_accounts_name(
    sim: Simulator, opened: OpenDispatch, how: str, kind: type[ProviderError]
) -> None:
    sim.fault("orders.list", how, times=-1)
    with pytest.raises(kind) as caught:
        await _streams(opened).fetch_page("orders", "")
    assert type(caught.value) is kind
    assert "Shop" in str(caught.value)


async def test_the_wait_after_too_many_requests_is_told_in_seconds(
    sim: Simulator, opened: OpenDispatch, clock: DrivenClock
) -> None:
    sim.freeze()
    sim.knobs(rate_limit=2)
    for _ in range(2):
        await opened.client.read_order(_some_order(sim))
    with pytest.raises(RateLimitedError) as caught:
        await opened.client.read_order(_some_order(sim))
    assert 55 <= caught.value.retry_after <= 62
    seen = len(sim.requests(dialect="dispatch"))
    with pytest.raises(RateLimitedError):
        await _streams(opened).fetch_page("orders", "")
    assert len(sim.requests(dialect="dispatch")) == seen
    sim.push(61)
    clock.push(62)
    assert isinstance(await _streams(opened).fetch_page("orders", ""), RawPage)
    sim.freeze(frozen=False)


async def test_little_left_stops_the_background_before_it_is_refused(
    sim: Simulator, opened: OpenDispatch
) -> None:
    sim.knobs(rate_limit=6)
    await _streams(opened).fetch_page("orders", "")
    with pytest.raises(RateLimitedError):
        await _streams(opened).fetch_page("orders", "2")
    assert await opened.client.read_order(_some_order(sim))


async def test_a_refusal_whose_reset_lies_in_the_past_is_not_hammered(
    sim: Simulator, opened: OpenDispatch, clock: DrivenClock
) -> None:
    sim.fault("orders.list", "reset_in_past")
    await _streams(opened).fetch_page("orders", "")
    (pause,) = clock.slept
    assert 2 <= pause <= 3
    assert len(sim.requests(operation="orders.list")) == 2


async def test_an_identifier_that_is_none_is_never_put_into_a_path(
    sim: Simulator, opened: OpenDispatch
) -> None:
    with pytest.raises(UnexpectedReplyError):
        await _streams(opened).fetch_one("orders", "../business/generate-api-token")
    assert sim.requests(dialect="dispatch") == []


async def test_the_test_of_an_account_tells_what_works_and_changes_nothing(
    sim: Simulator, opened: OpenDispatch
) -> None:
    assert opened.provider.probe is not None
    answers = await opened.provider.probe.test()
    assert {each.operation: each.state for each in answers} == {
        "business.me": "works",
        "orders.list": "works",
        "shipments.list": "works",
        "integrations.list": "works",
        "orders.create_shipment": "not_tried",
        "shipments.replace": "not_tried",
        "orders.patch": "not_tried",
        "orders.status": "not_tried",
    }
    assert {row["method"] for row in sim.requests(dialect="dispatch")} == {"GET"}


async def test_a_path_that_is_not_there_is_a_sentence(sim: Simulator, opened: OpenDispatch) -> None:
    sim.knobs(designed_endpoints=False)
    sim.fault("business.me", "500")
    assert opened.provider.probe is not None
    states = {each.operation: each for each in await opened.provider.probe.test()}
    assert states["integrations.list"].state == "address_unknown"
    assert states["integrations.list"].words
    assert states["business.me"].state == "failed"
    assert states["orders.list"].state == "works"


@pytest.mark.parametrize(
    ("token", "states"),
    [("simulator-token-noplan", {"failed", "not_tried"}), ("simulator-token-readonly", None)],
)
async def test_a_token_without_rights_is_told_per_operation(
    account: Account, token: str, states: set[str] | None
) -> None:
    opened = _with_token(account, token)
    assert opened.provider.probe is not None
    answers = await opened.provider.probe.test()
    assert {each.state for each in answers} == (states or {"works", "not_tried"})
    await opened.aclose()


@pytest.mark.parametrize("token", ["simulator-token-revoked", "wrong", ""])
async def test_a_wrong_token_is_not_accepted(account: Account, token: str) -> None:
    opened = _with_token(account, token)
    assert opened.provider.probe is not None
    with pytest.raises(AuthError):
        await opened.provider.probe.test()
    await opened.aclose()


async def test_a_pasted_token_may_carry_blanks_and_line_ends(account: Account) -> None:
    opened = _with_token(account, "  simulator-token-full\r\n\u00a0")
    assert opened.provider.probe is not None
    assert (await opened.provider.probe.test())[0].state == "works"
    await opened.aclose()


async def test_an_account_without_an_address_cannot_be_built(account: Account) -> None:
    with pytest.raises(RuleError) as caught:
        _with_token(replace(account, settings={}), "x")
    assert caught.value.field == "base_url"


def _some_order(sim: Simulator) -> str:
    guid: str = next(iter(sim.books()["dispatch"]["orders"].values()))["guid"]
    return guid
