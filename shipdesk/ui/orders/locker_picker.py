"""The sheet that finds a locker: by code, town, postcode or position, asked of the courier."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from shipdesk.clock import Clock
from shipdesk.errors import ShipDeskError
from shipdesk.services.points import Point, PointQuery, PointsFound
from shipdesk.ui import format as fmt
from shipdesk.ui.orders.form_sheet import FormSheet
from shipdesk.ui.orders.locker_filters import LockerFilters
from shipdesk.ui.table import (
    Align,
    Column,
    Look,
    MemorySource,
    MemoryViewState,
    RowsModel,
    RowsView,
)
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.theme import Face, Tone
from shipdesk.ui.widgets import SearchField, Text, sheet_closed
from shipdesk.wording import phrase as say
from shipdesk.wording import plural

Find = Callable[[PointQuery], Awaitable[PointsFound]]
_PAUSE = 0.25
_CREATED = "Created"
_KILOMETRE = 1000


class _Line:
    """A point with a number of its own, so that the list never mixes two answers."""

    def __init__(self, line_id: int, point: Point) -> None:
        self.id = line_id
        self.point = point


def _distance(line: _Line) -> str:
    metres = line.point.distance_m
    if metres is None:
        return ""
    if metres < _KILOMETRE:
        return f"{metres}{fmt.NBSP}m"
    return f"{fmt.decimal(Decimal(metres) / _KILOMETRE, 1)}{fmt.NBSP}km"


def why_not(point: Point) -> str:
    """Return why a parcel cannot be sent there, "" where it can."""
    if not point.operating:
        return say("out of service") if point.status != _CREATED else say("not opened yet")
    return "" if point.receives else say("parcels are not collected here")


def _state(line: _Line) -> str:
    reason = why_not(line.point)
    if reason:
        return reason
    return say("24/7") if line.point.always_open else line.point.hours or say("open")


def _more(line: _Line) -> str:
    """Return what else a person wants to know of a point."""
    kind = {"locker": say("locker"), "point": say("parcel point")}.get(line.point.kind, "")
    return " · ".join(part for part in (kind, say("payment") if line.point.pays else "") if part)


def _columns() -> tuple[Column, ...]:
    return (
        Column(
            key="code",
            title=say("Code"),
            text=lambda line: line.point.code,
            face=Face.MEDIUM,
            look=lambda _line: Look.icon("locker"),
            width=116,
        ),
        Column(
            key="street",
            title=say("Street"),
            text=lambda line: line.point.street,
            second=lambda line: line.point.description,
            width=170,
            stretch=True,
            tip=lambda line: line.point.description,
        ),
        Column(
            key="city",
            title=say("Town"),
            text=lambda line: line.point.city,
            second=lambda line: line.point.postcode,
            width=110,
        ),
        Column(
            key="distance",
            title=say("Distance"),
            text=_distance,
            align=Align.RIGHT,
            sample="888,8 km",
        ),
        Column(
            key="state",
            title=say("State"),
            text=_state,
            second=_more,
            look=lambda line: Look.tone(Tone.RED) if why_not(line.point) else None,
            width=150,
            tip=_state,
            muted=True,
        ),
    )


class _LockerField(SearchField):
    """The box of a sheet: Escape leaves it at once, as the sheet's own button says."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Leave by Escape, whatever was typed."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class LockerSheet(FormSheet):
    """Typing searches after a short pause; arrows move, Enter chooses. Filters ask at once.

    Points that cannot receive a parcel are listed with the reason and cannot be chosen; why nothing
    can be chosen stands beside the button, which is closed then.
    """

    def __init__(
        self,
        host: QWidget,
        subtitle: str,
        text: str,
        find: Find,
        scope: TaskScope,
        clock: Clock,
    ) -> None:
        super().__init__(
            host, say("Choose a locker"), subtitle, confirm=say("Choose"), width=720, scroll=False
        )
        self._ask, self._scope, self._clock = find, scope, clock
        self._next = 1
        self.chosen: Point | None = None
        self.field = _LockerField(
            placeholder=say("Code, town, postcode or latitude, longitude"),
            name=say("Search lockers"),
        )
        self.field.setText(text)
        self.field.selectAll()
        self.filters = LockerFilters()
        self.filters.changed.connect(self._on_filter)
        self._source = MemorySource(id_of=lambda line: line.id)
        self._model = RowsModel(_columns(), self._source, scope)
        self.view = RowsView(
            self._model,
            state=MemoryViewState(),
            key="lockers",
            name=say("Lockers"),
            row_height=44,
        )
        self._note = Text(face=Face.SECONDARY, tone="muted", wrap=True, name=say("About lockers"))
        self.body.setContentsMargins(0, 12, 0, 0)
        self.body.setSpacing(8)
        above = QVBoxLayout()
        above.setContentsMargins(20, 0, 20, 0)
        above.setSpacing(10)
        above.addWidget(self.field)
        above.addWidget(self.filters)
        above.addWidget(self._note)
        self.body.addLayout(above)
        self.body.addWidget(self.view, 1)
        self.view.set_empty(
            say("No locker found"),
            say("Try a postcode, a whole code, or the town written as on its sign: Kraków."),
        )
        self.field.searched.connect(self._on_typed)
        self.field.submitted.connect(lambda _text: self.submit())
        self.field.stepped.connect(self._on_stepped)
        self.field.left.connect(self.close_sheet)
        self.view.opened.connect(lambda _id: self.submit())
        self.view.current_changed.connect(lambda _id: self._allow())
        self._model.counted.connect(lambda _count: self._allow())
        self._waits = ""
        self._lines: dict[int, Point] = {}
        self.start_at = lambda: self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self._scope.start(self._search, text, 0.0, key="lockers", replace=True)

    def submit(self) -> None:
        """Take the current locker; where there is none that can be taken the reason turns red."""
        point = self._current()
        if point is None or self._reason(point):
            self.why_not.set_tone("red")
            return
        self.chosen = point
        self.close_sheet()

    def _current(self) -> Point | None:
        current = self.view.current_id()
        return None if current is None else self._lines.get(current)

    def _reason(self, point: Point | None) -> str:
        """Return why a point cannot be chosen, "" where it can."""
        if self._waits:
            return self._waits
        if point is None:
            return say("Choose a locker in the list first.")
        reason = why_not(point)
        if not reason:
            return ""
        return say("{code} cannot be chosen: {why}.", code=point.code, why=reason)

    def _allow(self) -> None:
        self.allow(self._reason(self._current()))

    def words(self) -> str:
        """Return the sentence below the search box."""
        return self._note.text()

    def count(self) -> int:
        """Return how many lockers are listed."""
        return len(self._model.ids)

    def _on_typed(self, text: str) -> None:
        self._scope.start(self._search, text, _PAUSE, key="lockers", replace=True)

    def _on_filter(self) -> None:
        text = self.field.text()
        self._scope.start(self._search, text, 0.0, key="lockers", replace=True)

    def _on_stepped(self, by: int) -> None:
        self.view.go_to(self.view.current_row() + by)

    async def _search(self, text: str, pause: float) -> None:
        if not text.strip():
            words = say("Type the code on the locker, a town, a postcode or a position.")
            self._show((), words)
            self._say(words)
            return
        # What was listed for another text is not chosen by a quick Enter.
        self._wait(say("Searching…"))
        await self._clock.sleep(pause)
        self._say(say("Searching…"))
        try:
            found = await self._ask(self.filters.query(text))
        except ShipDeskError as error:
            self._wait("" if self._lines else say("The courier could not be asked for lockers."))
            self._say(str(error), problem=True)
            return
        nothing = say("No locker fits: try a postcode, or the town as on its sign.")
        self._show(found.points, "" if found.points else nothing)
        self._say(_about(found))

    def _show(self, points: Sequence[Point], waits: str) -> None:
        """Show these; `waits` says why there are none."""
        lines = [_Line(self._next + at, point) for at, point in enumerate(points)]
        self._next += len(lines)
        self._lines = {line.id: line.point for line in lines}
        self._source.replace(lines)
        self._model.set_query(self._next)
        self._wait(waits)

    def _wait(self, why: str) -> None:
        """Note why nothing in the list may be chosen, "" where a locker may."""
        self._waits = why
        self._allow()

    def _say(self, words: str, *, problem: bool = False) -> None:
        self._note.setText(words)
        self._note.set_tone("red" if problem else "muted")


def _about(found: PointsFound) -> str:
    """Return how many there are, in which order, and how old the answer is."""
    open_ = sum(1 for point in found.points if point.selectable)
    parts = [plural(open_, "{n} can be chosen", "{n} can be chosen")]
    if any(point.distance_m is not None for point in found.points):
        parts.append(say("the nearest first"))
    parts.append(say("as of {when}, {age}", when=fmt.clock_time(found.at), age=fmt.age(found.at)))
    if found.offline:
        parts.append(say("the courier cannot be asked now"))
    return " · ".join(parts)


async def ask_locker(
    host: QWidget, subtitle: str, text: str, find: Find, scope: TaskScope, clock: Clock
) -> Point | None:
    """Ask for a locker; None where the sheet was closed."""
    sheet = LockerSheet(host, subtitle, text, find, scope, clock)
    try:
        await sheet_closed(sheet)
    finally:
        scope.cancel("lockers")
        sheet.deleteLater()
    return sheet.chosen
