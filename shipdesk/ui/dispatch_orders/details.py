"""The details of a dispatch order: where, when, which parcels, comments, and what can be done."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from shipdesk.domain.address import label_lines
from shipdesk.domain.dispatch_order import DispatchOrderStatus
from shipdesk.domain.shipment import Shipment
from shipdesk.services.pickups import DispatchOrderSheet
from shipdesk.ui import format as fmt
from shipdesk.ui.dispatch_orders.statuses import status_of, why_not_cancellable
from shipdesk.ui.theme import Face, Tone, set_surface
from shipdesk.ui.widgets import (
    Card,
    DetailsPane,
    ElidedLabel,
    Entry,
    FactList,
    KeyHintButton,
    Kind,
    LinkButton,
    Pill,
    Section,
    StatePane,
    Text,
    Timeline,
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
        while (item := self._column.takeAt(0)) is not None:
            gone = item.widget()
            if gone is not None:
                gone.hide()
                gone.deleteLater()
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


class DispatchOrderDetails(QStackedWidget):
    """One dispatch order, or the sentence that none is chosen."""

    shipment_opened = Signal(str)

    def __init__(self, comment: QAction, cancel: QAction, again: QAction) -> None:
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
        self._again = KeyHintButton(again, kind=Kind.PRIMARY)
        self._place = Text(wrap=True, copyable=True, name=say("Place"))
        self._facts = FactList(name=say("About the pickup"))
        self.parcels = ParcelLines()
        self.parcels.opened.connect(self.shipment_opened)
        self._count = Text(face=Face.SECONDARY, tone="muted", name=say("Number of parcels"))
        self._comments = Timeline(name=say("Comments"), times=False)
        self._no_comment = Text(say("None yet."), face=Face.SECONDARY, tone="muted")
        self._comment = LinkButton(comment)
        self._why_not = Text(face=Face.SECONDARY, tone="muted", wrap=True, name=say("Why not"))
        self._cancel = KeyHintButton(cancel, kind=Kind.DANGER)
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
        place.add(self._facts)
        parcels = Section(say("Parcels"))
        parcels.heading.addWidget(self._count)
        parcels.add(self.parcels)
        comments = Section(say("Comments for the courier"))
        comments.heading.addWidget(self._comment)
        comments.add(self._no_comment)
        comments.add(self._comments)
        acts = Section(lined=False)
        acts.add(self._cancel)
        acts.body.setAlignment(self._cancel, Qt.AlignmentFlag.AlignLeft)
        acts.add(self._why_not)
        pane = DetailsPane(say("Dispatch order"))
        pane.add(head, place, parcels, comments, acts)
        return pane

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
        self._place.setText("\n".join(label_lines(order.place)) or say("Not told"))
        facts = [
            (say("Office hours"), order.office_hours or fmt.DASH),
            (say("Phone"), order.place.phone or fmt.DASH),
            (say("Price"), fmt.money(order.price, missing=say("not told"))),
        ]
        self._facts.set_facts(facts)
        number = len(order.tracking_numbers) or len(order.remote_shipments)
        self._count.setText(fmt.parcels(number))
        self.parcels.show_parcels(order.tracking_numbers, sheet.shipments, order.refused)
        entries = [
            Entry("", comment.text, fmt.moment(comment.at), Tone.BLUE) for comment in order.comments
        ]
        self._comments.set_entries(entries)
        self._comments.setVisible(bool(entries))
        self._no_comment.setVisible(not entries)
        self._why_not.setText("" if sheet.cancellable else why_not_cancellable(order.status))
        self._why_not.setVisible(not sheet.cancellable)
        self.setCurrentWidget(self._pane)
