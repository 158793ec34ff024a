"""Drafts at InPost: compared, bought from, cancelled; what cannot be cancelled says why."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest

from shipdesk.domain.measures import Parcel
from shipdesk.domain.offer import CompareIntent, VoidIntent, offers_from_text
from shipdesk.domain.operation import CorrectIntent, ShipIntent
from shipdesk.domain.order import HandingIn
from shipdesk.domain.quote import QuoteRequest
from shipdesk.domain.ship_options import ShipOptions
from shipdesk.errors import RejectedError, UnexpectedReplyError, UnreachableError
from shipdesk.providers.base import Provider
from shipdesk.providers.shipx.papers import paper_files
from shipdesk.providers.steps import Bought, Failed, Settled
from tests.providers.driving import carry_out, now, take_step
from tests.providers.shipx.parcels import BOX, EWA, SENDER, buy, shipment_of, to_door, to_locker
from tests.support.simulator import Simulator

COMPARE = CompareIntent("ORD-1-DAAAAAAAA", SENDER, EWA, BOX, "a:1", "ORD-1",
                        handing_in=HandingIn.COLLECT)  # fmt: skip


async def compared(shipx: Provider, sim: Simulator) -> dict[str, str]:
    """Make a draft and read its offers; returns the facts."""
    assert shipx.comparing is not None
    facts: dict[str, str] = {}
    for step in ("create", "offers"):
        result = await take_step(shipx.comparing, step, COMPARE, facts, sim)
        assert isinstance(result, Settled)
        facts.update(result.facts)
    return facts


def purchase(facts: dict[str, str], service: str) -> ShipIntent:
    """Return the purchase of an offer of the draft."""
    return replace(to_door("ORD-1"), service=service, draft=facts["remote_id"], quoted=None)


async def test_a_draft_has_no_service_and_all_offers_are_told_with_reasons(
    shipx: Provider, sim: Simulator
) -> None:
    facts = await compared(shipx, sim)
    (sent,) = sim.requests(operation="shipx.shipments.create")
    assert "service" not in sent["body"]
    offers = offers_from_text(facts["offers"])
    able = [offer for offer in offers if offer.available]
    assert able == sorted(able, key=lambda offer: offer.total.minor if offer.total else 0)
    assert all(offer.total for offer in able)
    unable = [offer for offer in offers if not offer.available]
    assert unable
    assert all(offer.reasons and "_" not in offer.reasons[0] for offer in unable)


async def test_a_draft_is_taken_back_and_a_second_time_is_no_refusal(
    shipx: Provider, sim: Simulator
) -> None:
    assert shipx.comparing is not None
    facts = await compared(shipx, sim)
    for _ in range(2):
        assert isinstance(await shipx.comparing.run("discard", COMPARE, facts), Settled)
    (match,) = await shipx.comparing.find("discard", COMPARE, facts, now())
    assert match.ours


async def test_a_draft_whose_reply_was_lost_is_found_by_its_reference(
    shipx: Provider, sim: Simulator
) -> None:
    assert shipx.comparing is not None
    sim.fault("shipx.shipments.create", "drop_after_commit", times=1)
    with pytest.raises(UnreachableError):
        await shipx.comparing.run("create", COMPARE, {})
    sim.push(10)
    (match,) = await shipx.comparing.find("create", COMPARE, {}, now())
    assert match.ours
    assert match.remote_id


async def test_the_chosen_offer_is_selected_and_bought_and_the_draft_becomes_the_shipment(
    shipx: Provider, sim: Simulator
) -> None:
    assert shipx.booking is not None
    facts = await compared(shipx, sim)
    intent = purchase(facts, "inpost_courier_c2c")
    result, _ = await carry_out(shipx.booking, intent, sim)
    assert isinstance(result, Bought)
    assert result.remote_id == facts["remote_id"]
    assert result.service == "inpost_courier_c2c"
    assert result.tracking_number
    assert len(sim.requests(operation="shipx.shipments.select_offer")) == 1
    assert len(sim.requests(operation="shipx.shipments.buy")) == 1
    assert shipx.comparing is not None
    kept = await shipx.comparing.run("discard", COMPARE, facts)
    assert isinstance(kept, Settled)
    assert result.tracking_number in kept.words


async def test_offers_that_expired_are_made_anew_before_one_is_bought(
    shipx: Provider, sim: Simulator
) -> None:
    assert shipx.booking is not None
    facts = await compared(shipx, sim)
    sim.push(600)
    result, _ = await carry_out(shipx.booking, purchase(facts, "inpost_courier_standard"), sim)
    assert isinstance(result, Bought)


async def test_an_offer_that_became_dearer_is_not_bought(shipx: Provider, sim: Simulator) -> None:
    assert shipx.booking is not None
    facts = await compared(shipx, sim)
    offer = next(each for each in offers_from_text(facts["offers"]) if each.available)
    sim.knobs(shipx_price_factor=1.5)
    intent = replace(purchase(facts, offer.service), quoted=offer.total)
    result, _ = await carry_out(shipx.booking, intent, sim)
    assert isinstance(result, Failed)
    assert result.key == "price_changed"
    assert sim.requests(operation="shipx.shipments.buy") == []
    sim.knobs(shipx_price_factor=1.0)


async def test_a_lost_reply_to_the_payment_is_found_and_not_paid_again(
    shipx: Provider, sim: Simulator
) -> None:
    assert shipx.booking is not None
    facts = await compared(shipx, sim)
    intent = purchase(facts, "inpost_courier_standard")
    for step in ("renew", "offer", "select"):
        result = await take_step(shipx.booking, step, intent, facts, sim)
        facts.update(result.facts)
    sim.fault("shipx.shipments.buy", "drop_after_commit", times=1)
    with pytest.raises(UnreachableError):
        await shipx.booking.run("buy", intent, facts)
    sim.push(5)
    (match,) = await shipx.booking.find("buy", intent, facts, now())
    assert match.ours
    assert isinstance(match.result, Bought)


async def test_only_what_has_no_offer_yet_is_cancelled_and_a_bought_one_lapses(
    shipx: Provider, sim: Simulator
) -> None:
    assert shipx.voiding is not None
    facts = await compared(shipx, sim)
    intent = VoidIntent("kept", facts["remote_id"])
    assert isinstance(await shipx.voiding.run("void", intent, {}), Settled)
    (match,) = await shipx.voiding.find("void", intent, {}, now())
    assert match.ours
    ship = to_locker()
    bought = await buy(shipx, sim, ship)
    shipment = shipment_of(ship, bought)
    assert "45 days" in shipx.voiding.why_not(shipment)
    assert shipx.limits.lapse_days == 45
    assert shipx.voiding.why_not(replace(shipment, code="offers_prepared")) == ""
    with pytest.raises(RejectedError):
        await shipx.voiding.run("void", VoidIntent("kept", bought.remote_id), {})


@pytest.mark.parametrize("broken", ["cut_200", "empty_200"])
async def test_a_broken_answer_to_a_cancellation_is_not_taken_for_a_good_one(
    shipx: Provider, sim: Simulator, broken: str
) -> None:
    assert shipx.voiding is not None
    facts = await compared(shipx, sim)
    intent = VoidIntent("kept", facts["remote_id"])
    sim.fault("shipx.shipments.cancel", broken)
    with pytest.raises(UnexpectedReplyError):
        await shipx.voiding.run("void", intent, {})
    assert await shipx.voiding.find("void", intent, {}, now()) == ()


async def test_a_look_up_that_is_told_404_does_not_prove_that_a_draft_is_cancelled(
    shipx: Provider, sim: Simulator
) -> None:
    assert shipx.voiding is not None
    assert shipx.comparing is not None
    facts = await compared(shipx, sim)
    sim.fault("shipx.shipments.get", "404", times=-1)
    with pytest.raises(RejectedError):
        await shipx.voiding.find("void", VoidIntent("kept", facts["remote_id"]), {}, now())
    with pytest.raises(RejectedError):
        await shipx.comparing.find("discard", COMPARE, facts, now())


async def test_the_data_of_an_unpaid_shipment_is_sent_anew_and_read_back(
    shipx: Provider, sim: Simulator
) -> None:
    assert shipx.correcting is not None
    assert shipx.booking is not None
    sim.knobs(shipx_out_of_funds=True)
    intent = to_door("ORD-1")
    failed, facts = await carry_out(shipx.booking, intent, sim)
    assert isinstance(failed, Failed)
    better = replace(intent, recipient=replace(EWA, city="Gdynia"))
    correct = CorrectIntent("kept", facts["remote_id"], better)
    assert isinstance(await shipx.correcting.run("update", correct, {}), Settled)
    (match,) = await shipx.correcting.find("update", correct, {}, now())
    assert match.ours
    sim.knobs(shipx_out_of_funds=False)


async def test_boxes_extras_insurance_comment_and_cost_centre_reach_the_courier(
    shipx: Provider, sim: Simulator
) -> None:
    assert shipx.booking is not None
    options = ShipOptions(boxes=(Parcel(2500, 300, 300, 300),), extras=("sms",), comment="Szkło")
    await shipx.booking.run("create", replace(to_door("ORD-1"), options=options), {})
    body = sim.requests(operation="shipx.shipments.create")[-1]["body"]
    assert [row["id"] for row in body["parcels"]] == ["box-1", "box-2"]
    assert body["additional_services"] == ["sms"]
    assert body["comments"] == "Szkło"
    options = ShipOptions(cost_centre="No such centre")
    with pytest.raises(RejectedError) as refused:
        await shipx.booking.run("create", replace(to_door("ORD-2"), options=options), {})
    assert "cost_centre" in refused.value.fields


def test_a_zip_of_sheets_is_unpacked_under_names_of_ours_and_a_damaged_one_is_told() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("../../evil.pdf", b"%PDF-1.4 one")
        archive.writestr("inpost_courier.pdf", b"%PDF-1.4 two")
        archive.writestr("readme.txt", b"no sheet")
    files = paper_files(packed.getvalue(), "pickup-7")
    assert [each.name for each in files] == ["pickup-7-1.pdf", "pickup-7-2.pdf"]
    for damaged in (packed.getvalue()[:40], b"<html>", b""):
        with pytest.raises(UnexpectedReplyError, match="printout"):
            paper_files(damaged, "pickup-7")


async def test_a_weekend_parcel_outside_of_its_hours_is_told_in_words_as_unavailable(
    shipx: Provider, sim: Simulator
) -> None:
    assert shipx.quotes is not None
    sim.set_clock("2026-03-16T10:00:00+01:00")  # a Monday
    request = QuoteRequest(
        SENDER, EWA, BOX.with_size("A"), locker="KRA010", handing_in=HandingIn.DROP_OFF,
        options=ShipOptions(weekend=True),
    )  # fmt: skip
    sheet = await shipx.quotes.fetch(request)
    assert not any(quote.to_locker for quote in sheet.quotes)
    reasons = " ".join(row.reason for row in sheet.not_for)
    assert "A weekend parcel, at this hour of the week, is not accepted." in reasons
    assert "Delivers no weekend parcels." in reasons
