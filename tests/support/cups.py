"""A printing system of our own: a private cupsd with PDF, raw and driver queues, as root.

Debian's cups-pdf reads its settings from a place under /etc that is fixed in the program. Ours is a
copy that looks into a folder of ours instead (a path of the same length), so that nothing on the
computer is changed and no mount is needed. It runs as root only.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

import pytest

from tests.support.zpl_printer import ZplPrinter

PDF_QUEUE = "LabelPDF"
RAW_QUEUE = "LabelRaw"
"""A raw queue before a printer that answers no question."""

ZEBRA_QUEUE = "LabelZebra"
"""A raw queue before a printer that answers `~HS`."""

DRIVER_QUEUE = "LabelDriver"
"""A queue with CUPS's own driver for Zebra before the same printer."""

QUEUES = (DRIVER_QUEUE, PDF_QUEUE, RAW_QUEUE, ZEBRA_QUEUE)
_PPD = Path("/usr/share/ppd/cups-pdf/CUPS-PDF_opt.ppd")
_PROGRAMS = Path("/usr/lib/cups")
_DAEMON = Path("/usr/sbin/cupsd")
_BUILT_IN_FOLDER = b"/etc/cups\0"


@dataclass
class PrivateCups:
    """What a test needs of the daemon; `raw` and `zebra` stand at the ends of its socket queues."""

    root: Path
    raw: ZplPrinter
    zebra: ZplPrinter
    _daemon: subprocess.Popen[bytes] | None = None

    @property
    def socket(self) -> Path:
        """Where the daemon listens."""
        return self.root / "cups.sock"

    @property
    def output(self) -> Path:
        """Where the PDF queue leaves what was printed."""
        return self.root / "out"

    def start(self) -> None:
        """Start the daemon and wait until it answers."""
        self._daemon = _start(self.root)
        _wait_for(self._is_up, "cupsd to answer", 30)

    def kill(self) -> None:
        """End the daemon as a crash would."""
        assert self._daemon is not None
        self._daemon.kill()
        self._daemon.wait()

    def end(self) -> None:
        """End the daemon as the system does."""
        if self._daemon is not None:
            self._daemon.terminate()
            self._daemon.wait()

    def stop(self) -> None:
        """End the daemon, and the printers behind its queues."""
        self.end()
        self.raw.close()
        self.zebra.close()

    def _is_up(self) -> bool:
        assert self._daemon is not None
        if self._daemon.poll() is not None:
            said = (self.root / "log" / "daemon").read_text(errors="replace")
            pytest.fail(f"cupsd ended at once with {self._daemon.returncode}: {said}")
        return "is running" in self.run("lpstat", "-r", may_fail=True)

    @property
    def environment(self) -> dict[str, str]:
        """The environment with which lp, Qt and our print process find this daemon."""
        return {**os.environ, "CUPS_SERVER": str(self.socket)}

    def run(self, *command: str, may_fail: bool = False) -> str:
        """Runs one of CUPS's own programs against this daemon and gives what it said."""
        done = subprocess.run(
            command,
            env=self.environment,
            text=True,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=60,
            check=False,
        )
        if done.returncode and not may_fail:
            pytest.fail(f"{command[0]} failed: {done.stderr.strip()}")
        return done.stdout

    def printed(self) -> list[Path]:
        """The PDF files that came out so far, oldest first."""
        return sorted(self.output.rglob("*.pdf"), key=lambda path: path.stat().st_mtime_ns)

    def wait_until_idle(self, seconds: float = 60) -> None:
        """Returns when no job is waiting or printing; fails the test when that takes too long."""
        _wait_for(lambda: not self.run("lpstat", "-o").strip(), "the queues to empty", seconds)

    def wait_for_pdfs(self, count: int, seconds: float = 60) -> list[Path]:
        """Gives the printed PDFs once there are so many and no job is under way."""
        _wait_for(lambda: len(self.printed()) >= count, f"{count} printed PDFs", seconds)
        self.wait_until_idle(seconds)
        return self.printed()

    def clear(self) -> None:
        """Takes the paper out of the tray and drops jobs, so that a test counts its own only."""
        self.run("cancel", "-a", "-x")
        for path in self.printed():
            path.unlink()
        for printer in (self.raw, self.zebra):
            printer.clear()


def _wait_for(happened: Callable[[], bool], what: str, seconds: float) -> None:
    pause = threading.Event()
    for _ in range(max(1, int(seconds / 0.05))):
        if happened():
            return
        pause.wait(0.05)
    pytest.fail(f"waited {seconds} s for {what}")


