"""Services: the pages of each account, and the way to them from Settings."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from shipdesk.domain.account import AccountId
from shipdesk.domain.record import RecordQuery, Target
from tests.support.pages import until
from tests.support.records_screen import RecordsScreen

Open = Callable[[str], AbstractAsyncContextManager[RecordsScreen]]


async def test_account_alone_leads_to_its_first_page(open_page: Open) -> None:
    async with open_page("services") as screen:
        await screen.show("inpost")
        assert screen.view.place.key == "inpost/organizations"


async def test_record_is_opened_by_its_number(open_page: Open) -> None:
    async with open_page("services") as screen:
        view = await screen.show("orderbook/vehicles")
        wanted = next(one for one in view.source.records() if one.title == "Van 3")
        await screen.presenter.open(f"orderbook/vehicles/{wanted.id}")
        await until(lambda: view.details.title.text() == "Van 3", "the vehicle")


async def test_record_of_another_page_is_opened_and_acts_are_for_it(open_page: Open) -> None:
    async with open_page("services") as screen:
        view = await screen.show("orderbook/orders")
        records = screen.opened.desk.records
        further = await records.page(AccountId("orderbook"), "orders", RecordQuery(page=2))
        wanted = further.records[-1]
        assert wanted.id not in {each.id for each in view.source.records()}
        await screen.presenter.open(f"orderbook/orders/{wanted.id}")
        await until(lambda: view.details.title.text() == wanted.title, "the record")
        await screen.presenter.scope.drain()
        current = view.current()
        assert current is not None
        assert current.id == wanted.id
        assert view.details.title.text() == wanted.title


async def test_vehicle_shows_where_it_was_last(open_page: Open) -> None:
    async with open_page("services") as screen:
        view = await screen.show("orderbook/vehicles")
        await screen.choose("Van 1")
        await until(lambda: view.details.facts.value("Latitude"), "the position")
        assert view.details.facts.value("Plate") == "KR 1042A"


async def test_single_object_stands_alone_with_its_acts(open_page: Open) -> None:
    async with open_page("services") as screen:
        view = await screen.show("orderbook/business")
        assert not view.view.isVisible()
        assert view.details.title.text() == "Kwiat i Glina"
        assert "as of" in view.details.about.text()
        shown = [action.text() for action, _, _ in view.details.acts._shown]
        assert len(shown) == len(view.place.kind.acts)


async def test_every_kind_opens_without_a_fault_and_every_act_has_one_action(
    open_page: Open,
) -> None:
    async with open_page("services") as screen:
        await screen.show("orderbook")
        for place in screen.page.places():
            await screen.presenter.open(place.key)
            view = screen.view
            await until(
                lambda: screen.age().startswith("as of") or screen.problem(), f"{place.key}"
            )
            for act in place.kind.acts:
                action = screen.act(act.op)
                assert action.isVisible(), act.op
                if not action.isEnabled():
                    assert action.toolTip(), act.op
                if act.target is Target.NONE and not view.tools.missing():
                    assert action.text().strip()
