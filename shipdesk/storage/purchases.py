"""Whether anything may be bought: closed when the journal may not know all that was bought.

The flag stands in the journal itself and is looked at in the transaction in which an intent is
written down. Only the finder opens it again, once it has compared the journal with every account
that can list what was bought.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from shipdesk import wording
from shipdesk.clock import from_millis, to_millis
from shipdesk.domain.account import AccountId
from shipdesk.domain.operation import SPENDING, OperationKind
from shipdesk.errors import OperationRefusedError
from shipdesk.storage import changes
from shipdesk.storage.sql import Conn, from_json, marks, one, run, to_json

_FLAG = "purchases_closed"
_HELD_KINDS = ", ".join(f"'{each.value}'" for each in sorted(SPENDING))
MAY_GO_ON = (
    f"NOT (kind IN ({_HELD_KINDS}) AND state <> 'unknown'"  # noqa: S608 - our own names
    f" AND EXISTS (SELECT 1 FROM meta WHERE name = '{_FLAG}'))"
)
"""SQL: what may go on now. Looking up an unknown sends nothing, and goes on."""

_READS = (OperationKind.FETCH_LABEL,)
"""Done again they do nothing new."""


class Why(StrEnum):
    """Why purchases are closed; each has its sentences in `wording`."""

    DAMAGED = "damaged"
    """The file was damaged; its last copy is used, or a new one where there was none."""
    GONE = "gone"
    """The file was not there any more."""
    SHORTENED = "shortened"
    """Its last changes are missing: it was copied without its `-wal`, or that one was damaged."""
    ALONE = "alone"
    """It came here by itself, so that nobody knows whether something is missing."""
    EXCHANGED = "exchanged"
    """It is another journal than the one that was here."""
    MOVED = "moved"
    """It was brought here from another computer."""
    TWICE = "twice"
    """The same profile is in use on another computer, too."""
    RETIRED = "retired"
    """It was moved to another computer; the finder does not open it."""


@dataclass(frozen=True, slots=True)
class Closure:
    """Why and since when; `taken_at` is the moment of the copy that is used, if one is."""

    why: Why
    since: datetime
    taken_at: datetime | None = None
    aside: str = ""
    """Where the damaged file is kept."""
    host: str = ""
    """The other computer, where there is one."""
    seen: frozenset[AccountId] = frozenset()
    """Accounts with which the journal has been compared since."""

    @property
    def by_finder(self) -> bool:
        """Whether the finder opens it; a retired copy is used again by a person only."""
        return self.why is not Why.RETIRED


def close(
    conn: Conn,
    why: Why,
    now: datetime,
    *,
    taken_at: datetime | None = None,
    aside: str = "",
    host: str = "",
) -> None:
    """Refuse purchases from now on, and doubt what was on its way; inside a transaction."""
    _write(conn, Closure(why, now, taken_at, aside, host))
    _doubt(conn, now)


def closure(conn: Conn) -> Closure | None:
    """Return why purchases are closed; None while they are open."""
    row = one(conn, "SELECT value FROM meta WHERE name = ?", (_FLAG,))
    if row is None:
        return None
    told = from_json(row[0])
    taken = told.get("taken_ms")
    return Closure(
        Why(told["why"]),
        from_millis(told["since_ms"]),
        None if taken is None else from_millis(taken),
        told.get("aside", ""),
        told.get("host", ""),
        frozenset(AccountId(each) for each in told.get("seen", ())),
    )


def finder_ran(conn: Conn, seen: Collection[AccountId], listing: Collection[AccountId]) -> bool:
    """Take note that the journal was compared with `seen`; opens once all of `listing` were.

    `listing` are the accounts of the profile that can tell what was bought there. Returns whether
    purchases are open.
    """
    found = closure(conn)
    if found is None:
        return True
    known = found.seen | frozenset(seen)
    if found.by_finder and known >= frozenset(listing):
        _open(conn)
        return True
    _write(conn, replace(found, seen=known))
    return False


def put(conn: Conn, closure: Closure | None) -> None:
    """Write the flag as it was before; None opens. Inside a transaction."""
    if closure is None:
        _open(conn)
    else:
        _write(conn, closure)


def use_again(conn: Conn, now: datetime) -> None:
    """Take a retired copy into use again: now the finder has to look first."""
    close(conn, Why.MOVED, now)


def refuse_if_closed(conn: Conn, kind: OperationKind) -> None:
    """Raise OperationRefusedError where this kind of act is not allowed now."""
    if kind not in SPENDING:
        return
    found = closure(conn)
    if found is not None:
        raise OperationRefusedError(
            "purchases_closed",
            reason=wording.phrase(f"closed.{found.why}", host=found.host),
            hint=wording.phrase("closed.finder" if found.by_finder else "closed.retired.hint"),
        )


def _open(conn: Conn) -> None:
    run(conn, "DELETE FROM meta WHERE name = ?", (_FLAG,))
    changes.note(conn, "purchases", "open")


def _write(conn: Conn, closure: Closure) -> None:
    told = {
        "why": closure.why.value,
        "since_ms": to_millis(closure.since),
        "taken_ms": None if closure.taken_at is None else to_millis(closure.taken_at),
        "aside": closure.aside,
        "host": closure.host,
        "seen": sorted(closure.seen),
    }
    run(
        conn,
        "INSERT INTO meta (name, value) VALUES (?, ?)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (_FLAG, to_json(told)),
    )
    changes.note(conn, "purchases", "closed")


def _doubt(conn: Conn, now: datetime) -> None:
    """What is queued or sent here may have been done since, by the file that was lost.

    It becomes unknown, so that it is looked up before anything is sent again.
    """
    rows = run(
        conn,
        "UPDATE operation SET state = 'unknown', reason_key = 'no_answer', not_before_ms = NULL,"  # noqa: S608
        " waiting_ms = ?, look_ups = 0, last_look_up_ms = NULL, updated_ms = ?"
        f" WHERE state IN ('queued', 'sent') AND kind NOT IN ({marks(len(_READS))})"
        " RETURNING id",
        (to_millis(now), to_millis(now), *(kind.value for kind in _READS)),
    )
    run(
        conn,
        "UPDATE attempt SET state = 'ambiguous', ended_ms = ? WHERE state = 'sent'",
        (to_millis(now),),
    )
    changes.note(conn, "operation", *(str(row[0]) for row in rows))
