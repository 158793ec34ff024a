"""What can be done with a parcel that shall not go as it is: cancel, correct, leave, hand-over."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from shipdesk.domain.changes import Changes
from shipdesk.domain.operation import Operation
from shipdesk.domain.shipment import LEFT_UNUSED, REFUND, Refund, Shipment, ShipmentId
from shipdesk.errors import GoneError
from shipdesk.services.desk import Desk
from shipdesk.ui import format as fmt
from shipdesk.ui.dialogs import ask_confirm
from shipdesk.ui.dispatch_orders.sheets import DriverSheets
from shipdesk.ui.notices import Notifier
from shipdesk.ui.shipments.shown import ParcelView
from shipdesk.ui.shortcuts import Actions, OwnedActions, allow
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.theme import Face
from shipdesk.ui.widgets import LinkButton, Section, Text
from shipdesk.wording import phrase as say

_KEY = "shipments"


class TakeBackSection(Section):
    """The part of the panel with these acts, and the courier's rule where one is not allowed."""

    wanted = Signal(str)
    """An act by its short name: void, update, leave_unused, refund, handover."""

    def __init__(self, actions: Actions, owner: QWidget) -> None:
        super().__init__(say("Not going as it is?"))
        self.body.setContentsMargins(14, 12, 14, 14)
        own = OwnedActions(actions, _KEY, say("Shipments"), owner)

        def add(name: str, text: str, icon: str = "") -> QAction:
            return own.add(name, text, lambda: self.wanted.emit(name), icon=icon)

        self.void = add("void", say("Cancel at the courier…"))
        self.update_ = add("update", say("Send the order's data anew"), "edit")
        self.leave = add("leave_unused", say("Leave unused"))
        self.refund = add("refund", say("The money came back"))
        self.handover = add("handover", say("Hand-over list…"), "printer")
        self._why_not = Text(face=Face.SECONDARY, tone="muted", wrap=True, name=say("Why not void"))
        self._left = Text(face=Face.SECONDARY, tone="amber", wrap=True, name=say("Left unused"))
        self._refund = Text(face=Face.SECONDARY, tone="muted", wrap=True, name=say("Refund"))
        self.add(self._left)
        self.add(self._refund)
        self.add(self._why_not)
        for action in (self.void, self.update_, self.leave, self.refund):
            self.add(LinkButton(action))

    def show_parcel(self, view: ParcelView) -> None:
        """Allow what the courier's rules allow for one shipment, and say what they forbid."""
        acts = view.acts
        allow(self.void, say(acts.void))
        allow(self.update_, say(acts.correct))
        allow(self.leave, say(acts.leave))
        left = view.sheet.shipment.extra.get(LEFT_UNUSED, "")
        self.leave.setText(say("Use it after all") if left else say("Leave unused"))
        self._left.setText(say("Left unused since {day}.", day=left) if left else "")
        self._left.setVisible(bool(left))
        self._show_refund(view.sheet.shipment.extra.get(REFUND, ""))
        told = dict.fromkeys(filter(None, (acts.void, acts.correct, acts.leave)))
        self._why_not.setText("\n".join(map(say, told)))
        self._why_not.setVisible(bool(told))

    def _show_refund(self, refund: str) -> None:
        """Tell the money apart from the cancelling, and let a person note that it came back."""
        self._refund.setText(say(f"refund.{refund}") if refund else "")
        self._refund.setVisible(bool(refund))
        back = refund == Refund.REFUNDED
        self.refund.setText(say("It did not come back") if back else say("The money came back"))
        self.refund.setVisible(back or refund == Refund.NOT_TOLD)
        self.refund.setEnabled(back or refund == Refund.NOT_TOLD)

    def show_nothing(self) -> None:
        """No shipment is chosen."""
        self._show_refund("")
        for action in (self.void, self.update_, self.leave, self.handover):
            allow(action, say("Choose a shipment first."))

    def add_to(self, menu: QMenu) -> None:
        """Put the acts into a menu."""
        menu.addActions([self.handover, self.void, self.update_, self.leave])


