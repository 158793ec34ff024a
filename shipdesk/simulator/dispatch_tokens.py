"""Dispatch's API tokens: those that every world knows, and those made while it runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from random import Random

from shipdesk.simulator.clock import SimulatorClock
from shipdesk.simulator.dispatch_wire import Row

FULL = "simulator-token-full"
READ_ONLY = "simulator-token-readonly"
NO_PLAN = "simulator-token-noplan"
REVOKED = "simulator-token-revoked"
_AGE = timedelta(days=120)
_KNOWN = (
    (FULL, "ShipDesk", True),
    (READ_ONLY, "Reports (read only)", True),
    (REVOKED, "Old integration", False),
)


class Tokens:
    """The tokens of one business; a secret is told by `make` and never again."""

    def __init__(self, clock: SimulatorClock, rng: Random, new_guid: Callable[[], str]) -> None:
        self._clock = clock
        self._rng = rng
        self._new_guid = new_guid
        self._rows: dict[str, Row] = {}

    def plant(self, guids: Iterable[str]) -> None:
        """List the well-known tokens, under these guids."""
        for guid, (secret, description, active) in zip(guids, _KNOWN, strict=True):
            moment = self._clock.now() - _AGE
            self._rows[secret] = _row(guid, description, moment, active=active)

    def make(self, description: str) -> tuple[str, Row]:
        """A new secret that opens everything, and its row."""
        secret = f"eyJ{self._rng.getrandbits(256):064x}"
        row = _row(self._new_guid(), description, self._clock.now(), active=True)
        self._rows[secret] = row
        return secret, row

    def rows(self) -> list[Row]:
        """What the list of tokens tells, newest first."""
        return sorted(self._rows.values(), key=lambda row: str(row["createdAt"]), reverse=True)

    def opens(self, secret: str) -> bool:
        """Whether a secret lets its bearer in; notes that it was used."""
        row = self._rows.get(secret)
        if row is not None and row["isActive"]:
            row["lastUsedAt"] = self._clock.now()
            return True
        return row is None and secret in {FULL, READ_ONLY, NO_PLAN}


def _row(guid: str, description: str, moment: datetime, *, active: bool) -> Row:
    return {
        "guid": guid,
        "description": description,
        "createdAt": moment,
        "lastUsedAt": None,
        "isActive": active,
    }
