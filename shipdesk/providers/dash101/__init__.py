"""Dash101: a courier aggregator in India; quotes, orders, shipments, labels and tracking.

Importing this loads neither httpx nor pydantic; building does.
"""

from __future__ import annotations

from collections.abc import Mapping

from shipdesk.domain.account import Account
from shipdesk.errors import UnexpectedReplyError
from shipdesk.providers.base import AccountField, OpenProvider, ProviderKind
from shipdesk.providers.lists import ParsedPage, Parser
from shipdesk.providers.surroundings import Surroundings
from shipdesk.providers.tables import Table

KIND = ProviderKind(
    slug="dash101",
    title="Dash101",
    purpose="Ships in India: couriers compared by price, labels, tracking, scheduled pickup.",
    fields=(
        AccountField("base_url", "Address", default="https://"),
        AccountField("user_id", "API User Id"),
        AccountField("email", "E-mail"),
        AccountField("password", "Password", secret=True),
        AccountField(
            "order_version",
            "Orders are created by",
            required=False,
            default="2",
            choices=(
                ("2", "V2: safe to repeat"),
                ("1", "V1: a number is used once and for ever"),
            ),
        ),
    ),
)


def build(account: Account, secrets: Mapping[str, str], surroundings: Surroundings) -> OpenProvider:
    """Build the parts for one account; does no I/O.

    Raises RuleError where the address cannot be used.
    """
    from shipdesk.providers.dash101.provider import open_dash101  # noqa: PLC0415 - loads httpx

    return open_dash101(account, secrets, surroundings)


class _NoPages:
    """Dash101 lists nothing, so there is no page to parse."""

    def parse(self, account: Account, stream: str, cursor: str, body: bytes) -> ParsedPage:  # noqa: ARG002 - refused whatever it is
        """Refuse: raises UnexpectedReplyError."""
        raise UnexpectedReplyError(f"{stream}: Dash101 has no lists", account=account.title)


def parser(table: Table) -> Parser:  # noqa: ARG001 - the same for every table
    """Return the pure half for the ingest process."""
    return _NoPages()
