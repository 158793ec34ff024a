"""Tests of InPost's labels, tracking, lockers and the test of an account."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shipdesk.domain.account import Account
from shipdesk.domain.label import LabelWish, MediaType
from shipdesk.domain.point import PointQuery
from shipdesk.domain.shipment import Payable, ShipmentStatus
from shipdesk.errors import AuthError, RejectedError
from shipdesk.providers.base import Provider
from shipdesk.providers.shipx.provider import open_shipx
from shipdesk.providers.steps import Failed
from shipdesk.providers.surroundings import Surroundings
from shipdesk.providers.tables import Table
from tests.providers.driving import carry_out
from tests.providers.shipx.parcels import buy, shipment_of, to_door, to_locker
from tests.support.driven_clock import DrivenClock
from tests.support.scripted_server import ScriptedServer, answer
from tests.support.simulator import Simulator


async def test_the_label_is_a_pdf_asked_for_in_a6(shipx: Provider, sim: Simulator) -> None:
    assert shipx.labels is not None
    intent = to_locker()
    shipment = shipment_of(intent, await buy(shipx, sim, intent))
    assert shipx.labels.kinds(shipment) == ("label",)
    document = await shipx.labels.fetch(shipment, "label")
    assert document.body.startswith(b"%PDF")
    (seen,) = sim.requests(operation="shipx.labels.get")
    assert dict(seen["query"]) == {"format": "Pdf", "type": "A6"}


@pytest.mark.parametrize(
    ("service", "dpi", "query"),
    [
        ("inpost_locker_standard", 203, {"format": "Zpl"}),
        ("inpost_locker_standard", 300, {"format": "Zpl", "type": "dpi300"}),
        ("inpost_locker_standard", 600, {"format": "Pdf", "type": "A6"}),
        ("inpost_courier_standard", 203, {"format": "Zpl"}),
        ("inpost_courier_standard", 300, {"format": "Pdf", "type": "A6"}),
    ],
)
async def test_zpl_is_asked_for_where_the_service_has_it_for_the_printers_resolution(
    shipx: Provider, sim: Simulator, service: str, dpi: int, query: dict[str, str]
) -> None:
    assert shipx.labels is not None
    intent = to_locker() if "locker" in service else to_door()
    assert intent.service == service
    shipment = replace(shipment_of(intent, await buy(shipx, sim, intent)), service=service)
    sim.clear_requests()
    document = await shipx.labels.fetch(shipment, "label", LabelWish(MediaType.ZPL, dpi))
    (seen,) = sim.requests(operation="shipx.labels.get")
    assert dict(seen["query"]) == query
    zpl = query["format"] == "Zpl"
    assert (dpi in shipx.labels.zpl(shipment)) is zpl
    assert document.body.startswith(b"^XA" if zpl else b"%PDF")
    wide = {203: b"^PW839", 300: b"^PW1240"}
    assert not zpl or wide[dpi] in document.body


async def test_a_form_that_is_refused_is_asked_for_as_usual(
    account: Account, clock: DrivenClock, table: Table, shipx: Provider, sim: Simulator
) -> None:
    shipment = shipment_of(to_locker(), await buy(shipx, sim))
    refusal = b'{"status":400,"error":"validation_failed","details":{"format":["unknown"]}}'
    pdf = b"%PDF-1.4\n%%EOF"
    async with ScriptedServer(answer(400, refusal), answer(200, pdf)) as server:
        settings = {**account.settings, "base_url": server.url}
        built = open_shipx(
            replace(account, settings=settings), {"token": "t"}, Surroundings(clock, table)
        )
        assert built.provider.labels is not None
        wish = LabelWish(MediaType.ZPL, 203)
        document = await built.provider.labels.fetch(shipment, "label", wish)
        await built.aclose()
    assert document.body == pdf
    asked = [line.rpartition("?")[2] for line in server.request_lines()]
    assert asked == ["format=Zpl", "format=Pdf&type=A6"]


async def test_an_unpaid_shipment_has_no_label_and_says_so(shipx: Provider, sim: Simulator) -> None:
    assert shipx.labels is not None
    assert shipx.booking is not None
    sim.knobs(shipx_out_of_funds=True)
    intent = to_locker()
    failed, _ = await carry_out(shipx.booking, intent, sim)
    assert isinstance(failed, Failed)
    assert failed.bought is not None
    with pytest.raises(RejectedError) as caught:
        await shipx.labels.fetch(shipment_of(intent, failed.bought), "label")
    assert "state does not allow" in caught.value.words


async def test_many_shipments_are_tracked_with_one_request(shipx: Provider, sim: Simulator) -> None:
    assert shipx.tracking is not None
    intents = [to_locker(f"ORD-00000{place}") for place in range(3)]
    shipments = [shipment_of(each, await buy(shipx, sim, each)) for each in intents]
    sim.push(3600)
    sim.advance(shipments[1].tracking_number, "ready_to_pickup")
    sim.clear_requests()
    answers = await shipx.tracking.fetch(shipments)
    assert [answer.status for answer in answers] == [
        ShipmentStatus.BOUGHT,
        ShipmentStatus.READY_TO_COLLECT,
        ShipmentStatus.BOUGHT,
    ]
    assert answers[1].words == "Ready to collect from the locker"
    assert [answer.changes for answer in answers] == [None, None, None]
    assert len(sim.requests(dialect="shipx")) == 1


async def test_a_cancelled_shipment_is_read_alone_and_a_foreign_id_spoils_no_other(
    shipx: Provider, sim: Simulator
) -> None:
    assert shipx.tracking is not None
    intent = to_locker()
    bought = await buy(shipx, sim, intent)
    sim.advance(bought.tracking_number, "canceled")
    good = shipment_of(intent, bought)
    strange = shipment_of(intent, bought, id="strange", remote_id="abc")
    unknown = shipment_of(intent, bought, id="unknown", remote_id="999999")
    answers = await shipx.tracking.fetch([good, strange, unknown])
    assert answers[0].status is ShipmentStatus.CANCELLED
    assert answers[1].error == "InPost does not know this shipment."
    assert answers[2].error == "InPost does not know this number."


async def test_a_shipment_that_was_paid_elsewhere_is_told_with_its_number(
    shipx: Provider, sim: Simulator
) -> None:
    assert shipx.tracking is not None
    intent = to_locker()
    bought = await buy(shipx, sim, intent)
    kept = shipment_of(intent, bought, tracking_number="", payable=Payable.NO_FUNDS)
    (answer,) = await shipx.tracking.fetch([kept])
    assert answer.changes is not None
    assert answer.changes.tracking_number == bought.tracking_number
    assert answer.changes.payable is Payable.PAID


async def test_history_comes_oldest_first_in_words(shipx: Provider, sim: Simulator) -> None:
    assert shipx.tracking is not None
    intent = to_locker()
    shipment = shipment_of(intent, await buy(shipx, sim, intent))
    sim.push(86_400)
    sim.advance(shipment.tracking_number, "delivered")
    events = (await shipx.tracking.fetch_events(shipment)).events
    assert events[0].code == "confirmed"
    assert events[-1].status is ShipmentStatus.DELIVERED
    assert [event.at for event in events] == sorted(event.at for event in events)


async def test_no_history_yet_is_empty_and_no_error(shipx: Provider, sim: Simulator) -> None:
    assert shipx.tracking is not None
    intent = to_locker()
    bought = await buy(shipx, sim, intent)
    unknown = shipment_of(intent, bought, tracking_number="620000000000000000000099")
    assert (await shipx.tracking.fetch_events(unknown)).events == ()


@pytest.mark.parametrize(
    ("text", "code"),
    [("kra010", "KRA010"), ("Kraków", "KRA010"), ("31-021", "KRA010"), ("31021", "KRA010")],
)
async def test_lockers_are_found_by_code_town_and_postcode(
    shipx: Provider, text: str, code: str
) -> None:
    assert shipx.points is not None
    found = await shipx.points.search(PointQuery(text))
    assert code in {point.code for point in found}
    assert all(point.operating and point.receives for point in found)


async def test_an_unknown_locker_is_none(shipx: Provider) -> None:
    assert shipx.points is not None
    assert await shipx.points.fetch("ZZZ999") is None
    assert await shipx.points.search(PointQuery("   ")) == ()


async def test_the_test_of_an_account_answers_per_operation_and_buys_nothing(
    shipx: Provider, sim: Simulator
) -> None:
    assert shipx.probe is not None
    answers = {answer.operation: answer for answer in await shipx.probe.test()}
    assert answers["organizations.get"].state == "works"
    assert answers["shipments.create"].state == "not_tried"
    assert {entry["method"] for entry in sim.requests(dialect="shipx")} == {"GET"}


async def test_the_organizations_of_a_token_can_be_chosen(shipx: Provider) -> None:
    assert shipx.probe is not None
    (choice,) = await shipx.probe.choices("organization_id")
    assert (choice.value, choice.title) == ("1001", "Glinka Ceramika")


async def test_a_refused_token_ends_the_test(shipx: Provider, sim: Simulator) -> None:
    assert shipx.probe is not None
    sim.fault("shipx.*", "401", times=-1)
    with pytest.raises(AuthError):
        await shipx.probe.test()


async def test_a_plain_404_of_the_sandbox_is_read_again(
    account: Account, clock: DrivenClock, table: Table
) -> None:
    plain = answer(404, b"404 page not found", Content_Type="text/plain")
    body = b'{"id": 3100, "status": "sent", "shipments": []}'
    async with ScriptedServer(plain, plain, answer(200, body)) as server:
        settings = {**account.settings, "base_url": server.url}
        built = open_shipx(
            replace(account, settings=settings), {"token": "t"}, Surroundings(clock, table)
        )
        assert built.provider.dispatch_orders is not None
        order = await built.provider.dispatch_orders.fetch("3100")
        await built.aclose()
    assert order.remote_id == "3100"
    assert len(server.received) == 3


async def test_a_refusal_inside_a_good_answer_is_no_label(
    account: Account, clock: DrivenClock, table: Table, shipx: Provider, sim: Simulator
) -> None:
    shipment = shipment_of(to_locker(), await buy(shipx, sim))
    body = b'{"status": 400, "key": "label_not_found", "error": "No label yet"}'
    async with ScriptedServer(answer(200, body)) as server:
        settings = {**account.settings, "base_url": server.url}
        built = open_shipx(
            replace(account, settings=settings), {"token": "t"}, Surroundings(clock, table)
        )
        assert built.provider.labels is not None
        with pytest.raises(RejectedError) as caught:
            await built.provider.labels.fetch(shipment, "label")
        await built.aclose()
    assert caught.value.code == "label_not_found"
