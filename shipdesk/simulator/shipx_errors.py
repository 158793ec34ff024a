"""How the Polish courier says no: its error envelope, keys and texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiohttp import web

_MESSAGES = {
    "validation_failed": "There are some validation errors. Check details object for more info.",
    "token_invalid": "Token is missing or invalid.",
    "forbidden": "Access forbidden for this token.",
    "resource_not_found": "Resource not found.",
    "routing_not_found": "Routing not found.",
    "invalid_action": "shipment_status_incorrect",
    "invalid_status": "Dispatch order has an incorrect status.",
    "invalid_parameter": "Invalid parameter.",
    "invalid_range": "Value is out of range.",
    "missing_trucker_id": "trucker_ID_is_not_set_for_organization",
    "carrier_unavailable": "Carrier is not available for this organization.",
    "offer_expired": "Offer has expired.",
    "offer_unavailable": "Offer is unavailable.",
    "dispatch_point_and_address_cannot_be_mixed": "Dispatch point and address can not be mixed.",
    "cannot_mix_shipments_with_and_without_dispatch_order": (
        "Can not mix shipments with and without dispatch order."
    ),
    "does_not_exist": "Does not exist.",
    "label_not_found": "Label is not available yet.",
}
_POLISH = {
    "validation_failed": "Wystąpiły błędy walidacji. Sprawdź obiekt details.",
    "token_invalid": "Brak tokenu albo jest on nieprawidłowy.",
    "forbidden": "Brak dostępu dla tego tokenu.",
    "resource_not_found": "Nie znaleziono zasobu.",
}
_STATUS = {
    "token_invalid": 401,
    "forbidden": 403,
    "resource_not_found": 404,
    "routing_not_found": 404,
}


class Refusal(Exception):  # noqa: N818 - an answer of the service, not an error of ours
    """A request that the service turns down; becomes its JSON answer.

    `described` puts the text under `description` instead of `message`, as tracking and
    statuses do (reference §2.1).
    """

    def __init__(
        self,
        error: str,
        details: Mapping[str, Any] | None = None,
        *,
        message: str | None = None,
        described: bool = False,
        null_details: bool = False,
    ) -> None:
        super().__init__(error)
        self.error = error
        self.status = _STATUS.get(error, 400)
        self.details: dict[str, Any] | None = (
            None if null_details and details is None else dict(details or {})
        )
        self.message = message
        self.described = described

    def response(self, language: str = "") -> web.Response:
        """The answer in the asked language: `keys` gives bare keys, Polish the usual few."""
        text = self.message or _MESSAGES.get(self.error, self.error)
        if language == "keys":
            text = self.error
        elif language.lower().startswith("pl") and self.message is None:
            text = _POLISH.get(self.error, text)
        body = {
            "status": self.status,
            "error": self.error,
            "description" if self.described else "message": text,
            "details": self.details,
        }
        headers = {}
        if self.status == 401:  # noqa: PLR2004 - the HTTP status of an unknown caller
            headers["WWW-Authenticate"] = 'Bearer realm="ShipX", error="invalid_token"'
        return web.json_response(body, status=self.status, headers=headers)


def invalid(details: Mapping[str, Any]) -> Refusal:
    """The refusal of a body or query with these per-field findings."""
    return Refusal("validation_failed", details)
