"""What the runner asks about accounts: whether their work may be sent, and how much at once."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from shipdesk.domain.account import AccountId
from shipdesk.errors import ProviderError


class AccountGate(Protocol):
    """What the runner asks about accounts."""

    def runs(self, account_id: AccountId) -> bool:
        """Return whether the account's work may be sent now."""
        ...

    def concurrency(self, account_id: AccountId) -> int:
        """Return how many operations of the account may be under way at once."""
        ...

    def trouble(self, account_id: AccountId, error: ProviderError) -> None:
        """Take note of an error that pauses the account, such as a refused token."""
        ...

    def fine(self, account_id: AccountId) -> None:
        """Take note that the account answered."""
        ...

    def away_at(self, account_id: AccountId) -> datetime | None:
        """Return when the account was last out of reach; None where it never was."""
        ...
