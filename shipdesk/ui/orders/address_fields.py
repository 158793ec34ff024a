"""The fields of an address, with the local rules beside them."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from shipdesk.domain.address import Address, guess_country
from shipdesk.domain.rules import RuleProblem
from shipdesk.ui.orders import fixes
from shipdesk.ui.orders.countries import CountryBox
from shipdesk.ui.widgets import FormField
from shipdesk.wording import phrase as say


class AddressFields(QWidget):
    """Edits one address; `changed` comes when a field is left or a suggestion taken."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.country_box = CountryBox(name=say("Country"))
        self._fields: dict[str, FormField] = {
            "name": FormField(say("Name")),
            "company": FormField(say("Company")),
            "street": FormField(say("Street and number")),
            "street2": FormField(say("Second address line")),
            "postcode": FormField(say("Postcode")),
            "city": FormField(say("Town")),
            "state": FormField(say("State or region")),
            "country": FormField(say("Country"), self.country_box),
            "phone": FormField(say("Phone")),
            "email": FormField(say("E-mail")),
        }
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for names in (("name", "company"), ("street",), ("street2",), ("postcode", "city"),
                      ("state", "country"), ("phone", "email")):  # fmt: skip
            row = QHBoxLayout()
            row.setSpacing(8)
            for name in names:
                row.addWidget(self._fields[name], 1, Qt.AlignmentFlag.AlignTop)
            column.addLayout(row)
        for field in self._fields.values():
            field.suggestion_taken.connect(self.changed)
            if isinstance(field.editor, QLineEdit):
                field.editor.editingFinished.connect(self._on_edited)
        self.country_box.chosen.connect(self.changed)

    def address(self) -> Address:
        """Return what is typed."""
        texts = {name: field.text() for name, field in self._fields.items() if name != "country"}
        return Address(
            **texts,
            country=self.country_box.code(),
            country_guessed=self.country_box.is_guessed(),
        )

    def show_address(self, address: Address) -> None:
        """Fill the fields."""
        for name, field in self._fields.items():
            if name != "country":
                field.set_text(str(getattr(address, name)))
        self.country_box.choose(address.country, guessed=address.country_guessed)

    def show_problems(self, problems: Iterable[RuleProblem]) -> None:
        """Show each problem beside its field; other fields are fine."""
        told: dict[str, RuleProblem] = {}
        for problem in problems:
            told.setdefault(fixes.address_field(problem.field), problem)
        for name, field in self._fields.items():
            found = told.get(name)
            if found is None:
                field.set_problem()
                continue
            whole = fixes.accept(Address(), found) is not None
            field.set_problem(found.words, found.suggestion if whole else None)

    def focus_field(self, name: str) -> None:
        """Put the cursor into a field, the first one where the name is none."""
        self._fields.get(name, self._fields["name"]).focus_editor()

    def field(self, name: str) -> FormField:
        """Return a field by its name in an address."""
        return self._fields[name]

    def _on_edited(self) -> None:
        guess = guess_country(self._fields["postcode"].text(), self._fields["phone"].text())
        self.country_box.guess(guess)
        self.changed.emit()
