"""Secrets go to the key store whole, whatever its entries hold, and come back whole."""

from __future__ import annotations

import keyring
import pytest
from keyring.backends import fail
from keyring.errors import KeyringLocked

from shipdesk.errors import VaultError
from shipdesk.storage.vault import PART, KeyringVault, MemoryVault, Vault
from tests.support.memory_keyring import MemoryKeyring
from tests.support.secret_service import SecretServiceRun

LONG = "".join(chr(33 + place % 90) for place in range(3_990)) + "żółć=parts:9"


@pytest.mark.parametrize(
    "secret", ["", "short", "=parts:3", "parts:3", "x" * PART, "x" * (PART + 1), LONG]
)
@pytest.mark.parametrize("vault", [KeyringVault("Demo"), MemoryVault()])
def test_a_secret_of_any_length_comes_back(vault: Vault, secret: str) -> None:
    vault.put("courier", "token", secret)
    assert vault.get("courier", "token") == secret
    assert vault.get("courier", "password") is None
    vault.put("courier", "token", "another")
    assert vault.get("courier", "token") == "another"
    vault.delete("courier", "token")
    vault.delete("courier", "token")
    assert vault.get("courier", "token") is None


def test_no_entry_is_longer_than_windows_takes(memory_keyring: MemoryKeyring) -> None:
    KeyringVault("Demo").put("courier", "token", LONG)
    held = memory_keyring.secrets
    assert len(held) == 5
    assert max(len(text.encode("utf-16-le")) for text in held.values()) <= 2_560
    assert {service for service, _ in held} == {"ShipDesk Demo"}
    KeyringVault("Demo").delete("courier", "token")
    assert held == {}


def test_a_shorter_secret_leaves_no_part_of_the_longer_one(memory_keyring: MemoryKeyring) -> None:
    vault = KeyringVault("Demo")
    vault.put("courier", "token", LONG)
    vault.put("courier", "token", "short")
    assert len(memory_keyring.secrets) == 1


def test_a_secret_with_a_lost_part_is_no_secret(memory_keyring: MemoryKeyring) -> None:
    vault = KeyringVault("Demo")
    vault.put("courier", "token", LONG)
    del memory_keyring.secrets["ShipDesk Demo", "courier/token#2"]
    assert vault.get("courier", "token") is None


def test_profiles_do_not_see_each_others_secrets() -> None:
    KeyringVault("Demo").put("courier", "token", "demo")
    assert KeyringVault("Shop").get("courier", "token") is None


def test_a_locked_key_store_is_told_without_the_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(*_: object) -> None:
        raise KeyringLocked

    monkeypatch.setattr(MemoryKeyring, "set_password", locked)
    with pytest.raises(VaultError) as refused:
        KeyringVault("Demo").put("courier", "token", "hunter2-secret")
    assert "hunter2" not in f"{refused.value.title}{refused.value.detail}{refused.value.params}"
    assert "KeyringLocked" in refused.value.detail


def test_a_computer_without_a_key_store_says_so() -> None:
    assert KeyringVault("Demo").available()
    assert not MemoryVault().available()
    keyring.set_keyring(fail.Keyring())  # type: ignore[no-untyped-call]
    assert not KeyringVault("Demo").available()
    with pytest.raises(VaultError):
        KeyringVault("Demo").get("courier", "token")


_REAL = """
from shipdesk.storage.vault import KeyringVault
vault = KeyringVault("Test")
secret = "ż" * 4000
assert vault.available()
vault.put("courier", "token", secret)
assert KeyringVault("Test").get("courier", "token") == secret
vault.delete("courier", "token")
assert vault.get("courier", "token") is None
print("kept and forgotten")
"""


@pytest.mark.keyring
def test_a_real_secret_service_keeps_a_long_secret(
    run_with_secret_service: SecretServiceRun,
) -> None:
    done = run_with_secret_service("-c", _REAL)
    assert done.stdout.strip() == "kept and forgotten", done.stderr
