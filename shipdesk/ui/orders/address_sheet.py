"""The sheet that corrects a recipient: the order book keeps its own, the label gets ours."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from shipdesk.domain.address import Address
from shipdesk.domain.rules import RuleProblem
from shipdesk.ui.orders.address_fields import AddressFields
from shipdesk.ui.orders.form_sheet import FormSheet
from shipdesk.ui.theme import Face
from shipdesk.ui.widgets import Text, sheet_closed
from shipdesk.wording import phrase as say

Check = Callable[[Address], Sequence[RuleProblem]]


class AddressSheet(FormSheet):
    """Fields, rules beside them, and Save; a broken rule is told, never enforced here."""

    def __init__(self, host: QWidget, number: str, address: Address, check: Check) -> None:
        super().__init__(host, say("Edit the address"), number, confirm=say("Save"))
        self._check = check
        self.saved: Address | None = None
        self.fields = AddressFields()
        self.fields.show_address(address)
        self.fields.changed.connect(self.show_problems)
        self.body.addWidget(self.fields)
        words = say("The order book keeps its own address; what is sent and printed is this one.")
        self.body.addWidget(Text(words, face=Face.SECONDARY, tone="muted", wrap=True))
        self.body.addStretch(1)
        self.show_problems()

    def show_problems(self) -> None:
        """Show what the rules say of what is typed now."""
        self.fields.show_problems(self._check(self.fields.address()))

    def submit(self) -> None:
        """Take the address, seen and thereby confirmed, and close."""
        self.saved = self.fields.address()
        self.close_sheet()


async def ask_address(
    host: QWidget, number: str, address: Address, check: Check, focus: str = ""
) -> Address | None:
    """Ask for a corrected address, the cursor in a field; None where it was closed."""
    sheet = AddressSheet(host, number, address, check)
    sheet.start_at = lambda: sheet.fields.focus_field(focus)
    try:
        await sheet_closed(sheet)
    finally:
        sheet.deleteLater()
    return sheet.saved
