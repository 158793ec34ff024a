"""Dispatch's operations on connected shops and on workflows (§ 7, § 8.6), one method each."""

from __future__ import annotations

from collections.abc import Mapping

from shipdesk.providers.dispatch.ask import Ask, Body, Query
from shipdesk.providers.records import Answer, Call


class Integrations:
    """Shops that send orders; what opens them is written and never read.

    Every method raises what `Ask` does, too.
    """

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def calls(self) -> Mapping[str, Call]:
        """Return the methods by operation."""
        return {
            "integrations.configure": self.configure,
            "integrations.disable": self.disable,
            "integrations.remove": self.remove,
            "integrations.push_subscription": self.push_subscription,
            "integrations.list": self.list,
            "integrations.get": self.get,
        }

    async def configure(self, *, body: Body) -> Answer:
        """Connect a shop, or connect it anew: `providerId`, `providerType`, `credentials`.

        `credentials` (apiKey, apiSecret, storeUrl) are never logged, kept or told again (§ 8.6);
        `settings` are three switches. Raises RejectedError: 400 VALIDATION_ERROR with the fields,
        404 NOT_FOUND for the provider.
        """
        return await self._ask.write("integrations.configure", body=body)

    async def disable(self, integration_id: str, *, query: Query = ()) -> Answer:
        """Stop asking a shop for orders: a GET that changes something, only ever on a click (§ 7).

        Raises RejectedError: 404 NOT_FOUND.
        """
        return await self._ask.write("integrations.disable", integration_id, query=query)

    async def remove(self, integration_id: str) -> Answer:
        """Forget a shop; the path says `providers`, plural, here only (§ 12, trap 6).

        Returns nothing. Raises RejectedError: 404 NOT_FOUND.
        """
        return await self._ask.write("integrations.remove", integration_id)

    async def push_subscription(self, *, body: Body) -> Answer:
        """Store a browser's push subscription: `endpoint`, `keys.p256dh`, `keys.auth`.

        Of no use to a desktop program (§ 8.6): no screen offers it. Raises RejectedError: 400
        VALIDATION_ERROR.
        """
        return await self._ask.write("integrations.push_subscription", body=body)

    async def list(self, *, query: Query = ()) -> Answer:
        """List the connected shops, without paging; a designed path: the vendor lists no read.

        Raises RejectedError: 404 and 405 say that the account has no such operation.
        """
        return await self._ask.read("integrations.list", query=query)

    async def get(self, integration_id: str, *, query: Query = ()) -> Answer:
        """Read one shop with its switches, without what opens it; a designed path.

        Raises RejectedError: 404 NOT_FOUND; 404 and 405 of the path itself say that the account has
        no such operation.
        """
        return await self._ask.read("integrations.get", integration_id, query=query)


class Workflows:
    """What Dispatch does by itself when something happens to an order, shipment or customer.

    Every method raises what `Ask` does, too.
    """

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def calls(self) -> Mapping[str, Call]:
        """Return the methods by operation."""
        return {
            "workflows.triggers": self.triggers,
            "workflows.configured": self.configured,
            "workflows.configure": self.configure,
            "workflows.toggle": self.toggle,
            "workflows.delete": self.delete,
        }

    async def triggers(self, entity_type: str, *, query: Query = ()) -> Answer:
        """List what can set a workflow going for order, shipment or customer, without paging.

        Raises RejectedError: 400 VALIDATION_ERROR for another kind of thing (its words are ours, §
        8.6).
        """
        return await self._ask.read("workflows.triggers", entity_type, query=query)

    async def configured(self, entity_type: str, *, query: Query = ()) -> Answer:
        """List the workflows for order, shipment or customer, without paging.

        Raises RejectedError: 400 VALIDATION_ERROR for another kind of thing.
        """
        return await self._ask.read("workflows.configured", entity_type, query=query)

    async def configure(self, *, body: Body) -> Answer:
        """Make a workflow: `name`, `trigger`, `entityType`, `actions`; with `guid` write one anew.

        Raises RejectedError: 400 VALIDATION_ERROR for a trigger that the entity does not have, 404
        NOT_FOUND for the workflow.
        """
        return await self._ask.write("workflows.configure", body=body)

    async def toggle(self, workflow_id: str, *, query: Query = ()) -> Answer:
        """Turn a workflow on or off: a GET that changes something, only ever on a click (§ 7).

        Raises RejectedError: 404 NOT_FOUND.
        """
        return await self._ask.write("workflows.toggle", workflow_id, query=query)

    async def delete(self, workflow_id: str) -> Answer:
        """Delete a workflow; returns nothing.

        Raises RejectedError: 404 NOT_FOUND.
        """
        return await self._ask.write("workflows.delete", workflow_id)
