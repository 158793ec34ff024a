"""The demo: the real program against the simulator, in a profile of its own that leaves nothing."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from shipdesk.domain.account import Account, AccountId, Environment
from shipdesk.domain.address import Address
from shipdesk.domain.codec import to_plain
from shipdesk.domain.measures import Parcel, Source
from shipdesk.domain.order import HandingIn
from shipdesk.domain.sender import Sender, SenderId
from shipdesk.errors import StorageError
from shipdesk.paths import ProfilePaths, profile_paths
from shipdesk.storage import accounts, preferences, senders
from shipdesk.storage.database import Conn, Database
from shipdesk.storage.vault import MemoryVault

_ACCOUNTS: tuple[tuple[str, str, str, dict[str, str], dict[str, str]], ...] = (
    ("orderbook", "dispatch", "Order book", {}, {"token": "simulator-token-full"}),
    ("inpost", "shipx", "InPost", {"organization_id": "1001"}, {"token": "simulator-shipx-token"}),
    (
        "dash101",
        "dash101",
        "Dash101",
        {"user_id": "1001", "email": "seller@example.test"},
        {"password": "simulator-pass"},
    ),
)
_SENDERS = (
    Sender(
        SenderId("krakow"),
        "Glinka Ceramika",
        Address(
            name="Maria Glinka",
            company="Glinka Ceramika",
            street="ul. Cicha 8",
            city="Kraków",
            postcode="30-002",
            country="PL",
            phone="600222333",
            email="biuro@glinka.example",
        ),
        handing_in=HandingIn.COLLECT,
    ),
    Sender(
        SenderId("pune"),
        "Glinka India",
        Address(
            name="Glinka India",
            company="Glinka India",
            street="14 Pottery Lane, Koregaon Park",
            street2="Near the old mill",
            city="Pune",
            state="Maharashtra",
            postcode="411001",
            country="IN",
            phone="9822012345",
            email="pune@glinka.example",
        ),
    ),
)
_PRESET = Parcel(500, 200, 150, 100, source=Source.PRESET)


class Simulator:
    """The simulator as a process of its own, ended when the demo ends."""

    def __init__(self, seed: str = "demo") -> None:
        self._seed = seed
        self._process: subprocess.Popen[str] | None = None
        self.url = ""

    def start(self) -> str:
        """Start it and return its address; raises StorageError where it does not come up."""
        command = [sys.executable, "-m", "shipdesk.simulator", "--port", "0"]
        command += ["--seed", self._seed, "--parent-pid", str(os.getpid())]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603
        line = self._process.stdout.readline() if self._process.stdout else ""
        if not line:
            raise StorageError(reason="The simulator did not start.")
        self.url = str(json.loads(line)["url"])
        return self.url

    def stop(self) -> None:
        """End the process."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._process = None

    def control(self, method: str, path: str, body: Mapping[str, object] | None = None) -> Any:  # noqa: ANN401
        """Call a control route and return its JSON; blocks for a moment."""
        request = urllib.request.Request(  # noqa: S310 - the simulator's own loopback address
            f"{self.url}/_simulator/{path}",
            data=None if body is None else json.dumps(body).encode(),
            method=method,
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            return json.loads(answer.read() or b"null")

    async def ask(self, method: str, path: str, body: Mapping[str, object] | None = None) -> Any:  # noqa: ANN401
        """Call a control route without holding the window."""
        return await asyncio.to_thread(self.control, method, path, body)


def demo_profile(url: str, root: Path) -> tuple[ProfilePaths, MemoryVault]:
    """Make a fresh profile with three demo accounts, two senders and a parcel preset."""
    return asyncio.run(demo_profile_in(url, root))


async def demo_profile_in(
    url: str, root: Path, *, fill: bool = True
) -> tuple[ProfilePaths, MemoryVault]:
    """Make the demo's profile under a folder; without `fill` only its secrets are given."""
    paths = profile_paths("demo", root)
    vault = MemoryVault()
    for account_id, _, _, _, secrets in _ACCOUNTS:
        for name, text in secrets.items():
            vault.put(account_id, name, text)

    def write(conn: Conn) -> None:
        for account_id, provider, title, settings, _ in _ACCOUNTS:
            base = {"base_url": f"{url}/{provider}", **settings}
            account = Account(AccountId(account_id), provider, title, Environment.DEMO, base)
            accounts.save(conn, account)
        for sender in _SENDERS:
            senders.save(conn, sender)
        preferences.put(conn, "parcel_preset", to_plain(_PRESET))

    if fill:
        paths.make()
        journal = Database.open(paths.journal, writable=True, readers=0)
        await journal.write(write)
        await journal.aclose()
    return paths, vault


@contextlib.contextmanager
def demo_folder() -> Iterator[Path]:
    """Give a folder that is gone when the demo ends."""
    with tempfile.TemporaryDirectory(prefix="shipdesk-demo-", ignore_cleanup_errors=True) as name:
        yield Path(name)
