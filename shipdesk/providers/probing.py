"""One line of "Test connection": an operation is tried, and its answer is put in words."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from shipdesk.errors import AuthError, ProviderError, RejectedError
from shipdesk.providers.base import ProbeAnswer


async def probe(
    operation: str,
    title: str,
    ask: Callable[[], Awaitable[str]],
    is_missing: Callable[[str, RejectedError], bool],
) -> ProbeAnswer:
    """Return how an operation answered; `is_missing` knows a refusal for "no such address".

    Raises AuthError: with a refused secret there is nothing more to try.
    """
    try:
        words = await ask()
    except AuthError:
        raise
    except RejectedError as error:
        state = "address_unknown" if is_missing(operation, error) else "failed"
        return ProbeAnswer(operation, title, state, error.words)
    except ProviderError as error:
        return ProbeAnswer(operation, title, "failed", error.detail)
    return ProbeAnswer(operation, title, "works", words)
