"""What a provider is made of: small parts, each present or None, all in domain terms.

A part that reads is a Protocol of a few awaitable methods; an act that changes the world is a
`Procedure` (steps.py). All methods run on the UI thread's loop and raise only errors of
`shipdesk.errors.ProviderError`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from shipdesk.domain.account import Account
from shipdesk.domain.delivery_exception import ReattemptIntent, ReturnIntent
from shipdesk.domain.dispatch_order import DispatchOrder
from shipdesk.domain.label import LabelWish
from shipdesk.domain.money import Money
from shipdesk.domain.offer import CompareIntent
from shipdesk.domain.operation import (
    CancelPickupIntent,
    CommentIntent,
    CorrectIntent,
    DeleteCommentIntent,
    EditCommentIntent,
    PayIntent,
    PickupIntent,
    ShipIntent,
    WriteBackIntent,
)
from shipdesk.domain.order import HandingIn, Order
from shipdesk.domain.order_cancel import CancelOrdersIntent, CancelRules
from shipdesk.domain.quote import QuoteRequest, QuoteSheet
from shipdesk.domain.record import (
    Record,
    RecordAnswer,
    RecordIntent,
    RecordKind,
    RecordPage,
    RecordQuery,
)
from shipdesk.domain.rules import RuleSet
from shipdesk.domain.sender import Sender
from shipdesk.domain.ship_options import OptionChoices
from shipdesk.domain.shipment import Shipment, ShipmentStatus, TrackingEvent
from shipdesk.providers.capabilities import Capabilities
from shipdesk.providers.gate import Gate
from shipdesk.providers.lists import Parser, Streams
from shipdesk.providers.parts import (
    CashTerms,
    CollectionPoints,
    CostCentres,
    Exceptions,
    PickupPapers,
    Points,
    Voiding,
)
from shipdesk.providers.steps import Bought, Procedure


class OrderFinder(Protocol):
    """A provider that lists nothing but can read one order by either number."""

    async def fetch(self, number: str) -> Order:
        """Return the order; raises RejectedError where neither number is known."""
        ...


class Quotes(Protocol):
    """Prices and serviceability."""

    async def fetch(self, request: QuoteRequest) -> QuoteSheet:
        """Return this account's quotes, unranked, and why services cannot serve."""
        ...


@dataclass(frozen=True, slots=True)
class TrackingAnswer:
    """What tracking told of one shipment; `error` is set when only this one failed.

    `raw` is the JSON text of all that was told.
    """

    shipment_id: str
    status: ShipmentStatus = ShipmentStatus.UNKNOWN
    code: str = ""
    words: str = ""
    events: tuple[TrackingEvent, ...] = ()
    changes: Bought | None = None
    error: str = ""
    raw: str = ""


@dataclass(frozen=True, slots=True)
class TrackingHistory:
    """What happened to a parcel, oldest first, and the JSON text of all that was told with it."""

    events: tuple[TrackingEvent, ...] = ()
    raw: str = ""


class Tracking(Protocol):
    """Status of known shipments, up to `Limits.track_batch` a call."""

    async def fetch(self, shipments: Sequence[Shipment]) -> tuple[TrackingAnswer, ...]:
        """Return the present status of the shipments; one answer each."""
        ...

    async def fetch_events(self, shipment: Shipment) -> TrackingHistory:
        """Return the history of one shipment; empty where none is told yet."""
        ...


@dataclass(frozen=True, slots=True)
class DocumentBytes:
    """A fetched document: kind (label, invoice, order_details) and its bytes, type unverified."""

    kind: str
    body: bytes


class Labels(Protocol):
    """The documents of a bought shipment."""

    def kinds(self, shipment: Shipment) -> tuple[str, ...]:
        """Return the kinds of document there are; "label" first."""
        ...

    def zpl(self, shipment: Shipment) -> tuple[int, ...]:
        """Return for which dots an inch its label is given in ZPL; nothing where it is not."""
        ...

    async def fetch(
        self, shipment: Shipment, kind: str, wish: LabelWish | None = None
    ) -> DocumentBytes:
        """Fetch one document, a label as it is wished where there is one like that."""
        ...


class DispatchOrders(Protocol):
    """Reads of booked collections; the acts are procedures of the bundle."""

    async def fetch(self, remote_id: str) -> DispatchOrder:
        """Return one dispatch order as it stands."""
        ...

    async def fetch_price(self, remote_shipments: Sequence[str]) -> Money | None:
        """Return what a collection of these shipments would cost; None where none is told."""
        ...


class PickupLocations(Protocol):
    """Places of collection that the provider wants to know beforehand."""

    async def make(self, sender: Sender) -> str:
        """Return the id for the sender's place; the same place gives the same id."""
        ...

    async def find(self, sender: Sender) -> tuple[str, ...]:
        """Return the ids of the places that stand there and are the sender's in every field."""
        ...


class Records(Protocol):
    """What a service keeps besides orders and shipments, by tables (house § 8)."""

    @property
    def kinds(self) -> tuple[RecordKind, ...]:
        """The kinds of record, in the order in which they are shown."""
        ...

    async def fetch_page(self, kind: str, query: RecordQuery) -> RecordPage:
        """Fetch one page of a list; a row that does not fit is skipped with its reason."""
        ...

    async def fetch(self, kind: str, record_id: str) -> Record:
        """Fetch one record; raises RejectedError with 404 where it is no more."""
        ...

    def places(
        self, kind: str, op: str, record: Record | None, part_id: str, values: Mapping[str, object]
    ) -> dict[str, str]:
        """Return what fills the path of an act; raises KeyError where something is missing."""
        ...

    def rows(
        self, kind: str, op: str, records: Sequence[Record], values: Mapping[str, object]
    ) -> tuple[dict[str, str], ...]:
        """Return what a bulk act sends of each record; raises RuleError where one lacks it."""
        ...

    async def read(
        self,
        kind: str,
        op: str,
        places: Mapping[str, str],
        values: Mapping[str, object],
        record_ids: Sequence[str] = (),
    ) -> RecordAnswer:
        """Take an act that reads or saves; changes nothing at the service."""
        ...


