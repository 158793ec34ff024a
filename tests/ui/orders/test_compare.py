"""Comparing within one courier, boxes and options, and lockers by filters, by keyboard."""

from __future__ import annotations

import os
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from shipdesk.domain.account import AccountId
from shipdesk.domain.operation import OperationKind, OperationState
from shipdesk.ui.orders.compare_sheet import CompareSheet
from shipdesk.ui.orders.locker_picker import LockerSheet
from shipdesk.ui.orders.options_sheet import OptionsSheet
from tests.support.desk import eventually
from tests.support.orders_screen import Screen, on_screen

LOCKER, COURIER = "ORD-000871", "ORD-000867"
Key = Qt.Key
SHOTS = os.environ.get("C_SHOTS", "")


async def opened(screen: Screen, kind: type[QWidget], action: str) -> Any:
    """Trigger an action and return the sheet that it opens."""
    getattr(screen.page.actions_, action).trigger()

    def found() -> QWidget | None:
        sheets = screen.window.findChildren(kind)
        return next((each for each in sheets if each.isVisible()), None)

    await screen.until(found, f"the sheet of {action}")
    return found()


async def drafts(screen: Screen) -> list[dict[str, Any]]:
    """Return the simulator's shipments that have no service: drafts that still stand."""
    rows = screen.simulator.books()["shipx"]["shipments"]
    return [one for one in rows if not one["service"] and one["status"] != "canceled"]


@on_screen
async def test_all_offers_are_shown_with_reasons_and_the_draft_goes_when_the_sheet_closes(
    screen: Screen,
) -> None:
    await screen.quoted(COURIER)
    sheet: CompareSheet = await opened(screen, CompareSheet, "compare")
    await screen.until(sheet.offers, "the offers")
    offers = sheet.offers()
    assert any(offer.available and offer.total for offer in offers)
    assert all(offer.reasons for offer in offers if not offer.available)
    assert await drafts(screen)
    assert "nothing is bought" in sheet.words()
    operations = await screen.desk.activity.page("", "")
    compare = next(one for one in operations if one.kind == OperationKind.COMPARE)
    sheet.close_sheet()

    async def gone() -> bool:
        return not await drafts(screen)

    await eventually(gone, "the draft is taken back")
    sheet_ = await screen.desk.activity.read(compare.operation_id)  # type: ignore[arg-type]
    await screen.opened.settled(sheet_.operation)
    key = await screen.opened.key(COURIER)
    order = await screen.desk.orders.read(key)
    assert order.shipments == ()
    assert (await screen.desk.shipping.prepare(key)).ready


@on_screen
async def test_an_offer_that_is_bought_becomes_the_order_s_shipment_once(screen: Screen) -> None:
    await screen.quoted(COURIER)
    before = screen.bought()
    sheet: CompareSheet = await opened(screen, CompareSheet, "compare")
    await screen.until(lambda: sheet.offers() and sheet.current(), "the offers")
    chosen = sheet.current()
    assert chosen is not None
    assert chosen.available
    sheet.submit()
    key = await screen.opened.key(COURIER)

    async def bought() -> bool:
        return bool((await screen.desk.orders.read(key)).shipments)

    await eventually(bought, "the shipment")
    (shipment,) = (await screen.desk.orders.read(key)).shipments
    assert shipment.service == chosen.service
    assert shipment.tracking_number
    assert screen.bought() == before + 1
    rows = await screen.desk.activity.page("", "")
    compare = next(one for one in rows if one.kind == OperationKind.COMPARE)
    operation = (await screen.desk.activity.read(compare.operation_id)).operation  # type: ignore[arg-type]
    assert (await screen.opened.settled(operation)).state is OperationState.DONE
    sent = [one["operation"] for one in screen.simulator.requests(dialect="shipx")]
    assert "shipx.shipments.cancel" not in sent
    assert "shipx.shipments.select_offer" in sent


@on_screen
async def test_three_boxes_and_a_text_message_go_by_courier_and_not_to_a_locker(
    screen: Screen,
) -> None:
    await screen.quoted(COURIER)
    sheet: OptionsSheet = await opened(screen, OptionsSheet, "options")
    for _ in range(2):
        sheet.add_box.click()
    sheet.submit()
    assert sheet._box_note.text()
    for line in sheet._lines:
        line.weight.setText("2,5")
        for edit in line.sides:
            edit.setText("30")
    sheet.extras["sms"].setChecked(True)
    sheet.comment.set_text("Ostrożnie")
    sheet.submit()
    words = screen.page.details._options_words
    await screen.until(lambda: "3 boxes" in words.text(), "what was chosen")
    key = await screen.opened.key(COURIER)
    await screen.desk.quoting.ask(key)
    order = await screen.desk.orders.read(key)
    assert order.quotes is not None
    assert all(not quote.to_locker for quote in order.quotes.quotes)
    assert any("one parcel" in row.reason for row in order.quotes.not_for)
    plan = await screen.desk.shipping.prepare(key)
    await screen.opened.settled(await screen.desk.shipping.buy(plan))
    body = screen.simulator.requests(operation="shipx.shipments.create")[-1]["body"]
    assert [row["id"] for row in body["parcels"]] == ["box-1", "box-2", "box-3"]
    assert body["parcels"][1]["weight"] == {"amount": 2.5, "unit": "kg"}
    assert body["additional_services"] == ["sms"]
    assert body["comments"] == "Ostrożnie"


