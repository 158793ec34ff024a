"""One window per profile: a second start raises the first one and ends."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QDir, QObject

_WAIT_MS = 500
_RAISE = b"raise\n"


def _name(profile: Path) -> str:
    digest = hashlib.sha256(str(profile.resolve()).encode()).hexdigest()[:20]
    return f"shipdesk-{digest}"


def raise_other(profile: Path) -> bool:
    """Ask the window that has this profile open to come to the front; False where there is none."""
    if os.name == "posix" and not Path(QDir.tempPath(), _name(profile)).exists():
        return False  # Nobody listens there; Qt's network is not loaded to find that out.
    from PySide6.QtNetwork import QLocalSocket  # noqa: PLC0415 - as said

    socket = QLocalSocket()
    socket.connectToServer(_name(profile))
    if not socket.waitForConnected(_WAIT_MS):
        return False
    socket.write(_RAISE)
    socket.waitForBytesWritten(_WAIT_MS)
    socket.disconnectFromServer()
    return True


class OnlyWindow(QObject):
    """Holds the profile for this process and calls `on_raise` when another start asks."""

    def __init__(self, profile: Path, on_raise: Callable[[], None]) -> None:
        super().__init__()
        from PySide6.QtNetwork import QLocalServer  # noqa: PLC0415 - not for the first paint

        self._on_raise = on_raise
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        QLocalServer.removeServer(_name(profile))
        self._server.listen(_name(profile))
        self._server.newConnection.connect(self._on_connection)

    def close(self) -> None:
        """Let the next start open the profile."""
        self._server.close()

    def _on_connection(self) -> None:
        connection = self._server.nextPendingConnection()
        if connection is not None:
            connection.disconnected.connect(connection.deleteLater)
            self._on_raise()
