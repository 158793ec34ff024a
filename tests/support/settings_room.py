"""Settings in a window, the desk behind it and the simulated world."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from shipdesk.ui.notices import Notices
from shipdesk.ui.settings import SettingsPage, SettingsPresenter
from shipdesk.ui.widgets import FormField
from tests.support.desk import OpenDesk
from tests.support.pages import named, until
from tests.support.simulator import Simulator


@dataclass
class SettingsRoom:
    """What a test of Settings needs."""

    page: SettingsPage
    presenter: SettingsPresenter
    opened: OpenDesk
    simulator: Simulator
    notices: Notices
    folder: Path

    async def ready(self) -> None:
        """Wait until the accounts are listed and the first one is in the form."""
        view = self.presenter.accounts.view
        await until(lambda: view.form.shown is not None, "the first account")

    def fill(self, name: str, text: str) -> None:
        """Type into the field in sight with this accessible name."""
        named(self.page, QLineEdit, name).setText(text)

    def text(self, name: str) -> str:
        """Return what the field in sight holds."""
        return named(self.page, QLineEdit, name).text()

    def enter(self, name: str) -> None:
        """Press Enter in a field."""
        QTest.keyClick(named(self.page, QLineEdit, name), Qt.Key.Key_Return)

    def problem(self, name: str) -> str:
        """Return the problem beside the field; "" without one."""
        editor = named(self.page, QWidget, name)
        field = editor.parentWidget()
        while not isinstance(field, FormField):
            assert field is not None
            field = field.parentWidget()
        return field.problem()

    def holders_of(self, secret: str) -> list[str]:
        """Return the files of the profile in which a text stands."""
        wanted = secret.encode()
        files = [path for path in self.folder.rglob("*") if path.is_file()]
        assert files
        return [path.name for path in files if wanted in path.read_bytes()]
