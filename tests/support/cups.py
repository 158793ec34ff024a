"""A printing system of our own: a private cupsd with a PDF queue and a raw queue, as root.

Debian's cups-pdf reads its settings from a place under /etc that is fixed in the program. Ours is a
copy that looks into a folder of ours instead (a path of the same length), so that nothing on the
computer is changed and no mount is needed. It runs as root only.
"""

from __future__ import annotations

import os
import secrets
import shutil
import socketserver
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

import pytest

PDF_QUEUE = "LabelPDF"
RAW_QUEUE = "LabelRaw"
_PPD = Path("/usr/share/ppd/cups-pdf/CUPS-PDF_opt.ppd")
_PROGRAMS = Path("/usr/lib/cups")
_DAEMON = Path("/usr/sbin/cupsd")
_BUILT_IN_FOLDER = b"/etc/cups\0"


class RawPrinter:
    """A label printer at the other end of a socket: keeps what each connection sent, whole."""

    def __init__(self) -> None:
        self.jobs: list[bytes] = []
        self._arrived = threading.Condition()
        keep = self._keep

        class Connection(socketserver.StreamRequestHandler):
            """Reads one job until the sender closes."""

            def handle(self) -> None:
                """Takes the job; a printer answers nothing."""
                keep(self.rfile.read())

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Connection)
        self.port = int(self._server.server_address[1])
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def _keep(self, job: bytes) -> None:
        with self._arrived:
            self.jobs.append(job)
            self._arrived.notify_all()

    def wait_for_jobs(self, count: int, seconds: float = 30) -> list[bytes]:
        """Gives the jobs once there are so many; fails the test when they do not come."""
        with self._arrived:
            if not self._arrived.wait_for(lambda: len(self.jobs) >= count, seconds):
                pytest.fail(f"{len(self.jobs)} of {count} raw jobs arrived in {seconds} s")
            return list(self.jobs)

    def close(self) -> None:
        """Stops listening."""
        self._server.shutdown()
        self._server.server_close()


@dataclass(frozen=True)
class PrivateCups:
    """What a test needs of the running daemon."""

    socket: Path
    output: Path  # where the PDF queue leaves what was printed
    raw: RawPrinter

    @property
    def environment(self) -> dict[str, str]:
        """The environment with which lp, Qt and our print process find this daemon."""
        return {**os.environ, "CUPS_SERVER": str(self.socket)}

    def run(self, *command: str) -> str:
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
        if done.returncode:
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
        self.raw.jobs.clear()


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


def _is_up(daemon: subprocess.Popen[bytes], cups: PrivateCups, root: Path) -> bool:
    if daemon.poll() is not None:
        said = (root / "log" / "daemon").read_text(errors="replace")
        pytest.fail(f"cupsd ended at once with {daemon.returncode}: {said}")
    answer = subprocess.run(
        ["lpstat", "-r"],
        env=cups.environment,
        text=True,
        capture_output=True,
        timeout=30,
        check=False,
    )
    return "is running" in answer.stdout


@pytest.fixture(scope="session")
def private_cups() -> Iterator[PrivateCups]:
    """Runs cupsd for the whole session, with the queues `LabelPDF` and `LabelRaw`."""
    missing = [path.name for path in (_DAEMON, _PPD) if not path.exists()]
    if missing:
        pytest.fail(f"{', '.join(missing)} missing: run the tests by `python3 dev.py test`")
    if os.geteuid() != 0:
        pytest.skip("Debian's cups-pdf runs as root only")
    # Filters run as the user lp, who cannot look into pytest's own folders.
    root = Path(tempfile.mkdtemp(prefix="shipdesk-cups-"))
    root.chmod(0o755)
    # As long as /etc/cups, whose place it takes.
    settings = Path("/tmp") / secrets.token_hex(2)  # noqa: S108 - made here, and only root may enter
    settings.mkdir(mode=0o700)
    _write_settings(root)
    _install_pdf_backend(root, settings)
    raw = RawPrinter()
    cups = PrivateCups(socket=root / "cups.sock", output=root / "out", raw=raw)
    daemon = _start(root)
    try:
        _wait_for(lambda: _is_up(daemon, cups, root), "cupsd to answer", 30)
        cups.run("lpadmin", "-p", PDF_QUEUE, "-v", "cups-pdf:/", "-P", str(_PPD), "-E")
        device = f"socket://127.0.0.1:{raw.port}/?snmp=false&waiteof=false"
        cups.run("lpadmin", "-p", RAW_QUEUE, "-v", device, "-m", "raw", "-E")
        yield cups
    finally:
        daemon.terminate()
        daemon.wait()
        raw.close()
        shutil.rmtree(root, ignore_errors=True)
        shutil.rmtree(settings, ignore_errors=True)


@pytest.fixture
def cups(private_cups: PrivateCups, monkeypatch: pytest.MonkeyPatch) -> PrivateCups:
    """The private daemon with empty trays, found by this process and all it starts."""
    private_cups.clear()
    monkeypatch.setenv("CUPS_SERVER", str(private_cups.socket))
    return private_cups
