"""One TLS context for all clients: making one costs 25 ms, so it is made once and shared."""

from __future__ import annotations

import ssl
from functools import lru_cache


@lru_cache(maxsize=1)
def shared_context() -> ssl.SSLContext:
    """Return the context that verifies servers; first called in the thread of late imports."""
    import certifi  # noqa: PLC0415 - costs a little, needed once

    context = ssl.create_default_context()
    # The system's store may be empty (a bare Linux); httpx's own bundle is always there.
    context.load_verify_locations(cafile=certifi.where())
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
