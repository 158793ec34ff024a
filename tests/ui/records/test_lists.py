"""Lists of records at a real desk: searched, sorted, paged, offline, and what goes wrong."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from shipdesk.ui.records.form import RecordForm
from shipdesk.ui.shortcuts import counted
from shipdesk.ui.widgets import KeyHintButton
from tests.support.pages import named, until
from tests.support.records_screen import RecordsScreen
from tests.support.strays import Strays

Open = Callable[[str], AbstractAsyncContextManager[RecordsScreen]]


async def test_search_is_asked_of_the_service(open_page: Open) -> None:
    async with open_page("catalogue") as screen:
        await screen.show("orderbook/customers")
        screen.presenter.search("wójcik")
        await until(lambda: screen.names() and len(screen.names()) < 10, "fewer customers")
        assert all("Wójcik" in name for name in screen.names())


async def test_page_that_cannot_be_searched_is_narrowed_here(open_page: Open) -> None:
    async with open_page("services") as screen:
        await screen.show("orderbook/vehicles")
        before = len(screen.sent("vehicles.list"))
        screen.presenter.search("2042")
        assert screen.names() == ["Van 2"]
        screen.presenter.search("")
        assert len(screen.names()) == 4
        assert len(screen.sent("vehicles.list")) == before


async def test_next_page_comes_from_the_service_and_the_footer_says_which(
    open_page: Open,
) -> None:
    async with open_page("services") as screen:
        await screen.show("orderbook/orders")
        first = screen.names()
        assert screen.at() == "page 1 of 3"
        assert not screen.actions.get("services.previous").isEnabled()
        screen.actions.get("services.next").trigger()
        await until(lambda: screen.at() == "page 2 of 3", "the second page")
        assert not set(first) & set(screen.names())
        assert screen.actions.get("services.previous").isEnabled()


async def test_click_on_a_header_sorts_at_the_service(open_page: Open) -> None:
    async with open_page("catalogue") as screen:
        view = await screen.show("orderbook/customers")
        view.view.columns.sort_by("name")
        await until(lambda: screen.names() == sorted(screen.names()), "names in order")
        assert screen.names()[0] != "Jan Nowak"


async def test_folded_filter_narrows_and_says_so_on_its_button(open_page: Open) -> None:
    async with open_page("services") as screen:
        view = await screen.show("inpost/shipments")
        total = screen.count()
        view.tools.answer("status", "confirmed")
        view.tools.answered.emit()
        await until(lambda: screen.count() != total, "another count")
        assert {record.values["status"] for record in view.source.records()} == {"confirmed"}
        assert view.tools.fold.words() == "Filter (1)"
        view.tools.clear.click()
        await until(lambda: screen.count() == total, "all again")


async def test_an_answered_question_in_sight_opens_no_window_of_its_own(
    open_page: Open,
) -> None:
    async with open_page("services") as screen:
        view = await screen.show("inpost/statuses")
        assert view.tools.answers()
        assert not view.tools.clear.isWindow()
        assert not view.tools.clear.isVisible()


async def test_no_part_of_a_kind_that_is_opened_takes_the_keys_as_a_window(
    open_page: Open, qapp: QApplication
) -> None:
    async with open_page("services") as screen:
        await screen.show("inpost/organizations")
        strays = Strays(qapp)
        await screen.show("inpost/users")
        assert strays.seen == []


async def test_unreachable_service_leaves_what_was_listed_with_its_age(open_page: Open) -> None:
    async with open_page("catalogue") as screen:
        await screen.show("orderbook/customers")
        listed = screen.names()
        screen.simulator.fault("customers.list", "drop_before", times=-1)
        screen.presenter.refresh()
        await until(lambda: screen.age().endswith("(cached)"), "the age of what is kept")
        assert screen.names() == listed


async def test_list_that_cannot_be_read_says_why_and_is_tried_again(open_page: Open) -> None:
    async with open_page("catalogue") as screen:
        screen.simulator.fault("products.list", "500", times=-1)
        view = await screen.show("orderbook/products")
        assert "Order book" in screen.problem()
        assert view.pane.isVisible()
        screen.simulator.clear_faults()
        screen.actions.get("catalogue.refresh").trigger()
        await until(lambda: "Cane lampshade" in screen.names(), "the products")
        assert view.pane.isHidden()


async def test_failed_refresh_keeps_the_rows_and_puts_a_banner_above(open_page: Open) -> None:
    async with open_page("catalogue") as screen:
        view = await screen.show("orderbook/products")
        listed = screen.names()
        screen.simulator.fault("products.list", "500", times=-1)
        screen.presenter.refresh()
        await until(view.banners.keys, "the banner")
        assert screen.names() == listed
        assert screen.age().startswith("as of")


async def test_single_read_adds_what_the_list_does_not_tell(open_page: Open) -> None:
    async with open_page("catalogue") as screen:
        view = await screen.show("orderbook/products")
        await screen.choose("Ceramic mug, sand")
        await screen.read_whole()
        assert len(view.details.parts["variants"]._rows) == 2


async def test_what_the_service_told_is_folded_until_it_is_wanted(open_page: Open) -> None:
    async with open_page("catalogue") as screen:
        view = await screen.show("orderbook/customers")
        raw = view.details.raw
        assert raw.text.isHidden()
        raw.unfold.click()
        assert '"guid"' in raw.text.toPlainText()
        await screen.choose("Asha Rao")
        assert raw.text.isHidden()


async def test_keyboard_alone_searches_opens_and_closes(open_page: Open) -> None:
    async with open_page("catalogue") as screen:
        view = await screen.show("orderbook/customers")
        view.view.setFocus()
        screen.actions.get("catalogue.find").trigger()
        assert QApplication.focusWidget() is view.tools.search
        screen.press(Qt.Key.Key_Return)
        assert QApplication.focusWidget() is view.view
        screen.press(Qt.Key.Key_Down)
        await until(lambda: view.details.title.text() == "Asha Rao", "the next line")
        screen.press(Qt.Key.Key_Return)
        await until(lambda: screen.sheets(RecordForm), "the first form")
        (form,) = screen.sheets(RecordForm)
        assert form.title.text() == "Edit customer"
        screen.press(Qt.Key.Key_Escape)
        assert not form.isVisible()


async def test_list_has_the_keys_after_a_record_was_deleted_by_its_button(
    open_page: Open,
) -> None:
    async with open_page("services") as screen:
        view = await screen.show("inpost/address_books")
        button = named(view, KeyHintButton, "Delete entry")
        other = QLineEdit(screen.page.kinds)
        other.show()
        QWidget.setTabOrder(button, other)
        button.setFocus()
        form = await screen.form("address_books.delete")
        form.confirm.click()
        await screen.outcome("Done")
        await until(lambda: not screen.names(), "the entry is gone")
        await until(view.view.hasFocus, "the keys go to the list")


async def test_arrows_walk_through_the_kinds(open_page: Open) -> None:
    async with open_page("services") as screen:
        await screen.show("orderbook/business")
        assert screen.page.focusProxy() is screen.page.kinds
        screen.page.setFocus()
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
        await until(lambda: screen.view.place.kind.name == "integrations", "the next kind")


async def test_acts_of_another_kind_are_not_offered(open_page: Open) -> None:
    async with open_page("catalogue") as screen:
        await screen.show("orderbook/customers")
        assert screen.act("customers.create").isVisible()
        await screen.show("orderbook/products")
        assert not screen.act("customers.create").isVisible()
        assert not screen.act("customers.create").isEnabled()


async def test_chosen_lines_are_acted_on_together(open_page: Open) -> None:
    async with open_page("services") as screen:
        view = await screen.show("orderbook/orders")
        view.model.selection.replace(view.model.ids[:3])
        form = await screen.form("orders.delete_many")
        assert form.confirm.words() == "Delete orders (3)"
        assert form.subtitle.text() == "3 chosen"
        form.close_sheet()


async def settled(screen: RecordsScreen) -> None:
    """Wait for the list that was asked for."""
    assert screen.presenter.searched is not None
    await screen.presenter.searched.settled()


async def test_chosen_lines_that_a_search_hides_are_acted_on_all_the_same(
    open_page: Open,
) -> None:
    async with open_page("services") as screen:
        view = await screen.show("orderbook/orders")
        chosen = [record.id for record in view.source.records()[:3]]
        view.model.selection.replace(view.model.ids[:3])
        screen.presenter.search("nobody is called this")
        await settled(screen)
        assert screen.names() == []
        assert view._chosen.text() == "· 3 chosen, 3 of them not in this list"
        assert counted(screen.act("orders.delete_many")) == 3
        form = await screen.form("orders.delete_many")
        assert form.confirm.words() == "Delete orders (3)"
        form.close_sheet()
        screen.presenter.search("")
        await settled(screen)
        assert view._chosen.text() == "· 3 chosen"
        act = next(each for each in view.place.kind.acts if each.op == "orders.delete_many")
        assert [record.id for record in view.targets(act)] == chosen


async def test_last_kind_is_there_again(open_page: Open) -> None:
    async with open_page("catalogue") as screen:
        await screen.show("orderbook/customers")
        screen.page.kind_chosen.emit("orderbook/products")
        assert screen.presenter._state.load("catalogue") == {"kind": "orderbook/products"}
        assert screen.view.place.key == "orderbook/products"


async def test_unknown_account_is_said_and_nothing_breaks(open_page: Open) -> None:
    async with open_page("services") as screen:
        await screen.presenter.open("nobody/vehicles")
        assert screen.said.toasts == ["This account keeps nothing that is shown here."]
