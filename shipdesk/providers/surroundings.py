"""What every provider is built with, besides its account and secrets."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from shipdesk.clock import Clock
from shipdesk.providers.request_log import RequestLog
from shipdesk.providers.tables import Table

if TYPE_CHECKING:  # the ingest process imports this module and must not load httpx
    import httpx


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Time, the provider's data, and what a demo may do.

    `allow_loopback`: label URLs may point to this computer, where the simulator is. `transport`
    replaces the network in tests. `log` is where all requests of the program are kept.
    """

    clock: Clock
    table: Table
    allow_loopback: bool = False
    transport: httpx.AsyncBaseTransport | None = None
    log: RequestLog = field(default_factory=RequestLog)
