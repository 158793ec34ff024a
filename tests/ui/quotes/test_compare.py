"""Comparing within one courier for a typed lane: offers are seen, nothing can be bought."""

from __future__ import annotations

from shipdesk.ui.orders.compare_sheet import CompareSheet
from tests.support.desk import eventually
from tests.support.orders_screen import Screen, on_screen
from tests.ui.quotes.test_presenter import LANE, ask_for, quoted


@on_screen
async def test_a_typed_lane_is_compared_and_nothing_can_be_bought_from_it(screen: Screen) -> None:
    await ask_for(screen, **LANE)
    await quoted(screen)
    action = screen.quotes.compare_action
    await screen.until(lambda: action.text() == "Compare within InPost…", "the courier's name")
    action.trigger()
    await screen.until(lambda: screen.window.findChildren(CompareSheet), "the sheet")
    (sheet,) = screen.window.findChildren(CompareSheet)
    await screen.until(lambda: sheet.offers() and sheet.current(), "the offers")
    assert any(offer.available for offer in sheet.offers())
    assert not sheet.buy.isEnabled()
    sheet.submit()
    assert "use it for a new order" in sheet.words()
    sheet.close_sheet()

    async def gone() -> bool:
        rows = screen.simulator.books()["shipx"]["shipments"]
        return not [one for one in rows if not one["service"] and one["status"] != "canceled"]

    await eventually(gone, "the draft is taken back")
