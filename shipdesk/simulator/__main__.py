"""Runs the simulator as a process of its own: `python -m shipdesk.simulator`."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import sys
from contextlib import suppress

from shipdesk.simulator.seed import SEEDS
from shipdesk.simulator.server import SimulatorServer

PARENT_POLL_S = 1.0


def main(arguments: list[str] | None = None) -> int:
    """Serve until SIGTERM, Ctrl+C or the parent's end; print one line of JSON when ready."""
    parser = argparse.ArgumentParser(prog="shipdesk.simulator", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0: any free one")
    parser.add_argument("--seed", choices=sorted(SEEDS), default="demo")
    parser.add_argument("--orders", type=int, default=0, help="so many made-up orders instead")
    parser.add_argument("--parent-pid", type=int, default=0, help="end when this process has gone")
    options = parser.parse_args(arguments)
    server = SimulatorServer(options.seed, orders=options.orders, port=options.port)
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(server, options.parent_pid))
    return 0


async def _serve(server: SimulatorServer, parent: int) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    if sys.platform == "win32":
        signal.signal(signal.SIGTERM, lambda *_: loop.call_soon_threadsafe(stop.set))
    else:
        loop.add_signal_handler(signal.SIGTERM, stop.set)
    child = os.getppid() == parent  # asked before the parent is told: it may end upon that
    url = await server.start()
    sys.stdout.write(json.dumps({"url": url, "pid": os.getpid()}) + "\n")
    sys.stdout.flush()
    try:
        while not stop.is_set() and not (parent and _gone(parent, child=child)):
            with suppress(TimeoutError):
                async with asyncio.timeout(PARENT_POLL_S):
                    await stop.wait()
    finally:
        await server.close()


def _gone(pid: int, *, child: bool) -> bool:
    """Whether a process has ended; a parent that only waits to be buried counts as ended."""
    if child and os.getppid() != pid:
        return True
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - its windll exists on Windows only

        kernel = ctypes.windll.kernel32
        handle = kernel.OpenProcess(0x100000, False, pid)  # noqa: FBT003 - SYNCHRONIZE, no heir
        if not handle:
            return True
        ended = kernel.WaitForSingleObject(handle, 0) == 0
        kernel.CloseHandle(handle)
        return bool(ended)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


if __name__ == "__main__":
    sys.exit(main())
