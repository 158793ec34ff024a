"""Logging in to Dash101: one token per account, kept in memory, renewed before it lapses."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from shipdesk.clock import Clock
from shipdesk.errors import (
    AuthError,
    ProviderError,
    ProviderFaultError,
    RateLimitedError,
    RejectedError,
    UnexpectedReplyError,
    UnreachableError,
)
from shipdesk.providers.dash101 import problems, requests, wire
from shipdesk.providers.http import Api
from shipdesk.providers.tables import Table

LIVES, RENEW_AFTER = timedelta(days=20), timedelta(days=19)
"""A token lives 20 days from its making; its age is never told again (§ 4)."""

_JUST_NOW = timedelta(seconds=5)
_MOST_LOGINS = 3
_LOGIN_WINDOW = 600.0
_REST, _LONGEST_REST = 5.0, 60.0
"""Seconds without a log-in after one that nobody answered; doubled each time, up to the longest."""


class Dash101Auth:
    """The secret of one account; one login at a time, at most three in ten minutes."""

    def __init__(self, user_id: str, email: str, password: str, table: Table, clock: Clock) -> None:
        self._user_id = user_id
        self._email = email
        self._password = password
        self._table = table
        self._clock = clock
        self._api: Api | None = None
        self._token = ""
        self._issued_at: datetime | None = None
        self._ahead = timedelta(0)
        self._renewed_at: datetime | None = None
        self._lock = asyncio.Lock()
        self._logins: deque[float] = deque(maxlen=_MOST_LOGINS)
        self._trouble: ProviderError | None = None
        self._troubles = 0
        self._rests_until = 0.0

    @property
    def identity(self) -> str:
        """The API user: a token is made anew now and then, its user is who is counted."""
        return f"{self._user_id} {self._email}".strip()

    def attach(self, api: Api) -> None:
        """Tell through which door to log in; once, before the first request."""
        self._api = api

    @property
    def just_logged_in(self) -> bool:
        """Whether a log-in went well a moment ago: what is refused now is not the password."""
        if not self._token or self._renewed_at is None:
            return False
        # The wall clock: the other one stands still while a laptop sleeps.
        return timedelta(0) <= self._clock.now() - self._renewed_at < _JUST_NOW

    async def headers(self) -> Mapping[str, str]:
        """Return the Authorization header; logs in at first and when the token is 19 days old.

        Between day 19 and 20 the old token still does where a new one cannot be had. Raises what
        kept it from logging in: AuthError only where e-mail or password were refused.
        """
        async with self._lock:
            if not self._fresh():
                try:
                    await self._log_in_in_time()
                except (UnreachableError, RateLimitedError):
                    if not self._token or self._age() >= LIVES:
                        raise
            return self._shown()

    def _shown(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token}"}

    async def refresh(self, refused: Mapping[str, str]) -> bool:
        """After a 401: log in once more; the password may have been changed elsewhere.

        A token of a moment ago is not renewed: somebody else was quicker, or the API user is
        inactive, and another login would change nothing. Nor is a login that failed meanwhile
        tried again: its trouble is raised where nobody answered.
        """
        async with self._lock:
            if not self._token:
                if self._trouble is not None:
                    raise self._trouble
                return False
            if self._shown() != refused or self.just_logged_in:
                return True
            if self._rest() > 0:
                return False
            self._token = ""
            await self._log_in()
            return True

    async def log_in(self) -> datetime:
        """Log in now, whatever the token is: for the test of an account (§ 4).

        Sends `email` and `password`. Returns until when the new token holds, by the service's
        clock, 20 days on. Raises AuthError (401, or 400 and 422: the password), RejectedError
        `address_unknown` (404, 405), RateLimitedError (429), UnreachableError for any other
        trouble.
        """
        async with self._lock:
            await self._log_in()
            return (self._issued_at or self._clock.now()) + LIVES

    def _age(self) -> timedelta:
        if self._issued_at is None:
            return RENEW_AFTER
        # A clock that was put back tells nothing: the token is tried, a 401 tells the rest.
        return max(self._clock.now() + self._ahead - self._issued_at, timedelta(0))

    def _fresh(self) -> bool:
        return bool(self._token) and self._age() < RENEW_AFTER

    def _rest(self) -> float:
        """Return for how many seconds no log-in is made: three are enough for ten minutes."""
        now = self._clock.monotonic()
        rest = self._rests_until - now
        if len(self._logins) == _MOST_LOGINS:
            rest = max(rest, self._logins[0] + _LOGIN_WINDOW - now)
        return rest

    async def _log_in_in_time(self) -> None:
        """Log in unless it was tried a moment ago: then tell again what came of that."""
        rest = self._rest()
        if rest <= 0:
            await self._log_in()
        elif self._trouble is not None:
            raise self._trouble
        else:
            title = self._api.account_title if self._api is not None else ""
            raise RateLimitedError(rest, account=title)

    async def _log_in(self) -> None:
        """Get a token; trouble is remembered, so that not every request tries anew."""
        try:
            await self._ask_for_token()
        except (UnreachableError, RateLimitedError) as error:
            rest = min(_REST * 2**self._troubles, _LONGEST_REST)
            waits = error.retry_after if isinstance(error, RateLimitedError) else 0.0
            self._rests_until = self._clock.monotonic() + max(rest, waits)
            self._trouble, self._troubles = error, self._troubles + 1
            raise
        except ProviderError:
            self._logins.append(self._clock.monotonic())
            raise
        self._logins.append(self._clock.monotonic())
        self._trouble, self._troubles, self._rests_until = None, 0, 0.0

    async def _ask_for_token(self) -> None:
        """Ask for a token.

        The request that waits for it has not left, so trouble here is told as "never left".
        """
        if self._api is None:
            raise AuthError(words="Not connected.")
        title = self._api.account_title
        try:
            reply = await self._api.request(
                self._table.endpoints["auth"],
                {"apiUserId": self._user_id},
                body=requests.to_login(self._email, self._password, self._table),
                anonymous=True,
            )
            content = reply.json("auth")
        except RejectedError as error:
            if error.status in {404, 405}:
                raise RejectedError(
                    "address_unknown",
                    "Logging in was not found at this address: the address or the paths of "
                    "Dash101 are wrong.",
                    status=error.status,
                    account=title,
                ) from error
            raise AuthError(words=error.words, account=title) from error
        except (ProviderFaultError, UnexpectedReplyError, UnreachableError) as error:
            reason = f"Logging in failed. {error.detail}".strip()
            raise UnreachableError(sent=False, reason=reason, account=title) from error
        refusals = problems.Refusals(self._table)
        status = refusals.refused_status(content)
        token = wire.read_text(content, self._table, "auth", "token")
        if status or not token:
            explained = refusals.explain_content(status or 200, content) if status else None
            words = explained.words if explained else "It gave no token."
            raise AuthError(words=words, account=title)
        self._token = token
        now = self._clock.now()
        # The service counts by its own clock, which may go before or after ours.
        self._issued_at = _told_at(reply.headers.get("date", "")) or now
        self._ahead = self._issued_at - now
        self._renewed_at = now


def _told_at(header: str) -> datetime | None:
    """Return the service's own time of an answer, None where it tells none that can be read."""
    try:
        told = parsedate_to_datetime(header)
    except ValueError:
        return None
    return told if told.tzinfo else told.replace(tzinfo=UTC)
