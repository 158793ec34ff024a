"""Catalogue: customers and products of every order book, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from shipdesk.ui.widgets.side_list import SideItem
from tests.support.pages import named, until
from tests.support.records_screen import RecordsScreen

Open = Callable[[str], AbstractAsyncContextManager[RecordsScreen]]


async def test_customers_and_products_stand_under_their_account(open_page: Open) -> None:
    async with open_page("catalogue") as screen:
        await screen.show("orderbook/customers")
        items = screen.page.kinds.findChildren(SideItem)
        titles = {item.accessibleName(): item.accessibleDescription() for item in items}
        assert titles.keys() >= {"Customers", "Products"}
        assert set(titles.values()) == {"Order book"}


async def test_customer_has_contacts_and_what_was_sold_to_him(open_page: Open) -> None:
    async with open_page("catalogue") as screen:
        view = await screen.show("orderbook/customers")
        form = await screen.form("customers.contact_add")
        first = next(iter(form.editors.values()))
        first.set_value("Ewa")
        for editor in form.editors.values():
            if editor.field.required and not editor.value():
                editor.set_value("Ewa")
        form.confirm.click()
        await screen.outcome("Done")
        await until(lambda: view.details.parts["contacts"].current() is not None, "the new contact")
        screen.act("customers.sales").trigger()
        told = (await screen.answer()).as_text()
        assert "Total revenue\t136,00\u00a0PLN" in told
        assert "Orders 1  ·  Revenue 136,00\u00a0PLN" in told


async def test_page_says_where_a_catalogue_comes_from(open_page: Open) -> None:
    async with open_page("catalogue") as screen:
        screen.page.show_accounts(())
        assert screen.page.view() is None
        assert named(screen.page, type(screen.page._none), "No records").isVisible()


async def test_list_is_not_read_before_anybody_looks(open_page: Open) -> None:
    async with open_page("catalogue") as screen:
        screen.page.hide()
        screen.simulator.clear_requests()
        await screen.presenter._gather()
        await screen.presenter.scope.drain()
        assert screen.sent("customers.list") == []
        screen.page.show()
        await until(lambda: screen.age().startswith("as of"), "read once it is looked at")