class TakingBack:
    """Runs these acts; `follow` tells what became of an operation."""

    def __init__(
        self,
        page: QWidget,
        section: TakeBackSection,
        desk: Desk,
        scope: TaskScope,
        notices: Notifier,
        follow: Callable[[Operation], None],
    ) -> None:
        self._page, self._section, self._desk = page, section, desk
        self._scope, self._notices, self._follow = scope, notices, follow
        self._sheets = DriverSheets(page, desk, scope, notices)
        self._view: ParcelView | None = None
        self._chosen: Callable[[], Sequence[int]] = list
        section.wanted.connect(self._on_wanted)

    def use(self, chosen: Callable[[], Sequence[int]]) -> None:
        """`chosen` returns the row ids that a hand-over list is for."""
        self._chosen = chosen

    async def show(self, view: ParcelView) -> None:
        """Allow what can be done with a shipment."""
        self._view = view
        self._section.show_parcel(view)
        await self.show_chosen()

    async def show_chosen(self) -> None:
        """Allow the hand-over list where the chosen parcels go on one."""
        try:
            chosen = await self._shipments()
        except GoneError:  # as where the list still shows what a lost journal knew
            return
        why_not = await self._desk.pickups.why_no_handover(chosen)
        allow(self._section.handover, say(why_not))

    async def aclose(self) -> None:
        """Listen no longer."""
        await self._sheets.aclose()

    def forget(self) -> None:
        """No shipment is chosen."""
        self._view = None
        self._section.show_nothing()

    def _on_wanted(self, name: str) -> None:
        work = {
            "void": self._void,
            "update": self._update,
            "leave_unused": self._leave,
            "refund": self._note_refund,
            "handover": self._handover,
        }[name]
        self._scope.start(work, key=f"shipments.{name}")

    async def _void(self) -> None:
        if self._view is None:
            return
        shipment = self._view.sheet.shipment
        shown = fmt.tracking(shipment.tracking_number, missing=shipment.order_number)
        wanted = await ask_confirm(
            self._page,
            title=say("Cancel {number} at the courier?", number=shown),
            text=say("The shipment is gone afterwards; its order can be bought again."),
            confirm=say("Cancel at the courier"),
            danger=True,
        )
        if wanted:
            self._follow(await self._desk.voiding.void(shipment))

    async def _update(self) -> None:
        if self._view is not None:
            self._follow(await self._desk.voiding.correct(self._view.sheet.shipment))

    async def _leave(self) -> None:
        if self._view is None:
            return
        shipment = self._view.sheet.shipment
        unused = LEFT_UNUSED not in shipment.extra
        await self._desk.voiding.leave_unused(shipment.id, unused=unused)
        words = say("It stays unused: no courier is booked for it.") if unused else ""
        self._notices.toast(
            words or say("It is used after all."),
            undo=lambda: self._scope.start(self._leave_again, shipment.id, not unused),
        )

    async def _leave_again(self, shipment_id: ShipmentId, unused: bool) -> None:  # noqa: FBT001 - by start
        await self._desk.voiding.leave_unused(shipment_id, unused=unused)

    async def _note_refund(self) -> None:
        if self._view is not None:
            shipment, row_id = self._view.sheet.shipment, self._view.row.id
            back = shipment.extra.get(REFUND) == Refund.REFUNDED
            refund = Refund.NOT_TOLD if back else Refund.REFUNDED
            await self._desk.voiding.note_refund(shipment.id, refund)
            # No column shows it, so that the projection tells of no change.
            self._desk.bus.publish(Changes(shipments=frozenset({row_id})))
            self._notices.toast(say(f"refund.{refund}"))

    async def _handover(self) -> None:
        shipments = await self._shipments()
        ids = [each.id for each in shipments]
        files = await self._desk.pickups.fetch_handover(ids)
        await self._sheets.offer(files, say("Hand-over list of {n} parcels", n=len(ids)), *ids)

    async def _shipments(self) -> list[Shipment]:
        rows = await self._desk.shipment_list.rows(list(self._chosen()))
        own = [row.shipment_id for row in rows.values() if ":" not in row.shipment_id]
        return [(await self._desk.shipments.read(ShipmentId(each))).shipment for each in own]
