"""The three services with every name of their JSON and queries changed on the way."""

from __future__ import annotations

import importlib
import re
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qsl, quote

import httpx
from pydantic import BaseModel

from shipdesk.providers.base import OpenProvider
from shipdesk.providers.surroundings import Surroundings
from shipdesk.providers.tables import Table, load_table
from tests.contract.bench import SECRETS, Bench
from tests.support.wire_names import as_toml, renamed

MARK = "Qz7"
"""What every name ends with there."""

SLUGS = ("dispatch", "shipx", "dash101")
_KEY = re.compile(r'"((?:[^"\\]|\\.)*)"(?=\s*:)')
_PART = re.compile(rb'(?<=; name=)"([^"]*)"')
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d[\d:.+Z-]*")
_LENGTHS = frozenset({"content-length", "content-encoding", "transfer-encoding"})
_COPIES = frozenset({"raw", "told", "rate_limits"})


def write_tables(folder: Path) -> None:
    """Write a person's own tables for services that have renamed everything."""
    for slug in SLUGS:
        text = as_toml(renamed(load_table(slug), lambda name: f"{name}{MARK}"))
        (folder / f"{slug}.toml").write_text(text, encoding="utf-8")


class Renaming(httpx.AsyncBaseTransport):
    """Passes requests on under the old names and answers under the new; `strays` were sent old."""

    def __init__(self) -> None:
        self.strays: set[str] = set()
        self._inner = httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request with the names that the simulator knows."""
        body = await request.aread()
        kind = request.headers.get("content-type", "")
        if kind.startswith("application/json"):
            body = _KEY.sub(lambda found: f'"{self._old(found[1])}"', body.decode()).encode()
        elif kind.startswith("multipart/"):
            body = _PART.sub(lambda found: b'"%s"' % self._old(found[1].decode()).encode(), body)
        pairs = parse_qsl(request.url.query.decode(), keep_blank_values=True)
        asked = "&".join(
            f"{quote(self._old(name), safe='$')}={quote(text)}" for name, text in pairs
        )
        url = request.url.copy_with(query=asked.encode() or None)
        head = {name: text for name, text in request.headers.items() if name not in _LENGTHS}
        sent = httpx.Request(request.method, url, headers=head, content=body)
        sent.extensions = request.extensions
        response = await self._inner.handle_async_request(sent)
        told = await response.aread()
        await response.aclose()
        if told.lstrip()[:1] in {b"{", b"["}:
            told = _KEY.sub(rf'"\1{MARK}"', told.decode()).encode()
        head = {name: text for name, text in response.headers.items() if name not in _LENGTHS}
        return httpx.Response(response.status_code, headers=head, content=told)

    async def aclose(self) -> None:
        """Stay open: all clients of a bench share it."""

    async def close(self) -> None:
        """Close the connections, at the end."""
        await self._inner.aclose()

    def _old(self, name: str) -> str:
        if not name.endswith(MARK):
            self.strays.add(name)
        return name.removesuffix(MARK)


@dataclass
class RenamedBench(Bench):
    """The services behind such a transport, read by the tables of `folder`."""

    folder: Path = Path()
    wire: Renaming = field(default_factory=Renaming)

    def table(self, slug: str) -> Table:
        """Return a service's data with a person's own over it."""
        table = load_table(slug, self.folder)
        assert table.fault is None
        return table

    def build(self, slug: str) -> OpenProvider:
        """Build a service's parts as the program does, but for the way out."""
        around = Surroundings(
            self.clock, self.table(slug), allow_loopback=True, transport=self.wire
        )
        package = importlib.import_module(f"shipdesk.providers.{slug}")
        opened: OpenProvider = package.build(self.account(slug), SECRETS[slug], around)
        return opened

    async def aclose(self) -> None:
        """Close everything."""
        await super().aclose()
        await self.wire.close()


def understood(result: object) -> object:
    """Return what was made of an answer: under the old names, without raw copies and the hour."""
    if isinstance(result, BaseModel):
        return {name: understood(getattr(result, name)) for name in type(result).model_fields}
    if is_dataclass(result):
        names = [each.name for each in fields(result) if each.name not in _COPIES]
        return {name: understood(getattr(result, name)) for name in names}
    if isinstance(result, dict):
        return {understood(name): understood(each) for name, each in result.items()}
    if isinstance(result, list | tuple):
        return [understood(each) for each in result]
    if isinstance(result, bytes | str):
        return _MOMENT.sub("(moment)", str(result).replace(MARK, ""))
    if isinstance(result, datetime):
        return "(moment)"
    return result
