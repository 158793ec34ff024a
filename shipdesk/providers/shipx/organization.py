"""The account's organization as InPost told it last: its services, and where cash is paid to."""

from __future__ import annotations

from shipdesk.clock import Clock
from shipdesk.providers.shipx import wire
from shipdesk.providers.shipx.client import ShipxClient
from shipdesk.providers.tables import Table

NO_BANK_ACCOUNT = "InPost knows no bank account to pay out what it collects."
ENTER_IT = "Enter one in InPost's web panel (My account, company data), then ask again."

_KEEP_SECONDS = 24 * 3600.0


class ShipxOrganization:
    """Asked once a day; used by prices and by whoever wants cash collected (§ 4.1, § 5.3)."""

    def __init__(self, client: ShipxClient, table: Table, clock: Clock) -> None:
        self._client = client
        self._bank_account = table.aliases("organization")["bank_account"]
        self._clock = clock
        self._told: wire.WireOrganization | None = None
        self._asked_at = 0.0

    async def services(self) -> frozenset[str]:
        """Return the codes of the services that it may use; raises what every request may."""
        return frozenset((await self._fresh(_KEEP_SECONDS)).services)

    def why_not(self) -> str:
        """Return why no cash can be collected, "" where it can or where that is not known."""
        told = self._told
        if told is None or told.bank_account:
            return ""
        empty = any(name in told.told for name in self._bank_account)
        return f"{NO_BANK_ACCOUNT} {ENTER_IT}" if empty else ""

    async def ask(self) -> str:
        """Return the same, asked for where it is not known.

        A missing bank account is always asked for anew: a person may have entered it by now.
        Raises what every request may.
        """
        await self._fresh(0.0 if self.why_not() else _KEEP_SECONDS)
        return self.why_not()

    async def _fresh(self, seconds: float) -> wire.WireOrganization:
        now = self._clock.monotonic()
        if self._told is None or now - self._asked_at >= seconds:
            self._told = await self._client.fetch_organization()
            self._asked_at = now
        return self._told
