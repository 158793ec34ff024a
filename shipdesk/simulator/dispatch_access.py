"""Who may call Dispatch and how often: tokens, rights and the rate limit with its headers."""

from __future__ import annotations

from datetime import datetime, timedelta

from aiohttp import web

from shipdesk.simulator.dispatch_tokens import NO_PLAN, READ_ONLY
from shipdesk.simulator.dispatch_wire import ProblemError
from shipdesk.simulator.world import World

RATE_LIMIT = 1000
RATE_WINDOW_S = 60


def admit(world: World, request: web.Request, *, writes: bool) -> None:
    """Let a request through or raise ProblemError: unknown token, no right, or too many."""
    token = _token(request)
    if not world.dispatch.tokens.opens(token):
        raise ProblemError(401, "UNAUTHORIZED", "The token is missing or not valid")
    start, count = _window(world, token)
    if count >= world.knob("rate_limit", RATE_LIMIT):
        raise ProblemError(429, "RATE_LIMIT_EXCEEDED", "Request limit reached")
    world.dispatch.rates[token] = (start, count + 1)
    if token == NO_PLAN:
        raise ProblemError(403, "API_ACCESS_DISABLED", "The plan has no API access")
    if writes and token == READ_ONLY:
        raise ProblemError(403, "FORBIDDEN", "This token may only read")


def add_rate_headers(
    world: World, request: web.Request, response: web.StreamResponse, *, in_past: bool = False
) -> None:
    """Put the three headers on an answer; `in_past` gives a reset that is already over.

    The reset is a Unix time in seconds, by the world's clock as the Date header is.
    """
    start, count = _window(world, _token(request))
    limit = world.knob("rate_limit", RATE_LIMIT)
    reset = start + timedelta(seconds=world.knob("rate_window_s", RATE_WINDOW_S))
    if in_past:
        reset = world.clock.now() - timedelta(minutes=1)
    response.headers["X-RateLimit-Limit"] = str(limit)
    response.headers["X-RateLimit-Remaining"] = "0" if in_past else str(max(0, limit - count))
    response.headers["X-RateLimit-Reset"] = str(int(reset.timestamp()))


def _window(world: World, token: str) -> tuple[datetime, int]:
    """Start of the present window of a token and the requests counted in it."""
    now = world.clock.now()
    start, count = world.dispatch.rates.get(token, (now, 0))
    length = timedelta(seconds=world.knob("rate_window_s", RATE_WINDOW_S))
    return (start, count) if start <= now < start + length else (now, 0)


def _token(request: web.Request) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""
