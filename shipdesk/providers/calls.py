"""One request before it is sent: path and query encoded once, body or form, whose patience."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

from shipdesk.errors import RuleError, UnexpectedReplyError
from shipdesk.providers.tables import Endpoint
from shipdesk.providers.wire import to_json

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class FilePart:
    """One file of a form: the name of its field, how it is called, its bytes and their type."""

    name: str
    filename: str
    body: bytes
    content_type: str = "application/octet-stream"


@dataclass(slots=True)
class Call:
    """One request as it will be sent, again and again if it only reads; `patience` in seconds."""

    endpoint: Endpoint
    path: str
    query: tuple[tuple[str, str], ...] = ()
    content: bytes | None = None
    form: Mapping[str, str] = field(default_factory=dict)
    file: FilePart | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    anonymous: bool = False
    background: bool = False
    patience: float = 0.0
    refreshed: bool = False

    @property
    def target(self) -> str:
        """The path with the query, encoded."""
        pairs = ((quote(name, safe="$"), quote(text, safe="")) for name, text in self.query)
        shown = "&".join(f"{name}={text}" for name, text in pairs)
        return f"{self.path}?{shown}" if shown else self.path

    @property
    def files(self) -> dict[str, tuple[str, bytes, str]] | None:
        """The file as httpx takes it; None where there is none."""
        part = self.file
        return {part.name: (part.filename, part.body, part.content_type)} if part else None


def make_call(
    endpoint: Endpoint,
    places: Mapping[str, str],
    query: Sequence[tuple[str, str]],
    body: object,
    file: FilePart | None,
) -> Call:
    """Return the request; `body` is JSON, or beside a file the other fields of the form.

    Raises UnexpectedReplyError for an id that would lead to another path; ids come from services.
    """
    path = endpoint.path
    for name in endpoint.places:
        given = places[name]
        if given in {"", ".", ".."}:
            raise UnexpectedReplyError(f"{endpoint.id}: {name}")
        path = path.replace(f"{{{name}}}", quote(given, safe=""))
    call = Call(endpoint, path, tuple(query), file=file)
    if file is not None:
        fields = body if isinstance(body, Mapping) else {}
        call.form = {str(name): str(text) for name, text in fields.items()}
    elif body is not None:
        call.content = to_json(body)
        call.headers = {"Content-Type": "application/json"}
    return call


def check_base_url(text: str) -> str:
    """Return the address without a slash at its end.

    Raises RuleError unless it is https, or plain http to this computer (the simulator): a token
    never travels in the open.
    """
    parts = urlsplit(text.strip())
    plain_here = parts.scheme == "http" and parts.hostname in LOOPBACK
    if not parts.hostname or not (parts.scheme == "https" or plain_here):
        raise RuleError("base_url", "https_address", reason="The address must begin with https://.")
    if parts.username or parts.query or parts.fragment:
        reason = "The address must hold neither a name, a question mark nor a #."
        raise RuleError("base_url", "plain_address", reason=reason)
    return text.strip().rstrip("/")
