"""Secrets of accounts, in the operating system's key store and nowhere else.

All methods block, perhaps for a prompt: they are called on threads with a deadline.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from typing import Protocol

from shipdesk.errors import VaultError

PART = 1_200
"""Characters in one entry: a Windows credential holds 2,560 bytes of UTF-16."""

_PARTS = "parts:"
_MOST_PARTS = 64


class Vault(Protocol):
    """Where the secrets of accounts are; every method raises VaultError when the store refuses."""

    def get(self, account_id: str, name: str) -> str | None:
        """Return a secret, None where there is none."""
        ...

    def put(self, account_id: str, name: str, secret: str) -> None:
        """Keep a secret in the place of the last one."""
        ...

    def delete(self, account_id: str, name: str) -> None:
        """Forget a secret; an absent one is no error."""
        ...

    def available(self) -> bool:
        """Return whether secrets outlive the program."""
        ...


class MemoryVault:
    """Keeps secrets while the program runs: where there is no key store, and in the demo."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._secrets: dict[tuple[str, str], str] = {}

    def get(self, account_id: str, name: str) -> str | None:
        """Return a secret, None where there is none."""
        with self._lock:
            return self._secrets.get((account_id, name))

    def put(self, account_id: str, name: str, secret: str) -> None:
        """Keep a secret until the program ends."""
        with self._lock:
            self._secrets[account_id, name] = secret

    def delete(self, account_id: str, name: str) -> None:
        """Forget a secret."""
        with self._lock:
            self._secrets.pop((account_id, name), None)

    def available(self) -> bool:
        """Return False: nothing outlives the program."""
        return False


class KeyringVault:
    """The system's key store; long secrets are split over several entries.

    An entry is named `<account>/<name>`. A split one holds `parts:<n>`, and its parts stand at
    `<account>/<name>#1` and so on; every stored value of ours is told apart by a leading mark.
    """

    def __init__(self, profile: str) -> None:
        self._service = f"ShipDesk {profile}"

    def get(self, account_id: str, name: str) -> str | None:
        """Return a secret, None where there is none or a part of it is lost."""
        head = self._read(self._entry(account_id, name))
        if head is None:
            return None
        if not head.startswith(_PARTS):
            return head.removeprefix("=")
        count = head.removeprefix(_PARTS)
        if not count.isdecimal():
            return None
        parts = [
            self._read(self._entry(account_id, name, number))
            for number in range(1, min(int(count), _MOST_PARTS) + 1)
        ]
        return None if None in parts else "".join(part[1:] for part in parts if part)

    def put(self, account_id: str, name: str, secret: str) -> None:
        """Keep a secret; the head is written last, so that a half-written one is never read."""
        parts = [secret[start : start + PART] for start in range(0, len(secret), PART)]
        if len(parts) > _MOST_PARTS:
            raise VaultError(reason="The secret is too long.")
        self.delete(account_id, name)
        if len(parts) <= 1:
            self._write(self._entry(account_id, name), "=" + secret)
            return
        for number, part in enumerate(parts, start=1):
            self._write(self._entry(account_id, name, number), "=" + part)
        self._write(self._entry(account_id, name), f"{_PARTS}{len(parts)}")

    def delete(self, account_id: str, name: str) -> None:
        """Forget a secret and all its parts."""
        head = self._read(self._entry(account_id, name))
        if head is None:
            return
        self._remove(self._entry(account_id, name))
        count = head.removeprefix(_PARTS)
        if head.startswith(_PARTS) and count.isdecimal():
            for number in range(1, min(int(count), _MOST_PARTS) + 1):
                self._remove(self._entry(account_id, name, number))

    def available(self) -> bool:
        """Return whether there is a key store behind; asks nobody for anything."""
        import keyring  # noqa: PLC0415 - 84 ms that the first paint does not wait for
        from keyring.backends import fail, null  # noqa: PLC0415

        with _told_as_ours():
            return not isinstance(keyring.get_keyring(), fail.Keyring | null.Keyring)

    @staticmethod
    def _entry(account_id: str, name: str, part: int = 0) -> str:
        return f"{account_id}/{name}#{part}" if part else f"{account_id}/{name}"

    def _read(self, entry: str) -> str | None:
        import keyring  # noqa: PLC0415

        with _told_as_ours():
            return keyring.get_password(self._service, entry)

    def _write(self, entry: str, text: str) -> None:
        import keyring  # noqa: PLC0415

        with _told_as_ours():
            keyring.set_password(self._service, entry, text)

    def _remove(self, entry: str) -> None:
        import keyring  # noqa: PLC0415
        from keyring.errors import PasswordDeleteError  # noqa: PLC0415

        with _told_as_ours(), contextlib.suppress(PasswordDeleteError):
            keyring.delete_password(self._service, entry)


@contextlib.contextmanager
def _told_as_ours() -> Iterator[None]:
    """Turn whatever a key store raises into a VaultError that carries no secret."""
    try:
        yield
    except Exception as error:
        # Back ends raise what their systems raise: D-Bus, Win32 and Keychain errors.
        raise VaultError(reason=type(error).__name__) from error


class SystemVault:
    """The system's key store where there is one, else memory for this run only.

    Which one is found out at the first use, not at the start: loading keyring takes 84 ms.
    """

    def __init__(self, profile: str) -> None:
        self._keyring = KeyringVault(profile)
        self._memory = MemoryVault()
        self._lock = threading.Lock()
        self._chosen: Vault | None = None

    def get(self, account_id: str, name: str) -> str | None:
        """Return a secret, None where there is none."""
        return self._vault().get(account_id, name)

    def put(self, account_id: str, name: str, secret: str) -> None:
        """Keep a secret."""
        self._vault().put(account_id, name, secret)

    def delete(self, account_id: str, name: str) -> None:
        """Forget a secret."""
        self._vault().delete(account_id, name)

    def available(self) -> bool:
        """Return whether secrets outlive the program."""
        return self._vault().available()

    def _vault(self) -> Vault:
        with self._lock:
            if self._chosen is None:
                self._chosen = self._keyring if self._keyring.available() else self._memory
            return self._chosen
