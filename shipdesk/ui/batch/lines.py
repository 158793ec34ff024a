"""The lines of a review: what stops first, then what to look at, then what is in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from shipdesk.domain.order import OrderKey
from shipdesk.services.batch_review import ReviewRow, RowStage
from shipdesk.ui import format as fmt
from shipdesk.ui.batch.words import (
    NOTHING,
    Told,
    cod_words,
    listed,
    notes_of,
    told_of_error,
    told_of_stop,
)
from shipdesk.ui.orders.quote_rows import price_of, title_of
from shipdesk.ui.table import Heading
from shipdesk.ui.theme import Tone
from shipdesk.wording import phrase as say
from shipdesk.wording import plural


class Group(IntEnum):
    """Where a row stands in the review, from the top."""

    STOP = 1
    FIXED = 2
    LOOK = 3
    ORDER = 4
    LEFT_OUT = 5
    OVER = 6
    READING = 7


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """A row of the review with what it says, or the heading of a group, whose id is negative."""

    id: int
    group: Group
    row: ReviewRow | None = None
    heading: Heading | None = None
    told: Told = NOTHING

    def is_same(self, other: ReviewLine | None) -> bool:
        """Whether it shows what another line shows, told without comparing whole orders."""
        if other is None or self.row is not other.row:
            return False
        return (self.group, self.heading, self.told) == (other.group, other.heading, other.told)

    @property
    def number(self) -> str:
        """The order's number."""
        return self.row.number if self.row is not None else ""

    @property
    def recipient(self) -> str:
        """Who receives it."""
        return self.row.recipient if self.row is not None else ""

    @property
    def place(self) -> str:
        """Where it goes, as the list of orders says it."""
        return self.row.place if self.row is not None else ""

    @property
    def courier(self) -> str:
        """Who carries it and how, by the offer in force."""
        quote = self.row.quote if self.row is not None else None
        return title_of(quote) if quote is not None else ""

    @property
    def price(self) -> str:
        """What the offer in force costs."""
        if self.row is None or self.group is Group.READING:
            return ""
        return price_of(self.row.quote) if self.row.quote is not None else fmt.DASH

    @property
    def bought(self) -> bool:
        """Whether the one button buys it."""
        row = self.row
        return row is not None and row.included and row.stage is RowStage.READY


_HEADINGS = {
    Group.STOP: ("1 stops", "{n} stop", "alert", Tone.RED,
                 "not bought until settled; they stay in Orders"),
    Group.FIXED: ("1 fixed", "{n} fixed", "check", Tone.AMBER,
                  "you settled these; without that they would stop"),
    Group.LOOK: ("1 to look at", "{n} to look at", "eye", Tone.AMBER, "nothing stops them"),
    Group.ORDER: ("1 in order", "{n} in order", "check", Tone.GREEN, "all local rules pass"),
    Group.LEFT_OUT: ("1 left out", "{n} left out", "minus", Tone.GREY,
                     "by you; they stay in Orders"),
    Group.OVER: ("1 needs no label", "{n} need no label", "minus", Tone.GREY,
                 "bought, being bought, or closed in the order book"),
    Group.READING: ("1 being read", "{n} being read", "clock", Tone.BLUE,
                    "rules and prices are on their way"),
}  # fmt: skip
_STOPPED = frozenset({Group.STOP, Group.OVER})
_OVER = frozenset({"already_bought", "already_open"})


def group_of(row: ReviewRow, fixed: Mapping[OrderKey, str]) -> Group:
    """Return where a row stands; `fixed` are those that were settled here."""
    if row.stage is RowStage.READING:
        return Group.READING
    if row.stage is RowStage.STOPPED:
        return Group.OVER if _is_over(row) else Group.STOP
    if not row.included:
        return Group.LEFT_OUT
    if row.key in fixed:
        return Group.FIXED
    return Group.LOOK if notes_of(row) else Group.ORDER


def _is_over(row: ReviewRow) -> bool:
    """Whether nothing is left to be settled: it has a label, or will never need one."""
    if row.stop is not None and row.stop.key in _OVER:
        return True
    return row.plan is not None and row.plan.sheet.fetched.closed is not None


def lines_of(rows: Sequence[ReviewRow], fixed: Mapping[OrderKey, str]) -> tuple[ReviewLine, ...]:
    """Return the lines with their headings; within a group rows keep the order of the list."""
    groups: dict[Group, list[ReviewLine]] = {}
    for place, row in enumerate(rows, 1):
        group = group_of(row, fixed)
        line = ReviewLine(place, group, row, told=_told(row, group, fixed))
        groups.setdefault(group, []).append(line)
    return tuple(line for group in sorted(groups) for line in _with_heading(group, groups[group]))


def counted(lines: Iterable[ReviewLine]) -> dict[Group, int]:
    """Return how many rows each group holds."""
    found: dict[Group, int] = {}
    for line in lines:
        if line.row is not None:
            found[line.group] = found.get(line.group, 0) + 1
    return found


def _with_heading(group: Group, lines: Sequence[ReviewLine]) -> Iterable[ReviewLine]:
    one, many, icon, tone, note = _HEADINGS[group]
    pill = plural(len(lines), one, many)
    yield ReviewLine(-group, group, heading=Heading(pill, icon, tone, say(note)))
    yield from lines


def _told(row: ReviewRow, group: Group, fixed: Mapping[OrderKey, str]) -> Told:
    if group is Group.READING:
        return NOTHING
    if group is Group.OVER and row.stop is not None:
        return told_of_error(row.stop, row)
    if group in _STOPPED:
        return told_of_stop(row)
    remarks = listed((*notes_of(row), cod_words(row)))
    if group is Group.FIXED:
        return Told(fixed[row.key], remarks, listed((fixed[row.key], remarks)))
    return Told("", remarks, remarks)
