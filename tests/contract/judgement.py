"""What each kind of operation must make of each fault: written by hand, from house § 6 and § 8.

`calls`: the error that its caller gets ("" = none, "any" = an error of ours or a tolerated answer,
never a crash) and how many requests were sent. `states`: what becomes of the durable operation.
"""

from __future__ import annotations

FAULTS = (
    "good", "refused", "401", "403", "404", "429_retry_after", "429_ratelimit", "429_bare", "500",
    "html", "truncated_json", "wrong_types", "missing_fields", "extra_fields", "empty_body", "slow",
    "drop_before", "drop_after_commit",
)  # fmt: skip

AUTH, REJECTED, LIMITED = "AuthError", "RejectedError", "RateLimitedError"
FAULT, UNEXPECTED, LOST = "ProviderFaultError", "UnexpectedReplyError", "UnreachableError"

Verdict = tuple[str, int]
"""Name of the error, number of requests; a fault lasts, so that reads are tried to the end."""

_READ: dict[str, Verdict] = {
    "good": ("", 1),
    "refused": (REJECTED, 1),
    "401": (AUTH, 1),
    "403": (AUTH, 1),
    "404": (REJECTED, 1),
    # Given up after five limited answers in a row (dispatch § 6).
    "429_retry_after": (LIMITED, 5),
    "429_ratelimit": (LIMITED, 5),
    "429_bare": (LIMITED, 5),
    "500": (FAULT, 3),
    "html": (FAULT, 3),
    "truncated_json": (UNEXPECTED, 1),
    "wrong_types": ("any", 1),
    "missing_fields": ("any", 1),
    "extra_fields": ("", 1),
    "empty_body": (UNEXPECTED, 1),
    "slow": ("", 1),
    "drop_before": (LOST, 3),
    "drop_after_commit": (LOST, 3),
}
_ONCE = {fault: (error, 1) for fault, (error, _) in _READ.items()}

CALLS: dict[str, dict[str, Verdict]] = {
    "list": _READ,
    "read": _READ,
    # A file is judged by its first bytes where it is kept (printing, services), not by the client.
    "file": {**_READ, "truncated_json": ("any", 1), "empty_body": ("any", 1)},
    # Whatever changes the world is sent once, whatever happens.
    "write": _ONCE,
    "repeatable": _ONCE,
    "acting": _ONCE,
    # The service promises no content: 204, or `success` alone.
    "quiet_write": {**_ONCE, "empty_body": ("", 1), "truncated_json": ("any", 1)},
    "quiet_repeatable": {**_ONCE, "empty_body": ("", 1), "truncated_json": ("any", 1)},
}

_WRITE: dict[str, tuple[str, ...]] = {
    "good": ("done",),
    "refused": ("refused",),
    # The account pauses and keeps its work.
    "401": ("queued",),
    "403": ("queued",),
    "404": ("refused",),
    # A refused call was not executed: it may go again by itself.
    "429_retry_after": ("queued",),
    "429_ratelimit": ("queued",),
    "429_bare": ("queued",),
    # What may have been done is looked up, never sent again.
    "500": ("unknown",),
    "html": ("unknown",),
    "truncated_json": ("unknown",),
    # Understood or not: it may have been done, so that it is never "refused".
    "wrong_types": ("done", "unknown"),
    "missing_fields": ("done", "unknown"),
    "extra_fields": ("done",),
    "empty_body": ("unknown",),
    "slow": ("done",),
    "drop_before": ("unknown",),
    "drop_after_commit": ("unknown",),
}
_AGAIN = {"500", "html", "truncated_json", "empty_body", "drop_before", "drop_after_commit"}
_REPEATABLE = {
    fault: ("queued",) if fault in _AGAIN else states for fault, states in _WRITE.items()
}
_REPEATABLE |= {fault: (*_WRITE[fault], "queued") for fault in ("wrong_types", "missing_fields")}

STATES: dict[str, dict[str, tuple[str, ...]]] = {
    "write": _WRITE,
    "acting": _WRITE,
    "quiet_write": {**_WRITE, "empty_body": ("done",), "truncated_json": ("done", "unknown")},
    # The service promises that sending it again does nothing new (PUT, DELETE, V2 orders).
    "repeatable": _REPEATABLE,
    "quiet_repeatable": {
        **_REPEATABLE,
        "empty_body": ("done",),
        "truncated_json": ("done", "queued"),
    },
}

OPEN_FURTHER = ("queued", "waiting")
"""Where `done` is meant but the operation has further steps, it goes on instead."""
