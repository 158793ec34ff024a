"""The command line: the window, the demo, its tour, or the simulator alone."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from pathlib import Path

from shipdesk.domain.account import Environment


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="shipdesk", description="One window in which a small business ships."
    )
    parser.add_argument("--profile", default="", help="name of the profile (default: main)")
    parser.add_argument(
        "--sandbox", action="store_true", help="a profile for the carrier's own test environment"
    )
    parser.add_argument("--root", type=Path, help="keep all files under this folder")
    parser.set_defaults(command="window")
    commands = parser.add_subparsers(dest="command")
    demo = commands.add_parser("demo", help="the real program against a simulator; nothing is sent")
    demo.add_argument("--tour", type=Path, metavar="DIR", help="walk through it and leave pictures")
    demo.add_argument("--skip", default="", help=argparse.SUPPRESS)
    commands.add_parser("simulator", help="the simulated services alone", add_help=False)
    return parser


def has_display() -> bool:
    """Return whether a window can be shown here."""
    if sys.platform != "linux":
        return True
    chosen = os.environ.get("QT_QPA_PLATFORM", "")
    if chosen in {"offscreen", "minimal"}:
        return False
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def main(arguments: list[str] | None = None) -> int:
    """Run what the command line asks for and return the exit code."""
    if getattr(sys, "frozen", False):
        # In one packed file our workers are started as this very program.
        import multiprocessing  # noqa: PLC0415 - 9 ms that the first paint does not wait for

        multiprocessing.freeze_support()
    given = sys.argv[1:] if arguments is None else arguments
    if given[:1] == ["simulator"]:
        from shipdesk.simulator.__main__ import main as simulate  # noqa: PLC0415

        return simulate(given[1:])
    options = _parser().parse_args(given)
    if options.command == "demo":
        return _demo(options)
    # Nothing is garbage yet; the window's own collector takes over once everything is loaded.
    gc.disable()
    from shipdesk.window import open_window  # noqa: PLC0415

    environment = Environment.SANDBOX if options.sandbox else Environment.PRODUCTION
    name = options.profile or ("sandbox" if options.sandbox else "main")
    return open_window(name, environment, options.root)


def _demo(options: argparse.Namespace) -> int:
    folder: Path | None = options.tour
    if folder is None and not has_display():
        folder = Path("tour")
        sys.stdout.write(f"There is no display here: the tour runs instead, into {folder}.\n")
    if folder is not None:
        from shipdesk.tour import run_tour  # noqa: PLC0415

        return run_tour(folder, options.skip)
    from shipdesk.window import open_demo  # noqa: PLC0415

    return open_demo()


if __name__ == "__main__":
    sys.exit(main())
