"""Dispatch's integrations with shops and its workflows, two of whose GETs change something."""

from __future__ import annotations

from aiohttp import web

from shipdesk.simulator.dispatch_wire import (
    ProblemError,
    Reading,
    Row,
    body_of,
    done,
    found,
    one,
    unpaged,
)
from shipdesk.simulator.endpoints import Handler
from shipdesk.simulator.world import World

SHOPS = {
    "1e000000-0000-4000-8000-0000000000a1": "WooCommerce",
    "1e000000-0000-4000-8000-0000000000a2": "Shopify",
    "1e000000-0000-4000-8000-0000000000a3": "Etsy",
    "1e000000-0000-4000-8000-0000000000a4": "PrestaShop",
}
"""The providers known by name; any other `providerId` is taken as a shop of one's own."""

TRIGGERS = {
    "order": {
        "order.created": "An order has come",
        "order.status_changed": "An order has changed its status",
        "order.cancelled": "An order was cancelled",
    },
    "shipment": {
        "shipment.created": "A shipment was made",
        "shipment.delivered": "A shipment was delivered",
        "shipment.failed": "A delivery failed",
    },
    "customer": {"customer.created": "A customer was added"},
}
SETTINGS = ("autoImportOrders", "syncProducts", "pushTracking")
MAX_ACTIONS = 20
_LISTED = ("guid", "provider", "status", "connectedAt", "lastSyncAt", "lastError")


class IntegrationDesk:
    """Answers what concerns connected shops and workflows."""

    def __init__(self, world: World) -> None:
        self._world = world

    def handlers(self) -> dict[str, Handler]:
        """Operation id to what answers it."""
        return {
            "integrations.configure": self.configure,
            "integrations.disable": self.disable,
            "integrations.remove": self.remove,
            "integrations.push_subscription": self.subscribe,
            "integrations.list": self.list_all,
            "integrations.get": self.get,
            "workflows.triggers": self.triggers,
            "workflows.configured": self.configured,
            "workflows.configure": self.configure_workflow,
            "workflows.toggle": self.toggle_workflow,
            "workflows.delete": self.delete_workflow,
        }

    async def configure(self, request: web.Request) -> web.Response:
        """A shop connected, or connected anew; what opens it is taken and never told again."""
        book = self._world.dispatch
        reading = Reading(await body_of(request))
        provider = reading.guid("providerId", required=True)
        kind = reading.text("providerType", 60, required=True)
        credentials = reading.part("credentials", required=True)
        if credentials is not None:
            for name in ("apiKey", "apiSecret"):
                credentials.text(name, 500, required=True)
            address = credentials.text("storeUrl", 500, required=True)
            if address and not address.startswith("https://"):
                credentials.wrong("storeUrl", "must begin with https://")
        settings = reading.part("settings")
        switches = {name: settings.flag(name) if settings else False for name in SETTINGS}
        reading.check()
        known = next(
            (row for row in book.integrations.values() if row["providerId"] == provider), None
        )
        row: Row = known or {
            "guid": book.new_guid(),
            "provider": SHOPS.get(provider or "", "Own shop"),
            "providerId": provider,
            "lastSyncAt": None,
        }
        row |= {"status": "active", "connectedAt": book.now(), "lastError": None}
        row |= {"providerType": kind, "settings": switches}
        book.integrations[row["guid"]] = row
        return one(_line(row), 200 if known else 201)

    async def disable(self, request: web.Request) -> web.Response:
        """The shop no longer asked for orders: a GET that changes something."""
        row = self._integration(request)
        row["status"] = "disabled"
        return one(_line(row))

    async def remove(self, request: web.Request) -> web.Response:
        """The shop forgotten; no `data`."""
        del self._world.dispatch.integrations[self._integration(request)["guid"]]
        return done()

    async def subscribe(self, request: web.Request) -> web.Response:
        """A browser's push subscription stored; of no use to a program that is no browser."""
        reading = Reading(await body_of(request))
        endpoint = reading.text("endpoint", 1000, required=True)
        keys = reading.part("keys", required=True)
        if keys is not None:
            for name in ("p256dh", "auth"):
                keys.text(name, 200, required=True)
        reading.check()
        self._world.dispatch.subscriptions.append({"endpoint": endpoint})
        return done()

    async def list_all(self, _request: web.Request) -> web.Response:
        """The connected shops, without paging; the vendor lists no such read."""
        return unpaged(_line(row) for row in self._world.dispatch.integrations.values())

    async def get(self, request: web.Request) -> web.Response:
        """One connected shop with its settings, without what opens it."""
        return one(self._integration(request))

    async def triggers(self, request: web.Request) -> web.Response:
        """What can set a workflow going for one kind of thing."""
        kind = _entity(request)
        return unpaged(
            {"name": name, "description": words, "entityType": kind}
            for name, words in TRIGGERS[kind].items()
        )

    async def configured(self, request: web.Request) -> web.Response:
        """The workflows for one kind of thing."""
        kind = _entity(request)
        rows = self._world.dispatch.workflows.values()
        return unpaged(row for row in rows if row["entityType"] == kind)

    async def configure_workflow(self, request: web.Request) -> web.Response:
        """A new workflow, or with `guid` a known one written anew."""
        book = self._world.dispatch
        reading = Reading(await body_of(request))
        guid = reading.guid("guid")
        kind = reading.choice("entityType", TRIGGERS, required=True)
        known = TRIGGERS.get(kind or "", {})
        fields: Row = {
            "name": reading.text("name", 200, required=True),
            "trigger": reading.choice("trigger", known, required=True),
            "entityType": kind,
            "isEnabled": reading.flag("isEnabled", default=True),
            "actions": [
                {
                    "type": part.text("type", 60, required=True),
                    "settings": part.words("settings", 20, 500),
                }
                for part in (
                    reading.parts("actions", MAX_ACTIONS) if reading.filled("actions") else ()
                )
            ],
        }
        reading.check()
        if guid:
            row = found(book.workflows, guid, "Workflow")
            row.update(fields)
            return one(row)
        row = {"guid": book.new_guid(), **fields}
        book.workflows[row["guid"]] = row
        return one(row, 201)

    async def toggle_workflow(self, request: web.Request) -> web.Response:
        """The workflow on where it was off, or off: a GET that changes something."""
        row = self._workflow(request)
        row["isEnabled"] = not row["isEnabled"]
        return one(row)

    async def delete_workflow(self, request: web.Request) -> web.Response:
        """The workflow is gone."""
        del self._world.dispatch.workflows[self._workflow(request)["guid"]]
        return done()

    def _integration(self, request: web.Request) -> Row:
        known = self._world.dispatch.integrations
        return found(known, request.match_info["businessProviderId"], "Integration")

    def _workflow(self, request: web.Request) -> Row:
        return found(self._world.dispatch.workflows, request.match_info["guid"], "Workflow")


def _line(row: Row) -> Row:
    return {name: row[name] for name in _LISTED}


def _entity(request: web.Request) -> str:
    kind = request.match_info["entityType"]
    if kind not in TRIGGERS:
        raise ProblemError(
            400, "VALIDATION_ERROR", "Unknown entity type", [("entityType", "is not known")]
        )
    return kind
