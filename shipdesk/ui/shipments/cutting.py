"""The one question about ink that would be cut, remembered per courier and stock."""

from __future__ import annotations

from collections.abc import Callable

from shipdesk.domain.label import DocumentKind, Fit
from shipdesk.services.desk import Desk
from shipdesk.ui.dialogs import Choice, ask_choice
from shipdesk.ui.notices import Notifier
from shipdesk.ui.shipments.page import ShipmentsPage
from shipdesk.ui.shipments.shown import ParcelView
from shipdesk.ui.shortcuts import allow
from shipdesk.ui.tasks import TaskScope
from shipdesk.wording import phrase as say


class CutAsking:
    """Asks what becomes of labels that are larger than their stock."""

    def __init__(
        self,
        page: ShipmentsPage,
        desk: Desk,
        scope: TaskScope,
        notices: Notifier,
        answered: Callable[[], None],
    ) -> None:
        """`answered` is called after the answer is kept."""
        self._page, self._desk, self._notices = page, desk, notices
        self._answered = answered
        self._view: ParcelView | None = None
        page.cut_requested.connect(lambda: scope.start(self._ask, key="shipments.cut"))

    def show(self, view: ParcelView) -> None:
        """Ask for this parcel's courier from now on."""
        self._view = view
        kept = view.document(DocumentKind.LABEL) is not None
        allow(self._page.cut_action, "" if kept else say("Its label is not kept here."))

    async def _ask(self) -> None:
        if self._view is None:
            return
        courier = self._view.sheet.shipment.courier
        stock = self._desk.printing.profile(DocumentKind.LABEL, courier).stock
        smaller, whole = say("Make it smaller until it fits"), say("Print at 100 % and cut it")
        chosen = await ask_choice(
            self._page,
            title=say("Labels larger than {stock}", stock=stock.title),
            text=say("Remembered for {courier} on this stock.", courier=courier),
            choices=(
                Choice(Fit.SHRINK, smaller, say("Its bar codes are checked at that size.")),
                Choice(Fit.CUT, whole, say("What lies outside of the stock is lost.")),
                Choice(Fit.ASK, say("Stop and ask, as at first")),
            ),
        )
        if chosen is not None:
            await self._desk.printing.cuts.put(courier, stock, Fit(chosen))
            self._notices.toast(say("Remembered for {courier}.", courier=courier))
            self._answered()
