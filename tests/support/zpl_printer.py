"""A label printer on this computer: listens where one would, answers `~HS`, keeps every byte."""

from __future__ import annotations

import socket
import socketserver
import threading
from collections.abc import Callable

import pytest

ASK = b"~HS\r\n"

CONDITIONS = {
    "ready": ("0,0", "0,0,0"),
    "paper_out": ("1,0", "0,0,0"),
    "head_open": ("0,0", "1,0,0"),
    "paused": ("0,1", "0,0,0"),
    "ribbon_out": ("0,0", "0,1,1"),
}
"""Paper out and pause of the first line; head up, ribbon out and thermal transfer of the second."""


def host_status(condition: str) -> bytes:
    """What a printer in that condition answers to `~HS`."""
    first, second = CONDITIONS[condition]
    lines = (f"030,{first},1245,000,0,0,0,000,0,0,0", f"000,0,{second},2,4,0,00000000,1,000")
    return b"".join(b"\x02" + line.encode() + b"\x03\r\n" for line in (*lines, "1234,0"))


class ZplPrinter:
    """A printer at the other end of a socket; `condition` "" is one that answers nothing.

    `answer`, where it is set, is told instead of a condition. It can be switched off and on again
    without losing its port.
    """

    def __init__(self, condition: str = "") -> None:
        self.condition = condition
        self.answer = b""
        self.jobs: list[bytes] = []
        self.asked = 0
        self._arrived = threading.Condition()
        self.port = 0
        self._server: socketserver.ThreadingTCPServer
        self.switch_on()

    @property
    def address(self) -> str:
        """Host and port, as a profile names a printer."""
        return f"127.0.0.1:{self.port}"

    def switch_on(self) -> None:
        """Listen, on the same port as before."""
        printer = self

        class Connection(socketserver.BaseRequestHandler):
            """Reads until the sender closes, and answers as it goes."""

            def handle(self) -> None:
                """Keeps what is no question as one job."""
                body = b""
                while part := self.request.recv(1_000_000):
                    body += part
                    if body == ASK:
                        body = b""
                        printer._tell(self.request.sendall)
                if body:
                    printer._keep(body)

        class Server(socketserver.ThreadingTCPServer):
            """Takes its port again at once."""

            allow_reuse_address = True
            daemon_threads = True

        self._server = Server(("127.0.0.1", self.port), Connection)
        self.port = int(self._server.server_address[1])
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def switch_off(self) -> None:
        """Refuse every connection."""
        self._server.shutdown()
        self._server.server_close()

    close = switch_off

    def clear(self) -> None:
        """Forget what was printed."""
        with self._arrived:
            self.jobs.clear()
            self.asked = 0

    def wait_for_jobs(self, count: int, seconds: float = 30) -> list[bytes]:
        """Gives the jobs once there are so many; fails the test when they do not come."""
        with self._arrived:
            if not self._arrived.wait_for(lambda: len(self.jobs) >= count, seconds):
                pytest.fail(f"{len(self.jobs)} of {count} raw jobs arrived in {seconds} s")
            return list(self.jobs)

    def _tell(self, send: Callable[[bytes], None]) -> None:
        with self._arrived:
            self.asked += 1
        if self.answer or self.condition:
            send(self.answer or host_status(self.condition))

    def _keep(self, job: bytes) -> None:
        with self._arrived:
            self.jobs.append(job)
            self._arrived.notify_all()


def unused_address() -> str:
    """Host and port at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        return f"127.0.0.1:{closed.getsockname()[1]}"
