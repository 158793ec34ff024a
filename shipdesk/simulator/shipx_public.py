"""What the Polish courier tells anybody: tracking, statuses, services and sending methods."""

from __future__ import annotations

from aiohttp import web

from shipdesk.simulator import shipx_catalogue as catalogue
from shipdesk.simulator import shipx_json
from shipdesk.simulator.endpoints import provider_table
from shipdesk.simulator.shipx_door import Act, Call
from shipdesk.simulator.shipx_errors import Refusal, invalid
from shipdesk.simulator.shipx_json import moment

_LANGUAGES = {"pl_PL", "en_GB"}


def _tracking(call: Call) -> web.Response:
    number = call.parts["tracking_number"]
    found = call.book.by_tracking_number(number)
    if found is None or not found.events:
        raise Refusal(
            "resource_not_found",
            message=f"Tracking information about {number} shipment has not been found.",
            described=True,
            null_details=True,
        )
    return web.json_response(shipx_json.tracking(found, number))


def _service_history(call: Call) -> web.Response:
    number = call.parts["tracking_number"]
    found = call.book.by_tracking_number(number)
    if found is None:
        raise Refusal("resource_not_found", described=True, null_details=True)
    return web.json_response(
        {
            "href": f"{call.base}/v1/tracking/{number}/service_history",
            "id": number,
            "service_history": {
                "last_service": found.service,
                "updated_at": moment(found.updated_at),
            },
        }
    )


def _statuses(call: Call) -> web.Response:
    language = call.query.get("lang", "pl_PL")
    if language not in _LANGUAGES:
        raise Refusal(
            "invalid_parameter",
            message=f"Language {language} is not supported.",
            described=True,
        )
    polish = language == "pl_PL"
    items = [
        {
            "name": name,
            "title": entry["title" if polish else "title_en"],
            "description": entry["description" if polish else "title_en"],
        }
        for name, entry in provider_table("shipx")["statuses"].items()
    ]
    return web.json_response({"href": f"{call.path}?lang={language}", "items": items})


def _services(_call: Call) -> web.Response:
    return web.json_response(
        [
            {
                "id": service_id,
                "name": service.name,
                "description": service.description,
                "additional_services": [
                    {"id": one, "name": catalogue.EXTRAS[one], "description": catalogue.EXTRAS[one]}
                    for one in service.extras
                ],
            }
            for service_id, service in catalogue.SERVICES.items()
        ]
    )


def _sending_methods(call: Call) -> web.Response:
    service = call.query.get("service")
    if service and service not in catalogue.SERVICES:
        raise invalid({"service": ["unknown"]})
    allowed = catalogue.methods_of(service) if service else tuple(catalogue.SENDING_METHODS)
    items = [
        {"id": one, "name": name, "description": name}
        for one, name in catalogue.SENDING_METHODS.items()
        if one in allowed
    ]
    # A bare array today; older documents show an envelope (reference §12.3).
    if call.book.knob("shipx_sending_methods_wrapped", default=False):
        return web.json_response({"href": call.path, "items": items})
    return web.json_response(items)


ACTS: dict[str, Act] = {
    "tracking.get": _tracking,
    "tracking.service_history": _service_history,
    "statuses.list": _statuses,
    "services.list": _services,
    "sending_methods.list": _sending_methods,
}
"""Operation id to what it does; no token is asked for."""
