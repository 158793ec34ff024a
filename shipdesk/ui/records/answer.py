"""What a reading act brought: rows as a table, an object as facts, or a sentence."""

from __future__ import annotations

import re
from dataclasses import replace

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from shipdesk.domain.record import FieldType, Record, RecordAnswer, RecordField
from shipdesk.ui.records.columns import columns_of
from shipdesk.ui.records.source import RecordSource
from shipdesk.ui.records.words import SUMS, named, shown_value
from shipdesk.ui.table import RowsModel, RowsView
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.view_state import ViewState
from shipdesk.ui.widgets import Card, FactList, KeyHintButton, Kind, Sheet, StatePane, Text
from shipdesk.wording import phrase as say

_FACTS = ("name", "value")
_WIDE = 760
_DECIMAL = re.compile(r"-?\d+\.\d+")
_LINE = re.compile(r"(.+) (\d+)\.(.+)")
"""The path of a value that stands in a line of a list: `months 1.revenue`."""
_CURRENCY = "currency"


def facts_of(answer: RecordAnswer) -> list[tuple[str, str]]:
    """Return one object's values with their names as words: a line of a list inside is one fact."""
    told = [(row.values.get("name", ""), row.values.get("value", "")) for row in answer.rows]
    currency = dict(told).get(_CURRENCY, "")
    found: dict[str, str] = {}
    for path, text in told:
        line = _LINE.fullmatch(path)
        name = line[3] if line else path
        if name == _CURRENCY and text == currency and len(told) > 1:
            continue  # it stands beside each sum
        shown = _fact(name, text, currency)
        if line is None:
            found[_title(name, shown, text)] = shown
            continue
        title, shown = named(f"{line[1]} {line[2]}"), f"{_title(name, shown, text)} {shown}"
        found[title] = f"{found[title]}  ·  {shown}" if title in found else shown
    return list(found.items())


def _title(path: str, shown: str, text: str) -> str:
    """Return a name as words; of a moment without the `at` that services end it with."""
    words = named(path)
    return words.removesuffix(" at") if shown != text else words


def _fact(path: str, text: str, currency: str) -> str:
    """Return a value of which no table says what it is: `136.0` is a sum where its name says so."""
    name = named(path).casefold().replace(" ", "_")
    if not _DECIMAL.fullmatch(text):
        return shown_value(RecordField(name, name), text)
    field = RecordField(name, name, type=FieldType.NUMBER)
    sum_of = bool(SUMS.intersection(name.split("_")))
    return shown_value(replace(field, unit=currency) if sum_of else field, text)


def are_facts(answer: RecordAnswer) -> bool:
    """Return whether the rows are one object's values: name and value."""
    return tuple(field.name for field in answer.columns) == _FACTS


class AnswerSheet(Sheet):
    """Shows an answer until it is closed; nothing in it is kept."""

    def __init__(
        self,
        host: QWidget,
        title: str,
        subtitle: str,
        answer: RecordAnswer,
        scope: TaskScope,
        state: ViewState,
        key: str,
        note: str = "",
    ) -> None:
        """`note` is what has to be known of the answer."""
        table = bool(answer.rows) and not are_facts(answer)
        wide = _WIDE if table else 560
        super().__init__(host, title, subtitle, width=wide, scroll=not table)
        self._answer = answer
        if note:
            self.body.addWidget(Text(note, tone="muted", wrap=True, name=say("About the answer")))
        if table:
            self._add_table(scope, state, key, title)
        elif answer.rows:
            box = Card()
            self.facts = FactList(facts_of(answer), name=title)
            box.add(self.facts)
            self.body.addWidget(box)
            self.body.addStretch(1)
        else:
            self._add_words()
        copy = KeyHintButton(say("Copy"), height=36, icon="copy", name=say("Copy the answer"))
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.as_text()))
        told = bool(answer.rows or answer.words)
        copy.set_why_not("" if told else say("The service answered nothing that can be copied."))
        close = KeyHintButton(say("Close"), kind=Kind.PRIMARY, height=36, key="Esc",
                              name=say("Close the answer"))  # fmt: skip
        close.clicked.connect(self.close_sheet)
        self.footer.addStretch(1)
        self.footer.addWidget(copy)
        self.footer.addWidget(close)

    def as_text(self) -> str:
        """Return the answer as lines with tabs."""
        if not self._answer.rows:
            return self._answer.words
        if are_facts(self._answer):
            return "\n".join(f"{name}\t{value}" for name, value in facts_of(self._answer))
        head = ["\t".join(say(each.title) for each in self._answer.columns)]
        return "\n".join([*head, *(self._line(row) for row in self._answer.rows)])

    def _line(self, row: Record) -> str:
        return "\t".join(
            shown_value(field, row.values.get(field.name, "")) for field in self._answer.columns
        )

    def _add_words(self) -> None:
        if self._answer.words:
            box = Card()
            box.add(Text(self._answer.words, wrap=True, copyable=True, name=say("Answer")))
            self.body.addWidget(box)
            self.body.addStretch(1)
            return
        pane = StatePane(name=say("Answer"))
        pane.show_state(say("Nothing to show"), say("The service answered with an empty list."))
        self.body.addWidget(pane, 1)

    def _add_table(self, scope: TaskScope, state: ViewState, key: str, title: str) -> None:
        source = RecordSource()
        # Rows of an answer need not have ids of their own.
        source.replace(
            Record(f"{at}", row.title, row.values) for at, row in enumerate(self._answer.rows)
        )
        model = RowsModel(columns_of(self._answer.columns), source, scope, parent=self)
        self.view = RowsView(model, state=state, key=key, name=title)
        self.view.columns.suit(source.records())
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.addWidget(self.view, 1)
        model.set_query("")
