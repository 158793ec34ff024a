"""A courier whose answers a test writes down: it plays the other side of the runner."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable
from datetime import datetime

from shipdesk.domain.account import AccountId
from shipdesk.domain.operation import Operation, OperationKind
from shipdesk.errors import ProviderError
from shipdesk.providers.steps import Facts, Match, Settled, Step, StepResult
from shipdesk.services.kinds.base import Bound
from shipdesk.storage.database import Conn

Answer = StepResult | BaseException


class ScriptedCourier:
    """Answers each step from a script, counts what was sent, and can be looked up."""

    def __init__(self, *steps: Step, quiet: tuple[float, ...] = (10.0, 40.0, 150.0)) -> None:
        self.steps = steps
        self.quiet = quiet
        self.answers: dict[str, deque[Answer]] = defaultdict(deque)
        self.found: deque[tuple[Match, ...] | ProviderError] = deque()
        self.sent: list[str] = []
        self.looked_up = 0
        self.before: Callable[[str], None] | None = None

    def answer(self, step: str, *answers: Answer) -> None:
        """Write down the next answers of a step."""
        self.answers[step].extend(answers)

    async def run(self, step: str, _facts: Facts) -> StepResult:
        """Take the step: count it and give the next answer."""
        self.sent.append(step)
        if self.before is not None:
            self.before(step)
        answer = self.answers[step].popleft() if self.answers[step] else Settled()
        if isinstance(answer, BaseException):
            raise answer
        return answer

    async def find(self, _step: str, _facts: Facts, _since: datetime) -> tuple[Match, ...]:
        """Give the next look-up's result; nothing is found where none was written down."""
        self.looked_up += 1
        answer = self.found.popleft() if self.found else ()
        if isinstance(answer, ProviderError):
            raise answer
        return answer


class ScriptedKind:
    """A kind of operation bound to the scripted courier; keeps what it was told to settle."""

    kind = OperationKind.SHIP

    def __init__(self, courier: ScriptedCourier) -> None:
        self.courier = courier
        self.settled: list[tuple[Operation, StepResult]] = []

    async def bind(self, _operation: Operation) -> Bound | None:
        """Return the courier's procedure."""
        courier = self.courier
        return Bound(courier.steps, courier.quiet, courier.run, courier.find)

    def settle(
        self, _conn: Conn, operation: Operation, result: StepResult, _now: datetime
    ) -> tuple[Operation, ...]:
        """Keep the outcome."""
        self.settled.append((operation, result))
        return ()


class OpenGate:
    """Accounts that always work, and a note of what troubled them."""

    def __init__(self) -> None:
        self.troubles: list[ProviderError] = []
        self.paused = False
        self.away: datetime | None = None

    def runs(self, _account_id: AccountId) -> bool:
        """Return whether work may be sent."""
        return not self.paused

    def concurrency(self, _account_id: AccountId) -> int:
        """Return how many may be under way."""
        return 2

    def trouble(self, _account_id: AccountId, error: ProviderError) -> None:
        """Note an error."""
        self.troubles.append(error)

    def fine(self, _account_id: AccountId) -> None:
        """Note an answer."""

    def away_at(self, _account_id: AccountId) -> datetime | None:
        """Return when it was out of reach, as the test says."""
        return self.away


class QuietDoor:
    """A projection that nobody looks at."""

    def project(self) -> None:
        """Do nothing."""
