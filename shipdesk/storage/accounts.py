"""Accounts without their secrets."""

from __future__ import annotations

from shipdesk.domain.account import Account, AccountId
from shipdesk.domain.codec import to_plain
from shipdesk.storage import changes
from shipdesk.storage.sql import Conn, run, to_json, to_object


def save(conn: Conn, account: Account) -> None:
    """Write an account, new or known."""
    run(
        conn,
        "INSERT INTO account (id, position, body)"
        " VALUES (?, (SELECT coalesce(max(position), 0) + 1 FROM account), ?)"
        " ON CONFLICT (id) DO UPDATE SET body = excluded.body",
        (account.id, to_json(to_plain(account))),
    )
    changes.note(conn, "account", account.id)


def all(conn: Conn) -> tuple[Account, ...]:  # noqa: A001 - read as `accounts.all`
    """Return the accounts in the order in which they were added."""
    rows = run(conn, "SELECT body FROM account ORDER BY position")
    return tuple(to_object(Account, body) for (body,) in rows)


def remove(conn: Conn, account_id: AccountId) -> None:
    """Forget an account; what was bought with it stays."""
    run(conn, "DELETE FROM account WHERE id = ?", (account_id,))
    changes.note(conn, "account", account_id)
