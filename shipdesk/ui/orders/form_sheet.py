"""A sheet with a form: Enter confirms it, the cursor starts where it is needed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from shipdesk.ui.theme import Face
from shipdesk.ui.widgets import KeyHintButton, Kind, Sheet, Text
from shipdesk.wording import phrase as say

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FormSheet(Sheet):
    """Has one confirming button; `submit` is overridden and closes when all is well."""

    def __init__(
        self,
        host: QWidget,
        title: str,
        subtitle: str = "",
        *,
        confirm: str,
        width: int = 560,
        scroll: bool = True,
    ) -> None:
        super().__init__(host, title, subtitle, width=width, scroll=scroll)
        self.start_at: Callable[[], None] | None = None
        """Puts the focus where it is needed when the sheet opens."""
        self.cancel = KeyHintButton(say("Cancel"), height=36, key="Esc")
        self.cancel.clicked.connect(self.close_sheet)
        self.confirm = KeyHintButton(confirm, kind=Kind.PRIMARY, height=36, key="Enter")
        self.confirm.clicked.connect(self.submit)
        self.why_not = Text(face=Face.SECONDARY, tone="muted", wrap=True, name=say("Why not"))
        self.footer.addWidget(self.why_not, 1)
        self.footer.addWidget(self.cancel)
        self.footer.addWidget(self.confirm)

    def submit(self) -> None:
        """Take what is typed and close."""
        self.close_sheet()

    def allow(self, why_not: str) -> None:
        """Open the confirming button, or close it: the reason stands beside it."""
        self.confirm.set_why_not(why_not)
        self.why_not.setText(why_not)
        self.why_not.set_tone("muted")

    def open(self) -> None:
        """Show the sheet with the cursor where it is needed."""
        super().open()
        if self.start_at is not None:
            self.start_at()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter confirms, Escape closes."""
        if event.key() in _ENTER:
            self.submit()
            event.accept()
        else:
            super().keyPressEvent(event)
