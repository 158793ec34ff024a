"""The form of one account: its fields as the provider wants them, and what a test answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from shipdesk.services.accounts import AccountField, ProbeAnswer
from shipdesk.ui.settings.form import Form, Problem, choice_box, choose, chosen
from shipdesk.ui.settings.probe_card import ProbeCard
from shipdesk.ui.settings.table_card import TableCard
from shipdesk.ui.shortcuts import Actions
from shipdesk.ui.theme import Face, Tone
from shipdesk.ui.widgets import (
    Card,
    FactList,
    FormField,
    KeyHintButton,
    Kind,
    LinedRow,
    Pill,
    SecretEdit,
    Text,
)
from shipdesk.wording import phrase as say

WIDEST = 760
"""A form that becomes wider cannot be read at a glance."""

TITLE = "title"
"""The key of the account's own name among the form's fields."""


@dataclass(frozen=True, slots=True)
class AccountShown:
    """What the form is filled with; secrets are never among it."""

    account_id: str
    provider: str
    provider_title: str
    purpose: str
    title: str
    environment: str
    fields: tuple[AccountField, ...]
    settings: dict[str, str]


class AccountForm(QWidget):
    """Shows one account, new or known; emits what is wanted and decides nothing."""

    save_requested = Signal()
    revert_requested = Signal()
    list_requested = Signal(str)
    """The service is to be asked for what there is for a setting: its name."""
    service_shown = Signal(str)
    """An account of this service came into sight."""

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self.shown: AccountShown | None = None
        self._form: Form | None = None
        self._vault_words = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 24)
        column.setSpacing(14)
        self.setMaximumWidth(WIDEST)
        head = QHBoxLayout()
        head.setSpacing(8)
        self.title = Text(face=Face.TOTAL, name=say("Account heading"))
        self.pill = Pill()
        head.addWidget(self.title)
        head.addWidget(self.pill)
        head.addStretch(1)
        column.addLayout(head)
        self.purpose = Text(tone="muted", wrap=True)
        column.addWidget(self.purpose)
        self._card = Card(say("Connection"))
        self._card.body.setSpacing(12)
        self.facts = FactList(name=say("Account facts"))
        self._vault = Text(face=Face.SECONDARY, tone="muted", wrap=True, name=say("Key store"))
        self._buttons = LinedRow(40, left=0, right=0, lined=False)
        row = self._buttons.row
        self.save = KeyHintButton(actions.get("settings.accounts.save"), kind=Kind.PRIMARY)
        self.test = KeyHintButton(actions.get("settings.accounts.test"))
        row.addWidget(self.save)
        row.addWidget(self.test)
        row.addWidget(KeyHintButton(actions.get("settings.accounts.pages")))
        row.addStretch(1)
        row.addWidget(KeyHintButton(actions.get("settings.accounts.remove"), kind=Kind.DANGER))
        for part in (self.facts, self._vault, self._buttons):
            self._card.add(part)
        column.addWidget(self._card, 0, Qt.AlignmentFlag.AlignTop)
        self.probe = ProbeCard()
        self.probe.hide()
        column.addWidget(self.probe, 0, Qt.AlignmentFlag.AlignTop)
        self.table = TableCard(actions.get("settings.accounts.table"))
        column.addWidget(self.table, 0, Qt.AlignmentFlag.AlignTop)
        column.addStretch(1)

    def show_account(self, shown: AccountShown) -> None:
        """Fill the form; whatever was typed before is gone."""
        self.shown = shown
        self.title.setText(shown.title if shown.account_id else say("New account"))
        self.purpose.setText(f"{shown.provider_title}: {shown.purpose}")
        self.facts.set_facts([(say("Environment"), shown.environment)])
        self.probe.hide()
        self._replace(self._make_form(shown))
        self.service_shown.emit(shown.provider)

    def show_state(self, word: str, icon: str, tone: Tone) -> None:
        """Show how the account does."""
        self.pill.show_status(word, icon, tone)

    def show_vault(self, words: str) -> None:
        """Say where secrets are kept."""
        self._vault.setText(words)
        self._vault.setVisible(bool(words))

    def show_problems(self, problems: dict[str, Problem]) -> None:
        """Show what is wrong beside the fields; empty clears all."""
        if self._form is not None:
            self._form.show_problems(problems)

    def show_answers(
        self, answers: Sequence[ProbeAnswer], failure: str = "", *, paused: bool = False
    ) -> None:
        """Show what a test answered, or why there was none; `paused` says how work goes on."""
        self.probe.show_answers(answers, failure, paused=paused)
        self.probe.show()

    def show_testing(self) -> None:
        """Say that the service is being asked."""
        self.probe.show_waiting()
        self.probe.show()

    def show_table(self, words: str, tone: Tone | str) -> None:
        """Say which addresses and field names count."""
        self.table.show_words(words, tone)

    def hide_answers(self) -> None:
        """Take away what an earlier test answered."""
        self.probe.hide()

    def set_setting(self, name: str, value: str) -> None:
        """Fill one field, as with what was chosen from a list."""
        if self._form is not None:
            self._form.fields[name].set_text(value)
            self._form.fields[name].set_problem()

    def name(self) -> str:
        """Return the account's own name as typed."""
        return self._form.text(TITLE) if self._form is not None else ""

    def settings(self) -> dict[str, str]:
        """Return what is typed that is not secret, by name."""
        return {each.name: self._value(each) for each in self._fields() if not each.secret}

    def secrets(self) -> dict[str, str]:
        """Return the secrets that were typed now, by name; never those that are kept."""
        return {each.name: self._value(each) for each in self._fields() if each.secret}

    def focus_first(self) -> None:
        """Go to the first field."""
        if self._form is not None:
            next(iter(self._form.fields.values())).focus_editor()

    def forget_secrets(self) -> None:
        """Empty the secret fields: they were taken."""
        if self._form is not None:
            for each in self._fields():
                if each.secret:
                    self._form.fields[each.name].set_text("")

    def _fields(self) -> tuple[AccountField, ...]:
        return self.shown.fields if self.shown is not None else ()

    def _value(self, field: AccountField) -> str:
        if self._form is None:
            return ""
        editor = self._form.fields[field.name].editor
        return chosen(editor) if isinstance(editor, QComboBox) else self._form.text(field.name)

    def _replace(self, form: Form) -> None:
        if self._form is not None:
            self._card.body.removeWidget(self._form)
            self._form.hide()
            self._form.deleteLater()
        self._form = form
        form.submitted.connect(self.save_requested)
        form.reverted.connect(self.revert_requested)
        self._card.body.insertWidget(0, form)
        # At once and not with the next turn of the loop: its first field is to take the focus.
        form.show()

    def _make_form(self, shown: AccountShown) -> Form:
        form = Form(say("Account"))
        name = FormField(say("Name"))
        name.set_text(shown.title)
        form.add_row((TITLE, name, 1))
        for each in shown.fields:
            field = self._make_field(each, shown)
            form.add_row((each.name, field, 1))
            if each.listed:
                self._add_list_button(form, field, each)
        return form

    def _make_field(self, field: AccountField, shown: AccountShown) -> FormField:
        title = say(field.title)
        if field.choices:
            words = tuple((value, say(text)) for value, text in field.choices)
            box = choice_box(words, title)
            choose(box, shown.settings.get(field.name, field.default))
            return FormField(title, box)
        if field.secret:
            edit: QLineEdit = SecretEdit(name=title)
            if shown.account_id:
                edit.setPlaceholderText(say("kept; type here only to replace it"))
            return FormField(title, edit)
        made = FormField(title if field.required else say("{field} (optional)", field=title))
        made.editor.setAccessibleName(title)
        made.set_text(shown.settings.get(field.name, ""))
        if isinstance(made.editor, QLineEdit):
            made.editor.setPlaceholderText(field.default)
        return made

    def _add_list_button(self, form: Form, field: FormField, each: AccountField) -> None:
        """Put "List…" at the right of the field, in line with its editor."""
        button = KeyHintButton(
            say("List…"), height=30, name=say("List {field}…", field=field.label)
        )
        button.clicked.connect(lambda: self.list_requested.emit(each.name))
        item = form.body.itemAt(form.body.count() - 1)
        row = item.layout() if item is not None else None
        if isinstance(row, QHBoxLayout):
            holder = QWidget()
            above = QVBoxLayout(holder)
            above.setContentsMargins(0, 18, 0, 0)
            above.addWidget(button)
            row.addWidget(holder, 0, Qt.AlignmentFlag.AlignTop)
