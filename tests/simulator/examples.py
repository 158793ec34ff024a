"""One good request for every documented operation, made against a fresh world."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from shipdesk.simulator.endpoints import endpoints
from tests.support.simulator import (
    DASH101_EMAIL,
    DASH101_PASSWORD,
    DASH101_USER,
    DISPATCH_TOKEN,
    SHIPX_ORGANIZATION,
    SHIPX_TOKEN,
    Simulator,
)

SLUGS = ("dispatch", "shipx", "dash101")
OPERATIONS = [(slug, name) for slug in SLUGS for name in endpoints(slug)]


@dataclass(frozen=True)
class Example:
    """What one request says besides its verb and path; `query` is a dict or a list of pairs."""

    parts: Mapping[str, object] = field(default_factory=dict)
    query: Any = None
    body: object = None
    file: tuple[str, bytes] | None = None


Make = Callable[["Desk"], Example]


class Desk:
    """Calls operations of the three services by their ids, with the tokens that may do all."""

    def __init__(self, simulator: Simulator, client: httpx.Client) -> None:
        self.simulator = simulator
        self._client = client
        self._tokens = {"dispatch": DISPATCH_TOKEN, "shipx": SHIPX_TOKEN, "dash101": "none yet"}
        self.begin()

    def begin(self) -> None:
        """Begin with the test seed again, in a world in which nothing takes its time."""
        self.simulator.reset("test")
        self.simulator.knobs(
            shipx_confirm_seconds=0, shipx_index_lag_seconds=0, shipx_pickup_seconds=0,
            dash101_requests_per_minute=10_000, rate_limit=100_000,
        )  # fmt: skip
        login = Example(body={"email": DASH101_EMAIL, "password": DASH101_PASSWORD})
        self._tokens["dash101"] = self.data("dash101", "auth", login)["authorization_token"]

    def call(
        self, slug: str, name: str, example: Example | None = None, **options: Any
    ) -> httpx.Response:
        """One request of an operation; without an example its path gets words that fit nothing."""
        endpoint = endpoints(slug)[name]
        given = example or Example()
        parts = {"organization_id": SHIPX_ORGANIZATION, "apiUserId": DASH101_USER, **given.parts}
        path = "/".join(
            str(parts.get(piece.strip("{}"), "0")) if piece.startswith("{") else piece
            for piece in endpoint.path.split("/")
        )
        if given.body is not None:
            options["json"] = given.body
        if given.file is not None:
            options["files"] = {"file": given.file}
        headers = {"Authorization": f"Bearer {self._tokens[slug]}"}
        if slug == "dash101":
            headers["Content-Type"] = "application/json"
        url = f"{self.simulator.url}/{slug}{path}"
        return self._client.request(
            endpoint.verb, url, params=given.query or None, headers=headers, **options
        )

    def data(self, slug: str, name: str, example: Example | None = None) -> Any:
        """The good answer of an operation: its `data`, its `items`, or all of it."""
        answer = self.call(slug, name, example)
        assert answer.is_success, answer.text
        body = answer.json()
        if isinstance(body, dict):
            return body.get("data", body.get("items", body))
        return body
