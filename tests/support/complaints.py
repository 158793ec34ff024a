"""Somebody to complain to, who remembers what was said."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from shipdesk.errors import ShipDeskError

if TYPE_CHECKING:  # Qt is loaded by tests that show something
    from shipdesk.ui.theme import Tone


class Heard:
    """Stands for the notices of a window where a test looks at what reached them."""

    def __init__(self) -> None:
        self.errors: list[ShipDeskError] = []
        self.crashes: list[tuple[str, BaseException]] = []
        self.toasts: list[str] = []
        self.undo: Callable[[], object] | None = None
        """The newest way back: as in the window, a toast without one takes none away."""

    def toast(
        self,
        text: str,
        *,
        tone: Tone | None = None,
        undo: Callable[[], object] | None = None,
        subject: str = "",
    ) -> None:
        del tone, subject
        self.toasts.append(text)
        self.undo = undo or self.undo

    def show_error(self, error: ShipDeskError) -> None:
        self.errors.append(error)

    def show_crash(self, name: str, error: BaseException) -> None:
        self.crashes.append((name, error))
