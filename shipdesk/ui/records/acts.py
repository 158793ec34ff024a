"""What can be done with records: one action per operation, its button, and why it is closed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from shipdesk.domain.record import RecordAct
from shipdesk.ui.layouts import empty, let_grow
from shipdesk.ui.records.flow import FlowLayout
from shipdesk.ui.shortcuts import Actions, allow
from shipdesk.ui.theme import Face
from shipdesk.ui.widgets import KeyHintButton, Kind, Text
from shipdesk.wording import phrase as say


def act_key(slug: str, op: str) -> str:
    """Return the key of an act's action."""
    return f"records.{slug}.{op}"


class ActBook:
    """The actions of all acts that a page may show; made once, enabled as the current line allows.

    Accounts of the same service share them: an action works on the account in sight.
    """

    def __init__(self, actions: Actions, page: QWidget, on: Callable[[str, str], None]) -> None:
        """`on` is told slug and operation of an act that is wanted."""
        self._actions, self._page, self._on = actions, page, on
        self._made: dict[str, QAction] = {}

    def add(self, slug: str, act: RecordAct, group: str) -> QAction:
        """Return the action of an act, made at the first call."""
        key = act_key(slug, act.op)
        if key in self._made:
            return self._made[key]
        try:
            action = self._actions.get(key)
            self._page.addAction(action)
        except KeyError:
            icon = _icon(act.op)
            action = self._actions.add(key, say(act.title), icon=icon, group=group,
                                       owner=self._page)  # fmt: skip
        action.triggered.connect(lambda _checked=False: self._take(slug, act.op))
        self._made[key] = action
        allow(action, say("Choose a line first."))
        action.setVisible(False)
        return action

    def get(self, slug: str, op: str) -> QAction:
        """Return the action of an act that was added; raises KeyError for another."""
        return self._made[act_key(slug, op)]

    def show_only(self, keys: Sequence[str]) -> None:
        """Offer the acts of the kind in sight and no others."""
        for key, action in self._made.items():
            action.setVisible(key in keys)
            if key not in keys:
                action.setEnabled(False)

    def _take(self, slug: str, op: str) -> None:
        # Two pages may offer the same act; the one in sight is meant.
        if self._page.isVisible():
            self._on(slug, op)


class ActButtons(QWidget):
    """Buttons that flow; those that are closed stand below, each with its reason beside it."""

    def __init__(self, *, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        let_grow(self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._shown: list[tuple[QAction, bool, str]] = []

    def show_acts(self, acts: Sequence[tuple[QAction, bool, str]]) -> None:
        """Show (action, is dangerous, why not) in their order; danger comes last."""
        wanted = list(acts)
        self.setVisible(bool(wanted))
        if wanted == self._shown:
            return
        self._shown = wanted
        empty(self._column)
        free = [one for one in wanted if not one[2]]
        if free:
            box = QWidget()
            let_grow(box)
            flow = FlowLayout(box)
            for action, danger, _ in sorted(free, key=lambda one: one[1]):
                flow.addWidget(_button(action, danger=danger))
            self._column.addWidget(box)
        for action, danger, reason in wanted:
            if reason:
                self._column.addWidget(_Closed(_button(action, danger=danger), reason))

    def reasons(self) -> list[str]:
        """Return why acts are closed, in the order of their buttons."""
        return [reason for _, _, reason in self._shown if reason]


class _Closed(QWidget):
    """A closed button with its reason at the right."""

    def __init__(self, button: KeyHintButton, reason: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(button)
        row.addWidget(Text(say(reason), face=Face.SECONDARY, tone="muted", wrap=True,
                           name=say("Why not: {act}", act=button.words())), 1)  # fmt: skip


def _icon(op: str) -> str:
    verb = op.rpartition(".")[2]
    if verb.endswith("create"):
        return "plus"
    return "trash" if "delete" in verb or "remove" in verb else ""


def _button(action: QAction, *, danger: bool) -> KeyHintButton:
    return KeyHintButton(action, kind=Kind.DANGER if danger else Kind.SECONDARY)
