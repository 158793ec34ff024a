"""What CUPS's own programs say about a queue: Qt is silent when a queue refuses a job."""

from __future__ import annotations

import os
import re
import shutil
import subprocess

from shipdesk.errors import NoPrinterError

_SECONDS = 10.0


def newest_job(queue: str) -> int | None:
    """The highest job number that the queue has had; None where CUPS's programs are missing."""
    answer = _ask("-W", "all", "-o", queue)
    if answer is None:
        return None
    numbers = re.findall(rf"^{re.escape(queue)}-(\d+)\s", answer, re.MULTILINE)
    return max(map(int, numbers), default=0)


def require_job(queue: str, before: int | None) -> str:
    """The job that came after `before`, as the queue names it; "" where that cannot be known.

    Raises NoPrinterError with the queue's own reason when none arrived.
    """
    if before is None:
        return ""
    after = newest_job(queue)
    if after is None:
        return ""
    if after <= before:
        raise NoPrinterError("queue_refuses", printer=queue, reason=_reason(queue))
    return f"{queue}-{after}"


def _reason(queue: str) -> str:
    """What the queue says of itself, without its name and dates."""
    lines = (_ask("-a", queue) or "").splitlines()
    return " ".join(line.strip() for line in lines[1:])


def _ask(*words: str) -> str | None:
    program = shutil.which("lpstat")
    if program is None:
        return None
    try:
        done = subprocess.run(  # noqa: S603  # no shell; a queue's name stands behind its option
            [program, *words],
            env={**os.environ, "LC_ALL": "C"},
            text=True,
            errors="replace",
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    return done.stdout if not done.returncode else None
