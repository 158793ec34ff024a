"""Copies of answers that did not fit, for whoever reads the log: few and short."""

from __future__ import annotations

import contextlib
import logging
import re
from datetime import datetime
from pathlib import Path

log = logging.getLogger(__name__)

FOLDER = "unreadable"
MOST_FILES = 20
LONGEST = 20_000


def keep(cache_folder: Path, stream: str, where: str, text: str, now: datetime) -> Path | None:
    """Keep an answer with what did not fit in it; the oldest copies go. `text` is redacted already.

    Never raises: the copy is a help and not the data. Returns None where it could not be written.
    """
    folder = cache_folder / FOLDER
    name = f"{now:%Y%m%d-%H%M%S-%f}-{re.sub('[^a-z_]', '', stream.lower())[:40]}.txt"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"{where}\n\n{text[:LONGEST]}\n", encoding="utf-8")
        for old in sorted(folder.glob("*.txt"))[:-MOST_FILES]:
            with contextlib.suppress(OSError):
                old.unlink()
    except OSError as error:
        log.info("an answer that did not fit is not kept: %s", error)
        return None
    return folder / name
