"""What came back from a step, turned into the operation's next state; pure (house § 6)."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from shipdesk import wording
from shipdesk.domain.operation import ASKED, UNSEEN, AttemptState, Operation, OperationState
from shipdesk.errors import (
    AuthError,
    NoPrinterError,
    ProviderError,
    ProviderFaultError,
    RateLimitedError,
    RejectedError,
    ShipDeskError,
    UnreachableError,
)
from shipdesk.providers.steps import (
    Bought,
    Facts,
    Failed,
    Match,
    Settled,
    Standing,
    Step,
    StepResult,
    Waiting,
)
from shipdesk.services.kinds.base import Bound

FOREVER = datetime(9999, 1, 1, tzinfo=UTC)
"""The `not_before` of an operation that waits for a person."""

SAY_AFTER = 10.0
"""Seconds of waiting after which the row says for what."""

ADOPTED = "adopted"
"""The fact, and the reason, of an operation whose lost reply was found at the provider."""

ELSEWHERE = "bought_elsewhere"
"""The reason of a purchase that was not sent: another hand bought it. A fact once it is adopted."""

_BACKOFF = (2.0, 4.0, 8.0, 16.0, 32.0, 60.0)
_REPEATS = 5
_LOOK_UP_AGAIN = 20.0
_NOT_ASKED = 180.0
_PRECEDES = frozenset({400, 404, 405, 406, 410, 411, 413, 414, 415, 422, 431})
"""Statuses of a refusal that comes before anything is booked; any other one is looked up."""


@dataclass(frozen=True, slots=True)
class Turn:
    """The operation after one turn, and how the attempt of that turn ended (None: no attempt)."""

    operation: Operation
    attempt: AttemptState | None = None
    answer: str = ""
    result: StepResult | None = None
    pauses: ProviderError | None = None

    @property
    def answered(self) -> bool:
        """Whether the account was seen to take work: what waits behind it moves."""
        told = {AttemptState.ACCEPTED, AttemptState.REFUSED, AttemptState.LOOKED_UP}
        return self.pauses is None and (self.result is not None or self.attempt in told)


def after(seconds: float, now: datetime) -> datetime:
    """Return the moment that many seconds from now."""
    return now + timedelta(seconds=seconds)


def backoff(failures: int) -> float:
    """Return seconds to wait after so many failures in a row, with jitter."""
    return _BACKOFF[min(failures, len(_BACKOFF) - 1)] * random.uniform(0.8, 1.2)  # noqa: S311


def on_result(
    operation: Operation, step: Step, result: StepResult, bound: Bound, now: datetime
) -> Turn:
    """Return the turn of a step that answered in a known way."""
    facts = {**operation.facts, **result.facts}
    if step.precedes:
        facts[ASKED] = now.isoformat()
    moved = replace(operation, facts=facts, updated_at=now, not_before=None)
    if isinstance(result, Standing):
        return Turn(_elsewhere(moved, result.matches))
    attempt = AttemptState.ACCEPTED if step.writes else None
    if isinstance(result, Waiting):
        if step.writes and _following(bound, step) is None:
            # Nothing is left that could be polled: taking the step again would send it again.
            return Turn(unknown(moved, bound, now), AttemptState.AMBIGUOUS, result.words)
        return Turn(_waiting(moved, step, result, bound, now), attempt, result.words, result)
    if isinstance(result, Failed):
        failed = replace(
            moved,
            state=OperationState.FAILED_AFTER_ACCEPTANCE,
            reason_key=result.key,
            reason=result.words or wording.phrase(result.key),
            waiting_since=None,
        )
        return Turn(failed, attempt, result.words, result)
    following = _following(bound, step)
    if following is None or isinstance(result, Bought):
        done = replace(
            moved,
            state=OperationState.DONE,
            reason_key=ADOPTED if ADOPTED in facts else "",
            reason=adopted_words(facts) if ADOPTED in facts else _said(result),
            reason_fields={},
            waiting_since=None,
        )
        return Turn(done, attempt, "", result)
    onward = replace(
        moved,
        state=OperationState.QUEUED,
        step=following.name,
        look_ups=0,
        reason_key="",
        reason="",
    )
    return Turn(onward, attempt, getattr(result, "words", ""), None)


def _elsewhere(operation: Operation, matches: tuple[Match, ...]) -> Operation:
    """Return a purchase that ends unsent, with what stands at the courier instead of it."""
    return replace(
        operation,
        state=OperationState.REFUSED,
        reason_key=ELSEWHERE,
        reason=_elsewhere_words(operation, matches),
        reason_fields={},
        waiting_since=None,
        facts={**operation.facts, **_found(matches)},
    )


def _elsewhere_words(operation: Operation, matches: tuple[Match, ...]) -> str:
    courier = str(operation.intent.get("courier", ""))
    shown = "; ".join(_shown(courier, each) for each in matches)
    if len(matches) > 1:
        return wording.phrase("elsewhere.several", shown=shown)
    return wording.phrase("elsewhere.ours" if matches[0].ours else "elsewhere.differs", shown=shown)


def _shown(courier: str, match: Match) -> str:
    """Return courier, number and when, as far as they are told."""
    made = f"{match.made_at.astimezone():%Y-%m-%d %H:%M}" if match.made_at else ""
    return ", ".join(filter(None, (f"{courier} {match.tracking_number or match.remote_id}", made)))


def adopted_words(facts: Facts) -> str:
    """Return how an adopted outcome is told: after a lost reply, or bought by another hand."""
    return wording.phrase("adopted.elsewhere" if ELSEWHERE in facts else ADOPTED)


def _said(result: StepResult) -> str:
    return result.words if isinstance(result, Settled) else ""


def _waiting(
    operation: Operation, step: Step, result: Waiting, bound: Bound, now: datetime
) -> Operation:
    since = operation.waiting_since or now
    following = _following(bound, step) if step.writes else step
    told = result.at_once or (now - since).total_seconds() >= SAY_AFTER
    words = result.words or wording.phrase(result.key)
    return replace(
        operation,
        state=OperationState.WAITING,
        step=(following or step).name,
        reason_key=result.key,
        reason=words if told else "",
        waiting_since=since,
        not_before=after(result.seconds, now),
    )


def _following(bound: Bound, step: Step) -> Step | None:
    names = [each.name for each in bound.steps]
    place = names.index(step.name) + 1
    return bound.steps[place] if place < len(names) else None


def on_error(
    operation: Operation,
    step: Step,
    error: ShipDeskError,
    bound: Bound,
    now: datetime,
    failures: int,
) -> Turn:
    """Return the turn of a step that ended in one of our errors."""
    told = replace(
        operation,
        updated_at=now,
        reason_key=error.key,
        reason=str(error),
        reason_fields=error.fields if isinstance(error, RejectedError) else {},
    )
    if not step.writes:
        return _poll_error(told, step, error, bound, now, failures)
    if isinstance(error, NoPrinterError):  # nothing was handed over
        waits = Waiting(error.key, backoff(failures), f"{error} {error.hint}", at_once=True)
        begun = replace(told, step=bound.steps[0].name)
        return Turn(_waiting(begun, bound.steps[0], waits, bound, now), AttemptState.NEVER_LEFT)
    if isinstance(error, AuthError):
        queued = replace(told, state=OperationState.QUEUED, not_before=None)
        return Turn(queued, AttemptState.REFUSED, str(error), pauses=error)
    if isinstance(error, RateLimitedError):
        queued = replace(
            told, state=OperationState.QUEUED, not_before=after(error.retry_after, now)
        )
        return Turn(queued, AttemptState.NEVER_LEFT, str(error), pauses=error)
    if isinstance(error, UnreachableError) and not error.sent:
        later = after(backoff(failures), now)
        queued = replace(told, state=OperationState.QUEUED, not_before=later)
        return Turn(queued, AttemptState.NEVER_LEFT, str(error), pauses=error)
    if _refuses(error):
        return Turn(_refused(told), AttemptState.REFUSED, str(error))
    if step.repeatable and failures < _REPEATS:
        again = replace(told, state=OperationState.QUEUED, not_before=after(backoff(failures), now))
        return Turn(again, AttemptState.AMBIGUOUS, str(error))
    return Turn(unknown(told, bound, now), AttemptState.AMBIGUOUS, str(error))


def _refuses(error: ShipDeskError) -> bool:
    """Return whether an error proves that nothing was done; our own rules do."""
    if isinstance(error, RejectedError):
        return error.status in _PRECEDES
    return not isinstance(error, ProviderError)


def _refused(operation: Operation) -> Operation:
    return replace(operation, state=OperationState.REFUSED, waiting_since=None, not_before=None)


def _poll_error(
    operation: Operation,
    step: Step,
    error: ShipDeskError,
    bound: Bound,
    now: datetime,
    failures: int,
) -> Turn:
    """A read that failed is asked again, but no answer that lasts is waited for for ever.

    Where nothing was accepted yet it ends as refused; where something stands at the provider it
    becomes unknown, so that a person gets a way out. What is asked before anything is sent leaves
    the operation queued: a look-up that failed does not mean that nothing was found.
    """
    waits = OperationState.QUEUED if step.precedes else OperationState.WAITING
    if isinstance(error, AuthError):
        return Turn(replace(operation, state=waits, not_before=None), pauses=error)
    passes = isinstance(error, UnreachableError | RateLimitedError | ProviderFaultError)
    begun = operation.begun
    plain = isinstance(error, RejectedError) or not isinstance(error, ProviderError)
    if not passes and not begun and (plain or failures >= _REPEATS):
        return Turn(_refused(operation))
    if not passes and begun and failures >= _REPEATS:
        return Turn(unknown(operation, bound, now))
    seconds = error.retry_after if isinstance(error, RateLimitedError) else backoff(failures)
    later = replace(operation, state=waits, not_before=after(seconds, now))
    if step.precedes:
        troubles = error if isinstance(error, UnreachableError | RateLimitedError) else None
        return Turn(later, pauses=troubles)
    return Turn(replace(later, waiting_since=operation.waiting_since or now))


def unknown(operation: Operation, bound: Bound, now: datetime) -> Operation:
    """Return the operation as unknown, its attempt ended now: look up, never send again."""
    if not bound.quiet:
        return replace(
            operation,
            state=OperationState.UNKNOWN,
            not_before=FOREVER,
            reason_key="decide",
            look_ups=0,
            waiting_since=now,
            last_look_up_at=None,
        )
    until = after(bound.quiet[-1], now)
    told = {} if bound.seen else {UNSEEN: "yes"}
    return replace(
        operation,
        state=OperationState.UNKNOWN,
        not_before=after(bound.quiet[0], now),
        waiting_since=now,
        look_ups=0,
        last_look_up_at=None,
        reason_key="aside",
        facts={**operation.facts, "checking_until": until.isoformat(), **told},
    )


def looked_after(operation: Operation) -> Operation:
    """Return an unknown with the words that say until when it is looked up; others as they are."""
    if operation.state is not OperationState.UNKNOWN:
        return operation
    until = operation.facts.get("checking_until", "")
    if not until:
        return replace(operation, reason=wording.phrase("decide.look"))
    local = datetime.fromisoformat(until).astimezone()
    key = "late" if UNSEEN in operation.facts else "aside"
    return replace(operation, reason=wording.phrase(key, until=f"{local:%H:%M}"))


def after_crash(operation: Operation, bound: Bound, now: datetime) -> Operation:
    """Return what was sent when the program died: sent again only where that does nothing new.

    So does what a restored journal says: it may have been sent after the copy was taken.
    """
    step = next((each for each in bound.steps if each.name == operation.step), None)
    if step is not None and (step.repeatable or not step.writes):
        return replace(operation, state=OperationState.QUEUED, reason_key="", not_before=None)
    return looked_after(unknown(operation, bound, now))


def on_look_up(
    operation: Operation, matches: tuple[Match, ...], bound: Bound, now: datetime
) -> Operation:
    """Return the operation after a look-up that found nothing it may adopt by itself."""
    ended = operation.waiting_since or operation.updated_at
    count = operation.look_ups
    # One by hand before its time is not counted: it must not bring the decision forward.
    if count >= len(bound.quiet) or now >= after(bound.quiet[count], ended):
        count += 1
    at = now if bound.seen else None
    looked = replace(
        operation, look_ups=count, last_look_up_at=at, updated_at=now, waiting_since=ended
    )
    facts = {key: text for key, text in operation.facts.items() if not key.startswith("match.")}
    looked = replace(looked, facts={**facts, **_found(matches)})
    if count < len(bound.quiet):
        return replace(looked, not_before=after(bound.quiet[count], ended))
    words = {0: "decide.none", 1: "decide.differs"}.get(len(matches), "decide.several")
    words = words if bound.seen else "decide.unseen"
    return replace(looked, not_before=FOREVER, reason_key="decide", reason=wording.phrase(words))


def _found(matches: tuple[Match, ...]) -> dict[str, str]:
    return {f"match.{each.remote_id}": compared(each.compared) for each in matches}


def compared(rows: tuple[tuple[str, str, str], ...]) -> str:
    """Return compared facts as lines `name<TAB>sent<TAB>shown`, for the screen of an unknown."""
    return "\n".join("\t".join(part.replace("\t", " ") for part in row) for row in rows)


def look_up_failed(operation: Operation, error: ProviderError, bound: Bound, now: datetime) -> Turn:
    """Return the turn of a look-up that failed: it proves nothing and does not count.

    Where the provider refuses to be asked even after the last quiet time, a person decides.
    """
    later = replace(operation, updated_at=now)
    if operation.look_ups >= len(bound.quiet):
        return Turn(replace(later, not_before=FOREVER), pauses=error)
    ended = operation.waiting_since or operation.updated_at
    passes = isinstance(error, UnreachableError | RateLimitedError | ProviderFaultError | AuthError)
    if not passes and now >= after(bound.quiet[-1], ended):
        words = "It could not be looked up. {why} Look at the service's own page, then decide."
        reason = wording.phrase(words, why=str(error))
        asked = replace(later, not_before=FOREVER, reason_key="decide", reason=reason)
        return Turn(asked, pauses=error)
    seconds = error.retry_after if isinstance(error, RateLimitedError) else _LOOK_UP_AGAIN
    return Turn(replace(later, not_before=after(seconds, now)), pauses=error)


def decidable(operation: Operation, now: datetime, *, asked: bool) -> bool:
    """Return whether a person may settle an unknown: after its last look-up, never before.

    `asked` False: its account is paused or gone, so that nobody can be asked; then time alone
    decides.
    """
    if operation.state is not OperationState.UNKNOWN:
        return False
    if operation.not_before == FOREVER:
        return True
    until = operation.facts.get("checking_until", "")
    if until:
        return not asked and now >= datetime.fromisoformat(until)
    since = operation.waiting_since or operation.updated_at
    return not asked and now >= after(_NOT_ASKED, since)


def adoptable(matches: tuple[Match, ...]) -> Match | None:
    """Return the one match that is ours; None where there is none or more than one match."""
    if len(matches) == 1 and matches[0].ours:
        return matches[0]
    return None
