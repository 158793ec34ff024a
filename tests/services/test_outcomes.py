"""What came back decides what is next: the table of the house, row by row."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shipdesk.domain.operation import AttemptState, Operation, OperationState
from shipdesk.errors import (
    AuthError,
    DiskFullError,
    LabelMissingError,
    OperationRefusedError,
    ProviderError,
    ProviderFaultError,
    RateLimitedError,
    RejectedError,
    ShipDeskError,
    UnexpectedReplyError,
    UnreachableError,
)
from shipdesk.providers.steps import Bought, Failed, Match, Settled, Step, StepResult, Waiting
from shipdesk.services import outcomes
from shipdesk.services.kinds.base import Bound
from shipdesk.services.outcomes import FOREVER, Turn
from tests.support.scripted_courier import ScriptedCourier
from tests.support.shop import an_operation

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
CREATE = Step("create", writes=True)
PLACE = Step("place", writes=True, repeatable=True)
CONFIRM = Step("confirm", writes=False)
BOUGHT = Bought("900", "620000000000000000000001")
ACCEPTED = {"remote_id": "900"}

ALL = OperationState


def bound(*steps: Step, quiet: tuple[float, ...] = (10.0, 40.0, 150.0)) -> Bound:
    courier = ScriptedCourier(*(steps or (CREATE, CONFIRM)), quiet=quiet)
    return Bound(courier.steps, courier.quiet, courier.run, courier.find)


def taken(step: Step = CREATE, **more: Any) -> Operation:
    """Return an operation whose step was just taken."""
    state = OperationState.SENT if step.writes else OperationState.WAITING
    return an_operation(state=state, step=step.name, updated_at=NOW, **more)


def fails(error: ShipDeskError, step: Step = CREATE, failures: int = 0, **more: Any) -> Turn:
    return outcomes.on_error(
        taken(step, **more), step, error, bound(PLACE, CREATE, CONFIRM), NOW, failures
    )


def answers(result: StepResult, step: Step = CREATE, **more: Any) -> Turn:
    return outcomes.on_result(taken(step, **more), step, result, bound(), NOW)


# accepted, and the reply fits


def test_accepted_step_is_followed_by_the_next_one_with_what_was_learnt() -> None:
    turn = answers(Settled({"remote_id": "900"}), reason_key="no_answer", look_ups=2)
    assert (turn.operation.state, turn.operation.step) == (OperationState.QUEUED, "confirm")
    assert turn.operation.facts["remote_id"] == "900"
    assert (turn.operation.reason_key, turn.operation.look_ups) == ("", 0)
    assert turn.attempt is AttemptState.ACCEPTED


def test_purchase_that_is_told_as_bought_is_done_whatever_steps_are_left() -> None:
    turn = answers(BOUGHT, waiting_since=NOW)
    assert turn.operation.state is OperationState.DONE
    assert turn.operation.waiting_since is None
    assert turn.result is BOUGHT


def test_failure_after_acceptance_keeps_the_remote_id_and_the_couriers_words() -> None:
    turn = answers(Failed("no_funds", "Top up first.", ACCEPTED), CONFIRM)
    assert turn.operation.state is OperationState.FAILED_AFTER_ACCEPTANCE
    assert (turn.operation.reason_key, turn.operation.reason) == ("no_funds", "Top up first.")
    assert turn.operation.facts == ACCEPTED


def test_waiting_says_for_what_only_after_ten_seconds() -> None:
    waiting = Waiting("wait.approval", 5.0)
    early = answers(waiting, CONFIRM, waiting_since=NOW - timedelta(seconds=9)).operation
    late = answers(waiting, CONFIRM, waiting_since=NOW - timedelta(seconds=10)).operation
    assert (early.reason, early.reason_key) == ("", "wait.approval")
    assert "approve" in late.reason
    assert late.not_before == NOW + timedelta(seconds=5)


def test_first_wait_begins_now_and_goes_on_with_the_step_that_asks() -> None:
    waiting = answers(Waiting("wait.confirmation", 1.0)).operation
    assert (waiting.state, waiting.step, waiting.waiting_since) == (ALL.WAITING, "confirm", NOW)


def test_waiting_of_a_last_step_that_writes_is_looked_up_and_not_sent_again() -> None:
    turn = outcomes.on_result(taken(), CREATE, Waiting("wait", 1.0), bound(CREATE), NOW)
    assert (turn.operation.state, turn.attempt) == (ALL.UNKNOWN, AttemptState.AMBIGUOUS)


# refused in a known shape that provably precedes booking


@pytest.mark.parametrize("status", [400, 404, 405, 413, 422])
def test_refusal_that_precedes_booking_is_refused_with_words_per_field(status: int) -> None:
    refusal = RejectedError("invalid", fields={"phone": ("is wrong",)}, status=status)
    turn = fails(refusal, waiting_since=NOW)
    assert (turn.operation.state, turn.attempt) == (ALL.REFUSED, AttemptState.REFUSED)
    assert turn.operation.reason_fields == {"phone": ("is wrong",)}
    assert turn.operation.waiting_since is None


@pytest.mark.parametrize("status", [402, 409, 412, 423, 425, 499])
def test_refusal_that_may_come_after_booking_is_looked_up(status: int) -> None:
    turn = fails(RejectedError("conflict", status=status))
    assert (turn.operation.state, turn.attempt) == (ALL.UNKNOWN, AttemptState.AMBIGUOUS)


@pytest.mark.parametrize(
    "error", [OperationRefusedError(reason="no"), LabelMissingError(), DiskFullError(path="x")]
)
def test_our_own_refusal_ends_as_refused(error: ShipDeskError) -> None:
    assert fails(error).operation.state is OperationState.REFUSED


# 401, 403


@pytest.mark.parametrize("status", [401, 403])
def test_refused_token_keeps_the_work_and_pauses_the_account(status: int) -> None:
    error = AuthError(status)
    turn = fails(error)
    assert (turn.operation.state, turn.operation.not_before) == (ALL.QUEUED, None)
    assert (turn.attempt, turn.pauses) == (AttemptState.REFUSED, error)


# never left, 429


def test_request_that_never_left_is_queued_again_with_growing_pauses() -> None:
    first = fails(UnreachableError(sent=False))
    tenth = fails(UnreachableError(sent=False), failures=9)
    assert (first.operation.state, first.attempt) == (ALL.QUEUED, AttemptState.NEVER_LEFT)
    assert first.operation.not_before is not None
    assert tenth.operation.not_before is not None
    assert NOW < first.operation.not_before <= NOW + timedelta(seconds=2.4)
    assert NOW + timedelta(seconds=48) <= tenth.operation.not_before
    assert tenth.operation.not_before <= NOW + timedelta(seconds=72)


def test_limited_request_waits_as_long_as_the_service_says() -> None:
    turn = fails(RateLimitedError(33.0))
    assert (turn.operation.state, turn.attempt) == (ALL.QUEUED, AttemptState.NEVER_LEFT)
    assert turn.operation.not_before == NOW + timedelta(seconds=33)
    assert isinstance(turn.pauses, RateLimitedError)


# anything else

LOST: list[ProviderError] = [
    UnreachableError(sent=True),
    ProviderFaultError(500),
    ProviderFaultError(502),
    UnexpectedReplyError("body: empty"),
    UnexpectedReplyError("shipment.status: canceled"),
]


@pytest.mark.parametrize("error", LOST, ids=str)
def test_anything_else_is_unknown_and_looked_up_after_a_quiet_time(error: ProviderError) -> None:
    turn = fails(error, look_ups=3, waiting_since=NOW - timedelta(days=1))
    assert (turn.operation.state, turn.attempt) == (ALL.UNKNOWN, AttemptState.AMBIGUOUS)
    assert turn.operation.not_before == NOW + timedelta(seconds=10)
    assert (turn.operation.look_ups, turn.operation.waiting_since) == (0, NOW)
    until = datetime.fromisoformat(turn.operation.facts["checking_until"])
    assert until == NOW + timedelta(seconds=150)


def test_unknown_says_until_when_the_parcel_is_put_aside() -> None:
    told = outcomes.looked_after(fails(UnreachableError(sent=True)).operation)
    local = (NOW + timedelta(seconds=150)).astimezone()
    assert f"{local:%H:%M}" in told.reason


@pytest.mark.parametrize("error", LOST, ids=str)
def test_step_that_may_be_repeated_is_repeated_five_times_at_most(error: ProviderError) -> None:
    repeated = fails(error, PLACE, failures=4)
    given_up = fails(error, PLACE, failures=5)
    assert (repeated.operation.state, repeated.attempt) == (ALL.QUEUED, AttemptState.AMBIGUOUS)
    assert given_up.operation.state is OperationState.UNKNOWN


def test_what_nobody_can_be_asked_about_waits_for_a_person_at_once() -> None:
    printed = outcomes.unknown(taken(), bound(quiet=()), NOW)
    assert (printed.state, printed.not_before) == (ALL.UNKNOWN, FOREVER)


def test_what_no_look_up_can_find_waits_for_the_last_quiet_time_and_then_for_a_person() -> None:
    unseen = replace(bound(quiet=(150.0,)), seen=False)
    lost = outcomes.looked_after(outcomes.unknown(taken(), unseen, NOW))
    assert lost.not_before == NOW + timedelta(seconds=150)
    assert not outcomes.decidable(lost, NOW, asked=True)
    assert "may still do it" in lost.reason
    over = outcomes.on_look_up(lost, (), unseen, NOW + timedelta(seconds=150))
    assert (over.not_before, over.last_look_up_at) == (FOREVER, None)
    assert "cannot be looked up" in over.reason
    assert outcomes.decidable(over, NOW + timedelta(seconds=150), asked=True)


# a read that fails


@pytest.mark.parametrize(
    "error", [UnreachableError(sent=True), ProviderFaultError(503), RateLimitedError(7.0)]
)
def test_poll_that_fails_for_a_while_is_asked_again_however_often(error: ProviderError) -> None:
    turn = fails(error, CONFIRM, failures=40, facts=ACCEPTED)
    assert (turn.operation.state, turn.attempt) == (ALL.WAITING, None)
    assert turn.operation.not_before is not None
    assert NOW < turn.operation.not_before <= NOW + timedelta(seconds=72)


def test_poll_with_a_refused_token_waits_for_the_repair() -> None:
    turn = fails(AuthError(), CONFIRM, facts=ACCEPTED)
    assert (turn.operation.state, turn.operation.not_before) == (ALL.WAITING, None)
    assert turn.pauses is not None


@pytest.mark.parametrize("error", [RejectedError("gone", status=404), UnexpectedReplyError("x")])
def test_poll_that_is_refused_for_good_ends_with_a_person(error: ProviderError) -> None:
    once = fails(error, CONFIRM, facts=ACCEPTED)
    often = fails(error, CONFIRM, failures=5, facts=ACCEPTED)
    assert once.operation.state is OperationState.WAITING
    assert often.operation.state is OperationState.UNKNOWN


def test_read_that_is_refused_before_anything_was_accepted_is_refused() -> None:
    assert fails(RejectedError("no_label", status=404), CONFIRM).operation.state is ALL.REFUSED
    assert fails(LabelMissingError("label_kind"), CONFIRM).operation.state is ALL.REFUSED
    assert fails(UnexpectedReplyError("x"), CONFIRM).operation.state is ALL.WAITING
    assert fails(UnexpectedReplyError("x"), CONFIRM, failures=5).operation.state is ALL.REFUSED


# looking up


def unknown(seconds: float, **more: Any) -> Operation:
    """Return an unknown whose attempt ended that many seconds ago."""
    return replace(outcomes.unknown(taken(), bound(), NOW - timedelta(seconds=seconds)), **more)


def test_look_ups_that_find_nothing_come_at_their_times_and_then_a_person_decides() -> None:
    first = outcomes.on_look_up(unknown(10), (), bound(), NOW)
    second = outcomes.on_look_up(unknown(40, look_ups=1), (), bound(), NOW)
    third = outcomes.on_look_up(unknown(150, look_ups=2), (), bound(), NOW)
    assert first.not_before == NOW + timedelta(seconds=30)
    assert second.not_before == NOW + timedelta(seconds=110)
    assert (third.not_before, third.reason_key) == (FOREVER, "decide")


@pytest.mark.parametrize(
    ("matches", "word"),
    [
        ((), "nothing"),
        ((Match("1", False, BOUGHT),), "differs"),  # noqa: FBT003
        ((Match("1", True, BOUGHT), Match("2", True, BOUGHT)), "more than one"),  # noqa: FBT003
    ],
)
def test_only_one_match_that_is_ours_is_adopted(matches: tuple[Match, ...], word: str) -> None:
    assert outcomes.adoptable(matches) is None
    told = outcomes.on_look_up(unknown(150, look_ups=2), matches, bound(), NOW)
    assert word in told.reason
    ours = Match("1", ours=True, result=BOUGHT)
    assert outcomes.adoptable((ours,)) is ours


def test_newer_look_up_replaces_what_an_older_one_found() -> None:
    rows = (("postcode", "31-021", "30-002"),)
    found = (Match("1", ours=False, result=BOUGHT, compared=rows),)
    first = outcomes.on_look_up(unknown(10), found, bound(), NOW)
    assert first.facts["match.1"] == "postcode\t31-021\t30-002"
    assert "match.1" not in outcomes.on_look_up(first, (), bound(), NOW).facts


def test_failed_look_up_does_not_count_and_comes_again() -> None:
    for error in (UnreachableError(sent=True), AuthError(), RejectedError("odd", status=404)):
        turn = outcomes.look_up_failed(unknown(40, look_ups=1), error, bound(), NOW)
        assert turn.operation.look_ups == 1
        assert turn.operation.not_before == NOW + timedelta(seconds=20)
        assert turn.pauses is error


def test_look_up_that_is_refused_for_good_leaves_the_decision_to_a_person() -> None:
    refused = RejectedError("gone", "No such number.", status=404)
    late = outcomes.look_up_failed(unknown(150), refused, bound(), NOW).operation
    assert (late.state, late.not_before) == (ALL.UNKNOWN, FOREVER)
    assert "No such number." in late.reason
    offline = outcomes.look_up_failed(unknown(9999), UnreachableError(sent=False), bound(), NOW)
    assert offline.operation.not_before == NOW + timedelta(seconds=20)


def test_failed_look_up_by_hand_does_not_take_the_decision_away() -> None:
    decided = unknown(900, look_ups=3, not_before=NOW)
    failed = outcomes.look_up_failed(decided, UnreachableError(sent=False), bound(), NOW)
    assert failed.operation.not_before == FOREVER


def test_person_decides_after_the_last_look_up_and_where_nobody_can_be_asked() -> None:
    early, late = unknown(100), unknown(151)
    assert not outcomes.decidable(early, NOW, asked=True)
    assert not outcomes.decidable(early, NOW, asked=False)
    assert not outcomes.decidable(late, NOW, asked=True)
    assert outcomes.decidable(late, NOW, asked=False)
    assert outcomes.decidable(replace(early, not_before=FOREVER), NOW, asked=True)
    assert not outcomes.decidable(taken(), NOW, asked=False)


def test_after_a_crash_only_what_may_be_repeated_is_sent_again() -> None:
    steps = bound(PLACE, CREATE, CONFIRM)
    placed = outcomes.after_crash(taken(PLACE), steps, NOW)
    created = outcomes.after_crash(taken(CREATE), steps, NOW)
    assert (placed.state, placed.not_before) == (ALL.QUEUED, None)
    assert (created.state, created.look_ups) == (ALL.UNKNOWN, 0)


def test_what_was_adopted_says_so_to_the_end() -> None:
    adopted = {outcomes.ADOPTED: "900"}
    onward = outcomes.on_result(taken(facts=adopted), CREATE, Settled(ACCEPTED), bound(), NOW)
    done = outcomes.on_result(onward.operation, CONFIRM, BOUGHT, bound(), NOW).operation
    assert (done.state, done.reason_key) == (ALL.DONE, "adopted")
    assert "adopted" in done.reason
