"""Shows our own papers before they are printed, prints them on their printer, saves them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QMainWindow, QWidget

from shipdesk.domain.label import DocumentKind
from shipdesk.domain.paper import PaperRequest
from shipdesk.errors import ShipDeskError
from shipdesk.services.desk import Desk
from shipdesk.services.papers import KeptPaper
from shipdesk.ui import format as fmt
from shipdesk.ui.files import ask_folder, ask_save_file
from shipdesk.ui.notices import Notifier
from shipdesk.ui.papers.sheet import PaperSheet
from shipdesk.ui.papers.told import PrintsTold
from shipdesk.ui.papers.words import file_name, missing_words, printed_words, printer_line
from shipdesk.ui.shortcuts import Actions
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.theme import Tone
from shipdesk.ui.view_state import ViewState
from shipdesk.ui.widgets import sheet_closed
from shipdesk.wording import phrase as say

_KEY = "papers"
_PREVIEW_DPI = 150


@dataclass(frozen=True, slots=True)
class Offer:
    """Papers of one kind that can be looked at; `compose` is told whether prices are wanted.

    `names` are what a person calls each of them, in the same order.
    """

    title: str
    kind: DocumentKind
    names: tuple[str, ...]
    compose: Callable[[bool], Sequence[PaperRequest]]
    priced: bool = False


class PapersPresenter:
    """One for the window: `show` is for the pages, whatever paper they offer."""

    def __init__(
        self, desk: Desk, actions: Actions, state: ViewState, scope: TaskScope, notices: Notifier
    ) -> None:
        self.desk, self.scope, self.notices = desk, scope, notices
        self.told = PrintsTold(desk, scope, notices)
        self._actions, self._state = actions, state
        self._sheet: PaperSheet | None = None
        self._offer: Offer | None = None
        self._requests: tuple[PaperRequest, ...] = ()
        self._at = self._page = 0
        self._kept: KeptPaper | None = None

    async def show(self, host: QWidget, offer: Offer) -> None:
        """Open the sheet over the window of `host` and wait until it is closed."""
        sheet = self._sheet or self._make_sheet(host)
        if not sheet.isHidden():
            return
        self._offer, self._at = offer, 0
        profile = self.desk.printing.profile(offer.kind)
        sheet.show_title(offer.title, printer_line(profile))
        sheet.show_prices(offered=offer.priced, shown=self._prices)
        self._compose()
        try:
            await sheet_closed(sheet)
        finally:
            self.scope.cancel(f"{_KEY}.show")
            self._offer, self._requests, self._kept = None, (), None

    @property
    def _prices(self) -> bool:
        return self._state.load(f"{_KEY}.prices").get("shown", True) is True

    def _make_sheet(self, host: QWidget) -> PaperSheet:
        window = host.window()
        inside = window.centralWidget() if isinstance(window, QMainWindow) else None
        sheet = PaperSheet(inside or window, self._actions)
        sheet.document_turned.connect(self._on_document)
        sheet.page_turned.connect(self._on_page)
        sheet.prices_chosen.connect(self._on_prices)
        sheet.print_requested.connect(
            lambda: self.scope.start(self._print, key=f"{_KEY}.print", busy=sheet.print_button)
        )
        sheet.save_requested.connect(lambda: self.scope.start(self._save, key=f"{_KEY}.save"))
        self._sheet = sheet
        return sheet

    # What is in sight

    def _compose(self) -> None:
        if self._offer is not None:
            self._requests = tuple(self._offer.compose(self._prices))
            self._look(self._at, 0)

    def _on_document(self, by: int) -> None:
        self._look(self._at + by, 0)

    def _on_page(self, by: int) -> None:
        self._look(self._at, self._page + by)

    def _on_prices(self, shown: bool) -> None:  # noqa: FBT001 - the signal's shape
        self._state.save(f"{_KEY}.prices", {"shown": shown})
        self._compose()

    def _look(self, at: int, page: int) -> None:
        self._at = min(max(0, at), len(self._requests) - 1)
        self._page = max(0, page)
        if self._sheet is not None:
            self._sheet.show_busy()  # at once: what is shown is not what would be printed
        self.scope.start(self._show, key=f"{_KEY}.show", replace=True)

    async def _show(self) -> None:
        """Make the paper in hand where it is not made yet, and show a page of it."""
        sheet, offer = self._sheet, self._offer
        if sheet is None or offer is None:
            return
        wanted = self._requests[self._at]
        sheet.show_place(self._at, len(self._requests), offer.names[self._at])
        try:
            self._kept = kept = await self.desk.papers.make(wanted)
            image = await self.desk.printing.preview(kept.document, self._page, _PREVIEW_DPI)
        except ShipDeskError as error:
            words = " ".join(part for part in (error.detail, error.hint) if part)
            sheet.show_problem(error.title, words)
            return
        self._page = image.page
        sheet.show_page(image, self.desk.printing.profile(offer.kind).stock)
        sheet.show_missing(missing_words(kept.missing))
        prints = await self.desk.papers.prints(wanted.subject, wanted.kind)
        sheet.show_told(printed_words(prints))

    # What is done with it

    async def _all(self) -> list[tuple[KeptPaper, str]]:
        """Make what is not made yet, counting."""
        sheet, offer = self._sheet, self._offer
        made: list[tuple[KeptPaper, str]] = []
        if sheet is None or offer is None:
            return made
        count = len(self._requests)
        for number, (wanted, name) in enumerate(zip(self._requests, offer.names, strict=True), 1):
            if count > 1:
                sheet.show_told(say("Making {n} of {count}…", n=number, count=count))
            made.append((await self.desk.papers.make(wanted), name))
        return made

    async def _print(self) -> None:
        """Hand every paper over once, in order, and close the sheet."""
        sheet, offer = self._sheet, self._offer
        if sheet is None or offer is None:
            return
        made = await self._all()
        operations = await self.desk.papers.print([(kept.document, name) for kept, name in made])
        self.told.follow(operations)
        printer = self.desk.printing.profile(offer.kind).title
        sheet.close_sheet()
        lost = any(kept.missing for kept, _ in made)
        words = say("{what} goes to {printer}.", what=offer.title, printer=printer)
        if lost:
            words = say("{words} Some signs are printed as question marks.", words=words)
        self.notices.toast(words, tone=Tone.AMBER if lost else Tone.BLUE)

    async def _save(self) -> None:
        """Save the one paper under a name, or all of them into a folder."""
        sheet = self._sheet
        if sheet is None:
            return
        made = await self._all()
        if len(made) == 1:
            kept, name = made[0]
            target = await ask_save_file(sheet, say("Save PDF"), file_name(name))
            targets = [target] if target is not None else []
        else:
            folder = await ask_folder(sheet, say("Save into which folder?"))
            targets = _paths(folder, [name for _, name in made]) if folder is not None else []
        if not targets:
            return
        for (kept, _), target in zip(made, targets, strict=True):
            await self.desk.printing.save_copy(kept.document, target)
        words = say("Saved as {name}.", name=targets[0].name)
        if len(targets) > 1:
            words = say("{n} papers are saved in {folder}.", n=fmt.count(len(targets)),
                        folder=targets[0].parent.name)  # fmt: skip
        self.notices.toast(words)


def _paths(folder: Path, names: Sequence[str]) -> list[Path]:
    """Return a path for each paper; a name that comes twice gets a number."""
    taken: set[str] = set()
    paths = []
    for name in names:
        wanted = file_name(name)
        number = 1
        while wanted.casefold() in taken:
            number += 1
            wanted = f"{file_name(name).removesuffix('.pdf')}-{number}.pdf"
        taken.add(wanted.casefold())
        paths.append(folder / wanted)
    return paths
