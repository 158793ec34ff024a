"""Worker processes: deadline, kill, restart, errors and notices across the pipe."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from shipdesk.domain.label import MediaType
from shipdesk.workers import (
    Worker,
    WorkerDiedError,
    WorkerError,
    WorkerFaultError,
    WorkerTimeoutError,
    _loads_plain,
)
from tests.support.worker_target import ParcelLostError

TARGET = "tests.support.worker_target:main"


@pytest.fixture
async def worker() -> AsyncIterator[Worker]:
    made = Worker("parrot", TARGET, arguments={"greeting": "hello"}, errors=(ParcelLostError,))
    yield made
    await made.aclose()


async def test_a_call_returns_what_the_child_made_of_the_arguments(worker: Worker) -> None:
    answer = await worker.call("echo", b"\x00\xff", deadline=20, word="Łódź")
    assert answer == {"greeting": "hello", "args": (b"\x00\xff",), "words": {"word": "Łódź"}}


async def test_jobs_of_one_worker_run_in_the_order_they_were_asked(worker: Worker) -> None:
    answers = await asyncio.gather(*(worker.call("count", deadline=20) for _ in range(20)))
    assert answers == list(range(1, 21))


async def test_an_answer_larger_than_the_pipe_arrives_whole(worker: Worker) -> None:
    body = os.urandom(3_000_000)
    answer = await worker.call("echo", body, deadline=20)
    assert isinstance(answer, dict)
    assert answer["args"] == (body,)


async def test_a_renewed_worker_ends_its_jobs_first_and_serves_in_a_new_process(
    worker: Worker,
) -> None:
    await worker.renew()
    assert worker.process_id is None
    jobs = asyncio.gather(*(worker.call("count", deadline=20) for _ in range(3)))
    await asyncio.sleep(0)
    await worker.renew()
    assert await jobs == [1, 2, 3]
    before = worker.process_id
    assert await worker.call("count", deadline=20) == 1
    assert worker.process_id not in {None, before}


@pytest.mark.expects_log("was killed after")
async def test_a_hung_job_is_killed_at_its_deadline_and_the_next_one_works(worker: Worker) -> None:
    await worker.start()
    hung = worker.process_id
    with pytest.raises(WorkerTimeoutError) as caught:
        await worker.call("hang", deadline=0.3)
    assert caught.value.method == "hang"
    assert await worker.call("count", deadline=20) == 1
    assert worker.process_id != hung


async def test_a_worker_that_dies_says_so_and_is_started_again(worker: Worker) -> None:
    with pytest.raises(WorkerDiedError) as caught:
        await worker.call("die", deadline=20)
    assert caught.value.exit_code == 7
    assert await worker.call("count", deadline=20) == 1


@pytest.mark.expects_log("was killed after")
async def test_jobs_behind_a_killed_one_are_not_lost(worker: Worker) -> None:
    await worker.start()
    hung = asyncio.gather(worker.call("hang", deadline=0.3), return_exceptions=True)
    behind = [worker.call("count", deadline=20) for _ in range(3)]
    assert await asyncio.gather(*behind) == [1, 2, 3]
    assert isinstance((await hung)[0], WorkerTimeoutError)


async def test_a_known_error_arrives_as_itself_with_its_parameters(worker: Worker) -> None:
    with pytest.raises(ParcelLostError) as caught:
        await worker.call("lose", "P-1", deadline=20)
    assert caught.value.parcel == "P-1"
    assert str(caught.value) == "lost"


async def test_an_unknown_error_is_a_fault_that_names_its_place(worker: Worker) -> None:
    with pytest.raises(WorkerFaultError) as caught:
        await worker.call("stumble", deadline=20)
    assert caught.value.kind == "ZeroDivisionError"
    assert "worker_target.py" in caught.value.where


async def test_a_method_that_does_not_exist_is_a_fault_not_a_hang(worker: Worker) -> None:
    with pytest.raises(WorkerFaultError) as caught:
        await worker.call("no_such_method", deadline=20)
    assert caught.value.kind == "KeyError"


async def test_an_answer_that_cannot_travel_is_a_fault(worker: Worker) -> None:
    with pytest.raises(WorkerFaultError):
        await worker.call("unpicklable", deadline=20)
    assert await worker.call("count", deadline=20) == 1


@pytest.mark.expects_log("sent what cannot be read")
async def test_code_in_an_answer_is_refused_before_it_runs(
    worker: Worker, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    with pytest.raises(WorkerDiedError):
        await worker.call("attack", str(tmp_path / "proof"), deadline=20)
    assert not (tmp_path / "proof").exists()
    assert "may not come out of a worker" in caplog.text


async def test_notices_reach_the_loop_in_order_before_the_answer() -> None:
    heard: list[tuple[str, object]] = []
    made = Worker(
        "parrot",
        TARGET,
        arguments={"greeting": ""},
        on_notice=lambda name, value: heard.append((name, value)),
    )
    try:
        await made.call("notify", deadline=20)
        assert heard == [("page", 1), ("page", 2), ("page", 3)]
    finally:
        await made.aclose()


async def test_what_the_child_logs_is_logged_here(
    worker: Worker, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        await worker.call("log", deadline=20)
    assert ("shipdesk.parrot", logging.INFO, "100% squawk") in caplog.record_tuples


async def test_a_cancelled_caller_leaves_the_job_to_its_end(worker: Worker) -> None:
    await worker.start()
    waiting = asyncio.gather(worker.call("count_slowly", deadline=20))
    await asyncio.wait([waiting], timeout=0.05)
    waiting.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await waiting
    assert await worker.call("count", deadline=20) == 2


async def test_a_target_that_cannot_start_says_why() -> None:
    made = Worker("broken", "tests.support.worker_target:cannot_start")
    with pytest.raises(WorkerFaultError) as caught:
        await made.call("count", deadline=20)
    assert caught.value.text == "no paper"
    await made.aclose()


async def test_a_closed_worker_takes_no_calls_and_leaves_no_process(worker: Worker) -> None:
    await worker.start()
    process = worker.process_id
    assert process is not None
    await worker.aclose()
    with pytest.raises(WorkerError):
        await worker.call("count", deadline=20)
    assert worker.process_id is None
    if sys.platform != "win32":
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


async def test_closing_does_not_wait_for_a_hung_job(worker: Worker) -> None:
    await worker.start()
    hung = asyncio.gather(worker.call("hang", deadline=600), return_exceptions=True)
    await asyncio.wait([hung], timeout=0.05)
    await worker.aclose()
    assert isinstance((await hung)[0], WorkerDiedError)


@pytest.mark.skipif(sys.platform != "linux", reason="RLIMIT_AS is kept on Linux only")
async def test_a_job_that_takes_too_much_memory_fails_alone() -> None:
    made = Worker("greedy", TARGET, 512 * 2**20, arguments={"greeting": ""})
    try:
        with pytest.raises(WorkerFaultError) as caught:
            await made.call("swallow", 2**30, deadline=20)
        assert caught.value.kind == "MemoryError"
        assert await made.call("count", deadline=20) == 1
    finally:
        await made.aclose()


@pytest.mark.skipif(sys.platform == "win32", reason="uses POSIX signals")
async def test_a_child_does_not_outlive_a_killed_parent() -> None:
    parent = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        "import asyncio\n"
        "from shipdesk.workers import Worker\n"
        "async def main():\n"
        f"    w = Worker('parrot', '{TARGET}', arguments={{'greeting': ''}})\n"
        "    await w.call('hold_stdout', deadline=20)\n"
        "    print('serving', flush=True)\n"
        "    await w.call('hang', deadline=600)\n"
        "if __name__ == '__main__':\n"
        "    asyncio.run(main())\n",
        stdout=subprocess.PIPE,
    )
    assert parent.stdout is not None
    assert await parent.stdout.readline() == b"serving\n"
    parent.kill()
    # The pipe ends only when the last process that holds it has ended: the child, too.
    assert await parent.stdout.read() == b""
    await parent.wait()


def test_enum_of_an_older_python_is_read_and_nothing_else_by_its_way() -> None:
    older = pickle.dumps((_OlderEnum(),), protocol=4)
    assert _loads_plain(older) == (MediaType.PDF,)
    with pytest.raises(pickle.UnpicklingError, match="may not come out"):
        _loads_plain(pickle.dumps((_Reaching(),), protocol=4))


class _OlderEnum:
    """Pickles as Python 3.11.2 pickles a member of one of our enums."""

    def __reduce__(self) -> tuple[object, tuple[object, str]]:
        return getattr, (MediaType, "PDF")


class _Reaching:
    """Pickles as somebody would who wants more than a member."""

    def __reduce__(self) -> tuple[object, tuple[object, str]]:
        return getattr, (MediaType, "__subclasses__")


async def test_worker_closes_though_its_start_was_given_up_before_it_began(worker: Worker) -> None:
    loop = asyncio.get_running_loop()
    go_on = threading.Event()
    threads = ThreadPoolExecutor(1)
    loop.set_default_executor(threads)
    busy = loop.run_in_executor(None, go_on.wait)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(0.01):
            await worker.start()
    go_on.set()
    await busy
    await worker.aclose()
    assert worker.process_id is None
