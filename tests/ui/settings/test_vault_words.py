"""Where the secrets are is said truly, in the demo too."""

from __future__ import annotations

from shipdesk.domain.account import Environment
from shipdesk.ui.settings.vault_words import vault_words


def test_without_a_key_store_it_says_that_secrets_are_asked_for_again() -> None:
    words = vault_words(Environment.PRODUCTION, kept=False)
    assert "no key store" in words
    assert "asked for at each start" in words


def test_with_a_key_store_it_says_that_they_are_nowhere_else() -> None:
    assert "nowhere else" in vault_words(Environment.SANDBOX, kept=True)


def test_demo_is_not_blamed_for_a_missing_key_store() -> None:
    words = vault_words(Environment.DEMO, kept=False)
    assert "asked for" not in words
    assert "made up" in words
