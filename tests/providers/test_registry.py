"""Which providers there are, and that each costs nothing until it is used."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from shipdesk.domain.account import Account, AccountId, Environment
from shipdesk.errors import RuleError
from shipdesk.providers.base import Registry
from shipdesk.providers.registry import build_registry
from tests.support.driven_clock import DrivenClock

LOADED = """
import sys
from shipdesk.clock import SystemClock
from shipdesk.providers.registry import build_registry
registry = build_registry(SystemClock())
{act}
print(" ".join(sorted({{"httpx", "pydantic", "aiohttp", "PySide6"}} & set(sys.modules))))
"""


def _registry(overrides: Path | None = None) -> Registry:
    return build_registry(DrivenClock(), overrides, allow_loopback=True)


def _loaded_by(act: str) -> str:
    code = LOADED.format(act=act)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_three_providers_can_be_added_and_each_asks_for_its_secret_once() -> None:
    kinds = {kind.slug: kind for kind in _registry().kinds()}
    assert set(kinds) == {"dispatch", "shipx", "dash101"}
    for kind in kinds.values():
        assert [each.secret for each in kind.fields].count(True) == 1
        assert kind.title
        assert kind.purpose


def test_the_order_book_has_no_rules_and_the_couriers_have() -> None:
    registry = _registry()
    assert registry.rules("dispatch") is None
    for slug, country in (("shipx", "PL"), ("dash101", "IN")):
        rules = registry.rules(slug)
        assert rules is not None
        assert country in rules.countries


def test_rules_and_kinds_load_neither_network_nor_wire_models() -> None:
    assert _loaded_by("registry.kinds(); registry.rules('shipx')") == ""


@pytest.mark.parametrize("slug", ["dispatch", "shipx", "dash101"])
def test_a_parser_loads_no_network(slug: str) -> None:
    loaded = _loaded_by(f"registry.parser({slug!r})")
    assert "httpx" not in loaded.split()
    assert "PySide6" not in loaded.split()


async def test_an_account_is_built_with_the_parts_that_it_has() -> None:
    settings = {"base_url": "https://dispatch.example.test"}
    account = Account(AccountId("a"), "dispatch", "Shop", Environment.PRODUCTION, settings)
    opened = _registry().build(account, {"token": "x"})
    provider = opened.provider
    assert (provider.slug, provider.account) == ("dispatch", account)
    assert provider.streams is not None
    assert provider.fulfilment is not None
    assert provider.booking is None
    assert provider.rules is None
    await opened.aclose()


def test_an_address_in_the_open_is_refused_when_it_is_built() -> None:
    settings = {"base_url": "http://dispatch.example.test"}
    account = Account(AccountId("a"), "dispatch", "Shop", Environment.PRODUCTION, settings)
    with pytest.raises(RuleError):
        _registry().build(account, {"token": "x"})


def test_a_provider_that_is_not_known_is_a_fault_of_ours() -> None:
    with pytest.raises(KeyError):
        _registry().rules("nobody")


def test_a_users_file_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "shipx.toml").write_text("[endpoints\n", encoding="utf-8")
    registry = build_registry(DrivenClock(), tmp_path)
    assert [(fault.file, fault.line) for fault in registry.faults] == [("shipx.toml", 1)]
    assert registry.rules("shipx") is not None
