"""The window's presenter: holds every page's presenter, counts, accounts, search and the strip."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol, cast

from PySide6.QtWidgets import QWidget

from shipdesk.domain.changes import Changes
from shipdesk.domain.delivery_exception import Place
from shipdesk.domain.order import Stage
from shipdesk.services.desk import Desk
from shipdesk.services.scan_back import Scanned
from shipdesk.ui import format as fmt
from shipdesk.ui.gathered import Gathered
from shipdesk.ui.main.accounts_bar import AccountsBar
from shipdesk.ui.main.beneath import Beneath
from shipdesk.ui.main.demo_steps import DemoSteps, OrderDesk
from shipdesk.ui.main.files_banner import FilesBanner
from shipdesk.ui.main.finding import Finder
from shipdesk.ui.main.found_banner import FoundBanner
from shipdesk.ui.main.launch import COMMAND, start_program
from shipdesk.ui.main.queue_banner import QueueBanner
from shipdesk.ui.main.scanning import Bench, Scanning
from shipdesk.ui.main.table_banner import TableBanner
from shipdesk.ui.main.welcome import Welcome
from shipdesk.ui.main.what_if import WhatIf
from shipdesk.ui.main.window import MainWindow
from shipdesk.ui.palette import Found
from shipdesk.ui.shortcuts import Actions
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.theme import Tone
from shipdesk.wording import phrase as say

_BUILDING = 0.05
"""Seconds between two looks for a page: they are built one by one after the first paint."""

_PAGES = {
    "order": "orders",
    "shipment": "shipments",
    "dispatch_order": "dispatch_orders",
    "exception": "exceptions",
    "operation": "activity",
    "account": "settings",
    "catalogue": "catalogue",
    "service": "services",
}
_OPEN_STAGES = (Stage.NEW, Stage.READY, Stage.PROBLEM, Stage.ON_HOLD)


class PagePresenter(Protocol):
    """What the window needs of a page's presenter."""

    async def open(self, key: str) -> None:
        """Show one item, wherever it stands in the list."""
        ...

    def search(self, text: str) -> None:
        """Narrow the list to what fits the text."""
        ...


