"""Whether anything may be bought now, for screens and for the finder."""

from __future__ import annotations

from collections.abc import Callable, Collection

from shipdesk import wording
from shipdesk.clock import Clock
from shipdesk.domain.account import AccountId
from shipdesk.domain.changes import Changes
from shipdesk.services.changes import ChangeBus
from shipdesk.storage import identity
from shipdesk.storage import purchases as store
from shipdesk.storage.database import Conn, Database
from shipdesk.storage.purchases import Closure, Why

__all__ = ["Closure", "Purchases", "Why", "why_closed"]


class Purchases:
    """The journal's flag, kept in memory for whoever paints; the journal itself refuses."""

    def __init__(
        self, journal: Database, bus: ChangeBus, clock: Clock, resume: Callable[[], None]
    ) -> None:
        """`resume` is called when purchases are open again and held ones may go on."""
        self._journal = journal
        self._bus = bus
        self._clock = clock
        self._resume = resume
        self._closure = journal.read_now(store.closure)

    @property
    def closure(self) -> Closure | None:
        """Why purchases are closed; None while they are open."""
        return self._closure

    async def finder_ran(self, seen: Collection[AccountId], listing: Collection[AccountId]) -> bool:
        """Take note that the journal was compared with what the accounts in `seen` list.

        `listing` are all accounts of the profile that can list what was bought. Purchases open once
        each of them was compared since they were closed; returns whether they are open. To be
        called with success only: an account that did not answer is not in `seen`.
        """
        is_open = await self._journal.write(lambda conn: store.finder_ran(conn, seen, listing))
        await self.refresh()
        if is_open:
            self._resume()
        return is_open

    async def close(self, why: Why, host: str = "") -> None:
        """Refuse purchases from now on; what is on its way becomes unknown and is looked up."""
        now = self._clock.now()
        await self._journal.write(lambda conn: store.close(conn, why, now, host=host))
        await self.refresh()
        self._resume()

    async def restore(self, closure: Closure | None) -> None:
        """Take back a closing that came to nothing."""
        await self._journal.write(lambda conn: store.put(conn, closure))
        await self.refresh()

    async def use_again(self) -> None:
        """Take a copy that was moved away into use again, once the finder has looked."""
        now = self._clock.now()

        def write(conn: Conn) -> None:
            store.use_again(conn, now)
            identity.next_generation(conn)

        await self._journal.write(write)
        await self.refresh()

    async def refresh(self) -> None:
        """Read the flag anew and tell the screens."""
        self._closure = await self._journal.read(store.closure)
        self._bus.publish(Changes(accounts=True))


def why_closed(closure: Closure) -> str:
    """Return the sentence that says why purchases are closed."""
    return wording.phrase(f"closed.{closure.why}", host=closure.host or "another computer")
