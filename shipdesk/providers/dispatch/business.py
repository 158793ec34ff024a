"""Dispatch's operations on the business itself (§ 7, § 8.5), one method each."""

from __future__ import annotations

from collections.abc import Mapping

from shipdesk.providers.dispatch.ask import Ask, Body, Query
from shipdesk.providers.records import Answer, Call


class Business:
    """The business whose token is used: profile, defaults, tokens."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def calls(self) -> Mapping[str, Call]:
        """Return the methods by operation."""
        return {
            "business.me": self.me,
            "business.register": self.register,
            "business.update": self.update,
            "business.soft_check": self.soft_check,
            "business.defaults": self.defaults,
            "business.new_token": self.new_token,
            "business.tokens": self.tokens,
        }

    async def me(self, *, query: Query = ()) -> Answer:
        """Read the profile with `settings.timezone` and `settings.currency`."""
        return await self._ask.read("business.me", query=query)

    async def register(self, *, body: Body) -> Answer:
        """Register another business: `name`, `email`, `phone`, `address`.

        Not for this client by the reference (§ 7): no screen offers it. RejectedError with 409.
        """
        return await self._ask.write("business.register", body=body)

    async def update(self, *, body: Body) -> Answer:
        """Write the profile, whole, with `guid` in the body; answers without `data` (§ 2.2)."""
        return await self._ask.write("business.update", body=body)

    async def soft_check(self, *, query: Query = ()) -> Answer:
        """Ask whether an e-mail is registered: `emailAddress`; a bare boolean without envelope.

        It reveals who is registered, so that no screen offers it (§ 8.5).
        """
        return await self._ask.bare("business.soft_check", query)

    async def defaults(self, *, query: Query = ()) -> Answer:
        """Read what shipments get by default: carrier, service level, size in cm and kg."""
        return await self._ask.read("business.defaults", query=query)

    async def new_token(self, *, query: Query = ()) -> Answer:
        """Make an API token: a GET that changes something; the secret is told this once.

        Only ever on a click, never repeated; the secret goes to the key store and nowhere else.
        """
        return await self._ask.write("business.new_token", query=query)

    async def tokens(self, *, query: Query = ()) -> Answer:
        """List the tokens without their secrets, without paging."""
        return await self._ask.read("business.tokens", query=query)
