"""Connects Settings › Labels with the desk: asks before anything goes, says what was freed."""

from __future__ import annotations

from shipdesk.services.desk import Desk
from shipdesk.services.label_vault import Room
from shipdesk.ui import format as fmt
from shipdesk.ui.dialogs import ask_confirm
from shipdesk.ui.notices import Notifier
from shipdesk.ui.settings.labels_view import LabelsView, days_words
from shipdesk.ui.tasks import TaskScope
from shipdesk.wording import phrase as say
from shipdesk.wording import plural


class LabelsPresenter:
    """Shows and changes how long labels are kept, and whether scans close parcels."""

    def __init__(self, view: LabelsView, desk: Desk, scope: TaskScope, notices: Notifier) -> None:
        self.view, self.desk, self.scope, self.notices = view, desk, scope, notices
        view.keep_chosen.connect(
            lambda days: scope.start(self._keep_for, days, key="labels.keep", replace=True)
        )
        view.sweep_requested.connect(
            lambda: scope.start(self._sweep, key="labels.sweep", busy=view.sweep)
        )
        view.scan_back_chosen.connect(
            lambda on: scope.start(self._use_scans, on, key="labels.scan", replace=True)
        )

    def refresh(self) -> None:
        """Show what there is now."""
        self.scope.start(self.show, key="labels.show", replace=True)

    async def show(self) -> None:
        """Show what there is now."""
        self.view.show_scan_back(on=self.desk.scan_back.on)
        state = await self.desk.label_vault.state()
        freed = say("nothing yet")
        if state.swept_at is not None:
            freed = say(
                "{room}, {at}",
                room=room_words(state.freed) if state.freed.files else say("nothing"),
                at=fmt.moment(state.swept_at),
            )
        self.view.show_kept(
            [(say("Kept now"), room_words(state.kept)), (say("Freed last"), freed)], state.days
        )

    async def _keep_for(self, days: int) -> None:
        """Take a length; one that takes files away is asked about first."""
        vault = self.desk.label_vault
        if days != vault.days and await self._agreed(days):
            freed = await vault.keep_for(days)
            words = say("Labels are kept for {days}", days=_for_how_long(days))
            self.notices.toast(words if not freed.files else f"{words}. {_freed_words(freed)}")
        await self.show()

    async def _agreed(self, days: int) -> bool:
        room = await self.desk.label_vault.would_free(days)
        if not room.files:
            return True
        text = say(
            "{room} of parcels that arrived are older than {days} and are removed now. Whether "
            "their courier gives them again is not sure. The print history stays.",
            room=room_words(room),
            days=days_words(days),
        )
        return await ask_confirm(
            self.view,
            title=say("Keep labels for {days}?", days=days_words(days)),
            text=text,
            confirm=say("Remove them"),
            danger=True,
        )

    async def _use_scans(self, on: bool) -> None:  # noqa: FBT001 - a signal's value
        await self.desk.scan_back.use(on=on)
        words = say("Scanning a label now closes its parcel")
        self.notices.toast(words if on else say("Scans are searched again"))

    async def _sweep(self) -> None:
        freed = await self.desk.label_vault.sweep()
        self.notices.toast(_freed_words(freed) if freed.files else say("Nothing had to be removed"))
        await self.show()


def _freed_words(room: Room) -> str:
    return say("Freed {room}", room=room_words(room))


def _for_how_long(days: int) -> str:
    return days_words(days) if days else say("ever")


def room_words(room: Room) -> str:
    """Return a number of files with their size: `34 files, 1.2 MB`."""
    files = plural(room.files, "{n} file", "{n} files")
    return f"{files}, {fmt.bytes_size(room.size)}" if room.files else files
