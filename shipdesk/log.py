"""The log file of a profile: what happened, without secrets, bodies or people."""

from __future__ import annotations

import logging
import re
from logging.handlers import RotatingFileHandler
from pathlib import Path

_SIZE = 2_000_000
_KEPT = 3
_FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"
_SECRETS = re.compile(
    r"(?i)(bearer\s+|token[=:\s\"']+|password[=:\s\"']+|authorization[=:\s\"']+)[^\s\"',}]+"
)


class Redacting(logging.Formatter):
    """Takes out whatever looks like a secret, traceback included."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line with secrets masked."""
        return redact(super().format(record))


def redact(text: str) -> str:
    """Return the text with tokens and passwords masked."""
    return _SECRETS.sub(r"\1•••", text)


def start(folder: Path) -> None:
    """Write INFO and above to a rotating file in the folder; libraries only from WARNING."""
    folder.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(
        folder / "shipdesk.log", maxBytes=_SIZE, backupCount=_KEPT, encoding="utf-8"
    )
    handler.setFormatter(Redacting(_FORMAT))
    logging.getLogger("shipdesk").setLevel(logging.INFO)
    root = logging.getLogger()
    root.setLevel(logging.WARNING)
    root.addHandler(handler)
