"""“Everything the service told”: a folded section with the service's own words, key by key."""

from __future__ import annotations

from shipdesk.domain.raw import raw_lines
from shipdesk.ui.theme import Face
from shipdesk.ui.widgets.buttons import LinkButton
from shipdesk.ui.widgets.cards import Section
from shipdesk.ui.widgets.text import Text
from shipdesk.wording import phrase as say


class ToldSection(Section):
    """Folded at first; the lines are made when somebody wants to see them. Hidden where none."""

    def __init__(self, *, lined: bool = False) -> None:
        super().__init__(say("Everything the service told"), lined=lined)
        self._copies: tuple[str, ...] = ()
        self._shown: tuple[str, ...] | None = None
        self.toggle = LinkButton(say("Show"))
        self.toggle.setAccessibleName(say("Show everything the service told"))
        self.toggle.clicked.connect(self._on_toggle)
        self.lines = Text(
            face=Face.SECONDARY, wrap=True, copyable=True, name=say("What the service told")
        )
        self.lines.hide()
        self.heading.addWidget(self.toggle)
        self.add(self.lines)
        self.hide()

    def show_copies(self, *copies: str) -> None:
        """Show raw copies as JSON texts; whether they are unfolded stays as a person left it."""
        self._copies = tuple(copy for copy in copies if copy)
        self.setVisible(bool(self._copies))
        if not self.lines.isHidden():
            self._fill()

    def _on_toggle(self) -> None:
        unfold = self.lines.isHidden()
        if unfold:
            self._fill()
        self.lines.setVisible(unfold)
        self.toggle.setText(say("Hide") if unfold else say("Show"))
        name = "Hide everything the service told" if unfold else "Show everything the service told"
        self.toggle.setAccessibleName(say(name))

    def _fill(self) -> None:
        if self._shown != self._copies:
            self._shown = self._copies
            self.lines.setText(
                "\n".join(f"{key}: {text}" for key, text in raw_lines(*self._copies))
            )
