"""The Indian aggregator's front door: login, throttle, JSON bodies, oddities of answers."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any, NamedTuple

from aiohttp import web
from multidict import MultiMapping

from shipdesk.simulator.dash101_book import Dash101Book
from shipdesk.simulator.dash101_errors import Refusal, bad_request
from shipdesk.simulator.endpoints import Handler
from shipdesk.simulator.world import World

TOKEN_LIFE = timedelta(days=20)
_MINUTE = timedelta(minutes=1)
_LARGEST_USER = 2**63 - 1


class User(NamedTuple):
    """One API user of the seller's account."""

    email: str
    active: bool = True


USERS = {
    1001: User("seller@example.test"),
    1002: User("inactive@example.test", active=False),
    1003: User("reset@example.test"),
}
PASSWORD = "simulator-pass"


@dataclass(frozen=True, slots=True)
class Call:
    """One request that has passed the door."""

    book: Dash101Book
    base: str
    user: int
    parts: dict[str, str]
    query: MultiMapping[str]
    body: dict[str, Any]


class Answer(NamedTuple):
    """What an act answers: a status and a body."""

    status: int
    body: dict[str, Any]


Act = Callable[[Call], Answer]


def password_of(book: Dash101Book, user: int) -> str:
    """The password in force: the usual one, unless the knob `dash101_passwords` names another."""
    reset = book.knob("dash101_passwords", {})
    return str(reset.get(str(user), PASSWORD)) if isinstance(reset, dict) else PASSWORD


def door(world: World, act: Act, *, login: bool = False) -> Handler:
    """A route's handler: lets the caller in or refuses, then does the act at one go.

    Nothing is awaited between reading the body and storing, so that a lost answer means a
    stored order.
    """

    async def handle(request: web.Request) -> web.StreamResponse:
        raw = await request.read()
        book = world.dash101
        try:
            user = _user(request)
            _throttle(book, user)
            _check_headers(book, request)
            if not login:
                _check_token(book, request, user)
            call = Call(
                book=book,
                base=world.base_url,
                user=user,
                parts=dict(request.match_info),
                query=request.query,
                body=_body(raw),
            )
            answer = act(call)
        except Refusal as refusal:
            return refusal.response()
        return web.json_response(_odd(book, answer.body), status=answer.status)

    return handle


def _user(request: web.Request) -> int:
    number = request.match_info["apiUserId"]
    if not number.isdigit() or not 1 <= int(number) <= _LARGEST_USER:
        raise bad_request("apiUserId is not valid", "apiUserId")
    return int(number)


def _throttle(book: Dash101Book, user: int) -> None:
    """At most so many calls of one user within a minute of the world's time."""
    now = book.clock.now()
    calls = book.calls.setdefault(user, deque())
    while calls and (calls[0] <= now - _MINUTE or calls[0] > now):
        calls.popleft()
    most = int(book.knob("dash101_requests_per_minute", 60))
    if len(calls) >= most:
        raise Refusal(429, "TOO_MANY_REQUESTS", "Too many requests in a short time")
    calls.append(now)


def _check_headers(book: Dash101Book, request: web.Request) -> None:
    """The vendor wants a JSON content type on every call, reads included."""
    strict = book.knob("dash101_strict_headers", default=True)
    if strict and request.content_type != "application/json":
        raise bad_request("Content-Type: application/json is required", "Content-Type")


def _check_token(book: Dash101Book, request: web.Request, user: int) -> None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    known = book.tokens.get(token.strip()) if scheme.lower() == "bearer" else None
    if known is None:
        raise Refusal(401, "UNAUTHORISED", "Token is missing or invalid")
    owner, issued, password = known
    if owner != user:
        raise Refusal(401, "UNAUTHORISED", "Token belongs to another API user")
    if book.clock.now() >= issued + TOKEN_LIFE:
        raise Refusal(401, "TOKEN_EXPIRED", "Token has expired")
    if password != password_of(book, user):
        raise Refusal(401, "UNAUTHORISED", "Token is no longer valid")
    if not USERS[user].active:
        raise Refusal(401, "API_USER_INACTIVE", "API user is inactive")


def log_in(call: Call) -> Answer:
    """Give a token for e-mail and password; it lasts 20 days and says nothing of that."""
    email, password = call.body.get("email"), call.body.get("password")
    if not isinstance(email, str) or not isinstance(password, str):
        raise bad_request("email and password are required", "email")
    known = USERS.get(call.user)
    right = known is not None and known.email == email.strip().lower()
    if not right or password != password_of(call.book, call.user):
        raise Refusal(401, "INVALID_CREDENTIALS", "API user, e-mail or password is wrong")
    token = f"{call.book.rng.randrange(2**128):032x}"
    call.book.tokens[token] = (call.user, call.book.clock.now(), password)
    return Answer(200, {"authorization_token": token})


def _body(raw: bytes) -> dict[str, Any]:
    if not raw.strip():
        return {}
    try:
        body = json.loads(raw)
    except ValueError:
        raise bad_request("Body is not valid JSON") from None
    if not isinstance(body, dict):
        raise bad_request("Body is not a JSON object")
    return body


def _odd(book: Dash101Book, body: dict[str, Any]) -> dict[str, Any]:
    """The answer as a growing API gives it: now and then a new field, by a knob a wrapper."""
    if book.knob("dash101_extra_fields", default=True):
        body = _grown(body, book.whims)
    wrapper = str(book.knob("dash101_wrapper", ""))
    return {wrapper: body} if wrapper else body


def _grown(body: dict[str, Any], whims: Random) -> dict[str, Any]:
    grown = {
        key: [_grown(one, whims) if isinstance(one, dict) else one for one in value]
        if isinstance(value, list)
        else value
        for key, value in body.items()
    }
    if whims.random() < 0.3:  # noqa: PLR2004 - often enough to be met in every test run
        grown["x_future_field"] = whims.choice(["text", 7, None, {"nested": [1]}, ["a"]])
    return grown
