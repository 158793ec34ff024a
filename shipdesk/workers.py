"""Our worker processes: started when first needed, given a deadline per job, killed, restarted.

A worker is a spawned process with a pipe. Its jobs run one after another; a job that does not
end in time costs the process its life and nobody else anything: the next call starts a new one.
`ProcessPoolExecutor` can do neither. What travels is pickled plain values; the side that holds
the window unpickles only those, since the other side opens files written by strangers.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import itertools
import logging
import multiprocessing
import pickle
import queue
import threading
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess

from shipdesk.worker_child import run_child

log = logging.getLogger(__name__)

START_DEADLINE = 30.0
"""Seconds a new process may take until it serves (imports included)."""

STOP_GRACE = 2.0
"""Seconds a worker gets for the job in flight when it is closed, before it is killed."""

PLAIN_MODULES = ("datetime", "decimal", "array", "shipdesk.domain.")
"""Modules whose classes may come out of a worker, besides the built-in containers."""


class WorkerError(Exception):
    """What a caller of a worker may have to handle; the job's own errors arrive as themselves."""


class WorkerTimeoutError(WorkerError):
    """The job did not end by its deadline and its process was killed; it may have had effects."""

    def __init__(self, worker: str, method: str, deadline: float) -> None:
        self.worker, self.method, self.deadline = worker, method, deadline
        super().__init__(f"{worker}.{method} did not end within {deadline:g} s")


class WorkerDiedError(WorkerError):
    """The process ended in the middle of the job; the job may have had effects."""

    def __init__(self, worker: str, method: str, exit_code: int | None) -> None:
        self.worker, self.method, self.exit_code = worker, method, exit_code
        super().__init__(f"{worker}.{method} died with exit code {exit_code}")


class WorkerFaultError(WorkerError):
    """The job raised what nobody expected: a bug. `where` is files and lines, never values."""

    def __init__(self, worker: str, kind: str, text: str, where: str) -> None:
        self.worker, self.kind, self.text, self.where = worker, kind, text, where
        super().__init__(f"{worker}: {kind}: {text}\n{where}")


class Worker:
    """One process of ours and the door to it; every method belongs to one asyncio loop.

    `target` is the text "module:function"; the function runs in the child, gets the connection
    and `arguments` by keyword, and must end in `serve()`. `errors` are base classes: what a job
    raises of them arrives as itself. `on_notice(name, value)` is called on the loop.
    `memory_limit` is bytes of address space, kept where the system can (Linux).
    """

    def __init__(
        self,
        name: str,
        target: str,
        memory_limit: int | None = None,
        *,
        arguments: Mapping[str, object] | None = None,
        errors: Sequence[type[Exception]] = (),
        on_notice: Callable[[str, object], None] | None = None,
    ) -> None:
        self.name = name
        self.on_notice = on_notice
        self.context: BaseContext = multiprocessing.get_context("spawn")
        """How its process is made; one that is forked would inherit threads, locks and Qt."""
        self._target = target
        self._arguments = dict(arguments or {})
        self._memory_limit = memory_limit
        self._errors = tuple(errors)
        self._life: _Life | None = None
        self._free = asyncio.Lock()
        self._starting = asyncio.Lock()
        self._closed = False

    @property
    def process_id(self) -> int | None:
        """The running process, if there is one: for tests and the support report."""
        return self._life.process.pid if self._life and self._life.alive else None

    async def start(self) -> None:
        """Have a process that serves. Raises WorkerError if it cannot be started."""
        await self._started()

    async def _started(self) -> _Life:
        async with self._starting:
            if self._closed:
                raise WorkerError(f"{self.name} is closed")
            if self._life is not None and self._life.alive:
                return self._life
            loop = asyncio.get_running_loop()
            life = _Life(self, loop)
            self._life = life
            # A caller that is cancelled does not take the launch along: while it still waited for
            # a thread it would never begin, and `aclose` would wait for its end for ever.
            await asyncio.shield(
                loop.run_in_executor(
                    None, life.launch, self._target, self._arguments, self._memory_limit
                )
            )
            try:
                async with asyncio.timeout(START_DEADLINE):
                    await asyncio.shield(life.ready)
            except TimeoutError:
                life.kill()
                raise WorkerTimeoutError(self.name, "start", START_DEADLINE) from None
            return life

    async def call(
        self, method: str, /, *args: object, deadline: float, **kwargs: object
    ) -> object:
        """The result of one method in the child; jobs wait for each other, in order.

        `deadline` is seconds from the moment the child gets the job. A cancelled caller leaves
        the job to its end (or its deadline): half a print is worse than one nobody waits for.
        Raises what the job raised, or a WorkerError.
        """
        await self._free.acquire()
        try:
            answer = (await self._started()).send(method, args, kwargs, deadline)
        except BaseException:
            self._free.release()
            raise
        answer.add_done_callback(self._on_done)
        return await asyncio.shield(answer)

    def prolong(self, seconds: float) -> None:
        """Give the job in flight so many seconds from now, instead of what is left to it."""
        if self._life is not None:
            self._life.prolong(seconds)

    async def aclose(self) -> None:
        """End the process: the job in flight gets `STOP_GRACE` seconds, then it is killed."""
        self._closed = True
        life = self._life
        if life is None:
            return
        life.ask_to_stop()
        await life.ends_within(STOP_GRACE)

    async def renew(self) -> None:
        """Let the process end after the jobs before this; the next call starts a new one."""
        await self._free.acquire()
        try:
            if self._life is not None and self._life.alive:
                self._life.ask_to_stop()
                await self._life.ends_within(STOP_GRACE)
        finally:
            self._free.release()

    def _on_done(self, answer: asyncio.Future[object]) -> None:
        """Let the next job in; an answer that nobody waits for any more is looked at here."""
        self._free.release()
        if not answer.cancelled():
            answer.exception()

    def revive(self, kind: str, text: str, where: str, origin: str, state: object) -> Exception:
        """The exception that a child's error report stands for."""
        for known in _family(self._errors):
            if f"{known.__module__}.{known.__qualname__}" == origin and isinstance(state, tuple):
                args, attributes = state
                error = known.__new__(known, *args)
                error.__dict__.update(attributes)
                return error
        return WorkerFaultError(self.name, kind, text, where)


