"""The Quotes screen at work: asks for a typed lane, or shows and keeps those of an order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from shipdesk.domain.changes import Changes
from shipdesk.domain.order import OrderKey, Payment, PaymentKind
from shipdesk.domain.quote import QuoteRequest, QuoteSheet
from shipdesk.errors import OperationRefusedError, ShipDeskError
from shipdesk.services.desk import Desk
from shipdesk.ui import format as fmt
from shipdesk.ui.notices import Notifier
from shipdesk.ui.orders import fixes
from shipdesk.ui.orders.allowed import shut_words
from shipdesk.ui.orders.comparing import Comparer
from shipdesk.ui.orders.locker_picker import ask_locker
from shipdesk.ui.orders.new_order import OrderDraft
from shipdesk.ui.orders.quote_rows import title_of
from shipdesk.ui.orders.shown import OrderView
from shipdesk.ui.quotes.columns import QuoteLine
from shipdesk.ui.quotes.page import FROM_ORDER, TYPED, QuotesPage
from shipdesk.ui.table import MemorySource
from shipdesk.ui.tasks import TaskScope
from shipdesk.wording import phrase as say
from shipdesk.wording import plural


class OrdersInHand(Protocol):
    """What this screen asks of the Orders screen."""

    def view(self) -> OrderView | None:
        """Return the order in hand."""
        ...

    def start_order(self, draft: OrderDraft) -> None:
        """Open the form of a new order."""
        ...

    def show_page(self) -> None:
        """Bring the Orders screen to the front."""
        ...

    def unasked(self, key: OrderKey) -> QuoteSheet | None:
        """Return why no courier could be asked for an order; None where one could."""
        ...

    def note_answer(self, key: OrderKey, answer: QuoteSheet) -> None:
        """Take note of what couriers answered."""
        ...


class QuotesPresenter:
    """Connects the page with the desk; keeps nothing but the last answer."""

    def __init__(
        self,
        page: QuotesPage,
        desk: Desk,
        source: MemorySource,
        scope: TaskScope,
        notices: Notifier,
        orders: OrdersInHand,
    ) -> None:
        self.page = page
        self._desk, self._source, self._scope = desk, source, scope
        self._notices, self._orders = notices, orders
        self._comparer = Comparer(page.host, desk, scope, notices)
        self._next = 1
        self._mode = TYPED
        self._typed: tuple[QuoteRequest, QuoteSheet] | None = None
        self._order: OrderView | None = None
        page.asked.connect(self._on_asked)
        page.mode_chosen.connect(self._on_mode)
        page.fix_wanted.connect(self._on_fix)
        page.shown.connect(self._on_shown)
        page.model.counted.connect(self._on_counted)
        self._unsubscribe = desk.bus.subscribe(self.on_changes)

    def start(self) -> None:
        """Read the senders; called once, on the running loop."""
        self.page.model.set_query(0)
        self._scope.start(self._load_senders, key="senders", replace=True)
        self._scope.start(self._load_compare, key="compare.words", replace=True)

    # What the window asks

    async def open(self, key: str) -> None:
        """Show the quotes of an order, which must be the one in hand on the Orders screen."""
        self._on_mode(FROM_ORDER)
        if self._order is None or self._order.order.key != key:
            raise OperationRefusedError(reason=say("Choose the order on the Orders page first."))

    def search(self, text: str) -> None:
        """Nothing is searched here: a handful of offers is read at a glance."""

    def refresh_counts(self) -> None:
        """Nothing is counted here."""

    def on_changes(self, changes: Changes) -> None:
        """Follow senders, and the order whose quotes are shown."""
        if changes.senders:
            self._scope.start(self._load_senders, key="senders", replace=True)
        if changes.accounts:
            self._scope.start(self._load_compare, key="compare.words", replace=True)
        shown = self._order
        if self._mode == FROM_ORDER and shown is not None and shown.row.id in changes.orders:
            self._scope.start(self._reload_order, shown, key="order", replace=True)

    def _on_shown(self) -> None:
        """Follow the order in hand when the screen comes to the front."""
        if self._mode == FROM_ORDER:
            self._on_mode(FROM_ORDER)

    async def aclose(self) -> None:
        """Listen no longer and end what runs."""
        self._unsubscribe()
        await self._scope.aclose()

    # Work

    async def _load_senders(self) -> None:
        self.page.show_senders(await self._desk.senders.all())

    async def _load_compare(self) -> None:
        self.page.compare_action.setText(await self._comparer.words())
        self._allow()

    def _allow(self) -> None:
        """Open and close what is for the order in hand; a typed lane is judged when it is asked."""
        view = self._order
        typed = self._mode == TYPED
        order = "" if typed else say("Choose an order on the Orders page first.")
        if view is not None and not typed:
            order = shut_words(view)
        country = view.order.recipient.country if view is not None else ""
        compare = "" if typed else order or say(self._desk.comparing.why_not(country))
        self.page.allow_order(asking=order, compare=compare, no_order=view is None)

    def _on_compare(self) -> None:
        """Compare within one courier: for the order in hand, or for the typed lane."""
        if self._mode == FROM_ORDER:
            view = self._order
            if view is not None:
                self._scope.start(
                    self._comparer.open_order, view.order.key, view.order.number, key="sheet"
                )
            return
        lane = self.page.form.lane()
        if lane is not None:
            words = lane_words(lane.request)
            self._scope.start(self._comparer.open_lane, lane.request, words, key="sheet")

    def _on_mode(self, mode: str) -> None:
        self._mode = mode
        self.page.show_mode(mode)
        if mode == TYPED:
            self._show_typed()
            self._allow()
            return
        self._order = self._orders.view()
        self._show_order()

    def _show_typed(self) -> None:
        if self._typed is None:
            self._show_sheet(QuoteSheet())
            self.page.show_nothing(
                say("No quotes yet"),
                say("Fill in the form and press Enter: all couriers are asked."),
            )
        else:
            request, sheet = self._typed
            self._show_sheet(sheet)
            self.page.show_quotes(lane_words(request), len(sheet.quotes), sheet.not_for)

    def _show_order(self) -> None:
        view = self._order
        self._allow()
        self.page.show_order(view)
        sheet = view.sheet.quotes if view is not None else None
        unasked = self._orders.unasked(view.order.key) if view is not None else None
        if unasked is not None:
            sheet = QuoteSheet(sheet.quotes if sheet else (), unasked.not_for)
        self._show_sheet(sheet or QuoteSheet())
        if view is None:
            self.page.show_nothing(
                say("No order chosen"), say("Choose one on the Orders page, then come back.")
            )
        elif sheet is None:
            self.page.show_nothing(say("Not asked yet"), say("F5 asks all couriers."))
        else:
            lane = f"{view.order.number}, {view.order.recipient.who}"
            self.page.show_quotes(lane, len(sheet.quotes), sheet.not_for)

    def _show_sheet(self, sheet: QuoteSheet) -> None:
        lines = [QuoteLine(self._next + at, at + 1, quote) for at, quote in enumerate(sheet.quotes)]
        self._next += len(lines)
        self._source.replace(lines)
        self.page.view.columns.suit(lines)
        self.page.model.set_query(self._next)

    def _on_counted(self, _count: int) -> None:
        if self._mode == FROM_ORDER and self._order is not None:
            self.page.pick_key(self._order.sheet.additions.quote_key)
        self.page.show_picked()

    def _on_get(self) -> None:
        if self._mode == TYPED:
            lane = self.page.form.lane()
            if lane is not None:
                self._scope.start(
                    self._ask, lane.request, key="ask", replace=True, busy=self.page.get
                )
        elif self._order is not None:
            self._scope.start(self._ask_order, self._order, key="ask", replace=True,
                              busy=self.page.get)  # fmt: skip

    async def _ask(self, request: QuoteRequest) -> None:
        self.page.show_busy()
        try:
            sheet = await self._desk.quoting.compare(request)
        except ShipDeskError as error:
            self._typed = None
            self._show_problem(error)
            return
        self._typed = (request, sheet)
        if request.cod is not None:
            country, currency = request.recipient.country, request.cod.currency
            self.page.form.show_cash_problems(self._desk.quoting.cash_problems(country, currency))
        if self._mode == TYPED:
            self._show_typed()
            self.page.view.setFocus()

    async def _ask_order(self, view: OrderView) -> None:
        self.page.show_busy()
        try:
            answer = await self._desk.quoting.ask(view.order.key)
        except ShipDeskError as error:
            self._show_problem(error)
            return
        self._orders.note_answer(view.order.key, answer)
        await self._reload_order(view)

    async def _reload_order(self, view: OrderView) -> None:
        sheet = await self._desk.orders.read(view.order.key)
        if self._order is not None and self._order.order.key == view.order.key:
            self._order = replace(self._order, sheet=sheet)
            if self._mode == FROM_ORDER:
                self._show_order()

    def _show_problem(self, error: ShipDeskError) -> None:
        self._show_sheet(QuoteSheet())
        self.page.show_nothing(
            error.title, " ".join(part for part in (error.detail, error.hint) if part)
        )

    def _on_use(self) -> None:
        """Begin a new order with what was typed here."""
        form = self.page.form
        lane = form.lane()
        if lane is None:
            return
        request = lane.request
        payment = Payment()
        if request.cod is not None:
            payment = Payment(PaymentKind.COD, request.cod, source="typed")
        self._orders.show_page()
        self._orders.start_order(
            OrderDraft(form.recipient(), request.parcel, payment, locker=request.locker)
        )

    def _on_keep(self) -> None:
        quote, view = self.page.picked(), self._order
        if self._mode == FROM_ORDER and quote is not None and view is not None:
            self._scope.start(self._keep, view, quote.key, title_of(quote), key="keep")

    async def _keep(self, view: OrderView, quote_key: str, title: str) -> None:
        undo = await self._desk.orders.choose_quote(OrderKey(view.order.key), quote_key)
        words = say("{service} is kept for {number}.", service=title, number=view.order.number)
        self._notices.toast(words, undo=lambda: self._scope.start(undo))

    def _on_fix(self, place: str) -> None:
        if self._mode == FROM_ORDER:
            self._orders.show_page()
        elif place == fixes.LOCKER:
            self._scope.start(self._choose_locker, key="sheet")
        else:
            self.page.form.go_to(place)

    async def _choose_locker(self) -> None:
        point = await ask_locker(
            self.page.host(),
            say("for a quote"),
            self.page.form.place_text(),
            self._desk.points.find,
            self._scope,
            self._desk.clock,
        )
        if point is not None:
            self.page.form.show_locker(point.code, point.city, point.postcode)

    def _on_asked(self, name: str) -> None:
        work: dict[str, Callable[[], object]] = {
            "get": self._on_get,
            "use": self._on_use,
            "keep": self._on_keep,
            "compare_within": self._on_compare,
            "open": self._orders.show_page,
            "locker": lambda: self._scope.start(self._choose_locker, key="sheet"),
        }
        work[name]()


def lane_words(request: QuoteRequest) -> str:
    """Return what was asked, in one line."""
    start, goal = request.sender, request.recipient
    where = say(
        "{start} to {goal}",
        start=" ".join(part for part in (start.city, start.postcode) if part),
        goal=request.locker or " ".join(part for part in (goal.city, goal.postcode) if part),
    )
    parts = [where, plural(1, "{n} parcel", "{n} parcels"), fmt.weight(request.parcel.weight_g)]
    if request.cod is not None:
        parts.append(say("COD {amount}", amount=fmt.money(request.cod)))
    if request.insurance is not None:
        parts.append(say("insured for {amount}", amount=fmt.money(request.insurance)))
    return ", ".join(parts)
