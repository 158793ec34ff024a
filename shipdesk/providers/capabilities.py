"""What an account turned out not to offer: paths that no vendor promises, tried once."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

NOT_OFFERED = "not_offered"
"""The code of the refusal that stands for a path which is not there."""

STRAY_404 = "plain_404"
"""The code of a 404 without a reason, which its service gives at times for what is there."""


class Capabilities:
    """Remembers for one account which operations it lacks, as long as the program runs.

    Used on the UI thread's loop. Nothing is known beforehand: an operation is offered until its
    path was not found; one that has answered before is never taken for missing. A new token or
    another table of addresses begins anew.
    """

    def __init__(self) -> None:
        self._missing: dict[str, str] = {}
        self._seen: set[str] = set()

    @property
    def missing(self) -> Mapping[str, str]:
        """The operations that are not offered, each with a sentence for a person."""
        return MappingProxyType(self._missing)

    def why_not(self, operation: str) -> str:
        """Return why an operation cannot be used; "" where nothing is known against it."""
        return self._missing.get(operation, "")

    def answered(self, operation: str) -> None:
        """Take note that an operation is there."""
        self._seen.add(operation)

    def lacks(self, operation: str, sentence: str) -> bool:
        """Take note that a path was not found; False where it has answered before."""
        if operation in self._seen:
            return False
        self._missing[operation] = sentence
        return True
