"""The details of a dispatch order: where, when, which parcels, comments, and what can be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from shipdesk.domain.address import place_lines
from shipdesk.domain.dispatch_order import DispatchOrderStatus
from shipdesk.domain.shipment import Shipment
from shipdesk.services.pickups import DispatchOrderSheet
from shipdesk.ui import format as fmt
from shipdesk.ui.dispatch_orders.comments import CommentLines
from shipdesk.ui.dispatch_orders.history import history_of
from shipdesk.ui.dispatch_orders.statuses import status_of
from shipdesk.ui.layouts import empty
from shipdesk.ui.theme import Face, Tone, set_surface
from shipdesk.ui.widgets import (
    Card,
    DetailsPane,
    ElidedLabel,
    FactList,
    KeyHintButton,
    Kind,
    LinkButton,
    Pill,
    Section,
    StatePane,
    Text,
    Timeline,
    ToldSection,
)
from shipdesk.wording import phrase as say

_MOST_LINES = 200


class ParcelLines(QWidget):
    """The parcels of a pickup: number, who gets it, cash on delivery."""

    opened = Signal(str)
    """The id of a shipment."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(say("Parcels of the pickup"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._shown: object = None

    def show_parcels(
        self, numbers: Sequence[str], shipments: Sequence[Shipment], refused: Sequence[str]
    ) -> None:
        """Show these; what was bought here can be opened."""
        wanted = (tuple(numbers), tuple(shipments), tuple(refused))
        if wanted == self._shown:
            return
        self._shown = wanted
        empty(self._column)
        known = {each.tracking_number: each for each in shipments}
        for number in numbers[:_MOST_LINES]:
            self._column.addWidget(self._line(number, known.get(number), number in refused))
        more = len(numbers) - _MOST_LINES
        if more > 0:
            self._column.addWidget(Text(say("and {n} more", n=more), tone="muted"))

    def _line(self, number: str, shipment: Shipment | None, refused: bool) -> QWidget:  # noqa: FBT001
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        if shipment is None:
            row.addWidget(Text(fmt.tracking_tail(number), face=Face.MONO))
            row.addWidget(Text(say("bought elsewhere"), tone="muted"), 1)
        else:
            link = LinkButton(fmt.tracking_tail(number), face=Face.MONO)
            link.setAccessibleName(say("Open {number}", number=fmt.tracking(number)))
            link.setToolTip(fmt.tracking(number))
            link.clicked.connect(lambda _on=False, key=shipment.id: self.opened.emit(key))
            row.addWidget(link)
            row.addWidget(ElidedLabel(shipment.recipient.who), 1)
        if refused:
            row.addWidget(Pill(say("refused"), "alert", Tone.RED))
        elif shipment is not None and shipment.cod is not None:
            row.addWidget(Text(say("COD {amount}", amount=fmt.money(shipment.cod)), tone="muted"))
        return made


@dataclass(frozen=True, slots=True)
class DetailActions:
    """What can be done with the pickup that is shown."""

    comment: QAction
    edit_comment: QAction
    delete_comment: QAction
    printout: QAction
    price: QAction
    cancel: QAction
    again: QAction