class _Life:
    """One process from its start to its end; what it said last is never lost."""

    def __init__(self, worker: Worker, loop: asyncio.AbstractEventLoop) -> None:
        self.worker = worker
        self.loop = loop
        self.alive = True
        self.exit_code: int | None = None
        self.ready: asyncio.Future[None] = loop.create_future()
        self.ended: asyncio.Future[None] = loop.create_future()
        self.process: BaseProcess
        self._numbers = itertools.count(1)
        self._pending: dict[int, tuple[str, asyncio.Future[object], asyncio.TimerHandle]] = {}
        self._late: dict[int, float] = {}
        self._outbox: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()

    def launch(self, target: str, arguments: dict[str, object], memory_limit: int | None) -> None:
        """Spawn the process and the two threads that talk to it (runs in a thread)."""
        context = self.worker.context
        ours, theirs = context.Pipe()
        self.process = context.Process(  # type: ignore[attr-defined] # its kinds have it
            target=run_child,
            args=(theirs, target, arguments, memory_limit),
            name=f"shipdesk-{self.worker.name}",
            daemon=True,
        )
        try:
            self.process.start()
        except BaseException:
            ours.close()
            self._post(self._on_end, None)
            raise
        finally:
            theirs.close()
        name = self.worker.name
        threading.Thread(target=self._read, args=(ours,), name=f"{name}-in", daemon=True).start()
        threading.Thread(target=self._write, args=(ours,), name=f"{name}-out", daemon=True).start()

    def send(
        self, method: str, args: tuple[object, ...], kwargs: dict[str, object], deadline: float
    ) -> asyncio.Future[object]:
        """Give the child a job; the future gets its answer, its error or its death."""
        number = next(self._numbers)
        message = pickle.dumps((number, method, args, kwargs), protocol=pickle.HIGHEST_PROTOCOL)
        answer: asyncio.Future[object] = self.loop.create_future()
        timer = self.loop.call_later(deadline, self._on_deadline, number, deadline)
        self._pending[number] = (method, answer, timer)
        self._outbox.put(message)
        return answer

    def prolong(self, seconds: float) -> None:
        """Move the deadline of what is under way; one that has passed stays so."""
        for number, (method, answer, timer) in self._pending.items():
            if number not in self._late:
                timer.cancel()
                later = self.loop.call_later(seconds, self._on_deadline, number, seconds)
                self._pending[number] = (method, answer, later)

    def ask_to_stop(self) -> None:
        """Let the child end when its job is done: it sees the pipe close."""
        self._outbox.put(pickle.dumps(None))

    async def ends_within(self, seconds: float) -> None:
        """Wait for the end, and bring it about when it takes longer."""
        try:
            async with asyncio.timeout(seconds):
                await asyncio.shield(self.ended)
        except TimeoutError:
            self.kill()
            await self.ended

    def kill(self) -> None:
        """End the process now; `ended` says when it has."""
        self.alive = False
        with contextlib.suppress(ValueError, OSError, AttributeError):
            self.process.kill()

    def _on_deadline(self, number: int, deadline: float) -> None:
        """Kill the process; the caller hears when all that it said before has been heard."""
        method = self._pending[number][0]
        log.warning("%s.%s was killed after %s s", self.worker.name, method, deadline)
        self._late[number] = deadline
        self.kill()
        self.loop.call_later(STOP_GRACE, self._give_up, number)

    def _on_message(self, message: tuple[object, ...]) -> None:
        match message:
            case ("result", int(number), value):
                if (job := self._take(number)) is not None:
                    job.set_result(value)
            case ("error", int(number), str(kind), str(text), str(where), str(origin), state):
                error = self.worker.revive(kind, text, where, origin, state)
                if number == 0:
                    self._settle_ready(error)
                elif (job := self._take(number)) is not None:
                    job.set_exception(error)
            case ("notice", str(name), value):
                if self.worker.on_notice is not None:
                    self.worker.on_notice(name, value)
            case ("log", str(name), int(level), str(text)):
                logging.getLogger(name).log(level, "%s", text)
            case ("ready",):
                self._settle_ready(None)

    def _on_end(self, exit_code: int | None) -> None:
        """The process is gone: everything that waited for it hears so."""
        self.alive = False
        self.exit_code = exit_code
        self._settle_ready(WorkerDiedError(self.worker.name, "start", exit_code))
        for number in list(self._pending):
            self._give_up(number)
        if not self.ended.done():
            self.ended.set_result(None)

    def _give_up(self, number: int) -> None:
        """Tell the caller that no answer will come: the deadline passed, or the process died."""
        method = self._pending[number][0] if number in self._pending else ""
        if (job := self._take(number)) is None:
            return
        if (deadline := self._late.get(number)) is not None:
            job.set_exception(WorkerTimeoutError(self.worker.name, method, deadline))
        else:
            job.set_exception(WorkerDiedError(self.worker.name, method, self.exit_code))

    def _settle_ready(self, error: Exception | None) -> None:
        if self.ready.done():
            return
        if error is None:
            self.ready.set_result(None)
        else:
            self.alive = False
            self.ready.set_exception(error)
            self.ready.exception()

    def _take(self, number: int) -> asyncio.Future[object] | None:
        job = self._pending.pop(number, None)
        if job is None:
            return None
        job[2].cancel()
        return None if job[1].done() else job[1]

    def _post(self, function: Callable[..., None], *args: object) -> None:
        """Run something on the loop; a loop that has ended has nobody left to tell."""
        with contextlib.suppress(RuntimeError):
            self.loop.call_soon_threadsafe(function, *args)

    def _read(self, connection: Connection) -> None:
        """Thread: hand what the child says to the loop until the child is gone."""
        while True:
            try:
                message = _loads_plain(connection.recv_bytes())
            except (EOFError, OSError):
                break
            except Exception:
                log.exception("%s sent what cannot be read", self.worker.name)
                self.kill()
                break
            self._post(self._on_message, message)
        connection.close()
        self._outbox.put(None)
        self.process.join(STOP_GRACE)
        if self.process.exitcode is None:
            self.process.kill()
            self.process.join()
        self._post(self._on_end, self.process.exitcode)

    def _write(self, connection: Connection) -> None:
        """Thread: a full pipe to a busy child must not stop the loop."""
        with contextlib.suppress(OSError):
            while (message := self._outbox.get()) is not None:
                connection.send_bytes(message)


