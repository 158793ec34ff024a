"""The one question before a second copy: why, answered by one key for all that are chosen."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from shipdesk.ui import format as fmt
from shipdesk.ui.dialogs import Choice, ask_choice
from shipdesk.ui.shipments.shown import REASONS
from shipdesk.wording import phrase as say
from shipdesk.wording import plural

NEW_ONLY = "new_only"
"""The answer that leaves out what was sent to a printer before."""


async def ask_reason(parent: QWidget, before: int, total: int) -> str | None:
    """Ask why another copy of `before` of `total` labels; return a reason, `NEW_ONLY` or None."""
    choices = [Choice(key, say(word)) for key, word in REASONS]
    if before < total:
        words = plural(
            total - before,
            "Print only the one that was never sent",
            "Print only the {n} that were never sent",
        )
        choices.append(Choice(NEW_ONLY, words))
    if total == 1:
        text = say("It was sent to a printer before.")
    else:
        text = say(
            "{n} of {total} were sent to a printer before. One reason is kept for all of them.",
            n=fmt.count(before),
            total=fmt.count(total),
        )
    return await ask_choice(parent, title=say("Why another copy?"), text=text, choices=choices)
