"""Tests of what is changed at InPost by records: rows of bulk acts, batches, the panel's cards."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from shipdesk.domain.record import RecordIntent, RecordQuery
from shipdesk.domain.record_rules import check_form, why_not
from shipdesk.errors import RejectedError, RuleError, UnreachableError
from shipdesk.providers.base import Provider
from shipdesk.providers.record_acts import RecordActs
from shipdesk.providers.records import TableRecords
from shipdesk.providers.steps import Settled
from tests.providers.driving import carry_out
from tests.providers.shipx import at_inpost
from tests.support.simulator import Simulator

SINCE = datetime(2026, 1, 1, tzinfo=UTC)
ITEM = {
    "item": "A",
    "service": "inpost_courier_standard",
    "first_name": "Adam",
    "last_name": "Wilk",
    "phone": "511622733",
    "street": "Długa",
    "building": "15/8",
    "postcode": "80-831",
    "city": "Gdańsk",
    "country": "PL",
    "length": "400",
    "width": "300",
    "height": "200",
    "weight": "4,5",
    "cod": "199.99",
    "insurance": "250",
    "extras": "sms, email",
    "email": "adam@example.com",
}


class Counter:
    """Takes acts of records as the desk does, without the journal."""

    def __init__(self, shipx: Provider) -> None:
        assert isinstance(shipx.records, TableRecords)
        assert isinstance(shipx.record_acts, RecordActs)
        self.records = shipx.records
        self.acts = shipx.record_acts

    async def intent(
        self, kind: str, op: str, ids: Sequence[str] = (), **values: object
    ) -> RecordIntent:
        """What is written down of an act on records as they stand now."""
        found = [await self.records.fetch(kind, one) for one in ids]
        return RecordIntent(
            kind=kind,
            op=op,
            title=op,
            record_ids=tuple(ids),
            places=self.records.places(kind, op, found[0] if found else None, "", values),
            fields=values,
            rows=self.records.rows(kind, op, found, values),
        )


@pytest.fixture
def counter(shipx: Provider) -> Counter:
    """Where acts are asked for."""
    return Counter(shipx)


def body(sim: Simulator, op: str) -> Any:
    """The body of the newest request of an operation."""
    found = sim.requests(operation=f"shipx.{op}")[-1]["body"]
    return json.loads(found) if isinstance(found, str) else found


async def test_each_shipment_of_a_bulk_purchase_is_paid_with_its_own_offer(
    counter: Counter, sim: Simulator
) -> None:
    first, second = at_inpost.chosen(sim), at_inpost.chosen(sim)
    intent = await counter.intent("shipments", "shipments.bulk_buy", [first, second])
    result, _ = await carry_out(counter.acts, intent, sim)
    assert isinstance(result, Settled)
    sent = body(sim, "shipments.bulk_buy")["shipments"]
    assert [(row["id"], row["shipment_id"]) for row in sent] == [(1, int(first)), (2, int(second))]
    assert len({row["offer_id"] for row in sent}) == 2
    sim.push(at_inpost.READY_S)
    assert [at_inpost.stands(sim, one)["status"] for one in (first, second)] == ["confirmed"] * 2


async def test_what_was_paid_already_is_refused_in_words(counter: Counter, sim: Simulator) -> None:
    number = at_inpost.chosen(sim)
    intent = await counter.intent("shipments", "shipments.bulk_buy", [number])
    await carry_out(counter.acts, intent, sim)
    sim.push(at_inpost.READY_S)
    with pytest.raises(RejectedError) as caught:
        await carry_out(counter.acts, intent, sim)
    assert caught.value.code == "already_bought"


async def test_a_lost_answer_to_a_purchase_is_found_by_the_shipments_themselves(
    counter: Counter, sim: Simulator
) -> None:
    number = at_inpost.chosen(sim)
    intent = await counter.intent("shipments", "shipments.bulk_buy", [number])
    assert counter.acts.finds(intent)
    assert await counter.acts.find("send", intent, {}, SINCE) == ()
    sim.fault("shipx.shipments.bulk_buy", "drop_after_commit")
    with pytest.raises(UnreachableError):
        await carry_out(counter.acts, intent, sim)
    sim.push(at_inpost.READY_S)
    (match,) = await counter.acts.find("send", intent, {}, SINCE)
    assert match.ours
    assert match.result == Settled(words=f"{number}: confirmed")


async def test_offers_of_one_service_are_chosen_for_several_shipments(
    counter: Counter, sim: Simulator
) -> None:
    numbers = [at_inpost.offered(sim), at_inpost.offered(sim)]
    intent = await counter.intent(
        "shipments", "shipments.select_offers", numbers, service="inpost_locker_standard"
    )
    await carry_out(counter.acts, intent, sim)
    assert set(body(sim, "shipments.select_offers")) == {"shipments"}
    for number in numbers:
        told = at_inpost.stands(sim, number)
        assert told["status"] == "offer_selected"
        assert told["selected_offer"]["service"]["id"] == "inpost_locker_standard"


async def test_a_service_without_an_offer_is_refused_before_anything_is_sent(
    counter: Counter, sim: Simulator
) -> None:
    number = at_inpost.offered(sim)
    with pytest.raises(RuleError) as caught:
        await counter.intent(
            "shipments", "shipments.select_offers", [number], service="no_such_service"
        )
    assert caught.value.field == "service"
    assert sim.requests(operation="shipx.shipments.select_offers") == []


async def test_only_a_chosen_and_unpaid_offer_can_be_bought(
    counter: Counter, sim: Simulator
) -> None:
    act = counter.records.table("shipments").acts["shipments.bulk_buy"].act
    ready = await counter.records.fetch("shipments", at_inpost.chosen(sim))
    paid = await counter.records.fetch("shipments", at_inpost.made(sim))
    assert why_not(act, [ready]) == ""
    assert why_not(act, [ready, paid]) == f"{paid.title}: {act.when[0].why_not}"
    assert "costs money" in act.says


async def test_a_batch_is_sent_with_units_and_read_by_its_number(
    counter: Counter, sim: Simulator
) -> None:
    intent = await counter.intent("batches", "batches.create", shipments=[ITEM])
    result, facts = await carry_out(counter.acts, intent, sim)
    (sent,) = body(sim, "batches.create")["shipments"]
    assert sent["parcels"]["dimensions"] == {
        "length": 400, "width": 300, "height": 200, "unit": "mm",
    }  # fmt: skip
    assert sent["parcels"]["weight"] == {"amount": 4.5, "unit": "kg"}
    assert sent["cod"] == {"amount": 199.99, "currency": "PLN"}
    assert sent["additional_services"] == ["sms", "email"]
    assert isinstance(result, Settled)
    assert facts["id"] in result.words
    sim.push(at_inpost.READY_S)
    made = await counter.records.fetch("batches", facts["id"])
    assert made.values["status"] == "done"
    assert [line.values["status"] for line in made.parts["shipments"]] == ["confirmed"]


async def test_batches_that_are_known_or_asked_for_are_listed_one_by_one(
    counter: Counter, sim: Simulator
) -> None:
    intent = await counter.intent("batches", "batches.create", only_offers="yes", shipments=[ITEM])
    _, facts = await carry_out(counter.acts, intent, sim)
    assert (await counter.records.fetch_page("batches", RecordQuery())).records == ()
    known = RecordQuery(known=(facts["id"], "999999"))
    asked = RecordQuery(answers={"numbers": f" {facts['id']},"})
    for query in (known, asked):
        page = await counter.records.fetch_page("batches", query)
        assert [each.id for each in page.records] == [facts["id"]]


async def test_a_faulty_line_of_a_batch_is_named_by_its_mark(
    counter: Counter, sim: Simulator
) -> None:
    wrong = {**ITEM, "item": "B", "city": "", "insurance": ""}
    intent = await counter.intent("batches", "batches.create", shipments=[ITEM, wrong])
    with pytest.raises(RejectedError) as caught:
        await carry_out(counter.acts, intent, sim)
    assert set(caught.value.fields) == {
        "shipments.B.receiver.address.city", "shipments.B.insurance",
    }  # fmt: skip
    assert sim.books()["shipx"]["shipments"] == []


async def test_a_lost_batch_cannot_be_found_and_is_left_to_a_person(counter: Counter) -> None:
    intent = await counter.intent("batches", "batches.create", shipments=[ITEM])
    assert not counter.acts.finds(intent)


async def test_lines_of_a_batch_are_checked_before_they_are_sent(counter: Counter) -> None:
    fields = counter.records.table("batches").acts["batches.create"].act.fields
    (problem,) = check_form(fields, {"shipments": [ITEM, {**ITEM, "phone": "+48 511 622 733"}]})
    assert problem.words.startswith("Shipments, line 2: Phone")


CHANGES: tuple[tuple[str, str, str, Mapping[str, str], Mapping[str, object]], ...] = (
    ("mpks", "mpks.update", "401", {"description": "Nowy opis"},
     {"name": "Sklep", "description": "Nowy opis"}),
    ("shipment_templates", "shipment_templates.update", "601", {"size": "large"},
     {"parcels": {"template": "large"}, "service": "inpost_locker_standard"}),
    ("address_books", "address_books.update", "501", {"city": "Łódź", "sender_letter": "true"},
     {"name": "Pracownia", "sender_letter": True, "sender_parcel": True}),
)  # fmt: skip


@pytest.mark.parametrize(("kind", "op", "number", "values", "sent"), CHANGES)
async def test_a_change_sends_what_the_form_shows_and_stands_afterwards(
    kind: str,
    op: str,
    number: str,
    values: Mapping[str, str],
    sent: Mapping[str, object],
    counter: Counter,
    sim: Simulator,
) -> None:
    intent = await counter.intent(kind, op, [number], **values)
    await carry_out(counter.acts, intent, sim)
    assert sent.items() <= body(sim, op).items()
    found = await counter.records.fetch(kind, number)
    assert values.items() <= found.values.items()
    (match,) = await counter.acts.find("send", intent, {}, SINCE)
    assert match.remote_id == number


async def test_a_cost_centre_is_changed_without_sending_what_no_form_asks(
    counter: Counter, sim: Simulator
) -> None:
    await carry_out(
        counter.acts, await counter.intent("mpks", "mpks.update", ["401"], name="X"), sim
    )
    assert set(body(sim, "mpks.update")) == {"name", "description"}


MADE: tuple[tuple[str, str, Mapping[str, str]], ...] = (
    ("mpks", "mpks.create", {"name": "Targi", "description": "Sprzedaż na targach"}),
    ("shipment_templates", "shipment_templates.create", {"name": "Kurier", "size": "medium"}),
    ("address_books", "address_books.create",
     {"name": "Żółw", "phone": "511622733", "street": "Długa", "building": "15/8",
      "postcode": "80-831", "city": "Gdańsk", "country": "PL"}),
)  # fmt: skip


@pytest.mark.parametrize(("kind", "op", "values"), MADE)
async def test_what_is_made_is_listed_and_found_again_after_a_lost_answer(
    kind: str, op: str, values: Mapping[str, str], counter: Counter, sim: Simulator
) -> None:
    intent = await counter.intent(kind, op, **values)
    assert await counter.acts.find("send", intent, {}, SINCE) == ()
    sim.fault(f"shipx.{op}", "drop_after_commit")
    with pytest.raises(UnreachableError):
        await carry_out(counter.acts, intent, sim)
    (match,) = await counter.acts.find("send", intent, {}, SINCE)
    found = await counter.records.fetch(kind, match.remote_id)
    assert values.items() <= found.values.items()


@pytest.mark.parametrize(("kind", "op", "values"), MADE)
async def test_a_name_that_is_missing_is_refused_by_the_service_in_words(
    kind: str, op: str, values: Mapping[str, str], counter: Counter, sim: Simulator
) -> None:
    intent = await counter.intent(kind, op, **{**values, "name": ""})
    with pytest.raises(RejectedError) as caught:
        await carry_out(counter.acts, intent, sim)
    assert any("is missing" in text for said in caught.value.fields.values() for text in said)


@pytest.mark.parametrize(
    ("kind", "number"), [("address_books", "501"), ("shipment_templates", "601")]
)
async def test_what_was_deleted_is_gone_and_stays_so_when_asked_twice(
    kind: str, number: str, counter: Counter, sim: Simulator
) -> None:
    intent = await counter.intent(kind, f"{kind}.delete", [number])
    await carry_out(counter.acts, intent, sim)
    with pytest.raises(RejectedError):
        await counter.records.fetch(kind, number)
    result, _ = await carry_out(counter.acts, intent, sim)
    assert result == Settled(words="It was gone already.")
