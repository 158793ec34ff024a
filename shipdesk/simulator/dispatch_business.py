"""Dispatch's business itself: profile, registration, defaults and API tokens."""

from __future__ import annotations

from typing import NamedTuple

from aiohttp import web

from shipdesk.simulator.dispatch_wire import (
    Reading,
    Row,
    answer,
    body_of,
    conflict,
    done,
    not_found,
    one,
    read_address,
    unpaged,
)
from shipdesk.simulator.endpoints import Handler
from shipdesk.simulator.world import World

MAX_DESCRIPTION = 200


class BusinessDesk:
    """Answers what concerns the business whose token is used."""

    def __init__(self, world: World) -> None:
        self._world = world

    def handlers(self) -> dict[str, Handler]:
        """Operation id to what answers it."""
        return {
            "business.me": self.me,
            "business.register": self.register,
            "business.update": self.update,
            "business.soft_check": self.soft_check,
            "business.defaults": self.defaults,
            "business.new_token": self.new_token,
            "business.tokens": self.tokens,
        }

    async def me(self, _request: web.Request) -> web.Response:
        """The business whose token this is."""
        return one(self._world.dispatch.business)

    async def register(self, request: web.Request) -> web.Response:
        """Another business under an address that has none; it gets no token here."""
        book = self._world.dispatch
        fields = _profile(Reading(await body_of(request)))
        if self._registered(str(fields.get("email"))):
            raise conflict("A business with this e-mail exists")
        row = {"guid": book.new_guid(), **fields.values}
        book.registered.append(row)
        return one({"guid": row["guid"], "name": row["name"]}, 201)

    async def update(self, request: web.Request) -> web.Response:
        """The profile changed, without `data`; fields left out stay.

        Whether the real service clears them is unknown: the knob `business_put_clears` does.
        """
        book = self._world.dispatch
        reading = Reading(await body_of(request))
        guid = reading.guid("guid", required=True)
        fields = _profile(reading)
        if guid != book.business.get("guid"):
            raise not_found("Business")
        clears = self._world.switch("business_put_clears")
        book.business.update(fields.values if clears else fields.sent)
        return done()

    async def soft_check(self, request: web.Request) -> web.Response:
        """Whether an address is registered: a bare JSON boolean, as the vendor's page shows it."""
        return answer(self._registered(request.query.get("emailAddress", "")))

    async def defaults(self, _request: web.Request) -> web.Response:
        """Carrier, service and size that shipments get by default."""
        return one(self._world.dispatch.defaults)

    async def new_token(self, request: web.Request) -> web.Response:
        """A token made by a mere GET: it works from now on and is shown this once."""
        book = self._world.dispatch
        description = request.query.get("description", "").strip()[:MAX_DESCRIPTION]
        secret, row = book.tokens.make(description or "API token")
        return one({**row, "token": secret})

    async def tokens(self, _request: web.Request) -> web.Response:
        """The tokens without their secrets."""
        return unpaged(self._world.dispatch.tokens.rows())

    def _registered(self, email: str) -> bool:
        book = self._world.dispatch
        known = (
            str(row.get("email") or "").casefold() for row in (book.business, *book.registered)
        )
        return bool(email) and email.casefold() in known


class _Profile(NamedTuple):
    """What a body says of a business: all fields, and only those that it names."""

    values: Row
    sent: Row

    def get(self, name: str) -> object:
        """One of the values."""
        return self.values.get(name)


def _profile(reading: Reading) -> _Profile:
    address = reading.part("address")
    values: Row = {
        "name": reading.text("name", 200, required=True),
        "email": reading.text("email", 254),
        "phone": reading.text("phone", 32),
        "address": read_address(address) if address else None,
    }
    reading.check()
    return _Profile(values, {name: value for name, value in values.items() if reading.has(name)})
