"""Dispatch's envelopes, errors and checks of what is sent to it."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from aiohttp import web

Row = dict[str, Any]

MAX_BULK = 100
MAX_NUMBER = 1_000_000_000
_CONTENT_TYPE = "application/json; charset=utf-8"
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class ProblemError(Exception):
    """A refusal in Dispatch's words: HTTP status, code, message and details per field."""

    def __init__(
        self, status: int, code: str, message: str, details: Sequence[tuple[str, str]] = ()
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.details = list(details)

    def response(self) -> web.Response:
        """The refusal in the error envelope."""
        return error(self.status, self.code, self.message, self.details)


def iso(moment: datetime) -> str:
    """A moment as Dispatch writes it: UTC, to the second, with Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def plain(value: object) -> object:
    """How json writes what it does not know: moments, decimals and identifiers."""
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"cannot write {type(value).__name__}")


def dumps(value: object) -> str:
    """A value as JSON text in UTF-8 letters."""
    return json.dumps(value, default=plain, ensure_ascii=False, separators=(",", ":"))


def answer(body: object, status: int = 200) -> web.Response:
    """A JSON answer with the vendor's content type."""
    return raw(dumps(body), status)


def raw(text: str, status: int = 200) -> web.Response:
    """An answer whose JSON text is ready."""
    return web.Response(body=text.encode(), status=status, headers={"Content-Type": _CONTENT_TYPE})


def one(row: object, status: int = 200) -> web.Response:
    """The success envelope of a single thing."""
    return answer({"data": row, "success": True}, status)


def done() -> web.Response:
    """The success envelope without data, as deletes and some updates give it."""
    return answer({"success": True})


def unpaged(rows: Iterable[Row]) -> web.Response:
    """The envelope of a list without any paging keys, as some resources give it."""
    return answer({"data": list(rows), "success": True})


def page(
    items: Sequence[str], number: int, size: int, total: int, *, total_pages: bool
) -> web.Response:
    """The list envelope around rows already written as JSON; the samples lack `totalPages`."""
    extra = f'"totalPages":{math.ceil(total / size)},' if total_pages else ""
    return raw(
        f'{{"data":[{",".join(items)}],"page":{number},"pageSize":{size},'
        f'"totalCount":{total},{extra}"success":true}}'
    )


def error(
    status: int, code: str, message: str, details: Sequence[tuple[str, str]] = ()
) -> web.Response:
    """The error envelope."""
    body: dict[str, Any] = {"code": code, "message": message}
    if details:
        body["details"] = [{"field": field, "message": text} for field, text in details]
    return answer({"success": False, "error": body}, status)


def not_found(what: str) -> ProblemError:
    """The refusal for something that is not there."""
    return ProblemError(404, "NOT_FOUND", f"{what} not found")


def found(known: Mapping[str, Row], guid: str, what: str) -> Row:
    """The row of that identifier; raises ProblemError when there is none."""
    row = known.get(guid.lower())
    if row is None:
        raise not_found(what)
    return row


def conflict(message: str) -> ProblemError:
    """The refusal for something that contradicts the present state."""
    return ProblemError(409, "CONFLICT", message)


async def body_of(request: web.Request) -> Row:
    """The JSON object of a request; raises ProblemError (MALFORMED_JSON) for anything else."""
    if "Content-Type" in request.headers and request.content_type != "application/json":
        raise ProblemError(415, "UNSUPPORTED_MEDIA_TYPE", "The body must be application/json")
    try:
        body = json.loads(await request.read(), parse_float=Decimal)
    except (ValueError, RecursionError) as reason:
        raise ProblemError(400, "MALFORMED_JSON", "The body is not JSON") from reason
    if not isinstance(body, dict):
        raise ProblemError(400, "MALFORMED_JSON", "The body must be a JSON object")
    return body


class Reading:
    """Reads the fields of one body and gathers what is wrong; `check()` refuses them together.

    Null and absent are alike. A field that is wrong reads as if it were absent, so that every
    problem of a body is told at once.
    """

    def __init__(self, body: Mapping[str, Any], prefix: str = "") -> None:
        self._body = body
        self._prefix = prefix
        self.problems: list[tuple[str, str]] = []

    def has(self, name: str) -> bool:
        """Whether the field was sent at all, even as null."""
        return name in self._body

    def filled(self, name: str) -> bool:
        """Whether the field was sent with anything in it: no null, blank or empty list."""
        return self._body.get(name) not in (None, "", [], {})

    def text(self, name: str, limit: int, *, required: bool = False) -> str | None:
        """A text field, trimmed; blank counts as absent."""
        value = self._body.get(name)
        if value is not None and not isinstance(value, str):
            self.wrong(name, "must be text")
            return None
        trimmed = (value or "").strip()
        if any("\ud800" <= letter <= "\udfff" for letter in trimmed):
            self.wrong(name, "is not Unicode text")
            return None
        if len(trimmed) > limit:
            self.wrong(name, f"must have at most {limit} characters")
            return None
        if not trimmed and required:
            self.wrong(name, "is required")
        return trimmed or None

    def number(self, name: str, *, required: bool = False, above: int | None = None) -> Decimal:
        """A number of at least zero (or greater than `above`); 0 where absent."""
        value = self._body.get(name)
        if value is None:
            if required:
                self.wrong(name, "is required")
            return Decimal(0)
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            self.wrong(name, "must be a number")
            return Decimal(0)
        number = Decimal(value)
        if not number.is_finite() or number > MAX_NUMBER:
            self.wrong(name, "is too large")
            return Decimal(0)
        if number < 0 or (above is not None and number <= above):
            self.wrong(name, "is too small")
            return Decimal(0)
        return number

    def whole(self, name: str, low: int, high: int) -> int:
        """A required whole number within bounds."""
        value = self._body.get(name)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            self.wrong(name, f"must be a whole number from {low} to {high}")
            return low
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        """A yes or no; `default` where absent."""
        value = self._body.get(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.wrong(name, "must be true or false")
            return default
        return value

    def choice(self, name: str, known: Iterable[str], *, required: bool = False) -> str | None:
        """One word out of a known few."""
        value = self.text(name, 60, required=required)
        if value is not None and value not in known:
            self.wrong(name, f"must be one of {', '.join(sorted(known))}")
            return None
        return value

    def guid(self, name: str, *, required: bool = False) -> str | None:
        """An identifier in its written form, lower case."""
        value = self.text(name, 36, required=required)
        if value is None:
            return None
        if _GUID.fullmatch(value.lower()) is None:
            self.wrong(name, "must be a UUID")
            return None
        return value.lower()

    def guids(self, name: str) -> list[str]:
        """A required list of 1 to 100 identifiers."""
        value = self._body.get(name)
        if not isinstance(value, list) or not 1 <= len(value) <= MAX_BULK:
            self.wrong(name, f"must be a list of 1 to {MAX_BULK} UUIDs")
            return []
        if not all(isinstance(item, str) and _GUID.fullmatch(item.lower()) for item in value):
            self.wrong(name, "must hold UUIDs only")
            return []
        return [item.lower() for item in value]

    def part(self, name: str, *, required: bool = False) -> Reading | None:
        """A nested object, whose problems are gathered here under `name.`."""
        value = self._body.get(name)
        if value is None:
            if required:
                self.wrong(name, "is required")
            return None
        if not isinstance(value, dict):
            self.wrong(name, "must be an object")
            return None
        return self._child(value, name)

    def parts(self, name: str, high: int, *, required: bool = False) -> list[Reading]:
        """A list of objects, 1 to `high` of them when sent or required."""
        value = self._body.get(name)
        if value is None and not required:
            return []
        if not isinstance(value, list) or not 1 <= len(value) <= high:
            self.wrong(name, f"must be a list of 1 to {high} objects")
            return []
        if not all(isinstance(item, dict) for item in value):
            self.wrong(name, "must hold objects only")
            return []
        return [self._child(item, f"{name}[{place}]") for place, item in enumerate(value)]

    def words(self, name: str, most: int, limit: int) -> dict[str, str]:
        """A nested object of free names, all with text values."""
        value = self._body.get(name)
        if value is None:
            return {}
        if not isinstance(value, dict) or len(value) > most:
            self.wrong(name, f"must be an object of at most {most} fields")
            return {}
        if not all(isinstance(item, str) and len(item) <= limit for item in value.values()):
            self.wrong(name, "must hold text only")
            return {}
        return dict(value)

    def moment(self, name: str, *, required: bool = False) -> datetime | None:
        """A day (read as its midnight in UTC) or a full date-time."""
        value = self.text(name, 40, required=required)
        if value is None:
            return None
        try:
            return parse_moment(value)
        except ValueError:
            self.wrong(name, "must be a date")
            return None

    def check(self) -> None:
        """Raise ProblemError (VALIDATION_ERROR) when anything was wrong."""
        if self.problems:
            field, text = self.problems[0]
            raise ProblemError(400, "VALIDATION_ERROR", f"{field} {text}", self.problems)

    def _child(self, value: Mapping[str, Any], name: str) -> Reading:
        child = Reading(value, f"{self._prefix}{name}.")
        child.problems = self.problems
        return child

    def wrong(self, name: str, text: str) -> None:
        """Note that a field is not as it should be; `text` goes on after its name."""
        self.problems.append((f"{self._prefix}{name}", text))


def parse_moment(text: str, *, end_of_day: bool = False) -> datetime:
    """A day or a date-time as an aware moment; a day means its start, or its last microsecond."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        day = date.fromisoformat(text)
        clock = datetime.max.time() if end_of_day else datetime.min.time()
        return datetime.combine(day, clock, tzinfo=UTC)
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def read_address(part: Reading, *, named: bool = False) -> Row:
    """An Address, with name and phone where the reference has them."""
    address: Row = {}
    if named or part.has("name"):
        address["name"] = part.text("name", 200, required=named)
    address["street"] = part.text("street", 255, required=True)
    if part.has("street2"):
        address["street2"] = part.text("street2", 255)
    address["city"] = part.text("city", 100, required=True)
    address["state"] = part.text("state", 100) or ""
    address["postalCode"] = part.text("postalCode", 20) or ""
    address["country"] = part.text("country", 60) or ""
    if named or part.has("phone"):
        address["phone"] = part.text("phone", 32) or ""
    return address


def read_size(part: Reading | None, *, weight: bool = True) -> Row | None:
    """Dimensions in centimetres, with the weight in kilograms where it belongs inside."""
    if part is None:
        return None
    names = ("length", "width", "height", "weight") if weight else ("length", "width", "height")
    return {name: part.number(name) for name in names}
