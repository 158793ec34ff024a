"""Good answers made bad: cut, emptied, of wrong types, with fields lacking or unheard of."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from typing import Any

from aiohttp import web

from shipdesk.simulator.faults import Fault

_JSON = "application/json; charset=utf-8"
_CUTTING = frozenset({"truncated_json", "empty_body"})
_PAYLOADS = ("data", "items")


def spoiled(response: web.StreamResponse, fault: Fault) -> web.StreamResponse:
    """The answer as a fault of one of the kinds in SPOILING leaves it.

    Every answer can be spoiled: one without a body gets a broken one where the fault is about
    its body's form; of a file only its length or its being a file can go wrong.
    """
    if not isinstance(response, web.Response) or not isinstance(response.body, bytes | None):
        return response
    content = response.body or b""
    if fault.do == "empty_body":
        return _again(response, b"")
    if fault.do == "truncated_json":
        return _again(response, content[: max(1, len(content) * 2 // 3)] or b'{"')
    try:
        body = json.loads(content)
    except ValueError:
        if fault.do != "wrong_types":
            return response
        return _again(response, b'{"unexpectedField":[[]]}', _JSON)
    if fault.do == "missing_fields":
        changed = _without(body, frozenset(fault.fields))
    elif fault.do == "set_fields":
        changed = _with(body, fault.values)
    else:
        changed = _CHANGES[fault.do](body)
    return _again(response, json.dumps(changed, ensure_ascii=False).encode())


def _again(response: web.Response, content: bytes, content_type: str = "") -> web.Response:
    """The same answer around other bytes; one that had none and gets some is a plain 200."""
    status = 200 if content and response.status == 204 else response.status  # noqa: PLR2004
    headers = {
        name: value
        for name, value in response.headers.items()
        if name not in {"Content-Length", "Content-Type"}
    }
    known = response.headers.get("Content-Type", _JSON) if response.body else _JSON
    headers["Content-Type"] = content_type or known
    return web.Response(body=content, status=status, headers=headers)


def _without(body: Any, fields: Collection[str]) -> Any:  # noqa: ANN401 - any JSON
    """The body without the named fields at any depth; with none named, its things lose them all.

    The envelope of a list stays, so that what is missing is what the client came for.
    """
    if fields:
        return _dropped(body, fields)
    if isinstance(body, list):
        return [_emptied(item) for item in body]
    if not isinstance(body, dict):
        return body
    if "success" in body or any(name in body for name in _PAYLOADS):
        return {
            name: _emptied(value) if name in _PAYLOADS else value for name, value in body.items()
        }
    if body and all(isinstance(value, dict | list) for value in body.values()):
        return {name: _emptied(value) for name, value in body.items()}
    return {}


def _emptied(value: Any) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, list):
        return [_emptied(item) for item in value]
    return {} if isinstance(value, dict) else value


def _dropped(value: Any, fields: Collection[str]) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, dict):
        return {name: _dropped(item, fields) for name, item in value.items() if name not in fields}
    if isinstance(value, list):
        return [_dropped(item, fields) for item in value]
    return value


def _with(value: Any, values: Mapping[str, Any]) -> Any:  # noqa: ANN401 - any JSON
    """The body with other values in the fields of those names, wherever they stand."""
    if isinstance(value, dict):
        return {
            name: values[name] if name in values else _with(item, values)
            for name, item in value.items()
        }
    if isinstance(value, list):
        return [_with(item, values) for item in value]
    return value


def _wrong(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Lists become objects and numbers lists: nothing that a reader could still accept."""
    if isinstance(value, dict):
        return {key: _wrong(item) for key, item in value.items()}
    if isinstance(value, list):
        return {str(place): _wrong(item) for place, item in enumerate(value)}
    if isinstance(value, int | float) and not isinstance(value, bool):
        return [value]
    return value


def _loose(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Numbers become text, as careless servers send them; a reader should accept it."""
    if isinstance(value, dict):
        return {key: _loose(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_loose(item) for item in value]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return value


def _extra(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Every object gets fields that no reference knows."""
    if isinstance(value, dict):
        known = {key: _extra(item) for key, item in value.items()}
        return {**known, "unexpectedField": {"nested": [1, None]}}
    if isinstance(value, list):
        return [_extra(item) for item in value]
    return value


_CHANGES: dict[str, Callable[[Any], Any]] = {
    "wrong_types": _wrong,
    "loose_types": _loose,
    "extra_fields": _extra,
}
SPOILING = frozenset({*_CUTTING, "missing_fields", "set_fields", *_CHANGES})
"""The kinds of fault that leave the act done and its answer bad."""
