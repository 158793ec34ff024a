"""Sheets that a courier made for its driver: kept, then printed, opened or saved."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from shipdesk.domain.label import DocumentKind
from shipdesk.domain.paper import subject_of
from shipdesk.services.desk import Desk
from shipdesk.services.pickups import PaperFile
from shipdesk.ui.dialogs import Choice, ask_choice
from shipdesk.ui.files import ask_folder
from shipdesk.ui.notices import Notifier
from shipdesk.ui.papers.told import PrintsTold
from shipdesk.ui.tasks import TaskScope
from shipdesk.wording import phrase as say
from shipdesk.wording import plural

PRINT, OPEN, SAVE = "print", "open", "save"
_FOLDER = "sheets"


class DriverSheets:
    """Asks what shall become of fetched sheets, and does it; they are kept whatever it is."""

    def __init__(self, page: QWidget, desk: Desk, scope: TaskScope, notices: Notifier) -> None:
        self._page, self._desk, self._notices = page, desk, notices
        self._told = PrintsTold(desk, scope, notices)

    async def offer(self, files: Sequence[PaperFile], title: str, *ids: str) -> None:
        """Print the sheets on the printer of hand-over sheets, open them, or save them.

        `ids` name the pickup or the parcels that they are about.
        """
        subject = f"{subject_of(DocumentKind.HAND_OVER, *ids)}:courier"
        kept = await self._desk.papers.keep_files(files, subject)
        profile = self._desk.printing.profile(DocumentKind.HAND_OVER)
        printer = say("PDF file") if profile.to_file else profile.title
        count = plural(len(files), "{n} PDF file", "{n} PDF files, one for each service")
        answer = await ask_choice(
            self._page,
            title=title,
            text=count,
            choices=[
                Choice(PRINT, say("Print: {printer}", printer=printer)),
                Choice(OPEN, say("Open")),
                Choice(SAVE, say("Save…")),
            ],
        )
        if answer == PRINT:
            called = [
                say("{what} ({n} of {all})", what=title, n=number, all=len(kept))
                if len(kept) > 1
                else title
                for number in range(1, len(kept) + 1)
            ]
            operations = await self._desk.papers.print(list(zip(kept, called, strict=True)))
            self._told.follow(operations)
        elif answer == OPEN:
            folder = self._desk.paths.printed / _FOLDER
            for path in await self._desk.pickups.save_papers(files, folder):
                QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
        elif answer == SAVE:
            await self._save(files)

    async def aclose(self) -> None:
        """Listen no longer."""
        await self._told.aclose()

    async def _save(self, files: Sequence[PaperFile]) -> None:
        folder = await ask_folder(self._page, say("Save into which folder?"))
        if folder is None:
            return
        written = await self._desk.pickups.save_papers(files, folder)
        names = ", ".join(path.name for path in written)
        self._notices.toast(say("Saved as {name}.", name=names))
