"""Which of an account's operations may be taken now, as parts of SQL over `operation`."""

from __future__ import annotations

from shipdesk.storage.purchases import MAY_GO_ON

DUE = (
    f"state IN ('queued', 'waiting', 'unknown') AND {MAY_GO_ON}"  # noqa: S608 - our own names
    " AND NOT (state = 'queued'"
    " AND id IN (SELECT operation_id FROM hold WHERE state = 'stopped'))"
)
"""What is open, not sent, and not held."""

IN_TURN = (
    "(state <> 'queued' OR kind NOT IN ('ship', 'ship_another') OR seq <= coalesce("
    "(SELECT min(seq) FROM operation WHERE account_id = ?1 AND state = 'queued'"
    " AND kind IN ('ship', 'ship_another') AND not_before_ms > ?2"
    " AND reason_key IN ('unreachable', 'no_answer', 'rate_limited')), seq))"
)
"""Purchases of an account (?1) go in order: none overtakes one that could not reach the service and
is due only after a moment (?2)."""
