"""One Dispatch account as parts: orders and shipments to read, a write-back, a test."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from shipdesk.domain.account import Account
from shipdesk.errors import AuthError, ProviderError, RejectedError, UnreachableError
from shipdesk.providers.base import Choice, Limits, ProbeAnswer, Provider
from shipdesk.providers.cursors import cursor_of, page_of, since_of
from shipdesk.providers.dispatch.ask import BY_PAGE, ODATA, Ask
from shipdesk.providers.dispatch.business import Business
from shipdesk.providers.dispatch.client import DispatchClient
from shipdesk.providers.dispatch.customers import Customers
from shipdesk.providers.dispatch.envelopes import Envelopes
from shipdesk.providers.dispatch.fulfilment import Fulfilment
from shipdesk.providers.dispatch.integrations import Integrations, Workflows
from shipdesk.providers.dispatch.listing import to_query
from shipdesk.providers.dispatch.orders_client import OrdersClient
from shipdesk.providers.dispatch.products import Products
from shipdesk.providers.dispatch.runs import Runs
from shipdesk.providers.dispatch.shipments_client import ShipmentsClient
from shipdesk.providers.dispatch.vehicles import Vehicles
from shipdesk.providers.http import Api, BearerAuth
from shipdesk.providers.lists import SINGLE, RawPage
from shipdesk.providers.record_acts import RecordActs
from shipdesk.providers.record_tables import record_tables
from shipdesk.providers.records import Call, TableRecords
from shipdesk.providers.surroundings import Surroundings

LIMITS = Limits(concurrency=6, requests_per_second=10.0, burst=120.0, discovers=True)
"""Below the vendor's sample of 1,000 requests; how long its window is nobody says (§ 6)."""

_TRIED = (
    ("business.me", "Read the business profile", ""),
    ("orders.list", "Read orders", ODATA),
    ("shipments.list", "Read shipments", BY_PAGE),
    ("integrations.list", "Read integrations", ""),
)
_NOT_TRIED = (
    ("orders.create_shipment", "Create a shipment of an order"),
    ("shipments.replace", "Write a tracking number"),
    ("orders.patch", "Write a note on an order"),
    ("orders.status", "Mark an order as shipped"),
)
_NO_SUCH_PATH = frozenset({404, 405})


class DispatchStreams:
    """Orders newest first, then shipments; a cursor is the number of a page and since when."""

    names: tuple[str, ...] = ("orders", "shipments")

    def __init__(self, client: DispatchClient) -> None:
        self._client = client

    async def fetch_page(self, stream: str, cursor: str) -> RawPage:
        """Fetch one page."""
        fetch = self._client.fetch_orders if stream == "orders" else self._client.fetch_shipments
        return RawPage(stream, cursor, await fetch(page_of(cursor), since_of(cursor)))

    async def fetch_one(self, stream: str, remote_id: str) -> RawPage:
        """Fetch one order or shipment with all details."""
        fetch = self._client.fetch_order if stream == "orders" else self._client.fetch_shipment
        return RawPage(SINGLE[stream], "", await fetch(remote_id))

    def following(self, cursor: str) -> str:
        """Return the cursor of the next page."""
        return cursor_of(page_of(cursor) + 1, since_of(cursor))

    def since(self, stream: str, newest: datetime | None, oldest: datetime | None) -> str:
        """Return the first cursor of changed orders, or of shipments from the oldest open one."""
        moment = newest if stream == "orders" else oldest
        if moment is None:
            return ""
        return cursor_of(1, moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))


class DispatchProbe:
    """Tests an account by reading a little of everything; nothing is changed."""

    def __init__(self, client: DispatchClient) -> None:
        self._client = client

    async def test(self) -> tuple[ProbeAnswer, ...]:
        """Return one answer per operation; raises AuthError when the token is not accepted."""
        answers: list[ProbeAnswer] = []
        unreachable = ""
        for operation, title, paging in _TRIED:
            if unreachable:
                answers.append(ProbeAnswer(operation, title, "failed", unreachable))
                continue
            try:
                await self._client.try_operation(operation, paging)
            except ProviderError as error:
                if isinstance(error, AuthError) and error.status == 401:  # noqa: PLR2004
                    raise
                if isinstance(error, UnreachableError):
                    unreachable = str(error)
                answers.append(_answer(operation, title, error))
            else:
                answers.append(ProbeAnswer(operation, title, "works"))
        answers += [
            ProbeAnswer(operation, title, "not_tried", "It changes something.")
            for operation, title in _NOT_TRIED
        ]
        return tuple(answers)

    async def choices(self, setting: str) -> tuple[Choice, ...]:
        """Return nothing: no setting of Dispatch can be listed."""
        del setting
        return ()


def calls_of(ask: Ask) -> Mapping[str, Call]:
    """Return every documented operation's method by its id."""
    subjects = (
        OrdersClient(ask),
        ShipmentsClient(ask),
        Customers(ask),
        Products(ask),
        Business(ask),
        Integrations(ask),
        Workflows(ask),
        Runs(ask),
        Vehicles(ask),
    )
    return {operation: call for each in subjects for operation, call in each.calls().items()}


class OpenDispatch:
    """A built account and its HTTP client."""

    def __init__(
        self, account: Account, secrets: Mapping[str, str], surroundings: Surroundings
    ) -> None:
        self.api = Api(
            account.settings.get("base_url", ""),
            BearerAuth(secrets.get("token", ""), account.title),
            surroundings.clock,
            account.title,
            LIMITS,
            Envelopes(surroundings.table).explain,
            transport=surroundings.transport,
            account=account,
            log=surroundings.log,
        )
        self.client = client = DispatchClient(self.api, surroundings.table)
        table = surroundings.table
        records = TableRecords(
            record_tables(table), calls_of(Ask(self.api, table)), to_query(table), account.title
        )
        self._provider = Provider(
            slug=account.provider,
            title="Order book (Dispatch)",
            account=account,
            limits=replace(LIMITS, quiet=table.quiet),
            streams=DispatchStreams(client),
            fulfilment=Fulfilment(client, surroundings.table),
            records=records,
            record_acts=RecordActs(records, account.title),
            probe=DispatchProbe(client),
            capabilities=self.api.capabilities,
            gate=self.api.throttle,
        )

    @property
    def provider(self) -> Provider:
        """The parts."""
        return self._provider

    async def aclose(self) -> None:
        """Close the HTTP client."""
        await self.api.aclose()


def _answer(operation: str, title: str, error: ProviderError) -> ProbeAnswer:
    if isinstance(error, RejectedError) and error.status in _NO_SUCH_PATH:
        return ProbeAnswer(operation, title, "address_unknown", str(error))
    return ProbeAnswer(operation, title, "failed", str(error))
