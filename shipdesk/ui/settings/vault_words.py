"""Where the secrets of a profile's accounts are, in one sentence."""

from __future__ import annotations

from shipdesk.domain.account import Environment
from shipdesk.wording import phrase as say


def vault_words(environment: Environment, *, kept: bool) -> str:
    """Return the sentence below an account's fields; `kept`: this computer has a key store."""
    if environment is Environment.DEMO:
        return say("The demo's accounts are made up and need no key store.")
    if kept:
        return say("Secrets are kept in this computer's key store and nowhere else.")
    return say(
        "This computer offers no key store: secrets are kept in memory only and asked for at "
        "each start."
    )
