"""Tests of InPost's courier: booked, refused, remarked on, withdrawn."""

from __future__ import annotations

import pytest

from shipdesk.domain.dispatch_order import DispatchOrderStatus
from shipdesk.domain.money import Money
from shipdesk.domain.operation import CancelPickupIntent, CommentIntent, PickupIntent
from shipdesk.domain.order import HandingIn
from shipdesk.errors import RejectedError, UnexpectedReplyError, UnreachableError
from shipdesk.providers.base import Provider
from shipdesk.providers.steps import Booked, Bought, Failed, Settled
from tests.providers.driving import carry_out, now, take_step
from tests.providers.shipx.parcels import SENDER, buy, to_locker
from tests.support.simulator import Simulator


def pickup_of(*parcels: Bought) -> PickupIntent:
    return PickupIntent(
        shipment_ids=tuple(f"kept-{each.remote_id}" for each in parcels),
        remote_ids=tuple(each.remote_id for each in parcels),
        tracking_numbers=tuple(each.tracking_number for each in parcels),
        place=SENDER,
        place_title="Workshop",
        office_hours="09:00-16:00",
        comment="Ramp 2",
    )


async def book(shipx: Provider, sim: Simulator) -> tuple[Booked, PickupIntent]:
    assert shipx.pickup_booking is not None
    first = await buy(shipx, sim, to_locker("ORD-000001"))
    second = await buy(shipx, sim, to_locker("ORD-000002"))
    intent = pickup_of(first, second)
    result, _ = await carry_out(shipx.pickup_booking, intent, sim)
    assert isinstance(result, Booked)
    return result, intent


async def test_a_collection_is_booked_with_the_stored_address_and_passed_on(
    shipx: Provider, sim: Simulator
) -> None:
    booked, intent = await book(shipx, sim)
    order = booked.dispatch_order
    assert order.status is DispatchOrderStatus.SENT
    assert set(order.tracking_numbers) == set(intent.tracking_numbers)
    assert [comment.text for comment in order.comments] == ["Ramp 2"]
    body = sim.requests(operation="shipx.dispatch_orders.create")[0]["body"]
    assert set(body) == {
        "shipments", "address", "name", "phone", "email", "office_hours", "comment",
    }  # fmt: skip
    assert body["shipments"] == [int(number) for number in intent.remote_ids]
    assert body["address"] == {
        "street": "Lipowa",
        "building_number": "4",
        "city": "Kraków",
        "post_code": "30-702",
        "country_code": "PL",
    }


async def test_a_refused_collection_tells_the_reason_and_which_parcel(
    shipx: Provider, sim: Simulator
) -> None:
    assert shipx.pickup_booking is not None
    good = await buy(shipx, sim, to_locker("ORD-000001"))
    dropped = await buy(shipx, sim, to_locker("ORD-000002", handing_in=HandingIn.DROP_OFF))
    result, _ = await carry_out(shipx.pickup_booking, pickup_of(good, dropped), sim)
    assert isinstance(result, Failed)
    assert result.key == "rejected_pickup"
    assert "CustomerDelivering" in result.words
    assert result.facts["refused"] == dropped.tracking_number
    assert result.facts["remote_id"]


async def test_a_lost_reply_to_a_booking_is_found_by_its_parcels(
    shipx: Provider, sim: Simulator
) -> None:
    assert shipx.pickup_booking is not None
    parcel = await buy(shipx, sim)
    intent = pickup_of(parcel)
    sim.fault("shipx.dispatch_orders.create", "drop_after_commit")
    with pytest.raises(UnreachableError):
        await shipx.pickup_booking.run("create", intent, {})
    sim.push(10)
    (match,) = await shipx.pickup_booking.find("create", intent, {}, now())
    assert match.ours
    result = await take_step(shipx.pickup_booking, "settle", intent, match.result.facts, sim)
    assert isinstance(result, Booked)
    assert len(sim.books()["shipx"]["dispatch_orders"]) == 1


async def test_a_collection_of_other_parcels_is_not_taken_for_ours(
    shipx: Provider, sim: Simulator
) -> None:
    assert shipx.pickup_booking is not None
    _, intent = await book(shipx, sim)
    sim.push(10)
    only_one = PickupIntent(
        intent.shipment_ids[:1],
        intent.remote_ids[:1],
        intent.tracking_numbers[:1],
        SENDER,
        "Workshop",
        "09:00-16:00",
    )
    assert await shipx.pickup_booking.find("create", only_one, {}, now()) == ()


