"""Connects the place of the next label with the desk, and the preview with the place."""

from __future__ import annotations

from collections.abc import Callable

from shipdesk.domain.label import DocumentKind, PrinterProfile
from shipdesk.domain.sheet import SheetPlace
from shipdesk.services.desk import Desk
from shipdesk.ui.notices import Notifier
from shipdesk.ui.shipments.page import ShipmentsPage
from shipdesk.ui.shipments.sheet_row import place_words
from shipdesk.ui.shortcuts import allow
from shipdesk.ui.tasks import TaskScope
from shipdesk.wording import phrase as say


class SheetPresenter:
    """Knows the sheet in the printer of the kind of document that is shown."""

    def __init__(
        self,
        page: ShipmentsPage,
        desk: Desk,
        scope: TaskScope,
        notices: Notifier,
        moved: Callable[[], None],
    ) -> None:
        """`moved` is called after another place was chosen."""
        self.page, self.desk, self.scope, self.notices = page, desk, scope, notices
        self._moved = moved
        self._kind, self._courier = DocumentKind.LABEL, ""
        self.place = 0
        self._allow(several=False)
        page.panel.sheet.place_chosen.connect(self._start)
        page.details.preview.preview.place_chosen.connect(self._start)
        page.new_sheet_requested.connect(lambda: self._start(0))
        page.next_place_requested.connect(
            lambda: scope.start(self._skip, key="shipments.sheet_place", replace=True)
        )

    async def refresh(self, kind: DocumentKind, courier: str) -> SheetPlace:
        """Read and show where a courier's next document goes; returns it."""
        self._kind, self._courier = kind, courier
        profile = self._profile()
        place = await self.desk.printing.places.next(profile)
        self.place = place.place
        self.page.panel.sheet.show_place(place)
        several = profile.stock.places > 1
        cells = [profile.cell(at) for at in range(place.places)] if several else []
        preview = self.page.details.preview
        preview.show_stock(profile.stock)
        preview.preview.show_cells(cells, place.place)
        self._allow(several=several)
        return place

    def _profile(self) -> PrinterProfile:
        return self.desk.printing.profile(self._kind, self._courier)

    def _allow(self, *, several: bool) -> None:
        none = "" if several else say("The paper holds one label only.")
        for action in (self.page.new_sheet_action, self.page.next_place_action):
            allow(action, none)

    def _start(self, place: int) -> None:
        self.scope.start(self._choose, place, key="shipments.sheet_place", replace=True)

    async def _skip(self) -> None:
        profile = self._profile()
        place = await self.desk.printing.places.next(profile)
        await self._choose((place.place + 1) % place.places)

    async def _choose(self, place: int) -> None:
        profile = self._profile()
        before = await self.desk.printing.places.choose(profile, place)
        now = await self.refresh(self._kind, self._courier)
        self._moved()
        if now.place != before.place or before.unsure_from is not None:
            self.notices.toast(
                place_words(now), undo=lambda: self.scope.start(self._restore, before)
            )

    async def _restore(self, before: SheetPlace) -> None:
        profile = self._profile()
        await self.desk.printing.places.restore(profile, before)
        await self.refresh(self._kind, self._courier)
        self._moved()
