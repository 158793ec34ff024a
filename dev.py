"""Makes everything ShipDesk needs and runs it: the only command a fresh computer has to know.

Plain Python without libraries, since nothing else is there when it starts. It prepares `.venv`
beside itself once (on Debian and Ubuntu also the system's packages), then only compares a stamp.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - whoever has an older one is told so in words
    sys.exit(
        "ShipDesk needs Python 3.11 or newer; this is Python {}.{}.\n"
        "Install a newer one and run this again with it.".format(*sys.version_info[:2])
    )

import argparse
import hashlib
import importlib.util
import json
import os
import queue
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "shipdesk-installed.json"
CONSTRAINTS = ROOT / ".ci" / "constraints.txt"

# What a bare Debian 12 lacks, found by installing nothing else (offscreen Qt, then X, printing).
QT_PACKAGES = [
    *("libgl1", "libegl1", "libxkbcommon0", "libdbus-1-3", "libfontconfig1", "libglib2.0-0"),
    *("libbrotli1", "libgssapi-krb5-2", "libxcb-cursor0", "libxcb-icccm4", "libxcb-keysyms1"),
    *("libxcb-shape0", "libxcb-xkb1", "libxkbcommon-x11-0", "libcups2"),
    *("fonts-dejavu-core", "fonts-inter"),
]
TEST_PACKAGES = [
    *("cups", "cups-client", "printer-driver-cups-pdf", "xvfb", "xdotool", "gnome-keyring"),
    *("dbus", "poppler-utils", "zbar-tools"),
]

NEEDS_PACKAGES = 3  # the exit code when a person has to install system packages first

HELP = """\
demo       open ShipDesk on its demo seed; without a screen, run the tour
tour DIR   the whole main job, seen and written down in DIR (the same as demo --tour DIR)
run        open ShipDesk with your own accounts
test       run the tests (arguments go to pytest)
check      run the linters and the type checker
bench      print how fast it is
simulator  run only the simulator of the three services
crash      kill the program at every step; nothing may be bought twice or lost
recorded   read recorded answers from a folder; tells where each key went
package    build the wheel into dist/
"""


def main(arguments: Sequence[str]) -> int:
    """Does what the command line asks and gives the exit code, where it comes back at all."""
    parser = argparse.ArgumentParser(
        prog="dev.py",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description=HELP,
    )
    parser.add_argument("command", choices=sorted(COMMANDS), metavar="COMMAND")
    parser.add_argument("rest", nargs=argparse.REMAINDER, help="goes to the command as it is")
    if not arguments:
        parser.print_help()
        return 2
    asked = parser.parse_args(arguments)
    command = COMMANDS[asked.command]
    try:
        prepare(asked.command, tools=command.tools)
        return command.act(asked.rest)
    except Stop as stop:
        say(str(stop))
        return stop.code
    except KeyboardInterrupt:
        say("Stopped.")
        return 130


class Stop(Exception):  # noqa: N818 - it ends the run with a sentence; nothing is wrong with us
    """Ends the run with a plain sentence and an exit code."""

    def __init__(self, sentence: str, code: int = 1) -> None:
        super().__init__(sentence)
        self.code = code


def say(text: str = "") -> None:
    """Prints a line at once, also where the output is not a terminal."""
    print(text, flush=True)


# ---- preparing -----------------------------------------------------------------------------


def prepare(command: str, *, tools: bool) -> None:
    """Installs what is missing, each step with its name and time; silent when nothing is."""
    missing = missing_packages(QT_PACKAGES + (TEST_PACKAGES if command == "test" else []))
    libraries = "dev" if tools else "run"
    stamp = read_stamp()
    up_to_date = stamp.get(libraries) == fingerprint() and PYTHON.exists()
    if up_to_date and not missing:
        return
    steps: list[tuple[str, Callable[[], None]]] = []
    if missing:
        steps.append((f"{len(missing)} system packages, by apt", lambda: install(missing)))
    if not up_to_date:
        if not venv_is_usable(stamp):
            steps.append(("a Python environment in .venv", make_venv))
        steps.append(("the libraries, by pip", lambda: install_libraries(libraries)))
    if missing and not is_root():
        raise Stop(ask_for_packages(missing), NEEDS_PACKAGES)
    announce(command, missing, up_to_date=up_to_date)
    started = time.monotonic()
    for number, (name, work) in enumerate(steps, 1):
        at = time.monotonic()
        say(f"{number}/{len(steps)}  {name} ...")
        work()
        say(f"{number}/{len(steps)}  {name}: done in {time.monotonic() - at:.0f} s")
    say(f"Ready after {time.monotonic() - started:.0f} s. The next start skips all this.\n")


def announce(command: str, missing: list[str], *, up_to_date: bool) -> None:
    """Says before the first download what comes, how much, how long and what stays here."""
    say(f"ShipDesk: preparing `{command}`, once for this folder.")
    tools = COMMANDS[command].tools
    if missing:
        size = "130 MB to download, 510" if command == "test" else "65 MB to download, 255"
        say(f"  System packages: {' '.join(missing)}")
        say(f"  (with what they need on a bare system: {size} MB on disk).")
    if not up_to_date:
        size = "155 MB to download, 560" if tools else "125 MB to download, 460"
        say(f"  Python libraries: {size} MB on disk, all in {VENV}.")
    say("  It takes one to four minutes on an ordinary line.")
    say("  Packages are downloaded; nothing of yours is sent anywhere.")
    if command in {"demo", "tour", "simulator"}:
        say("  The demo talks only to a simulator on this computer: no account, no money.")


def is_root() -> bool:
    """Tells whether apt may be run as it is."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def missing_packages(wanted: Iterable[str]) -> list[str]:
    """Names the system packages to install; on other systems than Debian's family, none."""
    if not (shutil.which("dpkg-query") and shutil.which("apt-get")):
        return []
    names = list(wanted)
    if importlib.util.find_spec("ensurepip") is None and not PYTHON.exists():
        # Debian splits it off; the package must fit the Python that runs this.
        names.insert(0, f"python3.{sys.version_info.minor}-venv")
    # Debian 13 and Ubuntu 24.04 renamed some libraries for 64-bit times.
    both = [*names, *(f"{name}t64" for name in names if name.startswith("lib"))]
    listing = subprocess.run(
        ["dpkg-query", "--show", "--showformat", "${Package} ${db:Status-Status}\n", *both],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    present = {line.split()[0] for line in listing.splitlines() if line.endswith(" installed")}
    return [name for name in names if not {name, f"{name}t64"} & present]


def ask_for_packages(missing: list[str]) -> str:
    """The sentence for a person who has to install packages first."""
    return (
        "ShipDesk needs a few system packages. Please run this, then the same command again:\n\n"
        f"  sudo apt-get update && sudo apt-get install -y --no-install-recommends"
        f" {' '.join(missing)}\n\n"
        "(Or run dev.py as root; it then installs them itself.)"
    )


def install(missing: list[str]) -> None:
    """Installs system packages as root, after one fresh look at what there is."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    apt = ["apt-get", "-o", "DPkg::Lock::Timeout=300", "-o", "Dpkg::Use-Pty=0"]
    run_alive([*apt, "update"], quiet, "the list of packages could not be read")
    command = [*apt, "install", "-y", "--no-install-recommends", *missing]
    run_alive(command, quiet, "apt could not install the packages")


def fingerprint() -> str:
    """What the environment was made from; a change of any of it installs anew."""
    parts = [sys.version.encode(), str(ROOT).encode()]
    parts += [path.read_bytes() for path in (ROOT / "pyproject.toml", CONSTRAINTS)]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def read_stamp() -> dict[str, str]:
    """What is installed in `.venv`, as written down after the last success."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def venv_is_usable(stamp: dict[str, str]) -> bool:
    """Tells whether `.venv` may be kept: made here, by this Python, and not broken."""
    if not PYTHON.exists() or stamp.get("root", str(ROOT)) != str(ROOT):
        return False
    ask = "import pip, sys; print('%d.%d' % sys.version_info[:2])"
    answer = subprocess.run([PYTHON, "-c", ask], capture_output=True, text=True, check=False)
    return answer.stdout.strip() == "{}.{}".format(*sys.version_info[:2])


def make_venv() -> None:
    """Makes `.venv` anew with the Python that runs this."""
    base = getattr(sys, "_base_executable", None) or sys.executable
    command = [base, "-m", "venv", "--clear", str(VENV)]
    run_alive(command, dict(os.environ), f"no Python environment could be made in {VENV}")


def install_libraries(libraries: str) -> None:
    """Installs ShipDesk's libraries in the versions it was tested with."""
    what = f"{ROOT}[dev]" if libraries == "dev" else str(ROOT)
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    command += ["--progress-bar", "off", "-c", str(CONSTRAINTS), "-e", what]
    run_alive(command, dict(os.environ), "pip could not install the libraries")
    stamp = {**read_stamp(), "root": str(ROOT), "run": fingerprint()}
    if libraries == "dev":
        stamp["dev"] = fingerprint()
    STAMP.write_text(json.dumps(stamp, indent=1), encoding="utf-8")


def run_alive(command: list[str], environment: dict[str, str], failure: str) -> None:
    """Runs a long, talkative command quietly, showing that it lives; raises Stop if it fails."""
    process = subprocess.Popen(
        command,
        env=environment,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    threading.Thread(target=read_lines, args=(process, lines), daemon=True).start()
    said: list[str] = []
    terminal = sys.stdout.isatty()
    started = shown = time.monotonic()
    try:
        while True:
            try:
                line = lines.get(timeout=1)
            except queue.Empty:
                line = ""
            if line is None:
                break
            if line.strip():
                said.append(line.rstrip())
            now = time.monotonic()
            # A terminal's line is overwritten; a log gets one now and then.
            if now - shown >= (0.2 if terminal else 10):
                shown = now
                show_life(now - started, said, terminal=terminal)
    finally:
        if terminal:
            print("\r\033[K", end="", flush=True)
        if process.poll() is None:
            process.terminate()
    if process.wait() != 0:
        tail = "\n".join(f"    {line}" for line in said[-25:])
        raise Stop(f"\n{tail}\n\nShipDesk could not be prepared: {failure} (see above).")


def read_lines(process: "subprocess.Popen[str]", lines: "queue.SimpleQueue[str | None]") -> None:
    """Hands on what a program prints; None when it has ended."""
    assert process.stdout is not None  # noqa: S101 - it was started with a pipe
    with process.stdout:
        for line in process.stdout:
            lines.put(line)
    process.wait()
    lines.put(None)


def show_life(elapsed: float, said: list[str], *, terminal: bool) -> None:
    """Shows the seconds and the last thing that was done, never an address."""
    last = re.sub(r"\S*://\S*", "...", said[-1]).strip() if said else ""
    text = f"     {elapsed:4.0f} s  {last}"
    if terminal:
        width = max(20, shutil.get_terminal_size().columns - 1)
        print(f"\r\033[K{text[:width]}", end="", flush=True)
    else:
        say(text[:100])


# ---- running -------------------------------------------------------------------------------


def hand_over(*command: str) -> int:
    """Becomes the program, in the caller's folder; on Windows, waits for it."""
    whole = [str(PYTHON), *command]
    sys.stdout.flush()
    if os.name != "nt":
        os.execv(PYTHON, whole)  # noqa: S606 - it is our own environment's Python
    return subprocess.call(whole)


def in_root(*command: str) -> int:
    """Runs our environment's Python on one of the tools, in the folder of the project."""
    return subprocess.call([str(PYTHON), *command], cwd=ROOT)


def demo(rest: list[str]) -> int:
    """Opens the demo; the program itself runs the tour where there is no screen."""
    say("ShipDesk demo: it talks only to a simulator on this computer; nothing is sent anywhere.")
    return hand_over("-m", "shipdesk", "demo", *rest)


def tour(rest: list[str]) -> int:
    """Runs the tour into the folder that is named, or into `tour/` here."""
    return demo(["--tour", *(rest or ["tour"])])


def test(rest: list[str]) -> int:
    """Runs pytest without a window on the screen, unless the caller says otherwise."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return in_root("-m", "tests", *rest)


def check(_rest: list[str]) -> int:
    """Runs every linter, also after one failed, and says at the end which did."""
    checks = {
        "ruff check": ["-m", "ruff", "check", "."],
        "ruff format": ["-m", "ruff", "format", "--check", "."],
        "mypy": ["-m", "mypy", "--strict", "shipdesk", "dev.py"],
        "lint-imports": ["-c", "from importlinter.cli import lint_imports_command as lint; lint()"],
    }
    failed = []
    for name, command in checks.items():
        say(f"== {name}")
        started = time.monotonic()
        code = in_root(*command)
        say(f"== {name}: {'failed' if code else 'good'} ({time.monotonic() - started:.1f} s)\n")
        if code:
            failed.append(name)
    say(f"check: {', '.join(failed)} failed" if failed else "check: all good")
    return 1 if failed else 0


def bench(rest: list[str]) -> int:
    """Prints figures; asserts nothing."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return in_root("-m", "tests.bench", *rest)


def recorded(rest: list[str]) -> int:
    """Reads recorded answers and names the keys that would be lost."""
    return in_root("-m", "tests.recorded", "--from", str(Path.cwd()), *rest)


def package(_rest: list[str]) -> int:
    """Builds the wheel, which carries the resources, into `dist/`."""
    return in_root("-m", "pip", "wheel", "--no-deps", "--quiet", "--wheel-dir", "dist", ".")


class Command(NamedTuple):
    """What a word on the command line does."""

    tools: bool  # whether it needs the developers' libraries too
    act: Callable[[list[str]], int]


COMMANDS = {
    "demo": Command(tools=False, act=demo),
    "tour": Command(tools=False, act=tour),
    "run": Command(tools=False, act=lambda rest: hand_over("-m", "shipdesk", *rest)),
    "simulator": Command(
        tools=False, act=lambda rest: hand_over("-m", "shipdesk.simulator", *rest)
    ),
    "package": Command(tools=False, act=package),
    "test": Command(tools=True, act=test),
    "check": Command(tools=True, act=check),
    "bench": Command(tools=True, act=bench),
    "crash": Command(tools=True, act=lambda rest: in_root("-m", "tests.crash", *rest)),
    "recorded": Command(tools=True, act=recorded),
}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
