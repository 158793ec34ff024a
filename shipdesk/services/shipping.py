"""Buying: everything is checked before anything is written, and one intent is written once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from shipdesk.clock import Clock
from shipdesk.domain.measures import Parcel
from shipdesk.domain.operation import (
    OPEN_STATES,
    PURCHASES,
    Operation,
    OperationKind,
    PayIntent,
    ShipIntent,
)
from shipdesk.domain.order import HandingIn, OrderKey
from shipdesk.domain.quote import Quote
from shipdesk.domain.rules import RuleProblem, cod_of, draft_of
from shipdesk.domain.rules import check as check_rules
from shipdesk.domain.sender import Sender
from shipdesk.domain.ship_options import NO_CHOICES, OptionChoices
from shipdesk.domain.shipment import Payable, ShipmentId
from shipdesk.errors import OperationRefusedError
from shipdesk.providers.base import Provider, Registry
from shipdesk.services.kinds.base import new_operation
from shipdesk.services.operations import Runner
from shipdesk.services.orders import Orders, OrderSheet
from shipdesk.services.parcel_rules import refuse_busy
from shipdesk.services.provider_desk import ProviderDesk
from shipdesk.services.quoting import handing_in_of
from shipdesk.services.references import free_reference
from shipdesk.services.senders import Senders
from shipdesk.storage import operations as operation_store
from shipdesk.storage import shipments as shipment_store
from shipdesk.storage.database import Conn, Database


@dataclass(frozen=True, slots=True)
class ShipPlan:
    """What buying would do, or what stops it: `stop` names the field to settle first."""

    sheet: OrderSheet
    quote: Quote | None
    sender: Sender | None
    handing_in: HandingIn
    stop: OperationRefusedError | None = None
    problems: tuple[RuleProblem, ...] = ()

    @property
    def ready(self) -> bool:
        """Whether it can be bought as it stands."""
        return self.stop is None and not self.problems


class Shipping:
    """Prepares and requests purchases; the runner carries them out."""

    def __init__(
        self,
        orders: Orders,
        senders: Senders,
        providers: ProviderDesk,
        registry: Registry,
        runner: Runner,
        journal: Database,
        clock: Clock,
    ) -> None:
        self._orders = orders
        self._senders = senders
        self._providers = providers
        self._registry = registry
        self._runner = runner
        self._journal = journal
        self._clock = clock

    async def prepare(self, key: OrderKey, quote_key: str = "") -> ShipPlan:
        """Check everything that can be checked here; writes and sends nothing.

        `quote_key` is the chosen offer; without it the order's kept choice, else the best one.
        """
        sheet = await self._orders.read(key)
        return await self._plan(sheet, chosen(sheet, quote_key))

    async def prepare_offer(self, key: OrderKey, quote: Quote) -> ShipPlan:
        """The same for an offer that was not asked for side by side with other couriers."""
        return await self._plan(await self._orders.read(key), quote)

    async def _plan(self, sheet: OrderSheet, quote: Quote | None) -> ShipPlan:
        sender: Sender | None = None
        stop = standing(sheet)
        try:
            sender = await self._senders.default_for(sheet.order.recipient.country)
        except OperationRefusedError as error:
            stop = stop or error
        handing_in = handing_in_of(sheet, sender) if sender else HandingIn.UNKNOWN
        provider = await self._providers.ready(quote.account_id) if quote else None
        stop = stop or _missing(sheet, quote, provider, handing_in)
        problems: tuple[RuleProblem, ...] = ()
        if provider is not None and quote is not None:
            rules = self._registry.rules(provider.slug)
            order = sheet.order if quote.to_locker else replace(sheet.order, locker="")
            draft = draft_of(order, sheet.parcel, handing_in)
            problems = check_rules(rules, draft) if rules else ()
            problems = (*problems, *_insurance_problems(sheet), *_cash_problems(sheet, provider))
        return ShipPlan(sheet, quote, sender, handing_in, stop, problems)

    async def buy(self, plan: ShipPlan, *, print_after: bool = True) -> Operation:
        """Write the purchase down; returns at once, the runner buys.

        Raises OperationRefusedError, with nothing written, where the plan is not ready or the order
        is bought or being bought already.
        """
        return await self._request(plan, OperationKind.SHIP, "", print_after=print_after)

    async def buy_offer(
        self, plan: ShipPlan, draft: str, compared_in: Operation, guard: Callable[[Conn], None]
    ) -> Operation:
        """Buy an offer of a draft that stands at the courier; the draft becomes the shipment.

        `guard` refuses, in the same transaction, where the draft is being taken back.
        """

        def drafted(intent: ShipIntent) -> ShipIntent:
            return replace(intent, draft=draft, compared_in=compared_in.id)

        return await self._request(
            plan,
            OperationKind.SHIP,
            "",
            print_after=True,
            change=drafted,
            parent_id=compared_in.id,
            guard=guard,
        )

    async def buy_another(self, plan: ShipPlan, reason: str) -> Operation:
        """Buy one more parcel for an order that has a shipment; needs a typed reason.

        That the order is bought stops nothing here; whatever else would stop a purchase does.
        """
        plan = await self._beside(plan)
        return await self._request(plan, OperationKind.SHIP_ANOTHER, reason, print_after=True)

    async def buy_instead(self, plan: ShipPlan, held: Operation) -> Operation:
        """Buy as the plan says in place of a purchase that was not sent, which is taken back.

        Both in one transaction; raises OperationRefusedError, with nothing written, where it was
        sent meanwhile or the plan is not ready.
        """

        def take_back(conn: Conn) -> None:
            if not operation_store.cancel(conn, held.id, self._clock.now()):
                raise OperationRefusedError(reason="It was sent or taken back meanwhile.")

        return await self._request(
            await self._beside(plan),
            held.kind,
            str(held.intent.get("reason", "")),
            print_after=True,
            parent_id=held.id,
            guard=take_back,
        )

    async def _beside(self, plan: ShipPlan) -> ShipPlan:
        """Return the plan, stopped by all that would stop it but the order's other purchases."""
        stop = _settled(plan.sheet)
        if stop is None and plan.quote is not None:
            provider = await self._providers.ready(plan.quote.account_id)
            stop = _missing(plan.sheet, plan.quote, provider, plan.handing_in)
        return replace(plan, stop=stop)

    async def _request(
        self,
        plan: ShipPlan,
        kind: OperationKind,
        reason: str,
        *,
        print_after: bool,
        change: Callable[[ShipIntent], ShipIntent] = lambda intent: intent,
        parent_id: str = "",
        guard: Callable[[Conn], None] = lambda _conn: None,
    ) -> Operation:
        if plan.stop is not None:
            raise plan.stop
        if plan.problems:
            raise OperationRefusedError(
                reason=plan.problems[0].words, hint="Correct it.", field=plan.problems[0].field
            )
        now = self._clock.now()

        def make(conn: Conn) -> tuple[Operation, ...]:
            guard(conn)
            operation = to_operation(
                conn, plan, now, kind, reason, print_after=print_after, change=change
            )
            return (replace(operation, parent_id=parent_id),)

        (operation,) = await self._runner.queue(make)
        return operation

    async def option_choices(self) -> OptionChoices:
        """Return what the connected couriers can be asked for besides a plain parcel."""
        found = NO_CHOICES
        for provider in await self._providers.all_ready():
            if provider.options is not None:
                found = found.merged(provider.options)
        return found

    async def fetch_cost_centres(self) -> tuple[str, ...]:
        """Return the names of the cost centres of all connected accounts, sorted."""
        names: set[str] = set()
        for provider in await self._providers.all_ready():
            if provider.cost_centres is not None:
                names.update(await provider.cost_centres.fetch_names())
        return tuple(sorted(names))

    async def pay(self, shipment_id: ShipmentId) -> Operation:
        """Pay for a shipment that stands unpaid at the courier.

        Raises OperationRefusedError where it is paid already.
        """

        def make(conn: Conn) -> tuple[Operation, ...]:
            shipment = shipment_store.read(conn, shipment_id)
            if shipment.payable is Payable.PAID:
                raise OperationRefusedError(reason="This shipment is paid already.")
            refuse_busy(conn, shipment.id)
            operation = new_operation(
                OperationKind.PAY,
                shipment.id,
                shipment.account_id,
                shipment.order_number,
                PayIntent(shipment.id, shipment.remote_id),
                self._clock.now(),
            )
            return (operation,)

        (operation,) = await self._runner.queue(make)
        return operation


