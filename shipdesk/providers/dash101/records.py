"""Dash101's records by its tables: pickup locations and courier partners."""

from __future__ import annotations

from collections.abc import Mapping

from shipdesk.domain.record import RecordQuery
from shipdesk.domain.rules import to_indian_phone, to_pincode
from shipdesk.errors import RejectedError
from shipdesk.providers.bodies import Body
from shipdesk.providers.dash101 import requests
from shipdesk.providers.dash101.client import Dash101Client
from shipdesk.providers.record_tables import KindTable, record_tables
from shipdesk.providers.records import Answer, Call, Query, TableRecords
from shipdesk.providers.tables import Table


class PickupRecords:
    """Places of collection, as a record page lists and makes them (§ 9)."""

    def __init__(self, client: Dash101Client, table: Table) -> None:
        self._client = client
        self._table = table

    async def list(self, *, query: Query = ()) -> Answer:  # noqa: ARG002 - nothing to be asked
        """Return all places; there is one page (§ 6.4).

        Raises RejectedError: `address_unknown` where the path is wrong (404, 405).
        """
        return Answer(await self._client.fetch_rows("pickup_list", "pickup"))

    async def create(self, *, body: Body) -> Answer:
        """Make a place; blanks are collapsed first, since the service compares byte by byte (§ 9).

        Name, ten-digit mobile, two lines of address (the first of 10 to 100 characters), landmark,
        city, six-digit pincode, all text. Raises RejectedError: 422, with nothing sent, for what
        would be refused (F16 to F23): a place that is made cannot be taken back.
        """
        place = self._place(body)
        problems = requests.check_place(place, self._table)
        if problems:
            fields = {each.field: (f"{each.words} {each.suggestion}".strip(),) for each in problems}
            words = problems[0].words
            raise RejectedError("place", words, fields, 422, account=self._client.account_title)
        made = await self._client.make_pickup_location(requests.to_place(place, self._table))
        return Answer({self._table.aliases("record")["made"][0]: made})

    def _place(self, body: Body) -> dict[str, str]:
        names = self._table.aliases("pickup_request")
        place = {
            name: requests.one_line(str(body.get(given[0], ""))) for name, given in names.items()
        }
        place["phone"] = to_indian_phone(place["phone"])
        place["pincode"] = to_pincode(place["pincode"])
        return place

    def calls(self) -> Mapping[str, Call]:
        """Return the methods by operation."""
        return {"pickup_list": self.list, "pickup_create": self.create}


class CourierRecords:
    """Courier partners, to look at (§ 6.1)."""

    def __init__(self, client: Dash101Client) -> None:
        self._client = client

    async def list(self, *, query: Query = ()) -> Answer:  # noqa: ARG002 - nothing to be asked
        """Return all couriers that the account may use, without charges (§ 6.1).

        Raises RejectedError: `address_unknown` where the path is wrong (404, 405).
        """
        return Answer(await self._client.fetch_rows("couriers", "courier"))

    def calls(self) -> Mapping[str, Call]:
        """Return the methods by operation."""
        return {"couriers": self.list}


def dash101_records(client: Dash101Client, table: Table) -> TableRecords:
    """Return the part `records` of an account.

    Raises ValueError or KeyError for tables that cannot be used.
    """
    subjects = (PickupRecords(client, table), CourierRecords(client))
    calls = {op: call for subject in subjects for op, call in subject.calls().items()}
    return TableRecords(record_tables(table), calls, _to_query, client.account_title)


def _to_query(kind: KindTable, query: RecordQuery) -> Query:  # noqa: ARG001 - as every service's
    """Return nothing: neither list can be asked for anything."""
    return ()
