"""What a program loads and reads once, loaded before the first fork: a life costs less then."""

from __future__ import annotations

import importlib

from shipdesk.clock import SystemClock
from shipdesk.domain.account import Account, AccountId, Environment
from shipdesk.providers import tls
from shipdesk.providers.registry import build_registry

_LATER = (
    "anyio._backends._asyncio",
    "httpcore._backends.anyio",
    "_strptime",
    "concurrent.futures.thread",
    "encodings.idna",
    "numpy",
    "pypdfium2",
    "shipdesk.ingest",
    "shipdesk.printing.process",
    "shipdesk.services.desk",
    "stringprep",
    "zxingcpp",
)
"""Modules that are imported at their first use."""

_SETTINGS = {
    "dispatch": {},
    "shipx": {"organization_id": "1001"},
    "dash101": {"user_id": "1001", "email": "seller@example.test"},
}


def warm() -> None:
    """Load and read all that every life needs; opens no file that stays open and no thread."""
    for name in _LATER:
        importlib.import_module(name)
    tls.shared_context()
    registry = build_registry(SystemClock(), None, allow_loopback=True)
    registry.load()
    for slug, settings in _SETTINGS.items():
        given = {"base_url": f"http://127.0.0.1:1/{slug}", **settings}
        account = Account(AccountId(slug), slug, slug, Environment.DEMO, given)
        registry.build(account, {"token": "none", "password": "none"})
        registry.rules(slug)
        registry.parser(slug)
