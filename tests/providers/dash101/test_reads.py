"""Tests of Dash101's documents, tracking, single orders, places and the test of an account."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shipdesk.domain.money import Money
from shipdesk.domain.order import PaymentKind, Stage
from shipdesk.domain.shipment import ShipmentStatus
from shipdesk.errors import AuthError, RejectedError
from shipdesk.providers.base import Provider
from tests.providers.dash101.parcels import ASHA, PLACE, SENDER, buy, cod_order, placed, shipment_of
from tests.support.simulator import Simulator


async def test_label_invoice_and_details_are_fetched_from_their_addresses(
    dash: Provider, sim: Simulator
) -> None:
    assert dash.labels is not None
    bought, intent = await buy(dash, sim)
    shipment = shipment_of(intent, bought)
    kinds = dash.labels.kinds(shipment)
    assert (kinds[0], set(kinds)) == ("label", {"label", "invoice", "order_details"})
    for kind in kinds:
        document = await dash.labels.fetch(shipment, kind)
        assert document.body.startswith(b"%PDF")


async def test_a_label_without_a_kept_address_is_asked_for(dash: Provider, sim: Simulator) -> None:
    assert dash.labels is not None
    bought, intent = await buy(dash, sim)
    document = await dash.labels.fetch(shipment_of(intent, bought, files={}), "label")
    assert document.body.startswith(b"%PDF")


async def test_a_lapsed_address_is_told_as_such(dash: Provider, sim: Simulator) -> None:
    assert dash.labels is not None
    bought, intent = await buy(dash, sim)
    gone = {"label": f"{sim.url}/files/none.pdf"}
    document = await dash.labels.fetch(shipment_of(intent, bought, files=gone), "label")
    assert document.body.startswith(b"%PDF")
    unknown = shipment_of(intent, bought, files=gone, extra={}, reference="NONE")
    with pytest.raises(RejectedError):
        await dash.labels.fetch(unknown, "label")


async def test_tracking_tells_status_words_and_history(dash: Provider, sim: Simulator) -> None:
    assert dash.tracking is not None
    bought, intent = await buy(dash, sim)
    shipment = shipment_of(intent, bought)
    sim.push(200_000)
    sim.advance(bought.tracking_number, "12")
    (answer,) = await dash.tracking.fetch([shipment])
    assert (answer.status, answer.code) == (ShipmentStatus.EXCEPTION, "12")
    assert answer.words == "Failed Delivery: Customer not available"
    assert answer.changes is not None
    assert answer.changes.extra["failed_reason"] == "Customer not available"
    assert answer.changes.extra["attempts"] == "1"
    assert [event.at for event in answer.events] == sorted(event.at for event in answer.events)
    assert answer.events[-1].words == "Failed Delivery: Customer not available"
    assert (await dash.tracking.fetch_events(shipment)).events == answer.events


async def test_one_unknown_order_spoils_no_other(dash: Provider, sim: Simulator) -> None:
    assert dash.tracking is not None
    bought, intent = await buy(dash, sim)
    good = shipment_of(intent, bought)
    lost = shipment_of(intent, bought, id="lost", reference="NONE", extra={})
    answers = await dash.tracking.fetch([good, lost])
    assert answers[0].status is ShipmentStatus.BOUGHT
    assert answers[1].error == "Dash101 does not know this order."


async def test_an_order_is_found_by_either_number_with_its_sharp_sign(
    dash: Provider, sim: Simulator
) -> None:
    assert dash.finder is not None
    bought, intent = await buy(dash, sim)
    order = await dash.finder.fetch(f" {intent.reference} ")
    assert order.number == intent.reference
    assert order.key == f"dash:{bought.remote_id}"
    assert (await dash.finder.fetch(bought.remote_id)).key == order.key
    assert order.recipient == replace(ASHA, phone="9876543210")
    assert (order.payment.kind, order.payment.amount) == (PaymentKind.COD, Money(124950, "INR"))
    assert order.closed is Stage.LABELLED
    assert [line.description for line in order.lines] == ["Cotton shirt"]


async def test_an_order_that_waits_is_open_and_a_cancelled_one_is_closed(
    dash: Provider, sim: Simulator
) -> None:
    assert dash.finder is not None
    assert dash.booking is not None
    intent = await placed(dash, cod_order(cod=None))
    await dash.booking.run("create_order", intent, {})
    order = await dash.finder.fetch(intent.reference)
    assert (order.closed, order.payment.kind) == (None, PaymentKind.PAID)
    sim.cancel_order(intent.reference)
    assert (await dash.finder.fetch(intent.reference)).closed is Stage.CANCELLED


async def test_a_number_that_dash101_does_not_know_is_said(dash: Provider) -> None:
    assert dash.finder is not None
    with pytest.raises(RejectedError) as caught:
        await dash.finder.fetch("NONE-1")
    assert caught.value.words == "Dash101 knows no order NONE-1."


async def test_the_same_place_with_other_blanks_is_the_same_place(
    dash: Provider, sim: Simulator
) -> None:
    assert dash.pickup_locations is not None
    first = await dash.pickup_locations.make(PLACE)
    spaced = replace(SENDER, street="  Unit 4,   Lake Industrial Estate ", phone="9812345678")
    assert await dash.pickup_locations.make(replace(PLACE, address=spaced)) == first
    assert await dash.pickup_locations.find(PLACE) == (first,)
    other = replace(PLACE, address=replace(SENDER, phone="9822011223"))
    assert await dash.pickup_locations.find(other) == ()
    body = sim.requests(operation="dash101.pickup_create")[0]["body"]
    assert set(body) == {
        "pickup_seller_name", "pickup_seller_phone", "pickup_address1", "pickup_address2",
        "pickup_city", "pickup_pincode",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"street": "Unit 4"}, "sender.address1"),
        ({"city": "Łódź"}, "sender.city"),
        ({"phone": "02225551234"}, "sender.phone"),
        ({"postcode": "00-838"}, "sender.pincode"),
    ],
)
async def test_a_place_that_dash101_would_refuse_is_told_before_it_is_sent(
    dash: Provider, sim: Simulator, change: dict[str, str], field: str
) -> None:
    assert dash.pickup_locations is not None
    with pytest.raises(RejectedError) as caught:
        await dash.pickup_locations.make(replace(PLACE, address=replace(SENDER, **change)))  # type: ignore[arg-type]
    assert field in caught.value.fields
    assert sim.requests(dialect="dash101") == []


async def test_the_test_of_an_account_tells_each_path_apart_and_makes_nothing(
    dash: Provider, sim: Simulator
) -> None:
    assert dash.probe is not None
    sim.fault("dash101.couriers", "404")
    answers = {answer.operation: answer.state for answer in await dash.probe.test()}
    assert answers == {
        "auth": "works",
        "couriers": "address_unknown",
        "serviceability": "works",
        "order_track": "works",
        "pickup_list": "works",
        "order_create_v2": "not_tried",
        "shipment_create": "not_tried",
        "pickup_create": "not_tried",
    }
    assert sim.books()["dash101"]["orders"] == []


async def test_a_wrong_address_is_told_by_the_login_and_nothing_else_is_tried(
    dash: Provider, sim: Simulator
) -> None:
    assert dash.probe is not None
    sim.fault("dash101.auth", "404")
    answers = {answer.operation: answer.state for answer in await dash.probe.test()}
    assert answers["auth"] == "address_unknown"
    assert "couriers" not in answers


async def test_a_refused_password_ends_the_test(dash: Provider, sim: Simulator) -> None:
    assert dash.probe is not None
    sim.fault("dash101.auth", "401")
    with pytest.raises(AuthError):
        await dash.probe.test()


async def test_a_number_with_a_hash_is_tracked_whole(dash: Provider, sim: Simulator) -> None:
    assert dash.tracking is not None
    bought, intent = await buy(dash, sim)
    assert "#" in intent.reference
    by_number = shipment_of(intent, bought, extra={})
    (answer,) = await dash.tracking.fetch([by_number])
    assert answer.status is ShipmentStatus.BOUGHT
    asked = sim.requests(operation="dash101.order_track")[-1]["query"]
    assert ["order_id", intent.reference] in [list(pair) for pair in asked]
