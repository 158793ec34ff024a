"""How an account proves itself to a service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from shipdesk.errors import AuthError


class Auth(Protocol):
    """How an account proves itself."""

    @property
    def identity(self) -> str:
        """What the service counts requests by; never shown, "" where there is none."""
        ...

    async def headers(self) -> Mapping[str, str]:
        """Return the headers of a request; may log in first."""
        ...

    async def refresh(self, refused: Mapping[str, str]) -> bool:
        """After a 401 to these headers: get a new token if that is possible.

        True where others are at hand now; False where a person must act.
        """
        ...


class BearerAuth:
    """A token that never changes by itself."""

    def __init__(self, token: str, account_title: str = "") -> None:
        # What comes along when it is pasted: blanks, line ends, marks of word processors.
        self._token = "".join(char for char in token if "!" <= char <= "~")
        self._account_title = account_title

    @property
    def identity(self) -> str:
        """The token: limits are counted for each."""
        return self._token

    async def headers(self) -> Mapping[str, str]:
        """Return the Authorization header; raises AuthError where no token is kept."""
        if not self._token:
            raise AuthError(401, "No token is kept on this computer.", account=self._account_title)
        return {"Authorization": f"Bearer {self._token}"}

    async def refresh(self, refused: Mapping[str, str]) -> bool:  # noqa: ARG002 - one token
        """A person has to make a new one at the service."""
        return False
