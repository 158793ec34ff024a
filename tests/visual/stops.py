"""Brings every page and the main sheets of the window into sight, one after another."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from shipdesk.session import Session
from shipdesk.tour.hands import Hands, StepFailedError, texts
from shipdesk.ui.activity.page import ActivityPage
from shipdesk.ui.main.page_list import pages
from shipdesk.ui.records import RecordsPage
from shipdesk.ui.records.acts import act_key
from shipdesk.ui.settings.couriers_card import CouriersCard
from shipdesk.ui.tab_order import bring_into_sight
from shipdesk.ui.table import ListState, RowsView
from shipdesk.ui.widgets import Sheet

SECTIONS = (
    "Accounts", "Senders", "Printers", "Labels", "Parcel", "Buying", "Appearance", "Backup", "About"
)  # fmt: skip
FORMS = {
    "customers": ("customers.create", "customers.sales"),
    "shipments": ("labels.list", "tracking.service_history", "shipments.create"),
    "organizations": ("reports.cod", "organizations.statistics"),
    "batches": ("batches.create",),
    "services": ("sending_methods.list",),
    "mpks": ("mpks.create", "mpks.update"),
    "address_books": ("address_books.create", "address_books.update", "address_books.delete"),
    "shipment_templates": ("shipment_templates.update",),
    "pickup_locations": ("pickup_create",),
}
"""Acts of records whose forms, or answers, are looked at, by the kind of record."""
SHEETS = {
    "orders": ("orders.locker", "orders.edit", "orders.options", "orders.new", "shortcuts"),
    "dispatch_orders": (
        "dispatch_orders.book",
        "dispatch_orders.edit_comment",
        "dispatch_orders.cancel",
    ),
    "exceptions": ("exceptions.reattempt", "exceptions.return", "exceptions.note"),
    "settings": ("settings.accounts.add", "settings.accounts.table"),
}
_RETURNABLE = "ORD-000776"
_MANY, _MANY_MOST = "ORD-00081", 10
_TURN = 0.02
_TRIES, _ANSWER_S = 4, 6.0


@dataclass(slots=True)
class Stops:
    """A walk through the window that stops where there is something to see."""

    session: Session
    hands: Hands

    async def all(self) -> AsyncIterator[str]:
        """Yield the name of each view while it is in sight."""
        health = self.session.program.desk.accounts
        await self.hands.until(
            lambda: health.health and all(each.synced_at_ms for each in health.health[:2]),
            "the accounts were never read",
        )
        for page in pages():
            self.session.window.show_page(page.key)
            widget = self.session.window.page(page.key)
            await self.quiet()
            if isinstance(widget, RecordsPage):
                async for name in self._kinds(widget):
                    yield f"{page.key}-{name}"
                continue
            yield page.key
            more = {"settings": self._sections, "orders": self._many}.get(page.key)
            if more is not None:
                async for name in more():
                    yield f"{page.key}-{name}"
            if isinstance(widget, ActivityPage):
                widget.show_requests()
                await self.quiet()
                yield "activity-requests"
            if page.key == "exceptions":
                await self._choose_failed()
            for key in SHEETS.get(page.key, ()):
                await self._open(key)
                yield key.replace(".", "-")
                await self._close()

    async def _many(self) -> AsyncIterator[str]:
        """Review several orders of all kinds, buy what is ready, and see what became of them."""
        window, actions = self.session.window, self.session.actions
        window.search.setText(_MANY)
        listed = await self.hands.find_as("Orders", RowsView)
        await self.hands.until(lambda: 1 < len(listed.rows.ids) <= _MANY_MOST, "not narrowed")
        listed.rows.selection.everything()
        await self._open("orders.ship_many")
        await self.hands.until(self._can("batch.buy"), "the review was never read")
        await self.quiet()
        yield "review"
        actions.get("batch.buy").trigger()
        await self.hands.until(lambda: self.hands.seen("How far it is"), "nothing was bought")
        await self.hands.until(lambda: not self._can("batches.stop")(), "it never ends")
        await self.quiet()
        yield "outcome"
        await self._close()
        window.search.setText("")

    async def quiet(self) -> None:
        """Wait until every list in sight has its rows."""
        await self.hands.until(self._is_quiet, "a list was never read")
        await asyncio.sleep(_TURN)

    def _is_quiet(self) -> bool:
        lists = [one for one in self.session.window.findChildren(RowsView) if one.isVisible()]
        first_rows = [(one, row) for one in lists for row in range(min(30, len(one.rows.ids)))]
        read = all(one.rows.state is not ListState.LOADING for one in lists)
        return read and all(one.rows.cells(row) is not None for one, row in first_rows)

    async def _kinds(self, page: RecordsPage) -> AsyncIterator[str]:
        for place in page.places():
            page.kinds.choose(place.key)
            page.kind_chosen.emit(place.key)
            await self.hands.until(
                lambda: "as of" in texts(page) or "Choose first" in texts(page),
                f"{place.key} was never read",
            )
            await self.quiet()
            name = place.key.replace("/", "-")
            yield name
            for op in FORMS.get(place.kind.name, ()):
                if any(act.op == op for act in place.kind.acts):
                    await self._open(act_key(place.slug, op))
                    yield f"{name}-{op.rpartition('.')[2]}"
                    await self._close()

    async def _sections(self) -> AsyncIterator[str]:
        for section in SECTIONS:
            await self.hands.click(section)
            await self.quiet()
            yield section.lower()
            if section == "Printers":
                await self._own_printer()
                yield "printers-courier"
        await self.hands.click(SECTIONS[0])

    async def _own_printer(self) -> None:
        """Choose a printer of its own for the first courier; nothing is saved."""
        await self.hands.click("Own printer")
        card = await self.hands.find_as("Labels of one courier", CouriersCard)
        await self.quiet()
        bring_into_sight(next(row for row in card.rows.values() if row.own))

    async def _choose_failed(self) -> None:
        """Choose a parcel that can be tried again; its row is another once it is recognised."""
        for _ in range(_TRIES):
            await self.hands.click_row("Exceptions", _RETURNABLE)
            try:
                await self.hands.until(self._can("exceptions.reattempt"), "", patience=_ANSWER_S)
            except StepFailedError:
                continue
            return
        raise StepFailedError("no re-attempt is open")

    def _can(self, key: str) -> Callable[[], bool]:
        return lambda: self.session.actions.get(key).isEnabled()

    async def _open(self, key: str) -> None:
        await self.hands.until(self._can(key), f"“{key}” stays closed")
        self.session.actions.get(key).trigger()
        await self.hands.until(self.on_top, f"“{key}” opened nothing")
        await self.quiet()

    async def _close(self) -> None:
        for _ in range(3):
            top = self.on_top()
            if top is None:
                return
            focus = QApplication.focusWidget()
            inside = focus is not None and top.isAncestorOf(focus)
            QTest.keyClick(focus if inside and focus is not None else top, Qt.Key.Key_Escape)
            await asyncio.sleep(_TURN)

    def on_top(self) -> QWidget | None:
        """Return the sheet or question that is open, None without one."""
        shown = [one for one in self.session.window.findChildren(Sheet) if one.isVisible()]
        asked = [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog)]
        found = [*shown, *(one for one in asked if one.isVisible())]
        return found[-1] if found else None