class DispatchOrderDetails(QStackedWidget):
    """One dispatch order, or the sentence that none is chosen."""

    shipment_opened = Signal(str)

    def __init__(self, actions: DetailActions) -> None:
        super().__init__()
        self.setAccessibleName(say("Dispatch order details"))
        self.setMinimumWidth(300)
        self.nothing = StatePane(name=say("No pickup chosen"))
        self.nothing.show_state(
            say("No pickup chosen"), say("Choose one in the list."), icon="dispatch-orders"
        )
        set_surface(self.nothing, "sunk")
        self.number = Text(face=Face.TITLE, copyable=True, name=say("Dispatch order number"))
        self.pill = Pill()
        self._booked = Text(face=Face.SECONDARY, tone="muted", name=say("When it was booked"))
        self._reason = Card(tone=Tone.RED)
        self._reason_words = Text(wrap=True, copyable=True, name=say("Why it was rejected"))
        self._again = KeyHintButton(actions.again, kind=Kind.PRIMARY)
        self._again_below = KeyHintButton(actions.again)
        self._place = Text(wrap=True, copyable=True, name=say("Place"))
        self._facts = FactList(name=say("About the pickup"))
        self.parcels = ParcelLines()
        self.parcels.opened.connect(self.shipment_opened)
        self._count = Text(face=Face.SECONDARY, tone="muted", name=say("Number of parcels"))
        self.comments = CommentLines()
        self._no_comment = Text(say("None yet."), face=Face.SECONDARY, tone="muted")
        self._comment = LinkButton(actions.comment)
        self._edit = LinkButton(actions.edit_comment)
        self._delete = LinkButton(actions.delete_comment)
        self._why_no_comment = Text(face=Face.SECONDARY, tone="muted", wrap=True,
                                    name=say("Why no comment"))  # fmt: skip
        self._printout = KeyHintButton(actions.printout)
        self._why_no_printout = Text(face=Face.SECONDARY, tone="muted", wrap=True,
                                     name=say("Why no sheet"))  # fmt: skip
        self._price = LinkButton(actions.price)
        self._history = Timeline(name=say("History of the pickup"), times=False)
        self._why_not = Text(face=Face.SECONDARY, tone="muted", wrap=True, name=say("Why not"))
        self._cancel = KeyHintButton(actions.cancel, kind=Kind.DANGER)
        self._told = ToldSection()
        self.addWidget(self.nothing)
        self._pane = self._build()
        self.addWidget(self._pane)

    def _build(self) -> DetailsPane:
        head = Section()
        first = QHBoxLayout()
        first.addWidget(self.number)
        first.addStretch(1)
        first.addWidget(self.pill)
        head.add(first)
        head.add(self._booked)
        self._reason.add(self._reason_words)
        self._reason.add(self._again)
        head.add(self._reason)
        place = Section(say("The courier comes to"))
        place.add(self._place)
        place.heading.addWidget(self._price)
        place.add(self._facts)
        parcels = Section(say("Parcels"))
        parcels.heading.addWidget(self._count)
        parcels.add(self.parcels)
        comments = Section(say("Comments for the courier"))
        comments.heading.addWidget(self._comment)
        comments.add(self._no_comment)
        comments.add(self.comments)
        self._comment_acts = QWidget()
        beside = QHBoxLayout(self._comment_acts)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(14)
        beside.addWidget(self._edit)
        beside.addWidget(self._delete)
        beside.addStretch(1)
        comments.add(self._comment_acts)
        comments.add(self._why_no_comment)
        history = Section(say("History"))
        history.add(self._history)
        acts = self._acts = Section(lined=False)
        acts.add(self._printout)
        acts.body.setAlignment(self._printout, Qt.AlignmentFlag.AlignLeft)
        acts.add(self._why_no_printout)
        acts.add(self._cancel)
        acts.body.setAlignment(self._cancel, Qt.AlignmentFlag.AlignLeft)
        acts.add(self._why_not)
        acts.add(self._again_below)
        acts.body.setAlignment(self._again_below, Qt.AlignmentFlag.AlignLeft)
        pane = DetailsPane(say("Dispatch order"))
        pane.add(head, place, parcels, comments, history, acts, self._told)
        return pane

    def add_paper(self, action: QAction) -> None:
        """Put a paper of our own above the courier's."""
        self._acts.body.insertWidget(0, KeyHintButton(action), 0, Qt.AlignmentFlag.AlignLeft)

    def show_nothing(self) -> None:
        """Say that none is chosen."""
        self.setCurrentWidget(self.nothing)

    def show_order(self, sheet: DispatchOrderSheet) -> None:
        """Show one dispatch order."""
        order = sheet.order
        self.number.setText(say("Pickup {number}", number=order.remote_id or fmt.DASH))
        status = status_of(order.status.value, order.words)
        self.pill.show_status(status.word, status.icon, status.tone)
        self._booked.setText(say("Booked {when}", when=fmt.moment(order.created_at)))
        rejected = order.status is DispatchOrderStatus.REJECTED
        self._reason_words.setText(order.reason or say("The courier gave no reason."))
        self._reason.setVisible(rejected)
        cancelled = order.status is DispatchOrderStatus.CANCELLED
        self._again_below.setVisible(cancelled and not sheet.why_not_again)
        at = order.place
        lines = [line for line in (at.name, at.company, *place_lines(at)) if line]
        self._place.setText("\n".join(lines) or say("Not told"))
        facts = [
            (say("Office hours"), order.office_hours or fmt.DASH),
            (say("Phone"), order.place.phone or fmt.DASH),
            (say("Price"), fmt.money(order.price, missing=say("by contract or not told"))),
        ]
        if order.courier_number:
            facts.append((say("Courier's number"), order.courier_number))
        self._facts.set_facts(facts)
        number = len(order.tracking_numbers) or len(order.remote_shipments)
        self._count.setText(fmt.parcels(number))
        self.parcels.show_parcels(order.tracking_numbers, sheet.shipments, order.refused)
        self.comments.show_comments(order.comments)
        self.comments.setVisible(bool(order.comments))
        self._comment_acts.setVisible(bool(order.comments))
        self._no_comment.setVisible(not order.comments)
        self._why_no_comment.setText(say(sheet.why_no_comment))
        self._why_no_comment.setVisible(bool(sheet.why_no_comment))
        self._why_no_printout.setText(say(sheet.why_no_printout))
        self._why_no_printout.setVisible(bool(sheet.why_no_printout))
        self._history.set_entries(history_of(sheet))
        self._told.show_copies(order.raw)
        self._why_not.setText(say(sheet.why_no_cancel))
        self._why_not.setVisible(bool(sheet.why_no_cancel))
        self.setCurrentWidget(self._pane)
