"""What goes wrong on purpose: which request, how often, and how."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from fnmatch import fnmatchcase
from typing import Any

KINDS = frozenset(
    {
        "refused", "401", "403", "404", "405", "422", "500", "503",
        "429", "429_retry_after", "429_ratelimit", "429_bare",
        "html", "html_404", "text_404", "empty_404", "success_false_200",
        "truncated_json", "empty_body", "wrong_types", "loose_types",
        "missing_fields", "extra_fields", "set_fields",
        "slow", "timeout", "drop_before", "drop_after_commit", "late_commit",
        "reset_in_past", "no_ratelimit_headers", "unfiltered", "twice",
        "cut_200", "empty_200",
    }
)  # fmt: skip
"""Every kind of fault that the server knows."""


@dataclass(slots=True)
class Fault:
    """One rule: requests whose operation id matches fail in one way, some number of times.

    `match` is an operation id or a glob of one ("orders.list", "shipx.*"); `times` below zero
    means for ever; the first `after` matching requests are let through. `ms` is for slow and
    late_commit, `retry_after` (seconds) for the kinds of 429 and for 503, `fields` for
    missing_fields: which fields the answer lacks, all of them where none is named. `values` is
    for set_fields: what stands in the fields of those names, at any depth, instead. `committed`:
    what answers or hangs instead of the service does so after the service has done its work.
    `cut_200` and `empty_200` answer so in the service's place. `unfiltered` answers a list as if
    nothing had been asked for but its page; `twice` does the work two times and loses the answer,
    as a courier that books one request twice.
    """

    match: str
    do: str
    times: int = 1
    after: int = 0
    ms: int = 300
    retry_after: int | None = None
    message: str = ""
    fields: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    committed: bool = False
    hits: int = 0

    def describe(self) -> dict[str, Any]:
        """The rule as plain JSON."""
        return asdict(self)


class Faults:
    """The rules in force; the first one that matches a request takes it."""

    def __init__(self) -> None:
        self._rules: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Put one rule in force; raises ValueError for a kind nobody knows."""
        if fault.do not in KINDS:
            raise ValueError(f"no such fault: {fault.do}")
        self._rules.append(fault)

    def clear(self) -> None:
        """Take every rule out of force."""
        self._rules.clear()

    def listed(self) -> list[dict[str, Any]]:
        """The rules with their counters, as plain JSON."""
        return [rule.describe() for rule in self._rules]

    def take(self, operation: str) -> Fault | None:
        """The rule for this request, counted down; None when it may go well."""
        for rule in self._rules:
            if rule.times == 0 or not fnmatchcase(operation, rule.match):
                continue
            if rule.after > 0:
                rule.after -= 1
                continue
            if rule.times > 0:
                rule.times -= 1
            rule.hits += 1
            return rule
        return None
