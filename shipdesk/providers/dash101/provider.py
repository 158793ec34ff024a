"""Puts the parts of one Dash101 account together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from shipdesk.domain.account import Account
from shipdesk.providers.base import Limits, Provider
from shipdesk.providers.dash101.booking import Dash101Booking
from shipdesk.providers.dash101.cancelling import Dash101OrderCancel, read_cancel_rules
from shipdesk.providers.dash101.client import Dash101Client
from shipdesk.providers.dash101.exceptions import (
    Dash101Exceptions,
    Dash101Reattempt,
    Dash101Return,
)
from shipdesk.providers.dash101.problems import Refusals
from shipdesk.providers.dash101.quotes import Dash101Quotes
from shipdesk.providers.dash101.reads import (
    Dash101Finder,
    Dash101Labels,
    Dash101PickupLocations,
    Dash101Probe,
    Dash101Tracking,
)
from shipdesk.providers.dash101.records import dash101_records
from shipdesk.providers.dash101.session import Dash101Auth
from shipdesk.providers.http import Api
from shipdesk.providers.label_url import LabelUrls
from shipdesk.providers.record_acts import RecordActs
from shipdesk.providers.surroundings import Surroundings

LIMITS = Limits(
    concurrency=1,
    requests_per_second=2.0,
    burst=12.0,
    track_batch=1,
    track_pause=0.5,
)
"""Throttle numbers are unknown: two requests a second, one at a time (§ 13)."""


@dataclass(frozen=True, slots=True)
class OpenDash101:
    """A built Dash101 account and what must be closed."""

    provider: Provider
    api: Api

    async def aclose(self) -> None:
        """Close the connections."""
        await self.api.aclose()


def open_dash101(
    account: Account, secrets: Mapping[str, str], surroundings: Surroundings
) -> OpenDash101:
    """Build the parts for one account; does no I/O."""
    table, clock = surroundings.table, surroundings.clock
    user_id = account.settings.get("user_id", "").strip()
    email = account.settings.get("email", "").strip()
    auth = Dash101Auth(user_id, email, secrets.get("password", ""), table, clock)
    api = Api(
        account.settings.get("base_url", ""),
        auth,
        clock,
        account.title,
        LIMITS,
        Refusals(table).explain,
        transport=surroundings.transport,
        account=account,
        log=surroundings.log,
    )
    auth.attach(api)
    client = Dash101Client(api, table, user_id, auth)
    urls = LabelUrls(
        account.title,
        allow_loopback=surroundings.allow_loopback,
        transport=surroundings.transport,
    )
    records = dash101_records(client, table)
    provider = Provider(
        slug="dash101",
        title="Dash101",
        account=account,
        limits=replace(LIMITS, quiet=table.quiet),
        rules=table.rules,
        finder=Dash101Finder(client, table, account),
        quotes=Dash101Quotes(client, table, account, clock),
        booking=Dash101Booking(client, table, account, clock),
        labels=Dash101Labels(client, urls, table),
        tracking=Dash101Tracking(client, table),
        pickup_locations=Dash101PickupLocations(client, table),
        exceptions=Dash101Exceptions(client, table),
        reattempt=Dash101Reattempt(client, table, clock),
        return_to_origin=Dash101Return(client, table, clock),
        cancel_rules=read_cancel_rules(table),
        order_cancel=Dash101OrderCancel(client, table),
        records=records,
        record_acts=RecordActs(records, account.title),
        probe=Dash101Probe(client, auth, table),
        capabilities=api.capabilities,
        gate=api.throttle,
    )
    return OpenDash101(provider, api)
