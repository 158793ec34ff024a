"""Connects Settings › Backup with the desk: saves, retires, and takes what was saved elsewhere."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from shipdesk.errors import StorageError
from shipdesk.services.desk import Desk
from shipdesk.services.purchases import Why, why_closed
from shipdesk.services.saving import Manifest
from shipdesk.ui import format as fmt
from shipdesk.ui.dialogs import ask_confirm
from shipdesk.ui.files import ask_folder, ask_open_file
from shipdesk.ui.notices import Notifier
from shipdesk.ui.settings.backup_view import DAILY, BackupView
from shipdesk.ui.settings.page import SettingsPage
from shipdesk.ui.tasks import TaskScope
from shipdesk.wording import phrase as say
from shipdesk.wording import plural


class BackupPresenter:
    """Asks, saves and says what came of it."""

    def __init__(
        self,
        page: SettingsPage,
        view: BackupView,
        desk: Desk,
        scope: TaskScope,
        notices: Notifier,
    ) -> None:
        self.page, self.view, self.desk, self.notices = page, view, desk, notices
        self._scope = scope
        self.ask_folder = ask_folder
        self.ask_file = ask_open_file
        view.save_requested.connect(
            lambda: scope.start(self._save, key="backup.save", busy=view.save)
        )
        view.folder_requested.connect(lambda: scope.start(self._choose_folder, key="backup.ask"))
        view.move_out_requested.connect(lambda: scope.start(self._move_out, key="backup.out"))
        view.move_in_requested.connect(lambda: scope.start(self._move_in, key="backup.in"))
        view.use_again_requested.connect(lambda: scope.start(self._use_again, key="backup.again"))
        view.daily_chosen.connect(lambda key: scope.start(self._choose_daily, key))
        view.keep_chosen.connect(lambda key: scope.start(self._choose_keep, key))

    def refresh(self) -> None:
        """Show what there is now."""
        self._scope.start(self.show, key="backup.show", replace=True)

    async def show(self) -> None:
        """Show what there is now."""
        state = await self.desk.saving.state()
        fault = self.desk.saving.fault
        self.view.show_saving(
            [
                (say("Folder"), state.plan.folder or say("none chosen")),
                (say("Last saved"), fmt.moment(state.saved_at) if state.saved_at else say("never")),
            ],
            daily=state.plan.daily,
            keep=state.plan.keep,
            fault=_words(fault) if fault is not None else "",
        )
        copied = fmt.moment(state.copied_at) if state.copied_at else say("none yet")
        self.view.show_own(
            [
                (say("Newest copy"), copied),
                (say("Kept"), plural(state.copies, "1 copy", "{n} copies")),
                (say("Folder"), str(self.desk.paths.backups)),
            ]
        )
        self._show_moved()

    def _show_moved(self) -> None:
        closure = self.desk.purchases.closure
        retired = closure is not None and closure.why is Why.RETIRED
        if closure is not None and retired:
            words = say("{why} Nothing is bought here.", why=why_closed(closure))
        else:
            words = say(
                "Moving saves everything to one file and closes this copy for purchases, so that "
                "nothing is bought on two computers. On the other one choose “Move to this PC”."
            )
        self.view.show_moved(words, retired=retired)

    async def _folder(self) -> str:
        """Return the chosen folder, asked for where there is none; "" where nobody chose."""
        known = self.desk.saving.plan.folder
        if known:
            return known
        await self._choose_folder()
        return self.desk.saving.plan.folder

    async def _ask(self) -> Path | None:
        known = self.desk.saving.plan.folder
        return await self.ask_folder(self.page, say("Save everything into which folder?"), known)

    async def _choose_folder(self) -> None:
        folder = await self._ask()
        if folder is not None:
            await self.desk.saving.choose(replace(self.desk.saving.plan, folder=str(folder)))
            await self.show()

    async def _choose_daily(self, key: str) -> None:
        daily = key == DAILY and bool(await self._folder())
        await self.desk.saving.choose(replace(self.desk.saving.plan, daily=daily))
        await self.show()

    async def _choose_keep(self, key: str) -> None:
        await self.desk.saving.choose(replace(self.desk.saving.plan, keep=int(key)))
        await self.show()

    async def _save(self) -> None:
        folder = await self._folder()
        if folder:
            path = await self.desk.saving.save(folder)
            self.notices.toast(say("Everything is saved as {name}", name=path.name))
            await self.show()

    async def _move_out(self) -> None:
        folder = await self._ask()
        if folder is None:
            return
        text = say(
            "Everything is saved to one file in {folder}. From then on nothing is bought with this "
            "copy; take the file to the other computer and choose “Move to this PC” there. Its "
            "tokens have to be entered there again.",
            folder=str(folder),
        )
        if not await ask_confirm(
            self.page,
            title=say("Move to another computer?"),
            text=text,
            confirm=say("Save and close this copy"),
        ):
            return
        path = await self.desk.saving.retire(str(folder))
        self.notices.toast(say("Everything is saved as {name}", name=path.name))
        await self.show()

    async def _move_in(self) -> None:
        file = await self.ask_file(self.page, say("Which file that ShipDesk saved?"))
        if file is None:
            return
        told = await self.desk.saving.look_at(str(file))
        if await ask_confirm(
            self.page,
            title=say("Move to this PC?"),
            text=_about(told, empty=not self.desk.accounts.accounts),
            confirm=say("Move to this PC"),
        ):
            await self._bring(file)

    async def _bring(self, file: Path) -> None:
        await self.desk.saving.bring(str(file))
        self.page.reopen_wanted.emit()

    async def _use_again(self) -> None:
        text = say(
            "Only if nothing is bought on the other computer any more. Purchases open here when "
            "every courier was asked what was bought meanwhile."
        )
        if await ask_confirm(
            self.page,
            title=say("Use this copy again?"),
            text=text,
            confirm=say("Use this copy again"),
            danger=True,
        ):
            await self.desk.purchases.use_again()
            await self.show()


def _about(told: Manifest, *, empty: bool) -> str:
    """Return what is in a file, and what becomes of what is here."""
    counts = ", ".join(
        plural(told.counts.get(name, 0), one, many)
        for name, one, many in (
            ("orders", "1 typed or imported order", "{n} typed or imported orders"),
            ("shipments", "1 shipment", "{n} shipments"),
            ("accounts", "1 account", "{n} accounts"),
        )
    )
    saved = say("Saved on {host}, {at}: {counts}.", host=told.host, at=fmt.moment(told.made_at),
                counts=counts)  # fmt: skip
    here = "" if empty else say("What is here now is kept beside it and no longer shown.")
    then = say(
        "ShipDesk opens anew and asks for the tokens. Nothing is bought until every courier was "
        "asked what was bought since."
    )
    return "\n\n".join(part for part in (saved, here, then) if part)


def _words(error: StorageError) -> str:
    return " ".join(part for part in (error.title, error.detail, error.hint) if part)
