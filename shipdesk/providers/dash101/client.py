"""Dash101's operations as calls: one method each, wire models out, no words of ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shipdesk.errors import AuthError, RejectedError, UnexpectedReplyError
from shipdesk.providers.dash101 import problems, wire
from shipdesk.providers.dash101.session import Dash101Auth
from shipdesk.providers.http import Api
from shipdesk.providers.tables import Table

NOT_FOUND, NOT_ALLOWED = 404, 405
ADDRESS_UNKNOWN = "address_unknown"
_BARE = frozenset(
    {
        "couriers",
        "pickup_list",
        "pickup_create",
        "order_create_v1",
        "order_create_v2",
        "order_cancel",
    }
)
"""Operations that name nothing which could be missing: a 404 there speaks of the path (§ 13)."""

_HEADERS = {"Content-Type": "application/json"}
"""Wanted on every call, reads too (§ 1)."""


class Dash101Client:
    """One API user at Dash101; raises errors of `ProviderError` only.

    For every operation: AuthError (401, 403; with API_USER_INACTIVE or right after a log-in, the
    user may be inactive, § 4), RateLimitedError (429), ProviderFaultError (5xx), UnreachableError,
    UnexpectedReplyError, and RejectedError `address_unknown` where the path is none (404, 405). 400
    is a request that is not understood, 422 a value or a state (§ 12); both have the service's
    words by field. Weights kg, sides cm, money INR as decimal text.
    """

    def __init__(self, api: Api, table: Table, user_id: str, auth: Dash101Auth) -> None:
        self._auth = auth
        self._api = api
        self._table = table
        self._refusals = problems.Refusals(table)
        self._user_id = user_id
        self._tracks = False

    @property
    def account_title(self) -> str:
        """What the account is called in errors."""
        return self._api.account_title

    async def _send(
        self,
        name: str,
        query: Sequence[tuple[str, str]] = (),
        body: object = None,
        *,
        places: Mapping[str, str] | None = None,
        background: bool = False,
    ) -> object:
        try:
            reply = await self._api.request(
                self._table.endpoints[name],
                {**(places or {}), "apiUserId": self._user_id},
                query,
                body,
                _HEADERS,
                background=background,
            )
        except AuthError as error:
            raise self._idle(error) from error
        except RejectedError as error:
            raise self._placed(name, error) from error
        content = wire.unwrap(reply.json(name), self._table)
        status = self._refusals.refused_status(content)
        if status and isinstance(content, Mapping):
            told = self._refusals.explain_content(status, content)
            raise RejectedError(
                told.code, told.words, told.fields, status, account=self.account_title
            )
        return content

    def _idle(self, error: AuthError) -> AuthError:
        """Return a refusal right after a log-in that went well as what it may be (§ 4)."""
        if not self._auth.just_logged_in:
            return error
        words = str(error.params.get("words", ""))
        said = f"{words} Logging in works, so the API user may be inactive.".strip()
        return AuthError(error.status, said, account=self.account_title)

    def _placed(self, name: str, error: RejectedError) -> RejectedError:
        """Return a refusal that speaks of the path as one, so that nobody looks for an order."""
        lost = error.status == NOT_FOUND and name in _BARE and not is_own_refusal(error)
        if not lost and error.status != NOT_ALLOWED:
            return error
        path = self._table.endpoints[name].path
        words = f"Dash101 has nothing at {path}: the address or this path is wrong."
        return RejectedError(
            ADDRESS_UNKNOWN, words, status=error.status, account=self.account_title
        )

    def _lacks(self, name: str, kind: str, field: str) -> UnexpectedReplyError:
        where = f"{name}.{self._table.aliases(kind)[field][0]}"
        return UnexpectedReplyError(where, account=self.account_title)

    async def fetch_serviceability(
        self, query: Sequence[tuple[str, str]]
    ) -> tuple[wire.WireCourier, ...]:
        """Return the couriers of a lane with their charges; empty where nobody serves it (§ 5).

        `query` holds both pincodes (six digits), cod (true or false) and the weight, 0.5 to 10 kg.
        A 404 of the service's own is "not serviceable", too. Raises RejectedError: 422 for a value
        out of its limits (B18, B19), 400 for a missing one.
        """
        try:
            content = await self._send("serviceability", query)
        except RejectedError as error:
            if error.status == NOT_FOUND and is_own_refusal(error):
                return ()
            raise
        return wire.read_couriers(content, self._table)

    async def fetch_couriers(self) -> tuple[wire.WireCourier, ...]:
        """Return all couriers there are, without charges (§ 6.1)."""
        return wire.read_couriers(await self._send("couriers"), self._table)

    async def create_order(self, body: object) -> wire.WireOrder:
        """Create an order, or get the one that has this id already (V2): safe to repeat (§ 7.1).

        Body: `order_id` (F1), `order_date` (IST), customer, delivery (pincode as number),
        `order_total` in INR, `payment_method`, `order_items` (1 to 50). What was there already is
        told with a message and its state, unchanged. Raises RejectedError: 422 with the fields that
        break F1 to F12, 400.
        """
        return await self._create("order_create_v2", body)

    async def create_order_once(self, body: object) -> wire.WireOrder:
        """Create an order by V1, which refuses an id for ever once it was used (§ 7.1).

        Body as in `create_order`; not to be repeated. Raises RejectedError: 422
        ORDER_ALREADY_EXISTS for a used id, cancelled or not (B1), 422 with the fields that break F1
        to F12, 400.
        """
        return await self._create("order_create_v1", body)

    async def _create(self, name: str, body: object) -> wire.WireOrder:
        order = wire.read_order(await self._send(name, body=body), self._table)
        if not order.dash101_order_id and not order.code and not order.status:
            raise self._lacks(name, "order", "dash101_order_id")
        return order

    async def cancel_orders(self, body: object) -> tuple[wire.WireCancelled, ...]:
        """Cancel up to ten orders in one request; what became of each is in the answer (§ 7.2).

        Body: `order_ids`, objects with one of the two numbers each. HTTP 200 does not mean
        cancelled, and an order may be missing from the answer. Raises RejectedError, for the whole
        request: 422 for more than ten or one that is listed twice (B7, B8).
        """
        return wire.read_cancelled(await self._send("order_cancel", body=body), self._table)

    async def reattempt(self, tracking_number: str, body: object) -> str:
        """Have the courier come again; returns the service's words (§ 10.2).

        Body, all may be left out: `preferred_delivery_date` (yyyy-MM-dd, not before the earliest of
        § 11), `updated_customer_address` (from 10 characters), `alternate_customer_mobile`. Not to
        be repeated. Raises RejectedError: 422 INVALID_STATE outside Failed Delivery (B15), 422 for
        the date (B16), 404 for a number that is not known.
        """
        return await self._act("reattempt", tracking_number, body)

    async def return_to_origin(self, tracking_number: str, body: object) -> str:
        """Call a parcel back for one of six reasons; returns the service's words (§ 10.3).

        Body: `rto_reason` ("1" to "6"), `rto_comments` (up to 255). Irreversible, and not to be
        repeated. Raises RejectedError: 422 INVALID_STATE outside Failed Delivery (B15), 422 for the
        reason (B17), 404 for a number that is not known.
        """
        return await self._act("rto", tracking_number, body)

    async def _act(self, name: str, tracking_number: str, body: object) -> str:
        places = {"trackingNumber": tracking_number}
        answer = wire.read_act(await self._send(name, body=body, places=places), self._table)
        # Both answers carry a status of their own: absent or 2xx, else nobody knows (§ 10.3).
        if answer.status and not answer.status.startswith("2"):
            raise self._lacks(name, "act", "status")
        return answer.message

    async def track(
        self, number: tuple[str, str], *, background: bool = False
    ) -> tuple[wire.WireOrder, wire.WireShipment] | None:
        """Return an order and what is told of its shipment; None where the number is not known.

        `number` is (order_id or dash101_order_id, its value): exactly one of the two (§ 7.3). A 404
        counts as "not known" only where it is the service's own, or where the path has answered
        before: a wrong path would otherwise prove that nothing was bought. Raises RejectedError:
        404 else, 400 for a number that is none (B14).
        """
        try:
            query = ((self._table.aliases("track_request")[number[0]][0], number[1]),)
            content = await self._send("order_track", query, background=background)
        except RejectedError as error:
            if error.status == NOT_FOUND and (self._tracks or is_own_refusal(error)):
                return None
            raise
        self._tracks = True
        row = wire.details_of(content, self._table, number[1])
        return wire.read_order(row, self._table), wire.read_shipment(row, self._table)

    async def test_tracking(self) -> str:
        """Ask for an order that cannot be; raises RejectedError where the path is not known.

        A refusal in the service's own form proves that the path is right.
        """
        try:
            name = self._table.aliases("track_request")["order_id"][0]
            await self._send("order_track", ((name, "SHIPDESK-TEST-NONE"),))
        except RejectedError as error:
            if not is_own_refusal(error):
                raise
        return ""

    async def create_shipment(self, body: object) -> wire.WireShipment:
        """Buy a shipment for an approved order; not to be repeated (§ 10.1).

        Body: one of the two order numbers, `courier_partner_id`, `pickup_location_id`,
        `dead_weight` (0.1 to 10 kg) and `length`, `breadth`, `height` (from 0.5 cm) as text. Raises
        RejectedError: 422 ORDER_NOT_APPROVED (B12), NOT_SERVICEABLE (B21), 422 for a value, courier
        or place, 400 for both numbers or none, 404 for the order.
        """
        content = await self._send("shipment_create", body=body)
        shipment = wire.read_shipment(content, self._table)
        if not shipment.tracking_number:
            raise self._lacks("shipment_create", "shipment", "tracking_number")
        return shipment

    async def make_pickup_location(self, body: object) -> str:
        """Return the id of a place of collection; the same place gives the same id (§ 9).

        Raises RejectedError: 422 with the fields that break F16 to F23.
        """
        content = await self._send("pickup_create", body=body)
        found = wire.read_text(content, self._table, "pickup", "id")
        if not found:
            raise self._lacks("pickup_create", "pickup", "id")
        return found

    async def fetch_rows(self, name: str, kind: str) -> list[object]:
        """Return the rows of a list as they come, `name` its operation, `kind` its wire table."""
        names = self._table.aliases(kind)["rows"]
        return wire.rows_of(wire.unwrap(await self._send(name), self._table), names)

    async def fetch_pickup_locations(self) -> tuple[wire.WirePickup, ...]:
        """Return all places of collection; the vendor has no way to change or delete one (§ 9)."""
        return wire.read_pickups(await self._send("pickup_list"), self._table)


def is_own_refusal(error: RejectedError) -> bool:
    """Return whether a refusal speaks of an order or has a code of the service's own.

    Anything else may come from a proxy or from a path that does not exist (§ 3).
    """
    return not error.code.startswith("HTTP_") or "order" in error.words.casefold()
