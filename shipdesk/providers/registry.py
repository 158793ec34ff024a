"""Which providers there are: the only module that names them, and it loads each when it is used.

A package shows three names at its door (`__init__.py`), and importing it must load neither httpx
nor pydantic; the ingest process asks for the parser only, which must not load httpx at all:

    KIND: ProviderKind
    def build(account, secrets, surroundings: Surroundings) -> OpenProvider
    def parser(table: Table) -> Parser
"""

from __future__ import annotations

import importlib
import threading
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Protocol, cast

from shipdesk.clock import Clock
from shipdesk.domain.account import Account
from shipdesk.domain.exchange import Exchange
from shipdesk.domain.rules import RuleSet
from shipdesk.domain.service_table import TableFault
from shipdesk.providers.base import OpenProvider, ProviderKind
from shipdesk.providers.lists import Parser
from shipdesk.providers.request_log import RequestLog
from shipdesk.providers.support import support_text
from shipdesk.providers.surroundings import Surroundings
from shipdesk.providers.table_files import TableFiles
from shipdesk.providers.tables import Table

_LOADING = threading.Lock()
"""One provider loads its libraries at a time, also where several accounts are built at once.

PySide looks into every module as it is imported (`shibokensupport.feature`), and what pydantic
answers to that from a half-loaded module is an ImportError that never goes away in that process.
"""

_PACKAGES = {
    "dispatch": "shipdesk.providers.dispatch",
    "shipx": "shipdesk.providers.shipx",
    "dash101": "shipdesk.providers.dash101",
}


class _Package(Protocol):
    """What a provider's package shows at its door."""

    KIND: ProviderKind

    def build(
        self, account: Account, secrets: Mapping[str, str], surroundings: Surroundings
    ) -> OpenProvider: ...

    def parser(self, table: Table) -> Parser: ...


class ProviderRegistry:
    """The providers of this program; safe from every thread, does no I/O but reading its data."""

    def __init__(self, clock: Clock, overrides: Path | None, *, allow_loopback: bool) -> None:
        self._clock = clock
        self._allow_loopback = allow_loopback
        self.tables = TableFiles(overrides)
        self.log = RequestLog()

    def kinds(self) -> tuple[ProviderKind, ...]:
        """Return the providers that an account can be added for."""
        return tuple(_package(slug).KIND for slug in _PACKAGES)

    def build(self, account: Account, secrets: Mapping[str, str]) -> OpenProvider:
        """Build the parts for one account.

        Raises RuleError when a setting cannot be used, KeyError for a provider that is not known.
        """
        slug = account.provider
        surroundings = Surroundings(
            self._clock, self._table(slug), self._allow_loopback, log=self.log
        )
        with _LOADING:
            try:
                return _package(slug).build(account, secrets, surroundings)
            except (ValueError, LookupError, TypeError, AttributeError) as error:
                # A person's own table that passed its check all the same: ours works.
                ours = self.tables.refuse(slug, str(error) or type(error).__name__)
                if ours is None:
                    raise
            return _package(slug).build(account, secrets, replace(surroundings, table=ours))

    def load(self) -> None:
        """Load the libraries of all providers; takes a moment, so on a thread after the start."""
        with _LOADING:
            for package in _PACKAGES.values():
                importlib.import_module(f"{package}.provider")

    def rules(self, slug: str) -> RuleSet | None:
        """Return a provider's rules without building it; None where it ships nothing."""
        return self._table(slug).rules

    def parser(self, slug: str) -> Parser:
        """Return the pure half for the ingest process."""
        return _package(slug).parser(self._table(slug))

    @property
    def faults(self) -> tuple[TableFault, ...]:
        """Why files in the user's own folder are not used; empty when all are."""
        return self.tables.faults(tuple(_PACKAGES))

    def support_text(self, exchange: Exchange) -> str:
        """Return a request as that vendor's support wants to have it told."""
        return support_text(self._table(exchange.provider), exchange)

    def _table(self, slug: str) -> Table:
        if slug not in _PACKAGES:
            raise KeyError(slug)
        return self.tables.table(slug)


def build_registry(
    clock: Clock, overrides: Path | None = None, *, allow_loopback: bool = False
) -> ProviderRegistry:
    """Make the registry; `overrides` is the user's own folder of provider data.

    `allow_loopback` lets label URLs point to this computer: for demo and simulator only.
    """
    return ProviderRegistry(clock, overrides, allow_loopback=allow_loopback)


def _package(slug: str) -> _Package:
    return cast("_Package", importlib.import_module(_PACKAGES[slug]))
