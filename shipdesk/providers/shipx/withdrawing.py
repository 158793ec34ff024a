"""Taking something back at InPost that can be read again: a shipment, a collection."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from shipdesk.errors import RejectedError
from shipdesk.providers.steps import Match, Settled


class Withdrawing:
    """Cancels by id, and knows what is cancelled by reading it: cancelled, or gone.

    Both calls may raise what `ShipxAsk` does.
    """

    def __init__(
        self,
        what: str,
        cancel: Callable[[str], Awaitable[object]],
        is_cancelled: Callable[[str], Awaitable[bool]],
    ) -> None:
        """`what` names it where a person compares."""
        self._what, self._cancel, self._is_cancelled = what, cancel, is_cancelled

    async def run(self, remote_id: str) -> Settled:
        """Cancel it; a refusal for one that is cancelled already is no refusal."""
        try:
            await self._cancel(remote_id)
        except RejectedError:
            if not await self._over(remote_id):
                raise
        return Settled({"remote_id": remote_id})

    async def find(self, remote_id: str) -> tuple[Match, ...]:
        """Read it again after a lost reply; a 404 proves nothing, it is a look-up that failed."""
        if not await self._is_cancelled(remote_id):
            return ()
        done = Settled({"remote_id": remote_id})
        compared = ((self._what, remote_id, remote_id),)
        return (Match(remote_id, ours=True, result=done, compared=compared),)

    async def _over(self, remote_id: str) -> bool:
        """Whether what is cancelled stays readable is not documented (§ 9.6)."""
        try:
            return await self._is_cancelled(remote_id)
        except RejectedError as error:
            if error.status == 404:  # noqa: PLR2004
                return True
            raise
