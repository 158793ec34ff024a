"""Somebody to complain to, who remembers what was said."""

from __future__ import annotations

from shipdesk.errors import ShipDeskError


class Heard:
    """Stands for the notices of a window where a test looks at what reached them."""

    def __init__(self) -> None:
        self.errors: list[ShipDeskError] = []
        self.crashes: list[tuple[str, BaseException]] = []

    def show_error(self, error: ShipDeskError) -> None:
        self.errors.append(error)

    def show_crash(self, name: str, error: BaseException) -> None:
        self.crashes.append((name, error))