def _write_settings(root: Path) -> None:
    for name in ("etc", "spool", "cache", "state", "work", "log", "out", "pdf-spool"):
        (root / name).mkdir()
    # The filters, which are not root, put their intermediate files there.
    (root / "work").chmod(0o1777)
    (root / "cupsd.conf").write_text(
        dedent(f"""\
            Listen {root}/cups.sock
            Browsing Off
            DefaultShared No
            WebInterface No
            LogLevel info
            MaxLogSize 0
            <Location />
              Order allow,deny
              Allow all
            </Location>
            <Policy default>
              JobPrivateAccess all
              JobPrivateValues none
              SubscriptionPrivateAccess all
              SubscriptionPrivateValues none
              <Limit All>
                Order allow,deny
                Allow all
              </Limit>
            </Policy>
            """)
    )
    (root / "cups-files.conf").write_text(
        dedent(f"""\
            TempDir {root}/work
            ServerRoot {root}/etc
            ServerBin {root}/bin
            RequestRoot {root}/spool
            CacheDir {root}/cache
            StateDir {root}/state
            AccessLog {root}/log/access
            ErrorLog {root}/log/error
            PageLog {root}/log/page
            """)
    )


def _install_pdf_backend(root: Path, settings: Path) -> None:
    (root / "bin" / "backend").mkdir(parents=True)
    for name in ("cgi-bin", "daemon", "driver", "filter", "monitor", "notifier"):
        (root / "bin" / name).symlink_to(_PROGRAMS / name)
    (root / "bin" / "backend" / "socket").symlink_to(_PROGRAMS / "backend" / "socket")
    program = (_PROGRAMS / "backend" / "cups-pdf").read_bytes()
    folder = str(settings).encode() + b"\0"
    if program.count(_BUILT_IN_FOLDER) != 1 or len(folder) != len(_BUILT_IN_FOLDER):
        pytest.fail("this cups-pdf does not look for its settings where Debian's does")
    ours = root / "bin" / "backend" / "cups-pdf"
    ours.touch(mode=0o700)
    ours.write_bytes(program.replace(_BUILT_IN_FOLDER, folder))
    (settings / "cups-pdf.conf").write_text(
        dedent(f"""\
            Out {root}/out
            AnonDirName {root}/out
            Spool {root}/pdf-spool
            Log {root}/log
            Label 1
            Grp lp
            """)
    )


def _start(root: Path) -> subprocess.Popen[bytes]:
    with (root / "log" / "daemon").open("wb") as log:
        return subprocess.Popen(
            [_DAEMON, "-f", "-c", root / "cupsd.conf", "-s", root / "cups-files.conf"],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )


@contextlib.contextmanager
def running_cups() -> Iterator[PrivateCups]:
    """Runs cupsd with all its queues; may be used by root only."""
    # Filters run as the user lp, who cannot look into pytest's own folders.
    root = Path(tempfile.mkdtemp(prefix="shipdesk-cups-"))
    root.chmod(0o755)
    # As long as /etc/cups, whose place it takes.
    settings = Path("/tmp") / secrets.token_hex(2)  # noqa: S108 - made here, and only root may enter
    settings.mkdir(mode=0o700)
    _write_settings(root)
    _install_pdf_backend(root, settings)
    cups = PrivateCups(root, ZplPrinter(), ZplPrinter("ready"))
    try:
        cups.start()
        cups.run("lpadmin", "-p", PDF_QUEUE, "-v", "cups-pdf:/", "-P", str(_PPD), "-E")
        for name, printer, model in (
            (RAW_QUEUE, cups.raw, "raw"),
            (ZEBRA_QUEUE, cups.zebra, "raw"),
            (DRIVER_QUEUE, cups.zebra, "drv:///sample.drv/zebra.ppd"),
        ):
            device = f"socket://127.0.0.1:{printer.port}/?snmp=false&waiteof=false"
            cups.run("lpadmin", "-p", name, "-v", device, "-m", model, "-E")
        # Queues are kept half a minute after they were made, or at the end: a kill loses them.
        cups.end()
        cups.start()
        yield cups
    finally:
        cups.stop()
        shutil.rmtree(root, ignore_errors=True)
        shutil.rmtree(settings, ignore_errors=True)


@pytest.fixture(scope="session")
def private_cups() -> Iterator[PrivateCups]:
    """The daemon, for the whole session."""
    missing = [path.name for path in (_DAEMON, _PPD) if not path.exists()]
    if missing:
        pytest.fail(f"{', '.join(missing)} missing: run the tests by `python3 dev.py test`")
    if os.geteuid() != 0:
        pytest.skip("Debian's cups-pdf runs as root only")
    with running_cups() as cups:
        yield cups


@pytest.fixture
def cups(private_cups: PrivateCups, monkeypatch: pytest.MonkeyPatch) -> PrivateCups:
    """The private daemon with empty trays, found by this process and all it starts."""
    private_cups.clear()
    monkeypatch.setenv("CUPS_SERVER", str(private_cups.socket))
    return private_cups
