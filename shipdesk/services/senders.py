"""Sender profiles: who sends, where the courier collects, how parcels are handed in."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import replace

from shipdesk.domain.changes import Changes
from shipdesk.domain.order import HandingIn
from shipdesk.domain.sender import Sender, SenderId
from shipdesk.errors import OperationRefusedError
from shipdesk.services.changes import ChangeBus
from shipdesk.storage import senders as store
from shipdesk.storage.database import Database


class Senders:
    """Keeps sender profiles; a place is stored once and sent byte-equal every time."""

    def __init__(self, journal: Database, bus: ChangeBus) -> None:
        self._journal = journal
        self._bus = bus

    async def all(self) -> tuple[Sender, ...]:
        """Return all profiles, the default first."""
        return await self._journal.read(store.all)

    async def default_for(self, country: str) -> Sender:
        """Return the first sender of that country.

        Raises OperationRefusedError where there is none: a courier collects in its own country.
        """
        return first_of(await self.all(), country)

    async def save(self, sender: Sender) -> Sender:
        """Keep a profile; a changed address is another place, so its pickup ids are dropped."""
        known = {each.id: each for each in await self.all()}
        before = known.get(sender.id)
        kept = sender if sender.id else replace(sender, id=SenderId(uuid.uuid4().hex))
        if before is not None and before.address != kept.address:
            kept = replace(kept, pickup_ids={})
        await self._journal.write(lambda conn: store.save(conn, kept))
        self._bus.publish(Changes(senders=True))
        return kept

    async def remove(self, sender_id: SenderId) -> None:
        """Forget a profile; what was booked with it stays."""
        await self._journal.write(lambda conn: store.remove(conn, sender_id))
        self._bus.publish(Changes(senders=True))

    async def set_handing_in(self, sender: Sender, handing_in: HandingIn) -> Sender:
        """Keep the answer to "courier collects or I drop off", asked once per sender."""
        return await self.save(replace(sender, handing_in=handing_in))


def first_of(senders: Iterable[Sender], country: str) -> Sender:
    """Return the first sender of a country; raises OperationRefusedError where there is none."""
    for sender in senders:
        if sender.address.country == country:
            return sender
    raise OperationRefusedError("sender_missing", field="sender", country=country)
