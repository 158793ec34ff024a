"""What was said to the services lately, for a person who reads it or shows it to their support."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from shipdesk.domain.exchange import Exchange

__all__ = ["Exchange", "Requests"]


class KeptRequests(Protocol):
    """Where the newest requests of all accounts are kept."""

    def latest(self, account_id: str = "") -> tuple[Exchange, ...]:
        """Return what is kept of one account, or of all, newest first."""
        ...

    def listen(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` at each request; returns how to end that."""
        ...


class Requests:
    """Reads the requests of this run of the program; nothing of them is on the disk."""

    def __init__(self, kept: KeptRequests, word: Callable[[Exchange], str]) -> None:
        self._kept = kept
        self._word = word

    def latest(self, account_id: str = "") -> tuple[Exchange, ...]:
        """Return the newest requests of one account, or of all, newest first."""
        return self._kept.latest(account_id)

    def listen(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` at each request; returns how to end that."""
        return self._kept.listen(listener)

    def support_text(self, exchange: Exchange) -> str:
        """Return a request as that vendor's support asks for it, without secrets and people."""
        return self._word(exchange)
