"""Settings › Senders: the profiles of who sends, and the form of one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from shipdesk.domain.address import Address
from shipdesk.domain.order import HandingIn
from shipdesk.domain.sender import Sender, SenderId
from shipdesk.ui.settings.account_form import WIDEST
from shipdesk.ui.settings.form import Form, Problem, choice_box, choose, chosen
from shipdesk.ui.settings.list_and_form import ListAndForm
from shipdesk.ui.shortcuts import Actions, OwnedActions, allow
from shipdesk.ui.table import Column, RowsModel
from shipdesk.ui.theme import Face, Tone
from shipdesk.ui.view_state import ViewState
from shipdesk.ui.widgets import (
    Badge,
    Card,
    FormField,
    KeyHintButton,
    Kind,
    LinedRow,
    StatePane,
    Text,
)
from shipdesk.wording import phrase as say

_KEY = "settings.senders"


@dataclass(frozen=True, slots=True)
class SenderRow:
    """A line of the list of senders; `default_for` names a country, "" where it is not first."""

    id: int
    sender_id: str
    title: str
    place: str
    default_for: str


def _badges(row: SenderRow) -> tuple[tuple[str, Tone], ...]:
    return ((say("default {country}", country=row.default_for), Tone.GREY),) * bool(row.default_for)


COLUMNS = (
    Column(
        key="title",
        title=say("Sender"),
        text=lambda row: row.title,
        second=lambda row: row.place,
        badges=_badges,
        face=Face.MEDIUM,
        width=200,
        stretch=True,
    ),
)
COUNTRIES = (("PL", "Poland"), ("IN", "India"))
_HANDING_IN = (
    (HandingIn.UNKNOWN.value, "Ask when it is first needed"),
    (HandingIn.COLLECT.value, "Courier collects"),
    (HandingIn.DROP_OFF.value, "I drop them off"),
)


class SenderForm(Form):
    """The fields of a profile; a place is stored once and sent byte-equal every time."""

    def __init__(self) -> None:
        super().__init__(say("Sender"))
        self.add_row(("title", FormField(say("Profile name")), 1))
        self.add_row(
            ("name", FormField(say("Contact person")), 1), ("company", FormField(say("Company")), 1)
        )
        self.add_row(("street", FormField(say("Street and number")), 1))
        self.add_row(("street2", FormField(say("Second address line (optional)")), 1))
        self._country = choice_box(
            tuple((key, say(words)) for key, words in COUNTRIES), say("Country")
        )
        self.add_row(
            ("postcode", FormField(say("Postcode")), 1),
            ("city", FormField(say("City")), 2),
        )
        self.add_row(
            ("country", FormField(say("Country"), self._country), 1),
            ("state", FormField(say("State (India)")), 2),
        )
        self.add_row(("phone", FormField(say("Phone")), 1), ("email", FormField(say("E-mail")), 1))
        self._handing_in = choice_box(
            tuple((key, say(words)) for key, words in _HANDING_IN), say("Handing in")
        )
        self.add_row(
            ("office_hours", FormField(say("Office hours")), 1),
            ("handing_in", FormField(say("Handing in"), self._handing_in), 1),
        )

    def fill(self, sender: Sender) -> None:
        """Show a profile."""
        address = sender.address
        texts = {
            "title": sender.title,
            "name": address.name,
            "company": address.company,
            "street": address.street,
            "street2": address.street2,
            "postcode": address.postcode,
            "city": address.city,
            "state": address.state,
            "phone": address.phone,
            "email": address.email,
            "office_hours": sender.office_hours,
        }
        for key, text in texts.items():
            self.fields[key].set_text(text)
        choose(self._country, address.country or COUNTRIES[0][0])
        choose(self._handing_in, sender.handing_in.value)
        self.show_problems({})

    def to_sender(self, kept: Sender) -> Sender:
        """Return the profile as typed over the one that was shown."""
        address = Address(
            name=self.text("name"),
            company=self.text("company"),
            street=self.text("street"),
            street2=self.text("street2"),
            city=self.text("city"),
            postcode=self.text("postcode"),
            state=self.text("state"),
            country=chosen(self._country),
            phone=self.text("phone"),
            email=self.text("email"),
        )
        return replace(
            kept,
            title=self.text("title"),
            address=address,
            office_hours=self.text("office_hours"),
            handing_in=HandingIn(chosen(self._handing_in)),
        )


class SendersView(ListAndForm):
    """List and form side by side."""

    add_requested = Signal()
    save_requested = Signal()
    remove_requested = Signal()
    revert_requested = Signal()
    sender_chosen = Signal(object)

    def __init__(self, actions: Actions, model: RowsModel, state: ViewState) -> None:
        super().__init__(model, state, _KEY, name=say("Senders"))
        self.shown: Sender | None = None
        self._add_actions(actions)
        add = actions.get(f"{_KEY}.add")
        self.view.set_empty(
            say("No sender yet"), say("A courier wants to know who sends and where it stops."), add
        )
        self.view.current_changed.connect(self.sender_chosen)
        self._body = self._make_body(actions)
        self._nothing = StatePane(name=say("No sender chosen"))
        self._nothing.show_state(
            say("Choose a sender"), say("Or add one: its form opens here."), icon="user"
        )
        self.lay_out(add, self._body, self._nothing, name=say("Sender details"))
        self.show_nothing()

    def _make_body(self, actions: Actions) -> QWidget:
        body = QWidget()
        body.setMaximumWidth(WIDEST)
        column = QVBoxLayout(body)
        column.setContentsMargins(24, 20, 24, 24)
        column.setSpacing(14)
        head = QHBoxLayout()
        head.setSpacing(8)
        self.title = Text(face=Face.TOTAL, name=say("Sender heading"))
        self.badge = Badge()
        head.addWidget(self.title)
        head.addWidget(self.badge)
        head.addStretch(1)
        column.addLayout(head)
        words = say("Printed as the sender, and where couriers collect. Sent letter for letter.")
        column.addWidget(Text(words, tone="muted", wrap=True))
        self.form = SenderForm()
        self.form.submitted.connect(self.save_requested)
        self.form.reverted.connect(self.revert_requested)
        card = Card(say("Address and contact"))
        card.add(self.form)
        card.body.setSpacing(12)
        buttons = LinedRow(40, left=0, right=0, lined=False)
        self.save = KeyHintButton(actions.get(f"{_KEY}.save"), kind=Kind.PRIMARY)
        buttons.row.addWidget(self.save)
        buttons.row.addStretch(1)
        buttons.row.addWidget(KeyHintButton(actions.get(f"{_KEY}.remove"), kind=Kind.DANGER))
        card.add(buttons)
        column.addWidget(card, 0, Qt.AlignmentFlag.AlignTop)
        column.addStretch(1)
        return body

    def show_sender(self, sender: Sender, default_for: str = "") -> None:
        """Fill the form; whatever was typed before is gone."""
        self.shown = sender
        self.title.setText(sender.title if sender.id else say("New sender"))
        words = say("default {country}", country=default_for) if default_for else ""
        self.badge.show_word(words, Tone.GREY)
        self.badge.setVisible(bool(words))
        self.form.fill(sender)
        self._set_shown(shown=True)
        self._remove.setVisible(bool(sender.id))

    def show_nothing(self) -> None:
        """Show that none is chosen."""
        self.shown = None
        self._set_shown(shown=False)

    def show_problems(self, problems: dict[str, Problem]) -> None:
        """Show what is wrong beside the fields."""
        self.form.show_problems(problems)

    def _set_shown(self, *, shown: bool) -> None:
        self._body.setVisible(shown)
        self._nothing.setVisible(not shown)
        for action in (self._save, self._remove):
            allow(action, "" if shown else say("Choose a sender first."))

    def _add_actions(self, actions: Actions) -> None:
        own = OwnedActions(actions, _KEY, say("Settings"), self)
        own.add("add", say("Add sender…"), self.add_requested.emit, icon="plus", keys="Ctrl+N")
        self._save = own.add("save", say("Save sender"), self.save_requested.emit, keys="Ctrl+S")
        self._remove = own.add(
            "remove", say("Remove sender"), self.remove_requested.emit, icon="trash"
        )


def new_sender(country: str = "PL") -> Sender:
    """Return an empty profile, to be filled in."""
    return Sender(SenderId(""), "", Address(country=country))
