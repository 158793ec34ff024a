"""What InPost offers to anybody: points, statuses, services, ways of handing in (§ 10 to § 12)."""

from __future__ import annotations

from collections.abc import Mapping

from shipdesk.providers.records import Answer, Call
from shipdesk.providers.shipx.ask import Query, ShipxAsk


class Offers:
    """Lists that are the same for all customers and need no token. Every method reads.

    Every method raises what `ShipxAsk` does, save for the token.
    """

    def __init__(self, ask: ShipxAsk) -> None:
        self._ask = ask

    def calls(self) -> Mapping[str, Call]:
        """Return the methods by operation."""
        return {
            "statuses.list": self.statuses,
            "services.list": self.services,
            "sending_methods.list": self.sending_methods,
            "points.list": self.points,
            "points.get": self.point,
        }

    async def statuses(self, *, query: Query = ()) -> Answer:
        """Return all statuses with title and description; `lang` is pl_PL or en_GB (§ 11.3).

        Unpaged. Raises RejectedError: 400 invalid_parameter, in `description`, for another
        language.
        """
        return await self._ask.rows("statuses.list", query=query, anonymous=True)

    async def services(self, *, query: Query = ()) -> Answer:
        """Return the system's services; the organization says which it may use (§ 12.2).

        A bare list of id, name, description and extras. Raises RejectedError: 404 routing_not_found
        where the address is not InPost's.
        """
        return await self._ask.rows("services.list", query=query, anonymous=True)

    async def sending_methods(self, *, query: Query = ()) -> Answer:
        """Return ways of handing in, of one `service` or all; bare or in an envelope (§ 12.3).

        Raises RejectedError: 404 routing_not_found where the address is not InPost's.
        """
        return await self._ask.rows("sending_methods.list", query=query, anonymous=True)

    async def points(self, *, query: Query = ()) -> Answer:
        """Return a page of lockers and points (§ 12.1), 25 unless told, at most 500.

        All filters of the reference; `max_distance` and distances in metres (at most 50000),
        `updated_from` at most three days back without an end. Raises RejectedError: 400 for a
        number or day that is none, other than the list of shipments.
        """
        return await self._ask.rows("points.list", query=query, anonymous=True)

    async def point(self, name: str) -> Answer:
        """Return one locker or point by its code, such as KRA010 (§ 12.1).

        Raises RejectedError: 404 resource_not_found.
        """
        return await self._ask.one("points.get", {"name": name}, anonymous=True)


class DispatchPoints:
    """Places of collection; made in the web panel, or by a collection's address (§ 10).

    Every method raises what `ShipxAsk` does, too.
    """

    def __init__(self, ask: ShipxAsk) -> None:
        self._ask = ask

    def calls(self) -> Mapping[str, Call]:
        """Return the methods by operation."""
        return {"dispatch_points.list": self.list, "dispatch_points.get": self.get}

    async def list(self, *, query: Query = ()) -> Answer:
        """Return a page of places; only an `activated` one can be booked.

        Filters: id, name, email, phone, address, post_code, country_code; sorts: those and city.
        Raises RejectedError: 404 resource_not_found.
        """
        return await self._ask.rows("dispatch_points.list", query=query)

    async def get(self, dispatch_point_id: str) -> Answer:
        """Return one place: name, office hours, phone, address, `status` (§ 10).

        Raises RejectedError: 404 resource_not_found; another's is AuthError (403 forbidden).
        """
        places = {"dispatch_point_id": dispatch_point_id}
        return await self._ask.one("dispatch_points.get", places)
