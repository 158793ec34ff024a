"""The real parts start, do their work and go away again."""

from __future__ import annotations

import asyncio
import shutil
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

import keyring
import pytest
from reportlab.pdfgen.canvas import Canvas

from tests.support import guards
from tests.support.cups import PDF_QUEUE, QUEUES, RAW_QUEUE, PrivateCups

ZPL = "^XA^CI28^FO50,50^FDZażółć^FS^XZ".encode() + bytes(range(256))


def page(path: Path, words: str) -> Path:
    """Writes a PDF label of 4 x 6 inches with a few words."""
    canvas = Canvas(str(path), pagesize=(288, 432))
    canvas.drawString(40, 200, words)
    canvas.save()
    return path


def pdf_facts(path: Path, program: str, *arguments: str) -> str:
    """What one of poppler's programs says of a PDF."""
    command = [program, str(path), *arguments]
    return subprocess.run(command, text=True, capture_output=True, check=True).stdout


@pytest.mark.cups
@pytest.mark.slow
def test_a_label_sent_to_the_pdf_queue_comes_out_at_its_own_size(
    cups: PrivateCups, tmp_path: Path
) -> None:
    label = page(tmp_path / "label.pdf", "PARCEL 4711")
    cups.run("lp", "-d", PDF_QUEUE, "-o", "media=Custom.4x6in", str(label))
    (printed,) = cups.wait_for_pdfs(1)
    assert "288 x 432 pts" in pdf_facts(printed, "pdfinfo")
    assert "PARCEL 4711" in pdf_facts(printed, "pdftotext", "-")


@pytest.mark.cups
def test_raw_bytes_reach_the_label_printer_unchanged(cups: PrivateCups, tmp_path: Path) -> None:
    (tmp_path / "label.zpl").write_bytes(ZPL)
    cups.run("lp", "-d", RAW_QUEUE, "-o", "raw", str(tmp_path / "label.zpl"))
    assert cups.raw.wait_for_jobs(1) == [ZPL]


@pytest.mark.cups
def test_nothing_but_our_own_queues_is_seen(cups: PrivateCups) -> None:
    assert sorted(cups.run("lpstat", "-e").split()) == list(QUEUES)


@pytest.mark.x11
def test_a_window_can_be_seen_on_the_virtual_screen(x_display: str) -> None:
    xdotool = shutil.which("xdotool")
    assert xdotool
    size = subprocess.run(
        [xdotool, "getdisplaygeometry"],
        env={"DISPLAY": x_display},
        text=True,
        capture_output=True,
        check=True,
    )
    assert size.stdout.split() == ["1600", "1000"]


@pytest.mark.keyring
def test_a_secret_survives_between_two_programs_in_a_real_key_store(
    run_with_secret_service: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    code = (
        "import keyring, subprocess, sys\n"
        "keyring.set_password('ShipDesk', 'konto', 'zażółć ' * 600)\n"
        "print(type(keyring.get_keyring()).__module__)\n"
        'other = \'import keyring; print(len(keyring.get_password("ShipDesk", "konto")))\'\n'
        "subprocess.run([sys.executable, '-c', other], check=True)\n"
    )
    done = run_with_secret_service("-u", "-c", code)
    assert done.stdout.split() == ["keyring.backends.SecretService", "4200"], done.stderr


def test_secrets_of_one_test_stay_in_memory() -> None:
    keyring.set_password("ShipDesk", "konto", "tajne")
    assert keyring.get_password("ShipDesk", "konto") == "tajne"
    keyring.delete_password("ShipDesk", "konto")
    assert keyring.get_password("ShipDesk", "konto") is None


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("127.0.0.1", True),
        ("127.8.9.10", True),
        ("::1", True),
        (b"localhost", True),
        (None, True),
        ("192.0.2.7", False),
        ("example.test", False),
    ],
)
def test_only_this_computer_counts_as_local(host: object, *, local: bool) -> None:
    assert guards.is_local(host) is local


@pytest.mark.parametrize("ask", ["connect", "connect_ex", "sendto", "look up"])
def test_another_computer_is_never_asked(ask: str) -> None:
    away = ("192.0.2.7", 9)
    kind = socket.SOCK_DGRAM if ask == "sendto" else socket.SOCK_STREAM
    with socket.socket(type=kind) as sock:
        calls = {
            "connect": lambda: sock.connect(away),
            "connect_ex": lambda: sock.connect_ex(away),
            "sendto": lambda: sock.sendto(b"?", away),
            "look up": lambda: socket.getaddrinfo("example.test", 443),
        }
        with pytest.raises(pytest.fail.Exception):
            calls[ask]()
    assert len(guards.take_refused()) == 1


async def test_a_task_nobody_waited_for_is_named() -> None:
    async def forgotten() -> None:
        await asyncio.Event().wait()

    async with asyncio.TaskGroup() as group:
        task = group.create_task(forgotten(), name="forgotten")
        names = guards.leftover_tasks(asyncio.get_running_loop())
        assert any(line.startswith("forgotten: ") for line in names)
        task.cancel()


async def test_a_test_that_touches_qt_runs_on_the_loop_of_qt(qapp: object) -> None:
    assert qapp is not None
    assert type(asyncio.get_running_loop()).__module__.startswith("qasync")


async def test_a_test_without_qt_runs_on_a_plain_loop() -> None:
    assert not type(asyncio.get_running_loop()).__module__.startswith("qasync")
