"""Customers and products: what is sent, what comes back, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from shipdesk.domain.record import Record, RecordQuery
from shipdesk.errors import RejectedError, RuleError, UnexpectedReplyError
from shipdesk.providers.dispatch.provider import OpenDispatch
from tests.providers.dispatch.acting import ask, do, fetched, intent_of, page, records_of
from tests.providers.dispatch.at_dispatch import (
    first_customer,
    first_product,
    read,
    tell,
)
from tests.support.simulator import Simulator

SINCE = datetime(2024, 3, 1, tzinfo=UTC)
NEW = {"name": "Zoë O'Neil", "email": "zoe@example.test", "city": "Łódź", "street": "Długa 7"}


async def test_a_list_of_customers_is_asked_by_pages_newest_first(
    opened: OpenDispatch, sim: Simulator
) -> None:
    records = await page(opened, "customers")
    assert len(records) == 40
    assert "100% Łódź" in {each.title for each in records}
    query = sim.requests(operation="customers.list")[-1]["query"]
    assert query == [["Page", "1"], ["PageSize", "100"], ["$orderby", "createdDate desc"]]


async def test_a_name_with_a_quote_finds_its_customer_and_no_other(opened: OpenDispatch) -> None:
    found = await page(opened, "customers", name="O'Neil")
    assert [each.title for each in found] == ["O'Neil"]
    assert await page(opened, "customers", name="x' or 1 eq 1 or 'a' eq 'a") == ()


async def test_words_are_searched_without_becoming_operators(
    opened: OpenDispatch, sim: Simulator
) -> None:
    query = RecordQuery(text='O\'Neil OR "x"', sort="email", descending=True)
    await records_of(opened).fetch_page("customers", query)
    sent = dict(sim.requests(operation="customers.list")[-1]["query"])
    assert sent["$search"] == "O'Neil or x"
    assert sent["$orderby"] == "email desc"


async def test_days_bound_a_list_from_their_start_to_their_end(
    opened: OpenDispatch, sim: Simulator
) -> None:
    await page(opened, "customers", since="2024-01-15", until="2024-01-16")
    sent = dict(sim.requests(operation="customers.list")[-1]["query"])
    assert sent["$filter"] == (
        "(createdDate ge 2024-01-15T00:00:00Z) and (createdDate lt 2024-01-17T00:00:00Z)"
    )


async def test_a_filter_that_cannot_be_asked_is_refused_before_anything_is_sent(
    opened: OpenDispatch, sim: Simulator
) -> None:
    with pytest.raises(RuleError):
        await page(opened, "products", price_from="dear")
    with pytest.raises(RuleError):
        await page(opened, "customers", name="a\x00b")
    assert sim.requests() == []


async def test_a_customer_shows_contacts_references_and_further_addresses(
    opened: OpenDispatch, sim: Simulator
) -> None:
    record = await fetched(opened, "customers", first_customer(sim))
    assert record.title == "O'Neil"
    assert {line.values["primary"] for line in record.parts["contacts"]} == {"true", "false"}
    assert all(line.values["value"] for line in record.parts["references"])
    (address,) = record.parts["addresses"]
    assert (address.values["kind"], address.values["default"]) == ("billing", "true")
    assert address.values["city"]


async def test_a_customer_that_is_no_more_is_told(opened: OpenDispatch) -> None:
    with pytest.raises(RejectedError) as caught:
        await fetched(opened, "customers", "00000000-0000-4000-8000-000000000000")
    assert caught.value.status == 404


async def test_an_id_that_is_none_never_reaches_a_path(
    opened: OpenDispatch, sim: Simulator
) -> None:
    with pytest.raises(UnexpectedReplyError):
        await fetched(opened, "customers", "../business")
    assert sim.requests() == []


async def test_a_new_customer_is_made_and_found_again_by_what_was_typed(
    opened: OpenDispatch, sim: Simulator
) -> None:
    settled = await do(opened, "customers", "customers.create", NEW)
    made = read(sim, "customers.get", settled.facts["id"])
    assert (made["name"], made["address"]["city"]) == ("Zoë O'Neil", "Łódź")
    sent = sim.requests(operation="customers.create")
    assert len(sent) == 1
    assert set(sent[0]["body_keys"]) >= {"name", "email", "address.city", "address.street"}


async def test_a_customer_without_any_way_to_reach_them_is_refused_by_field(
    opened: OpenDispatch,
) -> None:
    with pytest.raises(RejectedError) as caught:
        await do(opened, "customers", "customers.create", {"name": "Nobody"})
    assert "email" in caught.value.fields


async def test_an_edit_sends_the_customer_whole(opened: OpenDispatch, sim: Simulator) -> None:
    record = await fetched(opened, "customers", first_customer(sim))
    before = read(sim, "customers.get", record.id)
    await do(opened, "customers", "customers.replace", {"company": "New & Co"}, record)
    after = read(sim, "customers.get", record.id)
    assert after["company"] == "New & Co"
    same = ("name", "email", "phone", "address", "addresses", "contacts", "references")
    assert {name: after[name] for name in same} == {name: before[name] for name in same}


async def test_a_customer_without_an_address_can_be_edited(
    opened: OpenDispatch, sim: Simulator
) -> None:
    (record,) = await page(opened, "customers", name="No Address")
    values = {"phone": "+48600100200", "street": "", "city": "", "postcode": ""}
    await do(opened, "customers", "customers.replace", values, record)
    after = read(sim, "customers.get", record.id)
    assert (after["phone"], after["address"]) == ("+48600100200", None)


async def test_only_what_was_changed_of_a_contact_is_sent(
    opened: OpenDispatch, sim: Simulator
) -> None:
    record = await fetched(opened, "customers", first_customer(sim))
    line = record.parts["contacts"][0]
    values = {**line.values, "role": "Boss", "phone": ""}
    await do(opened, "customers", "customers.contact_patch", values, record, part=line.id)
    assert set(sim.requests(operation="customers.contact_patch")[0]["body_keys"]) == {
        "role",
        "phone",
    }
    after = (await fetched(opened, "customers", record.id)).parts["contacts"][0].values
    assert after["role"] == "Boss"
    assert "phone" not in after
    assert after["email"] == line.values["email"]


async def test_contacts_and_references_come_and_go(opened: OpenDispatch, sim: Simulator) -> None:
    record = await fetched(opened, "customers", first_customer(sim))
    await do(opened, "customers", "customers.contact_add", {"name": "Ewa"}, record)
    await do(opened, "customers", "customers.ref_add", {"name": "ERP", "value": "007"}, record)
    after = await fetched(opened, "customers", record.id)
    contact = next(line for line in after.parts["contacts"] if line.title == "Ewa")
    reference = next(line for line in after.parts["references"] if line.title == "ERP")
    await do(opened, "customers", "customers.contact_delete", {}, after, part=contact.id)
    await do(opened, "customers", "customers.ref_remove", {}, after, part=reference.id)
    last = await fetched(opened, "customers", record.id)
    assert (last.parts["contacts"], last.parts["references"]) == (
        record.parts["contacts"],
        record.parts["references"],
    )


async def test_a_customer_with_open_orders_is_kept_and_the_reason_told(
    opened: OpenDispatch, sim: Simulator
) -> None:
    orders = await page(opened, "orders", status="pending")
    busy = await fetched(opened, "customers", orders[0].values["customer_id"])
    with pytest.raises(RejectedError) as caught:
        await do(opened, "customers", "customers.delete", {}, busy)
    assert caught.value.code == "CONFLICT"
    assert caught.value.status == 400, "a plain refusal: nothing is looked up"
    assert len(sim.requests(operation="customers.delete")) == 1


async def test_what_is_deleted_already_is_done(opened: OpenDispatch) -> None:
    settled = await do(opened, "customers", "customers.create", NEW)
    record = await fetched(opened, "customers", settled.facts["id"])
    await do(opened, "customers", "customers.delete", {}, record)
    assert (await do(opened, "customers", "customers.delete", {}, record)).words


async def test_sales_and_recent_shipments_are_told(opened: OpenDispatch) -> None:
    orders = await page(opened, "orders", status="delivered")
    record = await fetched(opened, "customers", orders[0].values["customer_id"])
    sales = await ask(opened, "customers", "customers.sales", {}, record)
    told = {row.values["name"]: row.values.get("value", "") for row in sales.rows}
    assert int(told["totalOrders"]) >= 1
    assert told["months 1.currency"]
    shipments = await ask(opened, "customers", "customers.recent_shipments", {}, record)
    assert [each.name for each in shipments.columns][:2] == ["number", "status"]


async def test_a_file_of_customers_is_checked_and_then_confirmed_once(
    opened: OpenDispatch, tmp_path: Path
) -> None:
    file = tmp_path / "new.csv"
    file.write_text("name,email\nNew Shop,new@example.test\nNobody,\n", encoding="utf-8")
    checked = await do(opened, "imports", "customers.upload", {"file": "new.csv"}, file=file)
    assert checked.words == "Rows: 2, good: 1, problems: 1"
    assert await page(opened, "customers", email="new@example.test") == ()
    record = Record(checked.facts["id"], "new.csv")
    confirmed = await do(opened, "imports", "customers.confirm_upload", {}, record)
    assert confirmed.words == "Imported: 1, left out: 1"
    assert len(await page(opened, "customers", email="new@example.test")) == 1
    with pytest.raises(RejectedError):
        await do(opened, "imports", "customers.confirm_upload", {}, record)


async def test_a_product_keeps_its_numbers_exact(opened: OpenDispatch, sim: Simulator) -> None:
    values = {"name": "Mug", "sku": "MUG-9", "price": "8,50", "weight": "0.35", "length": "10"}
    settled = await do(opened, "products", "products.create", values)
    record = await fetched(opened, "products", settled.facts["id"])
    assert record.values["price"] == "8.5"
    assert record.values["weight"] == "0.35"
    assert read(sim, "products.get", record.id)["dimensions"]["length"] == 10


async def test_a_sku_that_is_taken_is_a_plain_refusal(opened: OpenDispatch) -> None:
    first = (await page(opened, "products"))[0]
    values = {"name": "Mug", "sku": first.values["sku"], "price": "1"}
    with pytest.raises(RejectedError) as caught:
        await do(opened, "products", "products.create", values)
    assert caught.value.code == "DUPLICATE_SKU"


async def test_variants_are_added_shown_changed_and_deleted(
    opened: OpenDispatch, sim: Simulator
) -> None:
    record = await fetched(opened, "products", first_product(sim))
    values = {"name": "Blue", "sku": "BLUE-1", "price": "9.90", "length": "10"}
    made = await do(opened, "products", "products.variant_create", values, record)
    record = await fetched(opened, "products", record.id)
    line = next(each for each in record.parts["variants"] if each.id == made.facts["id"])
    changed = {**line.values, "price": "7.5"}
    await do(opened, "products", "products.variant_patch", changed, record, part=line.id)
    assert sim.requests(operation="products.variant_patch")[0]["body_keys"] == ["price"]
    shown = await ask(opened, "products", "products.variant_get", {}, record, part=line.id)
    assert {row.values["name"]: row.values.get("value") for row in shown.rows}["price"] == "7.5"
    await do(opened, "products", "products.variant_delete", {}, record, part=line.id)
    after = await fetched(opened, "products", record.id)
    assert line.id not in {each.id for each in after.parts["variants"]}


async def test_units_of_all_products_are_set_without_touching_the_rest(
    opened: OpenDispatch, sim: Simulator
) -> None:
    await do(opened, "products", "products.settings", {"weight_unit": "lb"})
    assert sim.requests(operation="products.settings")[0]["body_keys"] == ["weightUnit"]


async def test_deleting_products_is_hidden_where_the_account_has_it_not(
    opened: OpenDispatch, sim: Simulator
) -> None:
    sim.knobs(designed_endpoints=False)
    record = await fetched(opened, "products", first_product(sim))
    with pytest.raises(RejectedError):
        await do(opened, "products", "products.delete", {}, record)
    assert opened.provider.capabilities.why_not("products.delete")


async def test_a_lost_creation_is_found_by_what_makes_it_known(
    opened: OpenDispatch, sim: Simulator
) -> None:
    acts = opened.provider.record_acts
    assert acts is not None
    values = {"name": "Mug", "sku": "MUG-LOST", "price": "8.5"}
    intent = intent_of(opened, "products", "products.create", values)
    assert await acts.find("send", intent, {}, SINCE) == ()
    tell(sim, "products.create", {"name": "Mug", "sku": "MUG-LOST", "price": 8.5})
    (match,) = await acts.find("send", intent, {}, SINCE)
    assert match.ours
