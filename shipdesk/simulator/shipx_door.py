"""The Polish courier's front door: token, organization, JSON bodies, and its way of refusing."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from multidict import MultiMapping

from shipdesk.simulator.endpoints import Handler
from shipdesk.simulator.shipx_accounts import ORGANIZATIONS, TOKENS, Organization
from shipdesk.simulator.shipx_book import ShipxBook
from shipdesk.simulator.shipx_errors import Refusal, invalid
from shipdesk.simulator.shipx_model import Shipment
from shipdesk.simulator.world import World

_LARGEST_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Call:
    """One request that has passed the door; `organization` is the caller's own."""

    book: ShipxBook
    base: str
    path: str
    parts: dict[str, str]
    query: MultiMapping[str]
    body: dict[str, Any]
    organization: Organization

    def id_in_path(self, name: str) -> int:
        """A numeric id of the path; raises Refusal for what cannot be one."""
        value = self.parts[name]
        if not value.isdigit():
            raise Refusal("resource_not_found")
        if int(value) > _LARGEST_ID:
            raise Refusal("invalid_range")
        return int(value)

    def shipment(self) -> Shipment:
        """The shipment named in the path; raises Refusal for another organization's."""
        found = self.book.shipment(self.id_in_path("shipment_id"))
        if found.organization_id != self.organization.id:
            raise Refusal("forbidden")
        return found

    def ids(self, key: str) -> list[int]:
        """The ids in `key[]` of the query, or `key` of the body; raises Refusal without any."""
        given: list[Any] = list(self.query.getall(f"{key}[]", []))
        if not given and isinstance(self.body.get(key), list):
            given = self.body[key]
        if not given:
            raise invalid({key: ["required"]})
        if len(given) > 100:  # noqa: PLR2004 - the limit of every bulk call
            raise invalid({key: ["too_long"]})
        if not all(str(one).isdigit() for one in given):
            raise invalid({key: ["not_an_integer"]})
        return [int(one) for one in given]

    def shipments(self, key: str) -> list[Shipment]:
        """The caller's shipments of `ids`; raises Refusal for any that is not."""
        found = [self.book.shipment(one) for one in self.ids(key)]
        if any(one.organization_id != self.organization.id for one in found):
            raise Refusal("forbidden")
        return found


Act = Callable[[Call], web.StreamResponse]


def door(world: World, act: Act, *, public: bool = False) -> Handler:
    """A route's handler: lets the caller in or refuses, then does the act at one go.

    Nothing is awaited between reading the body and storing, so that a lost answer means a
    stored shipment. Public routes need no token.
    """

    async def handle(request: web.Request) -> web.StreamResponse:
        language = request.headers.get("Accept-Language", "")
        raw = await request.read()
        if request.method == "GET" and _whimsical(world.shipx):
            return web.Response(status=404, text="404 page not found")
        try:
            response = act(_call(world, request, raw, public=public))
        except Refusal as refusal:
            response = refusal.response(language)
        response.headers["X-Request-ID"] = request.headers.get("X-Request-ID") or str(uuid.uuid4())
        return response

    return handle


def _whimsical(book: ShipxBook) -> bool:
    """Whether a read meets the sandbox's stray text 404 (a share of reads, by a knob; §1.9)."""
    share = float(book.knob("shipx_text_404", 0.0))
    return share > 0 and book.whims.random() < share


def _call(world: World, request: web.Request, raw: bytes, *, public: bool) -> Call:
    organization = ORGANIZATIONS[1001] if public else _caller(request)
    parts = dict(request.match_info)
    asked = parts.get("organization_id")
    if not public and asked is not None:
        if not asked.isdigit() or int(asked) not in ORGANIZATIONS:
            raise Refusal("resource_not_found")
        if int(asked) != organization.id:
            raise Refusal("forbidden")
    return Call(
        book=world.shipx,
        base=f"{world.base_url}/shipx",
        path=f"{world.base_url}{request.path}",
        parts=parts,
        query=request.query,
        body=_body(raw),
        organization=organization,
    )


def _caller(request: web.Request) -> Organization:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    organization = TOKENS.get(token.strip()) if scheme.lower() == "bearer" else None
    if organization is None:
        raise Refusal("token_invalid")
    return ORGANIZATIONS[organization]


def _body(raw: bytes) -> dict[str, Any]:
    if not raw.strip():
        return {}
    try:
        body = json.loads(raw)
    except ValueError:
        raise Refusal("invalid_parameter", message="Request body is not valid JSON.") from None
    if not isinstance(body, dict):
        raise Refusal("invalid_parameter", message="Request body is not an object.")
    return body