def to_operation(
    conn: Conn,
    plan: ShipPlan,
    now: datetime,
    kind: OperationKind = OperationKind.SHIP,
    reason: str = "",
    *,
    print_after: bool,
    change: Callable[[ShipIntent], ShipIntent] = lambda intent: intent,
) -> Operation:
    """Return the purchase of a plan, made in the transaction that writes it down.

    Its reference is chosen there: no two purchases that may stand share one. Raises
    OperationRefusedError where the plan lacks what a purchase needs.
    """
    if plan.quote is None:
        raise OperationRefusedError("quote_missing", field="quotes")
    planned = change(to_intent(plan, reason))
    another = kind is OperationKind.SHIP_ANOTHER
    reference = free_reference(conn, planned.order_number, planned.order_key, another=another)
    return new_operation(
        kind,
        planned.order_key,
        plan.quote.account_id,
        planned.order_number,
        replace(planned, reference=reference, print_after=print_after),
        now,
        reference=reference,
    )


def to_intent(plan: ShipPlan, reason: str = "") -> ShipIntent:
    """Return all that a purchase needs; its reference is made when it is written down.

    Raises OperationRefusedError where the plan has no quote or no sender.
    """
    quote, sender = plan.quote, plan.sender
    if quote is None or sender is None:
        raise OperationRefusedError("quote_missing", field="quotes")
    order = plan.sheet.order
    cod = cod_of(order)
    return ShipIntent(
        order_key=order.key,
        order_number=order.number,
        reference="",
        courier_id=quote.courier_id,
        courier=quote.courier,
        service=quote.service,
        service_title=quote.service_title,
        sender=sender.address,
        recipient=order.recipient,
        parcel=_for_quote(plan.sheet.parcel, quote),
        ordered_at=order.created_at,
        lines=order.lines,
        total=order.total,
        cod=cod,
        insurance=cod,
        locker=order.locker if quote.to_locker else "",
        handing_in=plan.handing_in,
        quoted=quote.total,
        pickup_id=sender.pickup_ids.get(quote.account_id, ""),
        reason=reason,
        options=plan.sheet.additions.options,
    )


