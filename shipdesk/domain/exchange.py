"""One request to a service and its answer, as a person may read it afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

Pairs = tuple[tuple[str, str], ...]
"""Names and texts in their order: a query, or the lines of a head."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and what came of it, without secrets and ways to reach a person.

    `number` counts all requests since the start of the program. `path` holds the ids that were
    asked for, `template` their names. `status` is 0 where no answer came; `error` is then the key
    of our error. `code` is the service's own key of a refusal, `words` are its own words. `ms` is
    how long it took.
    Bodies are cut to 2,000 characters each; a file is told by its kind and size.
    """

    number: int
    at: datetime
    account_id: str
    account_title: str
    provider: str
    operation: str
    method: str
    origin: str
    path: str
    template: str
    status: int
    ms: int
    request_id: str
    query: Pairs = ()
    asked_head: Pairs = ()
    asked: str = ""
    answered_head: Pairs = ()
    answered: str = ""
    error: str = ""
    code: str = ""
    words: str = ""

    @property
    def well(self) -> bool:
        """Whether the service did as asked."""
        return 200 <= self.status < 300 and not self.error  # noqa: PLR2004 - as HTTP counts
