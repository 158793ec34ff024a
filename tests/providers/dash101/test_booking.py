"""Tests of buying at Dash101 against the real simulator: order, approval, shipment."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shipdesk.domain.money import Money
from shipdesk.domain.order import OrderKey
from shipdesk.domain.shipment import ShipmentStatus
from shipdesk.errors import ProviderFaultError, RejectedError, UnreachableError
from shipdesk.providers.base import Provider
from shipdesk.providers.steps import Bought, Failed, Settled, Waiting
from tests.providers.dash101.parcels import ASHA, buy, cod_order, placed
from tests.providers.driving import carry_out, now, take_step
from tests.support.simulator import Simulator


async def test_a_cod_order_is_bought_with_number_price_pickup_and_files(
    dash: Provider, sim: Simulator
) -> None:
    bought, _ = await buy(dash, sim)
    (row,) = sim.books()["dash101"]["shipments"]
    assert row["tracking_number"] == bought.tracking_number
    assert (bought.status, bought.code) == (ShipmentStatus.BOUGHT, "2.5")
    assert bought.price == Money(7500, "INR")
    assert set(bought.files) == {"label", "order_details", "invoice"}
    day, slot, mark, number = bought.pickup.split(" ")
    assert (len(day), slot, mark) == (10, "13:00-18:00", "·")
    assert number.isdecimal()
    assert bought.courier == "Delhivery"


async def test_the_requests_have_the_keys_and_forms_of_the_reference(
    dash: Provider, sim: Simulator
) -> None:
    await buy(dash, sim)
    order = sim.requests(operation="dash101.order_create_v2")[0]["body"]
    assert set(order) == {
        "order_id", "order_date", "customer_name", "customer_phone", "customer_email",
        "delivery_address1", "delivery_city", "delivery_pincode", "order_total",
        "payment_method", "order_items",
    }  # fmt: skip
    assert order["order_id"] == "ORD-000870#A1B"
    assert order["order_date"] == "2024-06-10 11:05:00"
    assert (order["order_total"], order["payment_method"]) == (1249.5, "cod")
    assert order["delivery_pincode"] == 411001
    assert order["order_items"] == [
        {"product_name": "Cotton shirt", "sku": "CS-01", "quantity": 1, "price": 1249.5}
    ]
    shipment = sim.requests(operation="dash101.shipment_create")[0]["body"]
    assert {key: shipment[key] for key in shipment if key != "pickup_location_id"} == {
        "dash101_order_id": sim.books()["dash101"]["orders"][0]["dash101_order_id"],
        "courier_partner_id": "4",
        "dead_weight": "0.3",
        "length": "20",
        "breadth": "15",
        "height": "4.5",
    }


async def test_a_prepaid_order_is_prepaid(dash: Provider, sim: Simulator) -> None:
    await buy(dash, sim, cod_order(cod=None, courier_id="7"))
    order = sim.requests(operation="dash101.order_create_v2")[0]["body"]
    assert (order["payment_method"], order["order_total"]) == ("prepaid", 1249.5)


async def test_an_order_that_is_not_approved_is_waited_for_and_nothing_is_bought(
    dash: Provider, sim: Simulator
) -> None:
    assert dash.booking is not None
    sim.knobs(hold_approval=True)
    intent = await placed(dash)
    facts = dict((await dash.booking.run("create_order", intent, {})).facts)
    seconds = []
    for _ in range(4):
        result = await dash.booking.run("approval", intent, facts)
        assert isinstance(result, Waiting)
        assert result.key == "wait.approval"
        seconds.append(result.seconds)
        facts.update(result.facts)
    assert seconds == [5, 10, 20, 30]
    sim.knobs(hold_approval=None)
    assert isinstance(await dash.booking.run("approval", intent, facts), Settled)
    assert sim.books()["dash101"]["shipments"] == []


async def test_one_position_that_is_not_approved_holds_the_shipment(
    dash: Provider, sim: Simulator
) -> None:
    assert dash.booking is not None
    sim.knobs(partial_approval=True)
    intent = await placed(dash)
    facts = (await dash.booking.run("create_order", intent, {})).facts
    assert isinstance(await dash.booking.run("approval", intent, facts), Waiting)


async def test_an_order_cancelled_while_it_waits_ends_with_the_reason(
    dash: Provider, sim: Simulator
) -> None:
    assert dash.booking is not None
    sim.knobs(hold_approval=True)
    intent = await placed(dash)
    facts = (await dash.booking.run("create_order", intent, {})).facts
    sim.cancel_order(intent.reference)
    result = await dash.booking.run("approval", intent, facts)
    assert isinstance(result, Failed)
    assert "Cancelled by Buyer" in result.words


async def test_sending_the_order_again_after_a_lost_reply_makes_no_second_one(
    dash: Provider, sim: Simulator
) -> None:
    assert dash.booking is not None
    intent = await placed(dash)
    sim.fault("dash101.order_create_v2", "drop_after_commit")
    with pytest.raises(UnreachableError) as caught:
        await dash.booking.run("create_order", intent, {})
    assert caught.value.sent
    (match,) = await dash.booking.find("create_order", intent, {}, now())
    assert match.ours
    result, _ = await carry_out(dash.booking, intent, sim)
    assert isinstance(result, Bought)
    assert len(sim.books()["dash101"]["orders"]) == 1


async def test_a_lost_reply_to_the_shipment_is_found_by_tracking_the_order(
    dash: Provider, sim: Simulator
) -> None:
    assert dash.booking is not None
    intent = await placed(dash)
    facts: dict[str, str] = {}
    for name in ("create_order", "approval"):
        facts.update((await take_step(dash.booking, name, intent, facts, sim)).facts)
    assert await dash.booking.find("create_shipment", intent, facts, now()) == ()
    sim.fault("dash101.shipment_create", "drop_after_commit")
    with pytest.raises(UnreachableError):
        await dash.booking.run("create_shipment", intent, facts)
    (match,) = await dash.booking.find("create_shipment", intent, facts, now())
    assert match.ours
    assert isinstance(match.result, Bought)
    assert match.result.files["label"]
    assert len(sim.books()["dash101"]["shipments"]) == 1


async def test_a_shipment_that_is_there_already_is_taken_and_not_told_as_refused(
    dash: Provider, sim: Simulator
) -> None:
    assert dash.booking is not None
    bought, intent = await buy(dash, sim)
    again = await dash.booking.run("create_shipment", intent, bought.extra)
    assert isinstance(again, Bought)
    assert again.tracking_number == bought.tracking_number


async def test_a_shipment_refused_while_the_order_waits_is_refused_in_dash101s_words(
    dash: Provider, sim: Simulator
) -> None:
    assert dash.booking is not None
    intent = await placed(dash, cod_order(courier_id="7"))
    facts: dict[str, str] = {}
    for name in ("create_order", "approval"):
        facts.update((await take_step(dash.booking, name, intent, facts, sim)).facts)
    with pytest.raises(RejectedError) as caught:
        await dash.booking.run("create_shipment", intent, facts)
    assert caught.value.code == "NOT_SERVICEABLE"
    assert "does not serve" in caught.value.words


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"recipient": replace(ASHA, name="Ravi Iyer")}, "recipient there"),
        ({"recipient": replace(ASHA, postcode="411002")}, "pincode there"),
        ({"total": Money(100, "INR"), "cod": Money(100, "INR")}, "total there"),
        ({"cod": None}, "payment there"),
    ],
)
async def test_another_order_under_the_same_number_is_a_conflict(
    dash: Provider, sim: Simulator, change: dict[str, object], said: str
) -> None:
    assert dash.booking is not None
    intent = await placed(dash)
    await dash.booking.run("create_order", intent, {})
    with pytest.raises(RejectedError) as caught:
        await dash.booking.run("create_order", replace(intent, **change), {})  # type: ignore[arg-type]
    assert caught.value.code == "order_exists"
    assert said in caught.value.words
    assert "ORD-000870#A1B-1" in caught.value.words
    assert len(sim.books()["dash101"]["orders"]) == 1


async def test_a_cancelled_order_is_told_with_another_number_to_use(
    dash: Provider, sim: Simulator
) -> None:
    assert dash.booking is not None
    intent = await placed(dash)
    await dash.booking.run("create_order", intent, {})
    sim.cancel_order(intent.reference)
    with pytest.raises(RejectedError) as caught:
        await dash.booking.run("create_order", intent, {})
    assert caught.value.code == "order_cancelled"
    assert "ORD-000870#A1B-1" in caught.value.words


async def test_an_order_bought_elsewhere_is_adopted_and_not_bought_again(
    dash: Provider, sim: Simulator
) -> None:
    assert dash.booking is not None
    bought, intent = await buy(dash, sim)
    result, _ = await carry_out(dash.booking, intent, sim)
    assert isinstance(result, Bought)
    assert result.tracking_number == bought.tracking_number
    assert len(sim.requests(operation="dash101.shipment_create")) == 1


async def test_an_order_that_came_from_dash101_is_shipped_without_making_another(
    dash: Provider, sim: Simulator
) -> None:
    assert dash.booking is not None
    first = await placed(dash)
    facts = (await dash.booking.run("create_order", first, {})).facts
    own = replace(
        first, order_key=OrderKey(f"dash:{facts['dash101_order_id']}"), reference="OTHER-1"
    )
    result, _ = await carry_out(dash.booking, own, sim)
    assert isinstance(result, Bought)
    assert len(sim.books()["dash101"]["orders"]) == 1


async def test_a_field_that_dash101_refuses_is_named_as_the_form_names_it(
    dash: Provider, sim: Simulator
) -> None:
    assert dash.booking is not None
    intent = await placed(dash, cod_order(recipient=replace(ASHA, city="Łódź")))
    with pytest.raises(RejectedError) as caught:
        await dash.booking.run("create_order", intent, {})
    assert set(caught.value.fields) == {"city"}
    assert sim.books()["dash101"]["orders"] == []


@pytest.mark.parametrize("phone", ["02225551234", "9876543210"])
async def test_a_landlines_leading_zero_survives(
    dash: Provider, sim: Simulator, phone: str
) -> None:
    await buy(dash, sim, cod_order(recipient=replace(ASHA, phone=phone)))
    assert dash.finder is not None
    order = await dash.finder.fetch("ORD-000870#A1B")
    assert order.recipient.phone == phone


async def test_a_look_up_that_fails_is_an_error_and_not_an_empty_answer(
    dash: Provider, sim: Simulator
) -> None:
    assert dash.booking is not None
    sim.fault("dash101.order_track", "503", times=-1)
    with pytest.raises(ProviderFaultError):
        await dash.booking.find("create_order", cod_order(), {}, now())


async def test_a_404_of_a_path_that_never_answered_proves_nothing(
    dash: Provider, sim: Simulator
) -> None:
    assert dash.booking is not None
    sim.fault("dash101.order_track", "404", message="Not here")
    with pytest.raises(RejectedError):
        await dash.booking.find("create_order", cod_order(), {}, now())
    assert await dash.booking.find("create_order", cod_order(), {}, now()) == ()


@pytest.mark.parametrize("wrapper", ["data", "result", "response"])
async def test_a_wrapper_around_every_answer_is_taken_off(
    dash: Provider, sim: Simulator, wrapper: str
) -> None:
    sim.knobs(dash101_wrapper=wrapper)
    bought, _ = await buy(dash, sim)
    assert bought.tracking_number
