"""InPost ShipX: lockers and couriers in Poland, prices, labels, tracking and dispatch orders.

Importing this loads neither httpx nor pydantic; building and parsing do.
"""

from __future__ import annotations

from collections.abc import Mapping

from shipdesk.domain.account import Account
from shipdesk.providers.base import AccountField, OpenProvider, ProviderKind
from shipdesk.providers.lists import Parser
from shipdesk.providers.surroundings import Surroundings
from shipdesk.providers.tables import Table

KIND = ProviderKind(
    slug="shipx",
    title="InPost (ShipX)",
    purpose="Ships in Poland: lockers and couriers, labels, tracking, the courier collects.",
    fields=(
        AccountField("base_url", "Address", required=False),
        AccountField("token", "Token", secret=True),
        AccountField("organization_id", "Organization", listed=True),
    ),
)


def build(account: Account, secrets: Mapping[str, str], surroundings: Surroundings) -> OpenProvider:
    """Build the parts for one account; does no I/O.

    Raises RuleError where the address cannot be used.
    """
    from shipdesk.providers.shipx.provider import open_shipx  # noqa: PLC0415 - loads httpx

    return open_shipx(account, secrets, surroundings)


def parser(table: Table) -> Parser:
    """Return the pure half for the ingest process."""
    from shipdesk.providers.shipx.parsing import ShipxParser  # noqa: PLC0415 - loads pydantic

    return ShipxParser(table)
