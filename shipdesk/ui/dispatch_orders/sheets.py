"""Sheets that the driver signs, once they were fetched: opened to print, or saved."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from shipdesk.services.desk import Desk
from shipdesk.services.pickups import PaperFile
from shipdesk.ui.dialogs import Choice, ask_choice
from shipdesk.ui.files import ask_folder
from shipdesk.ui.notices import Notifier
from shipdesk.wording import phrase as say
from shipdesk.wording import plural

OPEN, SAVE = "open", "save"
_FOLDER = "sheets"


class DriverSheets:
    """Asks what shall become of fetched sheets, and does it."""

    def __init__(self, page: QWidget, desk: Desk, notices: Notifier) -> None:
        self._page, self._desk, self._notices = page, desk, notices

    async def offer(self, files: Sequence[PaperFile], title: str) -> None:
        """Open the sheets in the program that prints PDFs here, or save them where one likes."""
        count = plural(len(files), "{n} PDF file", "{n} PDF files, one for each service")
        answer = await ask_choice(
            self._page,
            title=title,
            text=count,
            choices=[
                Choice(OPEN, say("Open to print")),
                Choice(SAVE, say("Save…")),
            ],
        )
        if answer == OPEN:
            folder = self._desk.paths.printed / _FOLDER
            for path in await self._desk.pickups.save_papers(files, folder):
                QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
        elif answer == SAVE:
            await self._save(files)

    async def _save(self, files: Sequence[PaperFile]) -> None:
        folder = await ask_folder(self._page, say("Save into which folder?"))
        if folder is None:
            return
        written = await self._desk.pickups.save_papers(files, folder)
        names = ", ".join(path.name for path in written)
        self._notices.toast(say("Saved as {name}.", name=names))
