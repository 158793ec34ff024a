"""A server on a real socket that answers byte for byte as told, and keeps what it was sent."""

from __future__ import annotations

import asyncio
from collections import deque
from types import TracebackType
from typing import Self

HANG_UP = b""
"""As an answer: read the request, then close the connection."""


def answer(status: int, body: bytes = b"", **headers: str) -> bytes:
    """Return a whole HTTP answer; underscores in names become dashes."""
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", "Connection: close"]
    if "Content_Type" not in headers:
        lines.append("Content-Type: application/json")
    lines += [f"{name.replace('_', '-')}: {text}" for name, text in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


class ScriptedServer:
    """Gives its answers in order, the last one again and again."""

    def __init__(self, *answers: bytes) -> None:
        self._answers = deque(answers)
        self._server: asyncio.Server | None = None
        self.received: list[bytes] = []
        self.url = ""

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        port = self._server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    def request_lines(self) -> list[str]:
        """Return the first line of every request, without the protocol."""
        lines = (request.split(b"\r\n", 1)[0].decode() for request in self.received)
        return [line.rpartition(" ")[0] for line in lines]

    def header(self, name: str, place: int = -1) -> str:
        """Return one header of a request, "" where it was not sent."""
        head = self.received[place].partition(b"\r\n\r\n")[0].decode().split("\r\n")[1:]
        pairs = (line.partition(": ") for line in head)
        return next((text for key, _, text in pairs if key.lower() == name.lower()), "")

    def body(self, place: int = -1) -> bytes:
        """Return the body of a request."""
        return self.received[place].partition(b"\r\n\r\n")[2]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            length = next(
                (
                    int(line.partition(b":")[2])
                    for line in head.split(b"\r\n")
                    if line.lower().startswith(b"content-length:")
                ),
                0,
            )
            self.received.append(head + await reader.readexactly(length))
            reply = self._answers[0] if len(self._answers) == 1 else self._answers.popleft()
            writer.write(reply)
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()