class RecordProcedure(Procedure[RecordIntent], Protocol):
    """The acts that change a record."""

    def finds(self, intent: RecordIntent) -> bool:
        """Return whether a lost reply can be found out by reading."""
        ...


@dataclass(frozen=True, slots=True)
class ProbeAnswer:
    """One line of "Test connection": `state` is works, address_unknown, failed or not_tried."""

    operation: str
    title: str
    state: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A setting that the provider can offer as a list, such as the organization."""

    value: str
    title: str


class Probe(Protocol):
    """Tests an account without spending money."""

    async def test(self) -> tuple[ProbeAnswer, ...]:
        """Return one answer per operation; raises AuthError when the secret is not accepted."""
        ...

    async def choices(self, setting: str) -> tuple[Choice, ...]:
        """Return what can be chosen for a setting; empty where nothing can be listed."""
        ...


@dataclass(frozen=True, slots=True)
class AccountField:
    """One field of the account form; a secret goes to the vault and nowhere else.

    `listed`: the service can be asked for what there is. `choices`: value and words, fixed.
    """

    name: str
    title: str
    secret: bool = False
    required: bool = True
    default: str = ""
    listed: bool = False
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ExtraField:
    """What is peculiar to a provider and must be settled: a locker, a way of handing in."""

    name: str
    title: str
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """What is known of a provider's limits; seconds, counts, kinds of document.

    `quiet` are the waits in seconds after a lost reply, each followed by a look-up; the last is at
    least 150. `burst` requests may go at once after a pause (0: two seconds' worth). `discovers`
    tells whether paid shipments unknown to us can be listed, and `looks_back_days` how far back
    that is worth while. `lapse_days`: after about so many an unused label lapses by itself; 0 where
    the courier does not say so.
    """

    concurrency: int = 2
    requests_per_second: float = 3.0
    burst: float = 0.0
    track_batch: int = 1
    track_pause: float = 0.5
    quiet: tuple[float, ...] = (10.0, 40.0, 150.0)
    discovers: bool = False
    looks_back_days: int = 45
    lapse_days: int = 0
    handing_in: tuple[HandingIn, ...] = ()


@dataclass(frozen=True, slots=True)
class Provider:
    """One account of one provider, as the parts that it has.

    `courier` is who carries what it sells, as shipments name it; "" where that is one of many.
    """

    slug: str
    title: str
    account: Account
    limits: Limits
    rules: RuleSet | None = None
    streams: Streams | None = None
    finder: OrderFinder | None = None
    quotes: Quotes | None = None
    booking: Procedure[ShipIntent] | None = None
    payment: Procedure[PayIntent] | None = None
    comparing: Procedure[CompareIntent] | None = None
    correcting: Procedure[CorrectIntent] | None = None
    voiding: Voiding | None = None
    options: OptionChoices | None = None
    cost_centres: CostCentres | None = None
    cash: CashTerms | None = None
    labels: Labels | None = None
    tracking: Tracking | None = None
    dispatch_orders: DispatchOrders | None = None
    pickup_booking: Procedure[PickupIntent] | None = None
    pickup_comment: Procedure[CommentIntent] | None = None
    pickup_cancel: Procedure[CancelPickupIntent] | None = None
    pickup_comment_edit: Procedure[EditCommentIntent] | None = None
    pickup_comment_delete: Procedure[DeleteCommentIntent] | None = None
    pickup_papers: PickupPapers | None = None
    collection_points: CollectionPoints | None = None
    pickup_locations: PickupLocations | None = None
    points: Points | None = None
    fulfilment: Procedure[WriteBackIntent] | None = None
    exceptions: Exceptions | None = None
    reattempt: Procedure[ReattemptIntent] | None = None
    return_to_origin: Procedure[ReturnIntent] | None = None
    cancel_rules: CancelRules | None = None
    order_cancel: Procedure[CancelOrdersIntent] | None = None
    records: Records | None = None
    record_acts: RecordProcedure | None = None
    probe: Probe | None = None
    extra_fields: tuple[ExtraField, ...] = ()
    capabilities: Capabilities = field(default_factory=Capabilities)
    gate: Gate | None = None
    courier: str = ""


class OpenProvider(Protocol):
    """A built provider together with what must be closed."""

    @property
    def provider(self) -> Provider:
        """The parts."""
        ...

    async def aclose(self) -> None:
        """Close its HTTP clients."""
        ...


@dataclass(frozen=True, slots=True)
class ProviderKind:
    """What is known of a provider without building it; Settings adds accounts by it.

    `keeps_orders`: its orders are told there what becomes of them (the part `fulfilment`).
    """

    slug: str
    title: str
    purpose: str
    fields: tuple[AccountField, ...]
    keeps_orders: bool = False


class Registry(Protocol):
    """Builds providers; the composition root hands it to services."""

    def kinds(self) -> tuple[ProviderKind, ...]:
        """Return the providers that an account can be added for."""
        ...

    def build(self, account: Account, secrets: Mapping[str, str]) -> OpenProvider:
        """Build the parts for one account; does no I/O."""
        ...

    def rules(self, slug: str) -> RuleSet | None:
        """Return a provider's rules without building it; None where it ships nothing."""
        ...

    def parser(self, slug: str) -> Parser:
        """Return the pure half for the ingest process."""
        ...
