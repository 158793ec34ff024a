"""Tests of failed deliveries at Dash101 against the real simulator: re-attempt and return."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shipdesk.domain.delivery_exception import Place, ReattemptIntent, ReturnIntent, place_of
from shipdesk.domain.order import OrderKey, Stage
from shipdesk.domain.shipment import Shipment, ShipmentStatus
from shipdesk.errors import RejectedError, UnexpectedReplyError, UnreachableError
from shipdesk.providers.base import Provider
from shipdesk.providers.dash101 import mapping, wire
from shipdesk.providers.steps import Settled
from shipdesk.providers.tables import Table
from shipdesk.storage.shipment_rows import (
    FIRST_SHIPMENT_TAB,
    SHIPMENT_TABS,
    ShipmentFacts,
    make_shipment_row,
)
from tests.providers.dash101.parcels import buy, shipment_of
from tests.providers.driving import now
from tests.support.driven_clock import DrivenClock
from tests.support.simulator import Simulator


async def failed(dash: Provider, sim: Simulator) -> Shipment:
    """A parcel in Failed Delivery, as it is kept."""
    bought, intent = await buy(dash, sim)
    sim.advance(bought.tracking_number, "12")
    return shipment_of(intent, bought, code="12", status=ShipmentStatus.EXCEPTION)


def again(to: Shipment, day: str = "", **more: str) -> ReattemptIntent:
    return ReattemptIntent(to.id, to.tracking_number, to.reference, to.remote_id, day, **more)


def back(to: Shipment, reason: str = "2", comment: str = "") -> ReturnIntent:
    return ReturnIntent(to.id, to.tracking_number, to.reference, to.remote_id, reason, comment)


def first_day(dash: Provider, clock: DrivenClock) -> str:
    assert dash.exceptions is not None
    return dash.exceptions.rules.reattempt.earliest(clock.now()).isoformat()


async def code_of(dash: Provider, shipment: Shipment) -> str:
    assert dash.tracking is not None
    (answer,) = await dash.tracking.fetch([shipment])
    return answer.code


async def test_a_reattempt_sends_day_street_and_phone_under_the_vendors_names(
    dash: Provider, sim: Simulator, clock: DrivenClock
) -> None:
    assert dash.reattempt is not None
    shipment = await failed(dash, sim)
    day = first_day(dash, clock)
    wanted = again(shipment, day, address="14  Lake View Road", phone="+91 98765 00000")
    result = await dash.reattempt.run("reattempt", wanted, {})
    assert isinstance(result, Settled)
    assert result.words == "Reattempt request registered"
    (sent,) = sim.requests(operation="dash101.reattempt")
    assert sent["body"].keys() == {
        "preferred_delivery_date", "updated_customer_address", "alternate_customer_mobile"
    }  # fmt: skip
    assert shipment.tracking_number in sent["path"]
    assert await code_of(dash, shipment) == "11"


async def test_a_reattempt_without_wishes_sends_an_empty_object(
    dash: Provider, sim: Simulator
) -> None:
    assert dash.reattempt is not None
    shipment = await failed(dash, sim)
    await dash.reattempt.run("reattempt", again(shipment), {})
    assert sim.requests(operation="dash101.reattempt")[0]["body"] == {}


async def test_the_date_is_judged_when_it_is_sent_and_not_when_it_was_chosen(
    dash: Provider, sim: Simulator, clock: DrivenClock
) -> None:
    assert dash.reattempt is not None
    shipment = await failed(dash, sim)
    day = first_day(dash, clock)
    clock.push(86_400.0 * 2)
    with pytest.raises(RejectedError) as caught:
        await dash.reattempt.run("reattempt", again(shipment, day), {})
    assert first_day(dash, clock) in caught.value.words
    assert "date" in caught.value.fields
    assert sim.requests(operation="dash101.reattempt") == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"address": "short"}, "address"),
        ({"address": "ul. Łódzka 12 m. 3"}, "address"),
        ({"phone": "02012345678"}, "phone"),
        ({"tracking_number": "no/way"}, "tracking_number"),
        ({"tracking_number": ""}, "tracking_number"),
    ],
)
async def test_what_would_be_refused_is_not_sent(
    dash: Provider, sim: Simulator, change: dict[str, str], field: str
) -> None:
    assert dash.reattempt is not None
    shipment = await failed(dash, sim)
    with pytest.raises(RejectedError) as caught:
        await dash.reattempt.run("reattempt", replace(again(shipment), **change), {})  # type: ignore[arg-type]
    assert field in caught.value.fields
    assert sim.requests(operation="dash101.reattempt") == []


async def test_a_parcel_that_is_not_failed_is_refused_in_dash101s_words(
    dash: Provider, sim: Simulator
) -> None:
    assert dash.reattempt is not None
    assert dash.return_to_origin is not None
    bought, intent = await buy(dash, sim)
    shipment = shipment_of(intent, bought)
    with pytest.raises(RejectedError) as caught:
        await dash.reattempt.run("reattempt", again(shipment), {})
    assert caught.value.code == "INVALID_STATE"
    with pytest.raises(RejectedError):
        await dash.return_to_origin.run("return", back(shipment), {})


async def test_a_return_sends_its_reason_as_a_digit_and_goes_back(
    dash: Provider, sim: Simulator
) -> None:
    assert dash.return_to_origin is not None
    shipment = await failed(dash, sim)
    await dash.return_to_origin.run("return", back(shipment, "6", "Moved away"), {})
    (sent,) = sim.requests(operation="dash101.rto")
    assert sent["body"] == {"rto_reason": "6", "rto_comments": "Moved away"}
    assert await code_of(dash, shipment) == "13"


@pytest.mark.parametrize(("reason", "comment"), [("", ""), ("7", ""), ("6", ""), ("1", "x" * 256)])
async def test_a_return_without_a_right_reason_is_not_sent(
    dash: Provider, sim: Simulator, reason: str, comment: str
) -> None:
    assert dash.return_to_origin is not None
    shipment = await failed(dash, sim)
    with pytest.raises(RejectedError):
        await dash.return_to_origin.run("return", back(shipment, reason, comment), {})
    assert sim.requests(operation="dash101.rto") == []


async def test_a_lost_reply_is_found_by_the_state_that_was_asked_for(
    dash: Provider, sim: Simulator
) -> None:
    assert dash.return_to_origin is not None
    assert dash.reattempt is not None
    shipment = await failed(dash, sim)
    assert await dash.return_to_origin.find("return", back(shipment), {}, now()) == ()
    sim.fault("dash101.rto", "drop_after_commit")
    with pytest.raises(UnreachableError):
        await dash.return_to_origin.run("return", back(shipment), {})
    (match,) = await dash.return_to_origin.find("return", back(shipment), {}, now())
    assert match.ours
    (other,) = await dash.reattempt.find("reattempt", again(shipment), {}, now())
    assert not other.ours, "a parcel that goes back is not what a re-attempt asked for"


async def test_an_answer_with_a_bad_status_inside_is_no_success(
    dash: Provider, sim: Simulator, table: Table
) -> None:
    assert wire.read_act({"data": {"status_code": 200, "message": "ok"}}, table).status == "200"
    assert wire.read_act({"message": "ok"}, table).status == ""
    assert dash.reattempt is not None
    shipment = await failed(dash, sim)
    sim.fault("dash101.reattempt", "empty_body")
    with pytest.raises(UnexpectedReplyError):
        await dash.reattempt.run("reattempt", again(shipment), {})


async def test_a_parcel_bought_elsewhere_is_recognised_by_its_order_and_its_number(
    dash: Provider, sim: Simulator
) -> None:
    assert dash.exceptions is not None
    shipment = await failed(dash, sim)
    fetched = replace(shipment, remote_id="x", extra={}, order_number=shipment.reference)
    told = await dash.exceptions.recognise(replace(fetched, reference=""))
    assert told is not None
    assert (told.bought.code, told.bought.remote_id) == ("12", shipment.remote_id)
    assert told.bought.extra["failed_reason"] == "Customer not available"
    assert (told.order_number, told.recipient.phone) == (shipment.reference, "9876543210")
    assert await dash.exceptions.recognise(replace(fetched, tracking_number="1")) is None
    unknown = replace(fetched, order_number="NONE", reference="#?")
    assert await dash.exceptions.recognise(unknown) is None


PLACES = (
    ("1", "open", "", None),
    ("2", "open", "", None),
    ("2.5", "to_print", "", Stage.LABELLED),
    ("3", "in_transit", "", Stage.HANDED_OVER),
    ("4", "done", "", Stage.DONE),
    ("5", "done", "", Stage.CANCELLED),
    ("6", "done", "", Stage.CANCELLED),
    ("7", "done", "", Stage.DONE),
    ("9", "done", "customer_returns", Stage.DONE),
    ("10", "failed", "customer_returns", Stage.DONE),
    ("11", "in_transit", "", Stage.HANDED_OVER),
    ("12", "failed", "to_decide", Stage.HANDED_OVER),
    ("13", "failed", "going_back", Stage.HANDED_OVER),
    ("14", "done", "customer_returns", Stage.DONE),
    ("15", "done", "customer_returns", Stage.DONE),
)


@pytest.mark.parametrize(("code", "tab", "place", "stage"), PLACES)
def test_every_status_has_its_place_in_the_window(
    table: Table, code: str, tab: str, place: str, stage: Stage | None
) -> None:
    order = wire.WireOrder(order_id="A-1", dash101_order_id="73", code=code)
    status = wire.status_of(code, "", table)
    shipment = Shipment(
        id="s", account_id="dash", remote_id="73", reference="A-1", created_at=now(),
        order_key=OrderKey("k"), tracking_number="44", status=status.shipment, code=code,
        words=status.title, extra=mapping.to_notes(order, table),
    )  # fmt: skip
    row = make_shipment_row(1, shipment, ShipmentFacts(own=True))
    shown = dict(zip(SHIPMENT_TABS, row[FIRST_SHIPMENT_TAB:], strict=False))
    assert shown[tab] == 1
    assert place_of(shipment) is Place(place)
    account = type("A", (), {"id": "dash", "title": "Dash101"})()
    assert mapping.to_order(order, account, table).closed is stage


def test_the_table_of_places_names_every_status_that_there_is(table: Table) -> None:
    assert {code for code, *_ in PLACES} == {each.code for each in table.statuses()}
    assert len(PLACES) == 15
