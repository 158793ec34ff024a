"""A real Secret Service in a D-Bus session of its own, for the vault to be tried on."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

# The daemon leaves the terminal, so the shell goes on to the program once the key ring is open.
_SCRIPT = (
    'printf test-pass | gnome-keyring-daemon --unlock --components=secrets >/dev/null && exec "$@"'
)

SecretServiceRun = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run_with_secret_service(tmp_path: Path) -> SecretServiceRun:
    """Runs Python (``run("-c", code)``, ``run("-m", "pytest", path)``) beside an unlocked key ring.

    The session bus, the daemon and the key ring file live as long as that one call and that
    test's folder. ``timeout`` is in seconds; a failed program is given back, not raised.
    """
    for program in ("dbus-run-session", "gnome-keyring-daemon"):
        if shutil.which(program) is None:
            pytest.fail(f"{program} is missing: run the tests by `python3 dev.py test`")
    home = tmp_path / "keyring-home"
    runtime = tmp_path / "keyring-run"
    for folder in (home, runtime):
        folder.mkdir(mode=0o700)

    def run(*arguments: str, timeout: float = 60) -> subprocess.CompletedProcess[str]:
        environment = {
            **os.environ,
            "HOME": str(home),
            "XDG_DATA_HOME": str(home / "data"),
            "XDG_CONFIG_HOME": str(home / "config"),
            "XDG_CACHE_HOME": str(home / "cache"),
            "XDG_RUNTIME_DIR": str(runtime),
            "PYTHON_KEYRING_BACKEND": "keyring.backends.SecretService.Keyring",
        }
        return subprocess.run(
            ["dbus-run-session", "--", "sh", "-c", _SCRIPT, "sh", sys.executable, *arguments],
            env=environment,
            text=True,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=timeout,
            check=False,
        )

    return run