async def test_a_comment_is_added_and_the_collection_read_again(
    shipx: Provider, sim: Simulator
) -> None:
    assert shipx.pickup_comment is not None
    booked, _ = await book(shipx, sim)
    intent = CommentIntent("kept", booked.dispatch_order.remote_id, "Ring twice")
    result, _ = await carry_out(shipx.pickup_comment, intent, sim)
    assert isinstance(result, Booked)
    assert {comment.text for comment in result.dispatch_order.comments} == {"Ramp 2", "Ring twice"}


async def test_a_lost_reply_to_a_comment_is_found_by_its_text(
    shipx: Provider, sim: Simulator
) -> None:
    assert shipx.pickup_comment is not None
    booked, _ = await book(shipx, sim)
    intent = CommentIntent("kept", booked.dispatch_order.remote_id, "Ring twice")
    assert await shipx.pickup_comment.find("comment", intent, {}, now()) == ()
    sim.fault("shipx.dispatch_orders.add_comment", "drop_after_commit")
    with pytest.raises(UnreachableError):
        await shipx.pickup_comment.run("comment", intent, {})
    (match,) = await shipx.pickup_comment.find("comment", intent, {}, now())
    assert match.ours


async def test_a_collection_is_withdrawn_and_a_lost_reply_is_seen_by_its_state(
    shipx: Provider, sim: Simulator
) -> None:
    assert shipx.pickup_cancel is not None
    booked, _ = await book(shipx, sim)
    intent = CancelPickupIntent("kept", booked.dispatch_order.remote_id)
    assert await shipx.pickup_cancel.find("cancel", intent, {}, now()) == ()
    sim.fault("shipx.dispatch_orders.cancel", "drop_after_commit")
    with pytest.raises(UnreachableError):
        await shipx.pickup_cancel.run("cancel", intent, {})
    (match,) = await shipx.pickup_cancel.find("cancel", intent, {}, now())
    assert match.ours
    again = await shipx.pickup_cancel.run("cancel", intent, {})
    assert isinstance(again, Settled)


async def test_a_broken_answer_or_a_look_up_told_404_does_not_prove_a_withdrawal(
    shipx: Provider, sim: Simulator
) -> None:
    assert shipx.pickup_cancel is not None
    booked, _ = await book(shipx, sim)
    intent = CancelPickupIntent("kept", booked.dispatch_order.remote_id)
    sim.fault("shipx.dispatch_orders.cancel", "empty_200")
    with pytest.raises(UnexpectedReplyError):
        await shipx.pickup_cancel.run("cancel", intent, {})
    sim.fault("shipx.dispatch_orders.get", "404", times=-1)
    with pytest.raises(RejectedError):
        await shipx.pickup_cancel.find("cancel", intent, {}, now())


async def test_a_collection_under_way_cannot_be_withdrawn(shipx: Provider, sim: Simulator) -> None:
    assert shipx.pickup_cancel is not None
    booked, intent = await book(shipx, sim)
    sim.advance(intent.tracking_numbers[0], "collected_from_sender")
    with pytest.raises(RejectedError) as caught:
        await shipx.pickup_cancel.run(
            "cancel", CancelPickupIntent("kept", booked.dispatch_order.remote_id), {}
        )
    assert "state does not allow" in caught.value.words


async def test_the_price_of_a_collection_is_told_or_nothing(
    shipx: Provider, sim: Simulator
) -> None:
    assert shipx.dispatch_orders is not None
    parcel = await buy(shipx, sim)
    assert await shipx.dispatch_orders.fetch_price([parcel.remote_id]) == Money(950, "PLN")
    sim.knobs(shipx_debit=True)
    assert await shipx.dispatch_orders.fetch_price([parcel.remote_id]) is None


async def test_the_stream_gives_all_collections_page_by_page(
    shipx: Provider, sim: Simulator
) -> None:
    assert shipx.streams is not None
    booked, _ = await book(shipx, sim)
    assert shipx.streams.names == ("shipments", "dispatch_orders")
    page = await shipx.streams.fetch_page("dispatch_orders", "")
    assert booked.dispatch_order.remote_id.encode() in page.body
