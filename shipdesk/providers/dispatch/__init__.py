"""Dispatch: the order book, from which orders come and to which tracking numbers go back."""

from __future__ import annotations

from collections.abc import Mapping

from shipdesk.domain.account import Account
from shipdesk.providers.base import AccountField, OpenProvider, ProviderKind
from shipdesk.providers.lists import Parser
from shipdesk.providers.surroundings import Surroundings
from shipdesk.providers.tables import Table

KIND = ProviderKind(
    slug="dispatch",
    title="Order book (Dispatch)",
    purpose="Orders, customers and products; tracking numbers are written back.",
    keeps_orders=True,
    fields=(
        AccountField("base_url", "Address", default="https://"),
        AccountField("token", "API token", secret=True),
        AccountField(
            "default_payment",
            "Payment where the order does not say",
            required=False,
            default="unknown",
            choices=(("unknown", "Not known, to be settled"), ("paid", "Paid")),
        ),
    ),
)


def build(account: Account, secrets: Mapping[str, str], surroundings: Surroundings) -> OpenProvider:
    """Build the parts for one account; raises RuleError for an address that cannot be used."""
    # Here and not above: httpx costs the ingest process and the first paint 80 ms.
    from shipdesk.providers.dispatch.provider import OpenDispatch  # noqa: PLC0415

    return OpenDispatch(account, secrets, surroundings)


def parser(table: Table) -> Parser:
    """Return the pure half for the ingest process."""
    from shipdesk.providers.dispatch.mapping import DispatchParser  # noqa: PLC0415

    return DispatchParser(table)
