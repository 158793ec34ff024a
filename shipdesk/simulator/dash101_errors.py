"""How the Indian aggregator says no (reference §13; the body is designed, the codes are not)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aiohttp import web


class Refusal(Exception):  # noqa: N818 - an answer of the service, not an error of ours
    """A request that the service turns down; becomes its JSON answer."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        errors: Sequence[tuple[str, str]] = (),
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.message = message
        self.errors = list(errors)

    def response(self) -> web.Response:
        """The answer with its status, repeated inside."""
        body: dict[str, Any] = {
            "status_code": self.status,
            "error_code": self.code,
            "message": self.message,
        }
        if self.errors:
            body["errors"] = [
                {"field": field, "message": message} for field, message in self.errors
            ]
        return web.json_response(body, status=self.status)


def not_found(what: str) -> Refusal:
    """The refusal of an order or tracking number that does not exist."""
    return Refusal(404, "NOT_FOUND", f"{what} not found")


def bad_request(message: str, field: str = "") -> Refusal:
    """The refusal of a request that cannot be understood (400)."""
    return Refusal(400, "BAD_REQUEST", message, [(field, message)] if field else [])


def unprocessable(code: str, message: str, field: str = "") -> Refusal:
    """The refusal of a request that breaks a rule (422)."""
    return Refusal(422, code, message, [(field, message)] if field else [])
