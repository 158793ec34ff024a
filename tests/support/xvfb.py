"""A virtual X screen of our own, so that one journey runs in a real window."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator

import pytest


@pytest.fixture
def x_display() -> Iterator[str]:
    """Starts Xvfb on a free display, gives its name (such as ":7"), and stops it afterwards."""
    program = shutil.which("Xvfb")
    if program is None:
        pytest.fail("Xvfb is missing: run the tests by `python3 dev.py test`, which installs it")
    reading, writing = os.pipe()
    # -displayfd: the server picks a free number itself and says so once it accepts clients.
    server = subprocess.Popen(
        [program, "-displayfd", str(writing), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"],
        pass_fds=[writing],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with os.fdopen(reading, encoding="ascii") as answer:
            number = answer.readline().strip()
        if not number:
            pytest.fail(f"Xvfb did not start; it ended with {server.wait()}")
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()
