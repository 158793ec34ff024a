"""Tests of buying at InPost and of paying for what was not paid, against the real simulator."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shipdesk.domain.address import Address
from shipdesk.domain.measures import Parcel
from shipdesk.domain.money import Money
from shipdesk.domain.operation import PayIntent
from shipdesk.domain.shipment import Payable, ShipmentStatus
from shipdesk.errors import (
    AuthError,
    ProviderFaultError,
    RejectedError,
    UnexpectedReplyError,
    UnreachableError,
)
from shipdesk.providers.base import Provider
from shipdesk.providers.steps import Bought, Failed, Settled, Waiting
from tests.providers.driving import carry_out, now, take_step
from tests.providers.shipx.parcels import buy, to_door, to_locker
from tests.support.simulator import Simulator


async def test_a_locker_shipment_is_bought_with_number_price_and_status(
    shipx: Provider, sim: Simulator
) -> None:
    bought = await buy(shipx, sim)
    book = sim.books()["shipx"]["shipments"]
    assert [row["tracking_number"] for row in book] == [bought.tracking_number]
    assert bought.price == Money(1250, "PLN")
    assert (bought.status, bought.code) == (ShipmentStatus.BOUGHT, "confirmed")
    assert bought.payable is Payable.PAID
    assert (bought.courier, bought.service_title) == ("InPost", "Locker")
    assert "customer_delivering_code" not in str(bought)


async def test_the_request_for_a_locker_has_the_keys_of_the_reference(
    shipx: Provider, sim: Simulator
) -> None:
    await buy(shipx, sim, to_locker(cod=Money(3400, "PLN"), insurance=Money(3400, "PLN")))
    body = sim.requests(operation="shipx.shipments.create")[0]["body"]
    assert set(body) == {
        "service", "receiver", "sender", "parcels", "custom_attributes", "insurance", "cod",
        "external_customer_id", "reference",
    }  # fmt: skip
    assert body["service"] == "inpost_locker_standard"
    assert body["parcels"] == [{"template": "small"}]
    assert body["custom_attributes"] == {
        "sending_method": "dispatch_order",
        "target_point": "KRA010",
    }
    assert body["cod"] == {"amount": 34, "currency": "PLN"}
    assert set(body["receiver"]) == {"first_name", "last_name", "email", "phone"}
    assert set(body["sender"]["address"]) == {
        "street", "building_number", "city", "post_code", "country_code",
    }  # fmt: skip
    assert (body["reference"], body["external_customer_id"]) == ("ORD-000871", "ORD-000871-A1B")


async def test_cod_to_the_door_is_insured_for_at_least_as_much(
    shipx: Provider, sim: Simulator
) -> None:
    await buy(shipx, sim, to_door(cod=Money(19999, "PLN")))
    body = sim.requests(operation="shipx.shipments.create")[0]["body"]
    assert body["insurance"] == body["cod"] == {"amount": 199.99, "currency": "PLN"}
    assert body["parcels"] == [
        {
            "dimensions": {"length": 300, "width": 200, "height": 70, "unit": "mm"},
            "weight": {"amount": 1.2, "unit": "kg"},
            "is_non_standard": False,
        }
    ]
    address = body["receiver"]["address"]
    assert (address["street"], address["building_number"]) == ("ul. Prosta", "5/3")


async def test_a_shipment_under_way_is_waited_for_longer_each_time(
    shipx: Provider, sim: Simulator
) -> None:
    assert shipx.booking is not None
    sim.knobs(shipx_confirm_seconds=600.0)
    intent = to_locker()
    created = await shipx.booking.run("create", intent, {})
    facts = dict(created.facts)
    seconds = []
    for _ in range(5):
        result = await shipx.booking.run("confirm", intent, facts)
        assert isinstance(result, Waiting)
        assert result.key == "wait.confirmation"
        seconds.append(result.seconds)
        facts.update(result.facts)
    assert seconds == [0.5, 1, 2, 4, 8]


async def test_a_refusal_tells_the_field_and_the_reason_in_words(
    shipx: Provider, sim: Simulator
) -> None:
    assert shipx.booking is not None
    wrong = to_locker(locker="ZZZ999", recipient=Address(name="Ewa Z", email="e@x.pl", phone="12"))
    with pytest.raises(RejectedError) as caught:
        await shipx.booking.run("create", wrong, {})
    assert caught.value.fields["locker"] == ("The locker is not known to InPost.",)
    assert caught.value.fields["phone"][0].startswith("The recipient's phone")
    assert sim.books()["shipx"]["shipments"] == []


async def test_a_lost_reply_is_found_once_and_is_ours(shipx: Provider, sim: Simulator) -> None:
    assert shipx.booking is not None
    await buy(shipx, sim, to_locker("ORD-000001"))
    sim.fault("shipx.shipments.create", "drop_after_commit")
    intent, since = to_locker(), now()
    with pytest.raises(UnreachableError) as caught:
        await shipx.booking.run("create", intent, {})
    assert caught.value.sent
    sim.push(10)
    (match,) = await shipx.booking.find("create", intent, {}, since)
    assert match.ours
    assert ("locker", "KRA010", "KRA010") in match.compared
    result = await take_step(shipx.booking, "confirm", intent, match.result.facts, sim)
    assert isinstance(result, Bought)
    assert len(sim.books()["shipx"]["shipments"]) == 2


async def test_a_door_shipment_is_ours_by_name_and_postcode(
    shipx: Provider, sim: Simulator
) -> None:
    assert shipx.booking is not None
    intent = to_door()
    await buy(shipx, sim, intent)
    sim.push(6)
    (match,) = await shipx.booking.find("create", intent, {}, now())
    assert match.ours
    assert ("postcode", "00-838", "00-838") in match.compared


async def test_a_shipment_of_the_same_reference_to_somebody_else_is_not_ours(
    shipx: Provider, sim: Simulator
) -> None:
    assert shipx.booking is not None
    other = Address(name="Adam Wilk", email="adam@example.com", phone="511622733")
    await buy(shipx, sim, to_locker(recipient=other))
    sim.push(6)
    (match,) = await shipx.booking.find("create", to_locker(), {}, now())
    assert not match.ours
    assert ("recipient", "Ewa Zielińska", "Adam Wilk") in match.compared


async def test_other_references_are_left_out_even_where_the_service_ignores_the_filter(
    shipx: Provider, sim: Simulator
) -> None:
    assert shipx.booking is not None
    await buy(shipx, sim, to_locker("ORD-000001"))
    sim.push(6)
    assert await shipx.booking.find("create", to_locker(), {}, now()) == ()


async def test_a_look_up_that_fails_is_an_error_and_not_an_empty_answer(
    shipx: Provider, sim: Simulator
) -> None:
    assert shipx.booking is not None
    sim.fault("shipx.shipments.list", "503", times=-1)
    with pytest.raises(ProviderFaultError):
        await shipx.booking.find("create", to_locker(), {}, now())


async def test_a_cancelled_shipment_is_no_success(shipx: Provider, sim: Simulator) -> None:
    assert shipx.booking is not None
    intent = to_locker()
    bought = await buy(shipx, sim, intent)
    sim.advance(bought.tracking_number, "canceled")
    with pytest.raises(UnexpectedReplyError):
        await shipx.booking.run("confirm", intent, {"remote_id": bought.remote_id})


async def test_a_parcel_too_large_for_the_service_fails_with_the_reason(
    shipx: Provider, sim: Simulator
) -> None:
    assert shipx.booking is not None
    huge = to_door(parcel=Parcel(90_000, 3000, 3000, 3000))
    result, facts = await carry_out(shipx.booking, huge, sim)
    assert isinstance(result, Failed)
    assert result.bought is None
    assert "does not fit the size" in result.words
    assert facts["remote_id"]


async def test_a_wrong_token_is_an_error_of_the_account(shipx: Provider, sim: Simulator) -> None:
    assert shipx.booking is not None
    sim.fault("shipx.shipments.create", "401")
    with pytest.raises(AuthError):
        await shipx.booking.run("create", to_locker(), {})


async def _unpaid(shipx: Provider, sim: Simulator) -> Failed:
    assert shipx.booking is not None
    sim.knobs(shipx_out_of_funds=True)
    result, _ = await carry_out(shipx.booking, to_locker(), sim)
    assert isinstance(result, Failed)
    return result


async def test_no_funds_keeps_the_shipment_unpaid_and_says_why(
    shipx: Provider, sim: Simulator
) -> None:
    failed = await _unpaid(shipx, sim)
    assert failed.key == "no_funds"
    assert "funds" in failed.words
    assert failed.bought is not None
    assert failed.bought.payable is Payable.NO_FUNDS
    assert failed.bought.tracking_number == ""


async def test_the_owners_address_in_a_refusal_of_cod_is_told_to_nobody(
    shipx: Provider, sim: Simulator
) -> None:
    assert shipx.booking is not None
    sim.knobs(shipx_bank_account="none")
    cod = Money(5000, "PLN")
    failed, _ = await carry_out(shipx.booking, replace(to_locker(), cod=cod, insurance=cod), sim)
    assert isinstance(failed, Failed)
    assert failed.words
    assert "@" not in failed.words


@pytest.mark.parametrize("later", [0, 3600])
async def test_after_a_top_up_the_same_shipment_is_paid_even_when_its_price_expired(
    shipx: Provider, sim: Simulator, later: float
) -> None:
    assert shipx.payment is not None
    failed = await _unpaid(shipx, sim)
    assert failed.bought is not None
    sim.knobs(shipx_out_of_funds=None)
    sim.push(later)
    intent = PayIntent("kept", failed.bought.remote_id)
    result, _ = await carry_out(shipx.payment, intent, sim)
    assert isinstance(result, Bought)
    assert result.remote_id == failed.bought.remote_id
    assert result.payable is Payable.PAID
    assert len(sim.books()["shipx"]["shipments"]) == 1


async def test_paying_without_funds_fails_again_and_not_by_the_old_failure(
    shipx: Provider, sim: Simulator
) -> None:
    assert shipx.payment is not None
    failed = await _unpaid(shipx, sim)
    assert failed.bought is not None
    intent = PayIntent("kept", failed.bought.remote_id)
    result, _ = await carry_out(shipx.payment, intent, sim)
    assert isinstance(result, Failed)
    assert result.key == "no_funds"
    assert len(sim.requests(operation="shipx.shipments.buy")) == 1


async def test_paying_what_is_paid_already_buys_nothing(shipx: Provider, sim: Simulator) -> None:
    assert shipx.payment is not None
    bought = await buy(shipx, sim)
    intent = PayIntent("kept", bought.remote_id)
    result, _ = await carry_out(shipx.payment, intent, sim)
    assert isinstance(result, Bought)
    assert result.tracking_number == bought.tracking_number
    assert sim.requests(operation="shipx.shipments.buy") == []


async def test_already_bought_is_looked_up_and_not_told_as_refused(
    shipx: Provider, sim: Simulator
) -> None:
    assert shipx.payment is not None
    bought = await buy(shipx, sim)
    intent = PayIntent("kept", bought.remote_id)
    result = await shipx.payment.run("buy", intent, {"offer": "6100001"})
    assert isinstance(result, Bought)


async def test_a_lost_reply_to_a_payment_is_found_by_its_new_transaction(
    shipx: Provider, sim: Simulator
) -> None:
    assert shipx.payment is not None
    failed = await _unpaid(shipx, sim)
    assert failed.bought is not None
    intent = PayIntent("kept", failed.bought.remote_id)
    facts: dict[str, str] = {}
    for name in ("refresh", "offer"):
        facts.update((await take_step(shipx.payment, name, intent, facts, sim)).facts)
    assert await shipx.payment.find("buy", intent, facts, now()) == ()
    sim.knobs(shipx_out_of_funds=None)
    sim.fault("shipx.shipments.buy", "drop_after_commit")
    with pytest.raises(UnreachableError):
        await shipx.payment.run("buy", intent, facts)
    sim.push(10)
    (match,) = await shipx.payment.find("buy", intent, facts, now())
    assert match.ours
    assert isinstance(match.result, Bought | Settled)
