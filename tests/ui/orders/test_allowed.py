"""What can be done with an order, and the sentence where it cannot, at every stage of its life."""

from __future__ import annotations

from shipdesk.domain.label import PDF_FILE, DocumentKind, PrinterProfile, stock_of
from shipdesk.ui.shortcuts import why_not
from tests.support.orders_screen import Screen, on_screen

POLISH, INDIAN = "ORD-000871", "ORD-000870"
BOUGHT = "Bought orders are not changed any more."


def closed(screen: Screen) -> dict[str, str]:
    """Return the closed actions on the order in hand with their reasons."""
    acts = screen.page.actions_
    names = ("buy", "ask", "accept", "payment", "hold", "edit", "locker", "note", "print",
             "another", "options", "compare", "copy")  # fmt: skip
    found = {name: getattr(acts, name) for name in names}
    return {name: why_not(act) for name, act in found.items() if not act.isEnabled()}


@on_screen
async def test_an_order_that_is_ready_lacks_only_what_comes_with_its_purchase(
    screen: Screen,
) -> None:
    await screen.quoted(POLISH)
    none_yet = {
        "print": "There is no label before it is bought.",
        "another": "It has no parcel yet: Buy makes the first one.",
    }
    assert closed(screen) == none_yet
    quotes = screen.page.actions_.quotes
    count = screen.page.details.quotes.list.count()
    assert [act.isEnabled() for act in quotes] == [at < count for at in range(len(quotes))]
    assert why_not(quotes[-1]) == f"There are {count} quotes."

    await screen.quoted(INDIAN)
    assert closed(screen) == {
        **none_yet,
        "locker": "No connected courier has lockers there.",
        "compare": "InPost does not deliver to IN.",
    }


@on_screen
async def test_an_order_on_hold_is_not_bought_and_says_so_beside_the_button(
    screen: Screen,
) -> None:
    await screen.quoted(POLISH)
    screen.page.actions_.hold.trigger()
    await screen.until(lambda: "buy" in closed(screen), "buying is closed")
    assert closed(screen)["buy"] == "It is on hold: take it off hold first."
    assert screen.page.details.after.text() == "It is on hold: take it off hold first."
    # A second press while the first one is still at work counts as a slip.
    await screen.until(lambda: not screen.presenter._scope.is_running("hold"), "H was done")
    screen.page.actions_.hold.trigger()
    await screen.until(lambda: "buy" not in closed(screen), "it is off hold")
    assert screen.page.details.after.text().startswith("Then label to")


@on_screen
async def test_where_the_label_goes_is_told_for_the_courier_whose_quote_is_picked(
    screen: Screen,
) -> None:
    printing, after = screen.desk.printing, screen.page.details.after
    a5 = stock_of("a5")
    assert a5 is not None
    own = PrinterProfile("Office", PDF_FILE, a5)
    await printing.save_profile(DocumentKind.LABEL, own, "InPost")
    await screen.quoted(POLISH)
    await screen.until(lambda: after.text() == "Then label to Office · A5", "its own printer")
    await printing.forget_profile(DocumentKind.LABEL, "InPost")
    screen.page.hide()  # as while Settings are in sight
    screen.page.show()
    assert after.text() == "Then label to PDF file · 100 × 150 mm"
    await printing.save_profile(DocumentKind.LABEL, own, "InPost")
    await screen.quoted(INDIAN)
    await screen.until(
        lambda: after.text() == "Then label to PDF file · 100 × 150 mm", "the one for all"
    )


@on_screen
async def test_a_bought_order_is_not_changed_and_buying_again_stays_harmless(
    screen: Screen,
) -> None:
    await screen.opened.buy(POLISH)
    await screen.select(POLISH)
    await screen.until(lambda: {"edit", "hold"} <= set(closed(screen)), "nothing is changed")
    changed = ("ask", "accept", "payment", "hold", "edit", "locker", "options", "compare")
    assert closed(screen) == dict.fromkeys(changed, BOUGHT)
    assert {why_not(act) for act in screen.page.actions_.quotes} == {BOUGHT}
    screen.quotes_presenter.page.mode_chosen.emit("order")
    assert why_not(screen.quotes.keep_action) == BOUGHT
    assert why_not(screen.quotes.get_action) == BOUGHT
    assert not screen.quotes.get.isEnabled()
    assert screen.quotes.get.toolTip() == BOUGHT


@on_screen
async def test_quotes_say_what_they_wait_for(screen: Screen) -> None:
    page = screen.quotes
    assert why_not(page.use_action) == "Pick a quote first."
    assert why_not(page.compare_action) == "", "a typed lane is judged when it is asked"
    await screen.quoted(INDIAN)
    page.mode_chosen.emit("order")
    assert why_not(page.compare_action) == "InPost does not deliver to IN."
