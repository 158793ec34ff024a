"""A line of the cancelling sheet: an order, where it stands, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from shipdesk.domain.order_cancel import CancelOutcome, CancelResult
from shipdesk.services.cancelling import CancelRow
from shipdesk.ui import format as fmt
from shipdesk.ui.table import Column, Look
from shipdesk.ui.theme import Face, Tone
from shipdesk.wording import phrase as say

_OUTCOMES = {
    CancelOutcome.CANCELLED: ("Cancelled", "check", Tone.GREEN),
    CancelOutcome.REFUSED: ("Refused", "alert", Tone.RED),
    CancelOutcome.UNKNOWN: ("Not known", "question", Tone.VIOLET),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One order of the sheet; `going` while its request is under way."""

    id: int
    row: CancelRow
    result: CancelResult | None = None
    going: bool = False

    @property
    def status(self) -> tuple[str, str, Tone]:
        """Word, icon and tone of its pill."""
        if self.result is not None:
            word, icon, tone = _OUTCOMES[self.result.outcome]
            return say(word), icon, tone
        if self.going:
            return say("Being asked"), "clock", Tone.BLUE
        if self.row.why_not:
            return say("Left out"), "minus", Tone.GREY
        return say("Will be cancelled"), "alert", Tone.AMBER

    @property
    def words(self) -> str:
        """Why it is left out, or what the platform said of it."""
        if self.result is not None:
            plain = self.result.outcome is CancelOutcome.UNKNOWN and not self.result.words
            return say("Check by tracking.") if plain else self.result.words
        return self.row.why_not or self.row.state


def lines_of(rows: Sequence[CancelRow]) -> tuple[Line, ...]:
    """Return the chosen orders as lines: those that can be cancelled first."""
    ordered = sorted(rows, key=lambda row: bool(row.why_not))
    return tuple(Line(number, row) for number, row in enumerate(ordered, 1))


def with_going(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return the lines with those that are asked for as under way."""
    return tuple(replace(line, going=not line.row.why_not) for line in lines)


def with_results(lines: Iterable[Line], results: Sequence[CancelResult]) -> tuple[Line, ...]:
    """Return the lines with what became of their orders."""
    found = []
    for line in lines:
        result = next((each for each in results if each.order.same(line.row.order)), None)
        found.append(line if result is None else replace(line, result=result, going=False))
    return tuple(found)


def summary(lines: Iterable[Line]) -> str:
    """Return how many ended how, in one sentence."""
    outcomes = [line.result.outcome for line in lines if line.result is not None]
    counted = {outcome: outcomes.count(outcome) for outcome in CancelOutcome}
    parts = [
        say("{n} cancelled", n=fmt.count(counted[CancelOutcome.CANCELLED])),
        say("{n} refused", n=fmt.count(counted[CancelOutcome.REFUSED])),
    ]
    if counted[CancelOutcome.UNKNOWN]:
        unknown = fmt.count(counted[CancelOutcome.UNKNOWN])
        parts.append(say("{n} not known: check by tracking", n=unknown))
    return " · ".join(parts)


def _look(line: Line) -> Look:
    word, icon, tone = line.status
    return Look.pill(word, icon, tone)


def cancel_columns() -> tuple[Column, ...]:
    """Return the columns of the sheet."""
    return (
        Column(
            key="number",
            title=say("Order"),
            text=lambda line: line.row.order.shown,
            face=Face.MEDIUM,
            sample="ORD-000000#A1B",
        ),
        Column(
            key="recipient",
            title=say("Recipient"),
            text=lambda line: line.row.recipient,
            width=130,
            drop=2,
        ),
        Column(
            key="status",
            title=say("Status"),
            text=lambda line: line.status[0],
            look=_look,
            sample="Will be cancelled",
            pill=True,
        ),
        Column(
            key="words",
            title=say("What is known"),
            text=lambda line: line.words,
            width=180,
            stretch=True,
            tip=lambda line: line.words,
        ),
    )