class MainPresenter:
    """Keeps presenters alive, and the window's frame true to the desk."""

    def __init__(self, window: MainWindow, desk: Desk, scope: TaskScope, actions: Actions) -> None:
        self.window = window
        self._desk = desk
        self._scope = scope
        self._actions = actions
        self._finder = Finder(desk)
        self._scanning = Scanning(desk, scope, window.notices, self._bench)
        self._pages: dict[str, PagePresenter] = {}
        self.beneath = Beneath(lambda: self._pages.get(window.current_page()))
        self._accounts_bar = AccountsBar(window, desk, self._on_account)
        self._tables = TableBanner(window, desk, self._correct_tables)
        found = partial(self.lead, "operation", "found")
        self._files = FilesBanner(window, desk, partial(self.lead, "account", "backup"), found)
        self._found = FoundBanner(window, desk, scope, found)
        self._queues = QueueBanner(
            window, desk, scope, actions, self._show_waiting, self._accounts_bar.show_waiting
        )
        self._counting = Gathered(scope, desk.clock, self._counts, key="counts")
        self._orders = 0
        self._steps: DemoSteps | None = None
        self._welcome: Welcome | None = None
        self._repair_work: Callable[[str], None] | None = None
        self._unsubscribe = desk.bus.subscribe(self._on_changes)
        window.sync_requested.connect(desk.sync.now)
        window.search.textChanged.connect(self._on_search)
        window.account_clicked.connect(self._on_account)
        window.strip.dismissed.connect(lambda: scope.start(desk.settings.put, "strip", "off"))

    def add_page(
        self,
        key: str,
        title: str,
        icon: str,
        page: QWidget,
        presenter: PagePresenter,
        *,
        second: bool = False,
    ) -> None:
        """Register a page with its presenter."""
        self._pages[key] = presenter
        self.window.add_page(key, title, icon, page, second=second)

    def use_demo(self, what_if: WhatIf) -> None:
        """Lead through the demo by the strip."""
        self._steps = DemoSteps(
            self.window,
            self._desk,
            self._scope,
            self._actions,
            what_if,
            orders=lambda: cast("OrderDesk", self._pages["orders"]),
            lead=self.lead,
        )

    def on_nothing_bought(self) -> None:
        """A purchase was asked for that stands already."""
        if self._steps is not None:
            self._steps.on_nothing_bought()

    def use_repair(self, repair: Callable[[str], None]) -> None:
        """Offer `repair` on the banner of an account whose secret is refused."""
        self._repair_work = repair

    def start(self) -> None:
        """Show what the desk knows now; called once, after the first paint."""
        self._show_accounts()
        self._show_welcome()
        self._counting.ask()
        self._scope.start(self._found.show, key="found", replace=True)
        self._queues.refresh()
        self._tick()

    async def open(self, kind: str, key: str) -> None:
        """Bring one item to the front, once its page is built; KeyError for an unknown kind."""
        page = _PAGES[kind]
        while page not in self._pages:
            await self._desk.clock.sleep(_BUILDING)
        self.window.show_page(page)
        await self._pages[page].open(key)

    def lead(self, kind: str, key: str) -> None:
        """Open one item from another page."""
        self._scope.start(self.open, kind, key, key="open", replace=True)

    def on_found(self, found: Found) -> None:
        """Open what was chosen in the finder."""
        self._scope.start(self.open, found.kind, found.key, key="open", replace=True)

    async def find(self, text: str) -> list[Found]:
        """Return what fits, for the finder."""
        return list(await self._finder.find(text))

    def on_scanned(self, code: str) -> None:
        """A scan closes its parcel where that is wished; else it is searched and opened."""
        if self._scanning.on:
            self._scope.start(self._close_scanned, code)
            return
        self.window.search.setText(code)
        self._scope.start(self._open_scanned, code, key="scan", replace=True)

    async def _open_scanned(self, code: str) -> bool:
        found = await self._finder.exact(code)
        if found is not None:
            await self.open(found.kind, found.key)
        return found is not None

    async def _close_scanned(self, code: str) -> None:
        """Close the parcel of a label; what is no label opens what it names."""
        scan = await self._scanning.take(code)
        if scan.outcome is Scanned.UNKNOWN and not await self._open_scanned(code):
            self._scanning.tell(scan)

    def _bench(self) -> Bench | None:
        """Return Shipments while it is in sight."""
        if self.window.current_page() != "shipments" or "shipments" not in self._pages:
            return None
        return cast("Bench", self._pages["shipments"])

    def _on_search(self, text: str) -> None:
        page = self._pages.get(self.window.current_page())
        if page is not None:
            page.search(text)

    def _on_account(self, account_id: str) -> None:
        if self._repair_work is not None:
            self._repair_work(account_id)

    def _on_changes(self, changes: Changes) -> None:
        if self._steps is not None:
            self._steps.on_changes(changes)
        if changes.accounts:
            self._show_accounts()
            self._show_welcome()
        moved = changes.orders_moved or changes.shipments_moved or changes.dispatch_orders_moved
        if moved or changes.operations:
            self._counting.ask()
        if changes.operations or changes.accounts:
            self._queues.refresh()

    async def _counts(self) -> None:
        orders = await self._desk.order_list.counts()
        shipments = await self._desk.shipment_list.counts()
        pickups = await self._desk.dispatch_order_list.counts()
        operations = await self._desk.activity.counts()
        failed = await self._desk.exceptions.counts()
        known = sum(orders.get(stage.value, 0) for stage in Stage)
        if bool(known) is not bool(self._orders):
            self._orders = known
            self._show_welcome()
        shown = {
            "orders": sum(orders.get(stage.value, 0) for stage in _OPEN_STAGES),
            "shipments": shipments.get("open", 0),
            "dispatch_orders": pickups.get("open", 0),
            "exceptions": failed.get(Place.TO_DECIDE, 0),
        }
        for key, count in shown.items():
            if key in self._pages:
                self.window.set_count(key, count)
        unknown = operations.get("unknown", 0)
        if "activity" in self._pages:
            self.window.set_count("activity", unknown or None, Tone.VIOLET if unknown else None)

    def _show_accounts(self) -> None:
        self._accounts_bar.show()
        self._files.show()
        self._scope.start(self._tables.show, key="tables", replace=True)

    def _show_waiting(self) -> None:
        self._actions.get("activity.waiting").trigger()

    def _correct_tables(self) -> None:
        self.lead("account", "tables")

    def _tick(self) -> None:
        """Show the profile and the time; called every half minute by the window's timer."""
        environment = self._desk.environment.value
        profile = {
            "demo": say("Demo profile, nothing is real"),
            "sandbox": say("Sandbox profile, nothing is real"),
        }.get(environment, say("Live profile"))
        now = self._desk.clock.now()
        self.window.set_footer(profile, fmt.wall_clock(now))

    def tick(self) -> None:
        """Refresh what ages: the clock and the time of the last sync."""
        self._tick()
        self._accounts_bar.show()
        self._files.show()

    # A profile without accounts

    def _show_welcome(self) -> None:
        """Stand in for Orders while nothing is connected and nothing was ever fetched or typed."""
        wanted = not self._desk.accounts.accounts and not self._orders
        if wanted and self._welcome is None:
            self._welcome = self._make_welcome()
        self.window.cover_page("orders", self._welcome if wanted else None)

    def _make_welcome(self) -> Welcome:
        add, group = self._actions.add, say("Window")
        connect = add("connect", say("Connect an account…"), icon="link", group=group,
                      on=lambda: self._scope.start(self._connect, key="connect"))  # fmt: skip
        move = add("move_here", say("Move to this PC…"), icon="import", group=group,
                   on=lambda: self._scope.start(self._move_here, key="connect"))  # fmt: skip
        demo = add("try_demo", say("Try the demo"), icon="play", group=group, on=self._try_demo)
        services = [(kind.title, say(kind.purpose)) for kind in self._desk.accounts.kinds()]
        return Welcome(connect, demo, move, services, f"{COMMAND} demo")

    async def _connect(self) -> None:
        await self.open("account", "accounts")
        self._actions.get("settings.accounts.add").trigger()

    async def _move_here(self) -> None:
        await self.open("account", "backup")
        self._actions.get("settings.backup.move_in").trigger()

    def _try_demo(self) -> None:
        if start_program("demo"):
            self.window.notices.toast(say("The demo opens in a window of its own."), tone=Tone.BLUE)
            return
        words = say(
            "It could not be started from here. By hand: {command}", command=f"{COMMAND} demo"
        )
        self.window.notices.toast(words, tone=Tone.AMBER)

    async def aclose(self) -> None:
        """Listen no longer."""
        self._found.end()
        self._unsubscribe()
