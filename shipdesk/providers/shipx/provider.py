"""Puts the parts of one InPost account together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shipdesk.domain.account import Account, Environment
from shipdesk.domain.order import HandingIn
from shipdesk.providers.base import Limits, Provider
from shipdesk.providers.http import Api, BearerAuth
from shipdesk.providers.shipx.booking import Confirming, ShipxBooking, ShipxPayment
from shipdesk.providers.shipx.client import ShipxClient, explain
from shipdesk.providers.shipx.collections import (
    ShipxDispatchOrders,
    ShipxPickupBooking,
    ShipxPickupCancel,
    ShipxPickupComment,
)
from shipdesk.providers.shipx.quotes import ShipxQuotes
from shipdesk.providers.shipx.reads import (
    ShipxLabels,
    ShipxPoints,
    ShipxProbe,
    ShipxStreams,
    ShipxTracking,
)
from shipdesk.providers.surroundings import Surroundings

LIMITS = Limits(
    concurrency=2,
    requests_per_second=3.0,
    burst=12.0,
    track_batch=100,
    quiet=(10.0, 40.0, 150.0),
    discovers=True,
    handing_in=(HandingIn.COLLECT, HandingIn.DROP_OFF),
)
"""No limit is documented; two to four requests a second were never refused (§ 1.7)."""


@dataclass(frozen=True, slots=True)
class OpenShipx:
    """A built InPost account and what must be closed."""

    provider: Provider
    api: Api

    async def aclose(self) -> None:
        """Close the connections."""
        await self.api.aclose()


def open_shipx(
    account: Account, secrets: Mapping[str, str], surroundings: Surroundings
) -> OpenShipx:
    """Build the parts for one account; does no I/O."""
    table, clock = surroundings.table, surroundings.clock
    settings = table.section("settings")
    hosts = {
        Environment.PRODUCTION: str(settings.get("production", "")),
        Environment.SANDBOX: str(settings.get("sandbox", "")),
    }
    base_url = account.settings.get("base_url") or hosts.get(account.environment, "")
    api = Api(
        base_url,
        BearerAuth(secrets.get("token", "")),
        clock,
        account.title,
        LIMITS,
        explain,
        transport=surroundings.transport,
        account=account,
        log=surroundings.log,
    )
    client = ShipxClient(api, table, account.settings.get("organization_id", ""))
    live = account.environment is Environment.PRODUCTION
    confirming = Confirming(client, table, str(settings.get("tracking_page", "")) if live else "")
    reads = ShipxDispatchOrders(client, table, account)
    provider = Provider(
        slug="shipx",
        title="InPost",
        account=account,
        limits=LIMITS,
        rules=table.rules,
        streams=ShipxStreams(client),
        quotes=ShipxQuotes(client, table, account, clock),
        booking=ShipxBooking(client, table, confirming),
        payment=ShipxPayment(client, confirming, clock),
        labels=ShipxLabels(client),
        tracking=ShipxTracking(client, table, confirming),
        dispatch_orders=reads,
        pickup_booking=ShipxPickupBooking(client, reads),
        pickup_comment=ShipxPickupComment(client, reads),
        pickup_cancel=ShipxPickupCancel(client, reads),
        points=ShipxPoints(client),
        probe=ShipxProbe(client),
        capabilities=api.capabilities,
        gate=api.throttle,
    )
    return OpenShipx(provider, api)
