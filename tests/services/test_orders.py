"""Orders as a person works with them: edited, taken back, typed, added by number."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shipdesk.domain.account import AccountId
from shipdesk.domain.address import Address
from shipdesk.domain.measures import Parcel, Source
from shipdesk.domain.money import Money
from shipdesk.domain.order import HandingIn, OrderLine, Payment, PaymentKind
from shipdesk.domain.query import ListQuery
from shipdesk.errors import OperationRefusedError, RejectedError
from shipdesk.services.orders import NewOrder
from tests.support.desk import OpenDesk, eventually


async def stage_of(opened: OpenDesk, number: str) -> str:
    return (await opened.row(number)).stage


async def test_every_edit_shows_and_can_be_taken_back(opened: OpenDesk) -> None:
    orders = opened.desk.orders
    key = await opened.key("ORD-000871")
    before = await orders.read(key)
    corrected = replace(before.order.recipient, name="Janina Nowak")
    undos = [
        await orders.set_hold([key], hold=True),
        await orders.set_parcel([key], Parcel(1500, 300, 200, 100, "B")),
        await orders.set_locker([key], "KRA118M"),
        await orders.set_handing_in([key], HandingIn.DROP_OFF),
        await orders.set_address(key, corrected),
        await orders.set_note(key, "Wrap it twice"),
        await orders.choose_quote(key, "inpost/inpost/inpost_locker_standard"),
        await orders.set_payment([key], Payment(PaymentKind.COD, Money(2500, "PLN"))),
    ]
    edited = await orders.read(key)
    assert edited.parcel == Parcel(1500, 300, 200, 100, "B", Source.TYPED)
    assert (edited.order.locker, edited.additions.handing_in) == ("KRA118M", HandingIn.DROP_OFF)
    assert (edited.order.recipient, edited.fetched.recipient.name) == (corrected, "Jan Nowak")
    assert (edited.additions.note, edited.additions.hold) == ("Wrap it twice", True)
    assert edited.additions.quote_key.endswith("inpost_locker_standard")
    assert edited.order.payment == Payment(PaymentKind.COD, Money(2500, "PLN"), "typed")

    async def held() -> bool:
        return await stage_of(opened, "ORD-000871") == "on_hold"

    await eventually(held, "on hold in the list")
    for undo in reversed(undos):
        await undo()
    after = await orders.read(key)
    assert replace(after.additions, touched_at=None) == before.additions
    assert (after.order, after.parcel) == (before.order, before.parcel)

    async def ready() -> bool:
        return await stage_of(opened, "ORD-000871") == "ready"

    await eventually(ready, "ready again in the list")


async def test_cod_takes_each_orders_own_total_and_needs_one(opened: OpenDesk) -> None:
    orders, shipping = opened.desk.orders, opened.desk.shipping
    polish, indian = await opened.key("ORD-000856"), await opened.key("ORD-000866")
    undo = await orders.set_payment([polish, indian], Payment(PaymentKind.COD))
    told = [(await orders.read(key)).order for key in (polish, indian)]
    assert [each.payment.amount for each in told] == [each.total for each in told]
    assert {each.payment.amount.currency for each in told if each.payment.amount} == {"PLN", "INR"}
    await undo()
    assert not (await orders.read(indian)).order.payment.settled

    recipient = Address("Jan Nowak", street="Prosta 5", city="Warszawa", postcode="00-838")
    typed = NewOrder(
        "PHONE-1",
        replace(recipient, country="PL", phone="600100200", email="jan@example.test"),
        (OrderLine("Mug", 1, weight_g=400),),
        total=None,
        payment=Payment(PaymentKind.COD),
        parcel=Parcel(900, 200, 200, 100),
    )
    key = await orders.create(typed)
    plan = await shipping.prepare(key)
    assert plan.stop is not None
    assert (plan.stop.key, plan.stop.params["field"]) == ("payment_unknown", "payment")
    with pytest.raises(OperationRefusedError) as refused:
        await opened.desk.quoting.ask(key)
    assert refused.value.key == "payment_unknown"
    assert await stage_of(opened, "PHONE-1") == "new"
    await orders.set_payment([key], Payment(PaymentKind.COD, Money(4900, "PLN")))
    await opened.desk.quoting.ask(key)
    plan = await shipping.prepare(key)
    assert plan.ready, plan.stop or plan.problems


async def test_typed_order_is_listed_at_once_and_needs_a_number(opened: OpenDesk) -> None:
    orders = opened.desk.orders
    new = NewOrder("  ", Address(name="Jan Nowak"), (), None, Payment())
    with pytest.raises(OperationRefusedError):
        await orders.create(new)
    parcel = Parcel(900, 200, 200, 100, source=Source.TYPED)
    key = await orders.create(replace(new, number=" PHONE-2 ", parcel=parcel, note="By phone"))
    sheet = await orders.read(key)
    assert (sheet.order.number, sheet.parcel, sheet.order.note) == ("PHONE-2", parcel, "By phone")
    ids = await opened.desk.order_list.ids(ListQuery(text="PHONE-2"))
    assert list((await opened.desk.order_list.row_ids([key])).values()) == list(ids)
    assert sheet.problems


async def test_dash101_order_is_added_by_either_of_its_numbers(opened: OpenDesk) -> None:
    orders = opened.desk.orders
    finders = await orders.finders()
    assert finders == (("dash101", "Dash101"),)
    account_id = finders[0][0]
    key = await orders.add_by_number(account_id, " 7300000002 ")
    assert await orders.add_by_number(account_id, "ORD-000588") == key
    sheet = await orders.read(key)
    assert (sheet.order.number, sheet.order.payment.kind) == ("ORD-000588", PaymentKind.PAID)
    with pytest.raises(RejectedError):
        await orders.add_by_number(account_id, "ORD-NOBODY")
    with pytest.raises(OperationRefusedError):
        await orders.add_by_number(AccountId("inpost"), "7300000002")
