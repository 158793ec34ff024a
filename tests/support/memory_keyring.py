"""A key store in memory, so that no test touches the one of the person at this computer."""

from __future__ import annotations

from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError


class MemoryKeyring(KeyringBackend):
    """Keeps secrets for one test; behaves like a real back end, also when a secret is absent."""

    priority = 0.1  # never chosen by itself

    def __init__(self) -> None:
        super().__init__()
        self.secrets: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        """Gives the secret, or None."""
        return self.secrets.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keeps the secret."""
        self.secrets[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        """Forgets the secret; an absent one is an error, as in the real back ends."""
        try:
            del self.secrets[service, username]
        except KeyError:
            raise PasswordDeleteError(username) from None