class _PlainUnpickler(pickle.Unpickler):
    """Reads plain values and our domain objects; anything else from a child is refused."""

    def find_class(self, module: str, name: str) -> object:
        """The class, if its module is one that may come out of a worker."""
        if any(
            module == plain or (plain[-1] == "." and module.startswith(plain))
            for plain in PLAIN_MODULES
        ):
            return super().find_class(module, name)
        if (module, name) == ("builtins", "getattr"):
            return _member
        raise pickle.UnpicklingError(f"{module}.{name} may not come out of a worker")


def _member(kind: object, name: str) -> object:
    """The member of one of our enums: up to 3.11.3 Python pickles it as a call of getattr."""
    if isinstance(kind, type) and issubclass(kind, Enum) and name in kind.__members__:
        return kind[name]
    raise pickle.UnpicklingError(f"{name} may not come out of a worker")


def _loads_plain(message: bytes) -> tuple[object, ...]:
    value = _PlainUnpickler(io.BytesIO(message)).load()
    if not isinstance(value, tuple):
        raise pickle.UnpicklingError("a worker's message is a tuple")
    return value


def _family(classes: Sequence[type[Exception]]) -> list[type[Exception]]:
    found = list(classes)
    for known in found:
        found.extend(sub for sub in known.__subclasses__() if sub not in found)
    return found