@on_screen
async def test_weekend_parcel_outside_of_its_hours_shows_the_courier_s_own_words(
    screen: Screen,
) -> None:
    await screen.quoted(LOCKER)
    sheet: OptionsSheet = await opened(screen, OptionsSheet, "options")
    sheet.weekend.setChecked(True)
    sheet.submit()
    words = screen.page.details._options_words
    await screen.until(lambda: "weekend" in words.text(), "what was chosen")
    key = await screen.opened.key(LOCKER)
    order = await screen.desk.orders.read(key)
    assert order.additions.options.weekend


@on_screen
async def test_insurance_below_the_cod_is_told_beside_the_field_with_a_fix(
    screen: Screen,
) -> None:
    await screen.quoted("ORD-000868")
    sheet: OptionsSheet = await opened(screen, OptionsSheet, "options")
    sheet.insurance.set_text("1,50")
    sheet.submit()
    assert "At least what is collected" in sheet.insurance.problem()
    assert sheet.isVisible()


@on_screen
async def test_closed_locker_is_listed_with_its_reason_and_cannot_be_chosen(
    screen: Screen,
) -> None:
    screen.simulator.knobs(shipx_points_closed=["KRA010"])
    await screen.quoted(LOCKER)
    sheet: LockerSheet = await opened(screen, LockerSheet, "locker")
    sheet.field.setText("KRA010")
    sheet.field.searched.emit("KRA010")
    await screen.until(lambda: sheet.count() == 1 and sheet.view.current_id(), "the locker")
    assert not sheet.confirm.isEnabled()
    assert "KRA010 cannot be chosen: out of service" in sheet.why_not.text()
    assert sheet.confirm.toolTip() == sheet.why_not.text()
    sheet.submit()
    assert sheet.chosen is None
    screen.simulator.knobs(shipx_points_closed=[])


@on_screen
async def test_choose_waits_for_a_locker_and_says_why(screen: Screen) -> None:
    await screen.quoted(LOCKER)
    sheet: LockerSheet = await opened(screen, LockerSheet, "locker")
    await screen.until(lambda: sheet.count() > 1 and sheet.confirm.isEnabled(), "lockers nearby")
    assert sheet.why_not.text() == ""

    async def typed(text: str, words: str) -> None:
        sheet.field.setText(text)
        sheet.field.searched.emit(text)
        await screen.until(lambda: words in sheet.why_not.text(), words)
        assert not sheet.confirm.isEnabled()
        assert words in sheet.confirm.toolTip()
        sheet.submit()
        assert sheet.chosen is None, "nothing was chosen by Enter"

    await typed("Nowhere at all", "No locker fits: try a postcode, or the town as on its sign.")
    await screen.until(lambda: sheet.count() == 0, "none is listed any more")
    await typed("", "Type the code on the locker")
    screen.simulator.fault("shipx.points.list", "500", times=-1)
    await typed("Gdańsk", "could not be asked")


@on_screen
async def test_a_quick_enter_never_chooses_from_the_answer_to_another_text(screen: Screen) -> None:
    await screen.quoted(LOCKER)
    sheet: LockerSheet = await opened(screen, LockerSheet, "locker")
    await screen.until(sheet.confirm.isEnabled, "lockers nearby")
    sheet.field.searched.emit("Gdańsk")
    await screen.until(lambda: not sheet.confirm.isEnabled(), "it searches")
    sheet.submit()
    assert sheet.chosen is None
    await screen.until(sheet.confirm.isEnabled, "the lockers of Gdańsk")
    sheet.submit()
    assert sheet.chosen is not None
    assert sheet.chosen.city == "Gdańsk"


@on_screen
async def test_filters_ask_the_courier_and_the_answer_says_how_old_it_is(screen: Screen) -> None:
    await screen.quoted(LOCKER)
    sheet: LockerSheet = await opened(screen, LockerSheet, "locker")
    await screen.until(lambda: sheet.count() > 1, "lockers nearby")
    assert "as of" in sheet.words()
    assert "the nearest first" in sheet.words()
    screen.simulator.clear_requests()
    sheet.filters.kind.choose("point")
    sheet.filters.kind.chosen.emit("point")
    await screen.until(
        lambda: screen.simulator.requests(operation="shipx.points.list"), "the question"
    )
    asked = dict(screen.simulator.requests(operation="shipx.points.list")[-1]["query"])
    assert asked["type"] == "pop"
    assert asked["relative_post_code"]


@on_screen
async def test_cod_that_could_not_be_paid_out_is_told_beside_the_amount(screen: Screen) -> None:
    screen.simulator.knobs(shipx_bank_account="none")
    details = screen.page.details
    await screen.opened.desk.providers.reopen(AccountId("inpost"))
    await screen.presenter.open(await screen.opened.key("ORD-000868"))
    note = details._cash_note
    await screen.until(lambda: "no bank account" in note.text(), "what is missing")
    assert "web panel" in note.text()
    rows = details.quotes
    await screen.until(lambda: "No courier offers" in rows.words(), "no price either")
    screen.simulator.knobs(shipx_bank_account=None)
    screen.page.actions_.ask.trigger()
    await screen.until(note.isHidden, "it was entered")
    await screen.until(rows.list.count, "the prices")
