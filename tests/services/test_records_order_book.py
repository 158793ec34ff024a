"""The order book's records at the desk: ids that nothing lists are those that were seen or made."""

from __future__ import annotations

from pathlib import Path

import pytest

from shipdesk.domain.account import AccountId
from shipdesk.domain.operation import Operation, OperationState
from shipdesk.domain.record import Record, RecordAct, RecordQuery
from shipdesk.errors import RuleError
from shipdesk.services.kinds.record import answer_name
from tests.providers.dispatch.at_dispatch import listed, read
from tests.support.desk import OpenDesk
from tests.support.simulator import Simulator

EVERYTHING = RecordQuery()
READY_RUN = "d1000000-0000-4000-8000-000000000002"
SCREENS = ("catalogue", "services")


def book(opened: OpenDesk) -> AccountId:
    """The account of the order book."""
    kinds = opened.desk.records.kinds("catalogue")
    return next(each.account_id for each in kinds if each.slug == "dispatch")


def act_of(opened: OpenDesk, kind: str, op: str) -> RecordAct:
    """An act as a page knows it."""
    for screen in SCREENS:
        for account in opened.desk.records.kinds(screen):
            for each in account.kinds:
                if account.slug == "dispatch" and each.name == kind:
                    return each.act(op)
    raise AssertionError(kind)


async def do(
    opened: OpenDesk,
    kind: str,
    op: str,
    values: dict[str, object] | None = None,
    *records: Record,
    part: str = "",
    file: Path | None = None,
) -> Operation:
    """Take an act and wait for its end."""
    act = opened.desk.records.form(act_of(opened, kind, op), records)
    desk = opened.desk.records
    made = await desk.act(book(opened), kind, act, records, part, values or {}, file)
    return await opened.settled(made)


async def newest(opened: OpenDesk, kind: str) -> tuple[Record, ...]:
    """The first page of a list."""
    return (await opened.desk.records.page(book(opened), kind, EVERYTHING)).records


async def test_a_file_of_customers_waits_until_it_is_confirmed(
    opened: OpenDesk, tmp_path: Path
) -> None:
    assert await newest(opened, "imports") == ()
    file = tmp_path / "new.csv"
    file.write_text("name,email\nNew Shop,new@example.test\n", encoding="utf-8")
    checked = await do(opened, "imports", "customers.upload", file=file)
    assert checked.state is OperationState.DONE
    (record,) = await newest(opened, "imports")
    assert record.title == "new.csv: Rows: 1, good: 1"
    confirmed = await do(opened, "imports", "customers.confirm_upload", None, record)
    assert confirmed.state is OperationState.DONE
    assert confirmed.reason.startswith("Imported: 1")
    again = await do(opened, "imports", "customers.confirm_upload", None, record)
    assert again.state is OperationState.REFUSED
    found = await opened.desk.records.page(
        book(opened), "customers", RecordQuery(answers={"email": "new@example.test"})
    )
    assert len(found.records) == 1


async def test_a_run_that_was_seen_stays_though_no_shipment_names_it(
    opened: OpenDesk, simulator: Simulator
) -> None:
    assert READY_RUN in {each.id for each in await newest(opened, "runs")}
    for line in read(simulator, "dispatch.get", READY_RUN)["shipments"]:
        run = await opened.desk.records.read(book(opened), "runs", READY_RUN)
        await do(opened, "runs", "dispatch.remove_shipment", None, run, part=line["guid"])
    (kept,) = [each for each in await newest(opened, "runs") if each.id == READY_RUN]
    assert kept.parts["shipments"] == ()


async def test_drivers_carriers_and_presets_are_chosen_from_what_was_seen(
    opened: OpenDesk,
) -> None:
    desk = opened.desk.records
    planned = act_of(opened, "unassigned", "dispatch.create").fields
    driver = next(each for each in planned if each.name == "driver_id")
    assert "Marek Gołąb" in {title for _, title in await desk.choices(book(opened), driver)}
    (carrier,) = act_of(opened, "orders", "orders.assign_carrier").fields
    assert {title for _, title in await desk.choices(book(opened), carrier)}
    (preset,) = act_of(opened, "orders", "orders.dimension_preset").fields
    assert await desk.choices(book(opened), preset) == ()
    order = (await newest(opened, "orders"))[0]
    await desk.read(book(opened), "orders", order.id)
    assert len(await desk.choices(book(opened), preset)) == 1


async def test_a_new_token_goes_to_the_key_store_and_nowhere_else(
    opened: OpenDesk, simulator: Simulator
) -> None:
    made = await do(opened, "business", "business.new_token", {"description": "Desk 2"})
    assert made.state is OperationState.DONE
    secret = opened.program.desk.records._vault.get(book(opened), answer_name("token"))
    assert secret is not None
    assert secret.startswith("eyJ")
    sheet = await opened.desk.activity.read(made.id)
    assert secret not in repr(sheet)
    kept = [path for path in opened.program.paths.journal.parent.rglob("*") if path.is_file()]
    assert kept
    assert not [path for path in kept if secret.encode() in path.read_bytes()]
    assert len(listed(simulator, "business.tokens")) == 4


async def test_a_secret_of_a_form_reaches_the_service_and_no_file(
    opened: OpenDesk, simulator: Simulator
) -> None:
    values: dict[str, object] = {
        "provider_id": "1e000000-0000-4000-8000-0000000000a4",
        "provider_type": "ecommerce",
        "store_url": "https://shop.example.test",
        "api_key": "made-up-key-000111",
        "api_secret": "made-up-secret-000222",
    }
    made = await do(opened, "integrations", "integrations.configure", values)
    assert made.state is OperationState.DONE
    assert len(listed(simulator, "integrations.list")) == 4
    kept = [path for path in opened.program.paths.journal.parent.rglob("*") if path.is_file()]
    for secret in (b"made-up-key-000111", b"made-up-secret-000222"):
        assert not [path for path in kept if secret in path.read_bytes()]


async def test_a_list_is_there_offline_with_its_age(opened: OpenDesk, simulator: Simulator) -> None:
    shown = await newest(opened, "customers")
    simulator.fault("customers.list", "drop_before", times=-1)
    page = await opened.desk.records.page(book(opened), "customers", EVERYTHING)
    assert page.fetched_at is not None
    assert [each.id for each in page.records] == [each.id for each in shown]


async def test_a_list_is_not_asked_for_days_that_end_before_they_begin(opened: OpenDesk) -> None:
    days = RecordQuery(answers={"from": "2026-03-02", "to": "2026-03-01"})
    with pytest.raises(RuleError) as caught:
        await opened.desk.records.page(book(opened), "shipments", days)
    assert caught.value.field == "to"
