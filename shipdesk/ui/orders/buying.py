"""F9: everything is checked, then one purchase is written down; a second F9 buys nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from shipdesk.domain.operation import Operation, OperationState
from shipdesk.domain.order import OrderKey
from shipdesk.domain.shipment import Shipment
from shipdesk.errors import OperationRefusedError
from shipdesk.services.desk import Desk
from shipdesk.services.printing import REASONS
from shipdesk.services.shipping import ShipPlan
from shipdesk.ui import dialogs
from shipdesk.ui import format as fmt
from shipdesk.ui.notices import Notifier
from shipdesk.ui.orders import fixes
from shipdesk.ui.orders.current import CurrentOrder, OrderPart
from shipdesk.ui.orders.editing import OrderEditing
from shipdesk.ui.orders.page import OrdersPage
from shipdesk.ui.orders.quote_rows import price_of, title_of
from shipdesk.ui.orders.quoting import OrderQuotes
from shipdesk.ui.orders.shown import BUYING, OrderView, was_found
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.theme import Tone
from shipdesk.wording import phrase as say

_HARMLESS = frozenset({"already_open", "already_bought"})
_ENDED = frozenset(
    {
        OperationState.DONE,
        OperationState.REFUSED,
        OperationState.UNKNOWN,
        OperationState.FAILED_AFTER_ACCEPTANCE,
    }
)


class OrderBuying(OrderPart):
    """Buys the order in hand and tells what became of it."""

    def __init__(
        self,
        page: OrdersPage,
        desk: Desk,
        scope: TaskScope,
        notices: Notifier,
        current: CurrentOrder,
        quotes: OrderQuotes,
        editing: OrderEditing,
    ) -> None:
        super().__init__(page, desk, scope, notices, current)
        self._quotes, self._editing = quotes, editing
        self._bought: dict[str, OrderKey] = {}
        self._aside: set[str] = set()

    def on_buy(self) -> None:
        """Buy what is in hand; while that is being prepared another press does nothing."""
        view = self._current.view()
        if view is None:
            return
        if self._page.details.parcel.take_typed():
            self._hold_back(say("The parcel changed: the price is asked again. Then press F9."))
            return
        outdated = self._quotes.is_outdated(view.order.key) and view.editable
        if outdated and not self._quotes.is_asking():
            self._quotes.on_ask()
        if outdated or self._quotes.is_asking():
            self._quotes.want(view.order.key)
            self._hold_back(say("The price is being asked. Press F9 when it is there."))
            return
        picked = self._page.details.quotes.list.current()
        if not self._scope.start(
            self._buy, view, picked.key if picked else "", key="buy", busy=self._page.details.buy
        ):
            self._notices.toast(say("This order is being bought already."), tone=Tone.GREY)

    def on_another(self) -> None:
        """Ship one more parcel of an order that has one."""
        view = self._current.view()
        if view is not None and view.live:
            self._scope.start(self._another, view, key="buy")

    def on_print(self) -> None:
        """Print the label of the newest parcel; a second copy needs a reason."""
        view = self._current.view()
        shipment = view.printable if view is not None else None
        if shipment is not None:
            self._scope.start(self._print, shipment, key="print")
        elif view is not None and view.sheet.shipments:
            self._notices.toast(say("The label is void: its parcel is cancelled."), tone=Tone.GREY)

    def on_operations(self, ids: Iterable[str]) -> None:
        """Tell the end of purchases that were made here."""
        mine = [one for one in ids if one in self._bought]
        if mine:
            self._scope.start(self._tell, mine)

    def _hold_back(self, words: str) -> None:
        self._page.details.quotes.show_problem(words)

    async def _buy(self, view: OrderView, quote_key: str) -> None:
        key = view.order.key
        plan = await self._desk.shipping.prepare(key, quote_key)
        if plan.stop is not None:
            await self._stop(view, plan, plan.stop)
            return
        if plan.problems:
            self._page.details.show_problems(plan.problems)
            if fixes.place_of(plan.problems[0].field) == fixes.ADDRESS:
                self._editing.on_edit(fixes.address_field(plan.problems[0].field))
            return
        try:
            operation = await self._desk.shipping.buy(plan)
        except OperationRefusedError as error:
            if error.key not in _HARMLESS:
                raise
            self._say_harmless(view, error)
            return
        self._bought[operation.id] = key
        self._current.renew()

    async def _stop(self, view: OrderView, plan: ShipPlan, stop: OperationRefusedError) -> None:
        if stop.key in _HARMLESS:
            self._say_harmless(view, stop)
            return
        field = str(stop.params.get("field", ""))
        words = " ".join(part for part in (stop.title, stop.detail, stop.hint) if part)
        self._page.details.show_stop(field or "quotes", words)
        if field == "locker":
            self._editing.on_locker()
        elif field == "quotes" and plan.quote is None:
            self._quotes.on_ask()

    def _say_harmless(self, view: OrderView, error: OperationRefusedError) -> None:
        """Say where the eye is that another press bought nothing."""
        self._page.nothing_bought.emit()
        if view.live:
            tracking = fmt.tracking(view.live[0].tracking_number)
            words = say("This order already has a shipment: {number}.", number=tracking)
            self._page.details.show_nothing_bought(words)
            return
        words = " ".join(part for part in (error.title, error.detail) if part)
        self._notices.toast(words, tone=Tone.GREY)

    async def _another(self, view: OrderView) -> None:
        reason = await dialogs.ask_text(
            self._page.window(),
            title=say("Ship another parcel of {number}?", number=view.order.number),
            label=say("Why is a second parcel sent?"),
            confirm=say("Go on"),
            check=lambda text: None if text.strip() else say("A reason is needed."),
        )
        if reason is None:
            return
        await self._desk.quoting.ask(view.order.key)
        plan = await self._desk.shipping.prepare(view.order.key)
        if plan.stop is not None and plan.stop.key == "already_bought":
            plan = replace(plan, stop=None)
        if plan.quote is None:
            raise OperationRefusedError("quote_missing", field="quotes")
        price = price_of(plan.quote)
        wanted = await dialogs.ask_confirm(
            self._page.window(),
            title=say("Buy a second parcel?"),
            text=say(
                "{service} for {price}. The first parcel stays bought.",
                service=title_of(plan.quote),
                price=price,
            ),
            confirm=say("Buy · {price}", price=price),
        )
        if wanted:
            operation = await self._desk.shipping.buy_another(plan, reason)
            self._bought[operation.id] = view.order.key
            self._current.renew()

    async def _print(self, shipment: Shipment) -> None:
        paper = await self._desk.printing.paper(shipment.id)
        if not any(one.kind == "label" for one in paper.documents):
            await self._desk.printing.fetch_label(shipment)
            self._notices.toast(say("The label is being fetched."), tone=Tone.BLUE)
            return
        reason = ""
        if any(one.kind == "label" and one.state != "failed" for one in paper.prints):
            words = (say("Jam"), say("Lost"), say("Damaged"), say("Other"))
            choices = [dialogs.Choice(key, text) for key, text in zip(REASONS, words, strict=True)]
            answer = await dialogs.ask_choice(
                self._page.window(),
                title=say("Print the label again?"),
                text=say("A second copy of a label can send two parcels under one number."),
                choices=choices,
            )
            if answer is None:
                return
            reason = answer
        await self._desk.printing.request([shipment.id], reason=reason)
        self._notices.toast(say("Sent to the printer."), tone=Tone.BLUE)

    async def _tell(self, ids: list[str]) -> None:
        for operation_id in ids:
            key = self._bought.get(operation_id)
            if key is None:
                continue
            sheet = await self._desk.orders.read(key)
            found = next((one for one in sheet.operations if one.id == operation_id), None)
            if found is None or found.kind not in BUYING or found.state not in _ENDED:
                continue
            if found.state is not OperationState.UNKNOWN:
                if self._bought.pop(operation_id, None) is None:
                    continue  # Told by another change meanwhile.
            elif operation_id in self._aside:
                continue
            else:
                self._aside.add(operation_id)
            text, tone = _outcome(found)
            self._notices.toast(text, tone=tone)


def _outcome(found: Operation) -> tuple[str, Tone]:
    """Return what a toast says of an ended purchase; it also stands in the details."""
    number = found.title
    if found.state is OperationState.DONE:
        if was_found(found):
            return say("{number}: found, not bought again.", number=number), Tone.GREEN
        return say("{number} is bought.", number=number), Tone.GREEN
    if found.state is OperationState.UNKNOWN:
        words = found.reason or say("Put this parcel aside.")
        return say("{number}: {words}", number=number, words=words), Tone.VIOLET
    return say("{number} was not bought: {why}", number=number, why=found.reason), Tone.RED