def chosen(sheet: OrderSheet, quote_key: str = "") -> Quote | None:
    """Return the named offer, else the one kept as the order's choice, else the best one."""
    if sheet.quotes is None or not sheet.quotes.quotes:
        return None
    wanted = quote_key or sheet.additions.quote_key
    found = next((each for each in sheet.quotes.quotes if each.key == wanted), None)
    if found is None and quote_key:
        return None
    return found or sheet.quotes.quotes[0]


def standing(sheet: OrderSheet) -> OperationRefusedError | None:
    """Return why the order cannot be bought whatever the quote, or None."""
    live = [each for each in (*sheet.shipments, *sheet.elsewhere) if each.live]
    if live:
        shown = f"{live[0].courier} {live[0].tracking_number or live[0].remote_id}"
        return OperationRefusedError("already_bought", shipment=shown)
    unsettled = next(
        (each for each in sheet.operations if each.kind in PURCHASES and each.state in OPEN_STATES),
        None,
    )
    if unsettled is not None:
        since = f"{unsettled.created_at.astimezone():%H:%M}"
        return OperationRefusedError("already_open", since=since)
    return _settled(sheet)


def _settled(sheet: OrderSheet) -> OperationRefusedError | None:
    """Return what a person has to settle before anything is bought for the order, or None."""
    if sheet.fetched.closed is not None:
        return OperationRefusedError(reason="The order is closed in the order book.")
    if sheet.additions.hold:
        return OperationRefusedError(reason="The order is on hold.", hint="Take it off hold first.")
    if not sheet.order.payment.settled:
        return OperationRefusedError("payment_unknown", field="payment")
    if sheet.parcel.weight_g <= 0:
        return OperationRefusedError("weight_missing", field="weight")
    return None


def _missing(
    sheet: OrderSheet, quote: Quote | None, provider: Provider | None, handing_in: HandingIn
) -> OperationRefusedError | None:
    if quote is None or provider is None:
        return OperationRefusedError("quote_missing", field="quotes")
    if quote.to_locker and not sheet.order.locker:
        return OperationRefusedError("locker_missing", field="locker")
    if provider.limits.handing_in and handing_in not in provider.limits.handing_in:
        return OperationRefusedError("handing_in_missing", field="handing_in")
    return None


def _insurance_problems(sheet: OrderSheet) -> tuple[RuleProblem, ...]:
    """Return what is wrong with a chosen insurance: it covers at least what is collected."""
    insurance, cod = sheet.additions.options.insurance, cod_of(sheet.order)
    if insurance is None or cod is None or insurance.minor >= cod.minor:
        return ()
    words = f"The insurance must be at least the {cod.amount} {cod.currency} that are collected."
    return (RuleProblem("insurance", words, missing=False, suggestion=str(cod.amount)),)


def _cash_problems(sheet: OrderSheet, provider: Provider) -> tuple[RuleProblem, ...]:
    """Return what is known to be missing for cash to be paid out; not known stops nothing."""
    if cod_of(sheet.order) is None or provider.cash is None:
        return ()
    words = provider.cash.why_not()
    return (RuleProblem("cod", words, missing=False),) if words else ()


def _for_quote(parcel: Parcel, quote: Quote) -> Parcel:
    return parcel if quote.to_locker else parcel.with_size("")
