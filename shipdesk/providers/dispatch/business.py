"""Dispatch's operations on the business itself (§ 7, § 8.5), one method each."""

from __future__ import annotations

from collections.abc import Mapping

from shipdesk.providers.dispatch.ask import Ask, Body, Query
from shipdesk.providers.records import Answer, Call


class Business:
    """The business whose token is used: profile, defaults, tokens; raises what `Ask` does, too."""

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
        """Read the profile with `settings.timezone` (IANA) and `settings.currency` (ISO 4217).

        Changes nothing, so that it tests an account (§ 7). Raises RejectedError for `success:
        false` only; a token that is not accepted is AuthError.
        """
        return await self._ask.read("business.me", query=query)

    async def register(self, *, body: Body) -> Answer:
        """Register another business: `name`, `email`, `phone`, `address`.

        Not for this client by the reference (§ 7): no screen offers it. Raises RejectedError: 409
        CONFLICT, 400 VALIDATION_ERROR.
        """
        return await self._ask.write("business.register", body=body)

    async def update(self, *, body: Body) -> Answer:
        """Write the profile, whole, with `guid` in the body; answers without `data` (§ 2.2).

        `name`, `email`, `phone` and `address`, all text: whether what is left out is kept is not
        known, so it is read first (§ 8.5). Raises RejectedError: 400 VALIDATION_ERROR, 404
        NOT_FOUND.
        """
        return await self._ask.write("business.update", body=body)

    async def soft_check(self, *, query: Query = ()) -> Answer:
        """Ask whether an e-mail is registered: `emailAddress`; a bare boolean without envelope.

        It reveals who is registered, so that no screen offers it (§ 8.5). Raises RejectedError: 400
        VALIDATION_ERROR.
        """
        return await self._ask.bare("business.soft_check", query)

    async def defaults(self, *, query: Query = ()) -> Answer:
        """Read what shipments get by default: carrier, service level, size in cm and kg.

        The carrier may be null (§ 8.5). Raises RejectedError for `success: false` only: it asks for
        nothing that could be wrong.
        """
        return await self._ask.read("business.defaults", query=query)

    async def new_token(self, *, query: Query = ()) -> Answer:
        """Make an API token: a GET that changes something; the secret is told this once.

        Only ever on a click, never repeated (§ 7); the secret goes to the key store and nowhere
        else. Raises AuthError: 403 API_ACCESS_DISABLED where the plan has no API access;
        RejectedError for `success: false` only.
        """
        return await self._ask.write("business.new_token", query=query)

    async def tokens(self, *, query: Query = ()) -> Answer:
        """List the tokens without their secrets, without paging: description, made, last used.

        Raises RejectedError for `success: false` only: it asks for nothing that could be wrong.
        """
        return await self._ask.read("business.tokens", query=query)
