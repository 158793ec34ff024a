"""Sheets of several labels: which labels share a page, and where the next one goes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from shipdesk.domain.account import LOCAL
from shipdesk.domain.codec import from_plain
from shipdesk.domain.label import PrinterProfile
from shipdesk.domain.operation import Operation, OperationKind, PrintIntent, PrintPart
from shipdesk.domain.sheet import SheetPlace
from shipdesk.domain.shipment import Shipment
from shipdesk.errors import OperationRefusedError
from shipdesk.services.kinds.base import new_operation
from shipdesk.services.kinds.label import print_operation
from shipdesk.storage import operations as store
from shipdesk.storage import sheet_places
from shipdesk.storage import shipments as shipment_store
from shipdesk.storage.database import Conn, Database

Wanted = Sequence[tuple[Shipment, PrintIntent]]
"""Each shipment with the intent to print one document of it; all of one kind, for one reason."""

ProfileOf = Callable[[str], PrinterProfile]
"""Returns how a courier's documents of that kind are printed."""


class SheetPlaces:
    """Says and sets where the next label goes on the sheet that lies in a printer."""

    def __init__(self, journal: Database) -> None:
        self._journal = journal

    async def next(self, profile: PrinterProfile) -> SheetPlace:
        """Return where the next label goes; one place in all where the stock has no cells."""
        return await self._journal.read(lambda conn: sheet_places.read(conn, profile))

    async def choose(self, profile: PrinterProfile, place: int) -> SheetPlace:
        """Let the next label go to a place, 0 for a new sheet; returns what stood before."""
        chosen = SheetPlace(place % profile.stock.places, profile.stock.places)

        def put(conn: Conn) -> SheetPlace:
            before = sheet_places.read(conn, profile)
            sheet_places.put(conn, sheet_places.key_of(profile), chosen)
            return before

        return await self._journal.write(put)

    async def restore(self, profile: PrinterProfile, before: SheetPlace) -> None:
        """Take a choice back."""
        await self._journal.write(
            lambda conn: sheet_places.put(conn, sheet_places.key_of(profile), before)
        )


def operations(
    conn: Conn, profile_of: ProfileOf, wanted: Wanted, now: datetime
) -> tuple[Operation, ...]:
    """Return an operation for each label, or for each page of a sheet of several labels.

    Labels share a page where they are printed alike; pages stand in the order of their first
    labels. The first page of a printer begins at the next free place after all that is asked for
    already, each further one on a new sheet. Raises OperationRefusedError where one of the
    documents is being printed.
    """
    alike: dict[PrinterProfile, list[int]] = {}
    for at, (shipment, _) in enumerate(wanted):
        alike.setdefault(profile_of(shipment.courier), []).append(at)
    paged = {
        profile: rows
        for profile, rows in alike.items()
        if profile.stock.places > 1 and len(rows) > 1
    }
    asked = store.open_of_kind(conn, OperationKind.PRINT)
    _refuse_open([each for each in asked if paged or "also" in each.intent], wanted)
    made: dict[int, Operation] = {}
    for profile, rows in paged.items():
        before = [*asked, *made.values()]
        first = _free(conn, profile_of, profile, wanted[0][1].document, before)
        places = profile.stock.places
        pages = [rows[: places - first]]
        pages += [rows[at : at + places] for at in range(places - first, len(rows), places)]
        for number, page in enumerate(pages):
            made[page[0]] = _page([wanted[at] for at in page], now, new_sheet=bool(number))
    for profile, rows in alike.items():
        if profile not in paged:
            made |= {at: print_operation(*wanted[at], now) for at in rows}
    return tuple(made[at] for at in sorted(made))


def room(conn: Conn, profile_of: ProfileOf, courier: str, document: str) -> int:
    """Return how many labels the page takes that is printed next for a courier."""
    asked = store.open_of_kind(conn, OperationKind.PRINT)
    profile = profile_of(courier)
    return profile.stock.places - _free(conn, profile_of, profile, document, asked)


def _free(
    conn: Conn,
    profile_of: ProfileOf,
    profile: PrinterProfile,
    document: str,
    asked: Sequence[Operation],
) -> int:
    """Where the next label goes once all that waits for the printer lies on its sheets."""
    if profile.stock.places == 1:
        return 0
    place, sheet = sheet_places.read(conn, profile).place, sheet_places.key_of(profile)
    intents = [from_plain(PrintIntent, each.intent) for each in asked]
    couriers = shipment_store.couriers_of(conn, [each.shipment_id for each in intents])
    for intent in intents:
        other = profile_of(couriers.get(intent.shipment_id, ""))
        if intent.document == document and sheet_places.key_of(other) == sheet:
            place = (0 if intent.new_sheet else place) + len(intent.parts)
    return place % profile.stock.places


def _page(page: Wanted, now: datetime, *, new_sheet: bool) -> Operation:
    shipment, first = page[0]
    also = tuple(PrintPart(each.shipment_id, each.sha256, each.copy) for _, each in page[1:])
    intent = replace(first, also=also, new_sheet=new_sheet)
    if not also:
        return print_operation(shipment, intent, now)
    number = shipment.order_number or shipment.tracking_number
    return new_operation(
        OperationKind.PRINT,
        f"{shipment.id}:{first.document}:sheet",
        LOCAL,
        f"{number} + {len(also)}",
        intent,
        now,
    )


def _refuse_open(asked: Sequence[Operation], wanted: Wanted) -> None:
    """Refuse what stands on a page that waits: the database sees only its first label."""
    under_way = {
        (part.shipment_id, intent.document): operation.created_at
        for operation in asked
        for intent in (from_plain(PrintIntent, operation.intent),)
        for part in intent.parts
    }
    for _, intent in wanted:
        since = under_way.get((intent.shipment_id, intent.document))
        if since is not None:
            shown = since.astimezone().strftime("%Y-%m-%d %H:%M")
            raise OperationRefusedError("already_open", since=shown)
