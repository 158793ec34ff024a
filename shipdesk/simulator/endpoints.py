"""Paths and verbs of the three services, read from the data files that the client reads too."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_PARAMETER = re.compile(r"\{[^}]*\}")


class Endpoint(NamedTuple):
    """One line of an [endpoints] table; `designed` marks what no vendor's page promises."""

    verb: str
    path: str
    designed: bool


def resources_folder() -> Path:
    """Where `resources/` lies: in the package of a wheel, or beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "resources"
    return inside if inside.is_dir() else package.parent / "resources"


@cache
def provider_table(slug: str) -> dict[str, Any]:
    """The whole data file of one service; of it the simulator uses [endpoints] and [statuses]."""
    file = resources_folder() / "providers" / f"{slug}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def endpoints(slug: str) -> dict[str, Endpoint]:
    """Operation id to endpoint, for one service."""
    return {
        name: Endpoint(entry["verb"], entry["path"], bool(entry.get("designed", False)))
        for name, entry in provider_table(slug)["endpoints"].items()
    }


def literal_first(path: str) -> tuple[int, int]:
    """Sort key that puts literal paths before those with parameters, long before short."""
    return (len(_PARAMETER.findall(path)), -path.count("/"))


def routes_for(
    slug: str,
    handlers: Mapping[str, Handler],
    *,
    operation_prefix: str = "",
    any_case: bool = False,
) -> list[web.AbstractRouteDef]:
    """Routes under `/<slug>` for those operations that have a handler, literal paths first.

    The route's name is the operation id with `operation_prefix` before it: the log and the
    faults know an operation by it. `any_case` accepts the path in any letter case.
    """
    table = endpoints(slug)
    ordered = sorted(handlers, key=lambda name: literal_first(table[name].path))
    return [
        web.route(
            table[name].verb,
            f"/{slug}{_any_case(table[name].path) if any_case else table[name].path}",
            handlers[name],
            name=f"{operation_prefix}{name}",
        )
        for name in ordered
    ]


def _any_case(path: str) -> str:
    """The path with each literal segment as a pattern that ignores case."""
    segments = path.strip("/").split("/")
    return "".join(
        f"/{part}" if part.startswith("{") else f"/{{_{place}:(?i:{re.escape(part)})}}"
        for place, part in enumerate(segments)
    )
