"""Puts the parts of one InPost account together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

from shipdesk.domain.account import Account, Environment
from shipdesk.domain.order import HandingIn
from shipdesk.domain.ship_options import OptionChoices
from shipdesk.providers.base import Limits, Provider
from shipdesk.providers.http import Api, BearerAuth
from shipdesk.providers.record_acts import RecordActs
from shipdesk.providers.shipx import mapping, requests
from shipdesk.providers.shipx.ask import explain
from shipdesk.providers.shipx.booking import Confirming, ShipxBooking, ShipxPayment
from shipdesk.providers.shipx.client import ShipxClient
from shipdesk.providers.shipx.collections import (
    ShipxCommentDelete,
    ShipxCommentEdit,
    ShipxDispatchOrders,
    ShipxPickupBooking,
    ShipxPickupCancel,
    ShipxPickupComment,
)
from shipdesk.providers.shipx.drafts import (
    ShipxComparing,
    ShipxCorrecting,
    ShipxDraftPurchase,
    ShipxVoiding,
)
from shipdesk.providers.shipx.organization import ShipxOrganization
from shipdesk.providers.shipx.papers import ShipxPapers
from shipdesk.providers.shipx.points import ShipxCollectionPoints, ShipxCostCentres, ShipxPoints
from shipdesk.providers.shipx.quotes import ShipxQuotes
from shipdesk.providers.shipx.reads import (
    ShipxLabels,
    ShipxProbe,
    ShipxTracking,
)
from shipdesk.providers.shipx.records import shipx_records
from shipdesk.providers.shipx.streams import ShipxStreams
from shipdesk.providers.surroundings import Surroundings
from shipdesk.providers.tables import Table

LIMITS = Limits(
    concurrency=2,
    requests_per_second=3.0,
    burst=12.0,
    track_batch=100,
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
        partial(explain, table),
        transport=surroundings.transport,
        account=account,
        log=surroundings.log,
    )
    client = ShipxClient(api, table, account.settings.get("organization_id", ""))
    live = account.environment is Environment.PRODUCTION
    confirming = Confirming(client, table, str(settings.get("tracking_page", "")) if live else "")
    drafts = ShipxDraftPurchase(client, table, confirming, clock)
    reads = ShipxDispatchOrders(client, table, account)
    records = shipx_records(client.ask)
    organization = ShipxOrganization(client, table, clock)
    provider = Provider(
        slug="shipx",
        title="InPost",
        account=account,
        limits=replace(LIMITS, quiet=table.quiet, lapse_days=int(settings.get("lapse_days", 0))),
        rules=table.rules,
        streams=ShipxStreams(client),
        quotes=ShipxQuotes(client, table, account, clock, organization),
        booking=ShipxBooking(client, table, confirming, drafts),
        comparing=ShipxComparing(client, table),
        correcting=ShipxCorrecting(client, table),
        voiding=ShipxVoiding(client, table),
        options=_options(table),
        cost_centres=ShipxCostCentres(client),
        cash=organization,
        payment=ShipxPayment(client, confirming, clock),
        labels=ShipxLabels(client, table),
        tracking=ShipxTracking(client, table, confirming),
        dispatch_orders=reads,
        pickup_booking=ShipxPickupBooking(client, reads),
        pickup_comment=ShipxPickupComment(client, reads),
        pickup_cancel=ShipxPickupCancel(client, reads),
        pickup_comment_edit=ShipxCommentEdit(client, reads),
        pickup_comment_delete=ShipxCommentDelete(client, reads),
        pickup_papers=ShipxPapers(client),
        collection_points=ShipxCollectionPoints(client),
        points=ShipxPoints(client),
        records=records,
        record_acts=RecordActs(records, account.title),
        probe=ShipxProbe(client),
        capabilities=api.capabilities,
        gate=api.throttle,
        courier=mapping.COURIER,
    )
    return OpenShipx(provider, api)


def _options(table: Table) -> OptionChoices:
    """Return what can be asked for over all services of the table."""
    offered = [each.values for each in table.services.values() if each.values.get("offered", True)]
    settings = table.section("settings")
    shortest, longest = settings.get("comment_shortest", 0), settings.get("comment_longest", 0)
    return OptionChoices(
        boxes=max((int(values.get("boxes", 1)) for values in offered), default=1),
        extras=requests.extras_to_ask(table),
        weekend=any(values.get("weekend") for values in offered),
        insurance=True,
        comment=(int(shortest), int(longest)),
        cost_centres=True,
    )
