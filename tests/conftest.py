"""The ground every test stands on: a loop, a home of its own, and guards against quiet damage."""

from __future__ import annotations

import asyncio
import atexit
import gc
import inspect
import logging
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Generator, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.support import guards

pytest_plugins = [
    "tests.support.cups",
    "tests.support.xvfb",
    "tests.support.secret_service",
]

LoopFactory = Callable[[], asyncio.AbstractEventLoop]

# Before Qt, platformdirs or keyring look at them: nothing of the person at this computer is read.
_HOME = Path(tempfile.mkdtemp(prefix="shipdesk-tests-"))
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
for _variable, _folder in {
    "HOME": "",
    "USERPROFILE": "",
    "APPDATA": "roaming",
    "LOCALAPPDATA": "local",
    "XDG_CONFIG_HOME": "config",
    "XDG_DATA_HOME": "data",
    "XDG_STATE_HOME": "state",
    "XDG_CACHE_HOME": "cache",
    "XDG_RUNTIME_DIR": "run",
}.items():
    (_HOME / _folder).mkdir(mode=0o700, exist_ok=True)
    os.environ[_variable] = str(_HOME / _folder)
for _variable in (
    "DBUS_SESSION_BUS_ADDRESS",
    "CUPS_SERVER",
    "QT_SCALE_FACTOR",
    "QT_STYLE_OVERRIDE",
):
    os.environ.pop(_variable, None)
# Programs started by tests have no key store unless a test gives them one.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"

guards.close_the_network()

_KEEPER = pytest.StashKey[guards.RecordKeeper]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of Debian's own programs run on Linux only; there nothing skips them."""
    if sys.platform.startswith("linux"):
        return
    skip = pytest.mark.skip(reason="needs programs that exist on Linux only")
    for item in items:
        if any(item.get_closest_marker(name) for name in ("cups", "x11", "keyring")):
            item.add_marker(skip)


def pytest_collection_finish() -> None:
    """Lets the collector pass over what lives as long as the run: each window ends with it."""
    gc.collect()
    gc.freeze()


def _qt_loop() -> asyncio.AbstractEventLoop:
    import qasync  # noqa: PLC0415 - most tests need no Qt
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415

    loop = qasync.QEventLoop(QApplication.instance() or QApplication([]))
    # As in the program: qasync's own executor would start ten QThreads.
    loop.set_default_executor(ThreadPoolExecutor(4))
    return loop


def _is_async(item: pytest.Item) -> bool:
    return inspect.iscoroutinefunction(getattr(item, "function", None))


def pytest_asyncio_loop_factories(item: pytest.Function) -> Mapping[str, LoopFactory]:
    """Runs a test that touches Qt on Qt's loop, as the program does, and others on a plain one."""
    if "qapp" in item.fixturenames:
        return {"qasync": _qt_loop}
    return {"asyncio": asyncio.new_event_loop}


@pytest.fixture(autouse=True)
def _no_task_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test whose tasks still run after it and its fixtures are done."""
    if not _is_async(request.node):
        yield
        return
    if "qapp" in request.fixturenames:
        request.getfixturevalue("qapp")
    # Holding the runner makes this end after the test's own fixtures, before the loop closes.
    runner = request.getfixturevalue("_function_scoped_runner")
    yield
    left = guards.leftover_tasks(runner.get_loop())
    if left:
        pytest.fail("tasks were left running:\n  " + "\n  ".join(left))


@pytest.fixture(autouse=True)
def memory_keyring() -> Iterator[Any]:
    """A key store in memory, new for each test."""
    import keyring  # noqa: PLC0415 - after the environment is set

    from tests.support.memory_keyring import MemoryKeyring  # noqa: PLC0415

    before = keyring.get_keyring()
    store = MemoryKeyring()
    keyring.set_keyring(store)
    yield store
    keyring.set_keyring(before)


def _expected(item: pytest.Item) -> list[str]:
    return [str(mark.args[0]) for mark in item.iter_markers("expects_log")]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Listens to the log for as long as one test and its fixtures live."""
    keeper = guards.RecordKeeper()
    item.stash[_KEEPER] = keeper
    root = logging.getLogger()
    root.addHandler(keeper)
    shows = "qapp" in getattr(item, "fixturenames", ())
    if shows:
        # As in the program: a widget collected on another thread takes the program down.
        gc.disable()
    try:
        return (yield)
    finally:
        root.removeHandler(keeper)
        if shows:
            gc.collect()
            gc.enable()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Fails a test that logged what it was not meant to log, or did not log what it was."""
    result = yield
    missing = item.stash[_KEEPER].missing(_expected(item))
    if missing:
        pytest.fail(f"never logged: {missing}")
    _fail_on_noise(item)
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, object, object]:
    """The same for what is logged while the test is put away."""
    result = yield
    _fail_on_noise(item)
    return result


def _fail_on_noise(item: pytest.Item) -> None:
    refused = guards.take_refused()
    if refused:
        pytest.fail("tried to reach another computer: " + ", ".join(refused))
    keeper = item.stash[_KEEPER]
    noise = keeper.unexpected(_expected(item))
    if noise:
        keeper.lines.clear()
        pytest.fail(
            "unexpected in the log (mark with expects_log if it is meant):\n  " + "\n  ".join(noise)
        )
