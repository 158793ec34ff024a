"""Takes acts on records: asks what they need, sends them off, and follows what becomes of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from shipdesk.domain.operation import OPEN_STATES, Operation, OperationId, OperationState
from shipdesk.domain.record import (
    ActRole,
    FieldType,
    Record,
    RecordAct,
    RecordAnswer,
    Target,
)
from shipdesk.errors import OperationRefusedError, RejectedError, RuleError, ShipDeskError
from shipdesk.services.desk import Desk
from shipdesk.ui.dialogs import ask_confirm
from shipdesk.ui.files import ask_open_file, ask_save_file, safe_name
from shipdesk.ui.notices import Notifier
from shipdesk.ui.records.answer import AnswerSheet
from shipdesk.ui.records.form import RecordForm
from shipdesk.ui.records.kind_view import KindPlace, KindView
from shipdesk.ui.records.page import RecordsPage
from shipdesk.ui.records.words import about, plain_title
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.theme import Tone
from shipdesk.ui.view_state import ViewState
from shipdesk.ui.widgets import sheet_closed
from shipdesk.wording import phrase as say


@dataclass(frozen=True, slots=True)
class Wanted:
    """An act with what it is to be done to."""

    place: KindPlace
    act: RecordAct
    records: tuple[Record, ...]
    part: Record | None

    @property
    def part_id(self) -> str:
        """Return the id of the line of a record's list; "" without one."""
        return self.part.id if self.part is not None else ""


@dataclass(frozen=True, slots=True)
class Sent:
    """An act that was queued, with its answers, should it have to be corrected."""

    wanted: Wanted
    values: Mapping[str, object]


class Acting:
    """Runs the acts of one page of records."""

    def __init__(
        self,
        page: RecordsPage,
        desk: Desk,
        scope: TaskScope,
        notices: Notifier,
        state: ViewState,
        changed: Callable[[str, str], None],
    ) -> None:
        """`changed` is told a kind that was changed at the service, and the id of a new record."""
        self._page, self._desk, self._scope = page, desk, scope
        self._notices, self._state, self._changed = notices, state, changed
        self._sent: dict[str, Sent] = {}
        self._made: dict[str, Wanted] = {}
        self._form: RecordForm | None = None
        page.act_wanted.connect(self._on_act)

    def connect(self, view: KindView) -> None:
        """Listen to a view that is new."""
        view.outcome.correct_wanted.connect(self._on_correct)
        view.outcome.use_wanted.connect(self._on_use)

    def follow(self, operations: frozenset[str]) -> None:
        """Tell what became of those that were sent from here."""
        for one in operations.intersection(self._sent):
            self._scope.start(self._tell, one, key=f"tell.{one}", replace=True)

    def on_opened(self, view: KindView) -> None:
        """Enter opens the first form that the current line allows."""
        for act in view.place.kind.acts:
            if act.target is Target.RECORD and act.fields and not act.danger:
                action = self._page.book.get(view.place.slug, act.op)
                if action.isEnabled():
                    action.trigger()
                    return

    def _on_act(self, slug: str, op: str) -> None:
        view = self._page.view()
        if view is None or view.place.slug != slug:
            return
        act = next((each for each in view.place.kind.acts if each.op == op), None)
        if act is not None:
            records = view.targets(act)
            act = self._desk.records.form(act, records)
            wanted = Wanted(view.place, act, records, view.part(act))
            self._scope.start(self._take, wanted, {}, {}, key="act")

    def _on_correct(self, operation_id: str) -> None:
        sent = self._sent.get(operation_id)
        if sent is not None:
            self._scope.start(self._correct, operation_id, sent, key="act")

    async def _correct(self, operation_id: str, sent: Sent) -> None:
        """Open the form once more as it was filled, the service's words beside its fields."""
        sheet = await self._desk.activity.read(OperationId(operation_id))
        await self._take(sent.wanted, sent.values, sheet.operation.reason_fields)

    def _on_use(self, operation_id: str) -> None:
        made = self._made.get(operation_id)
        if made is not None:
            self._scope.start(self._use, made, key="use")

    async def _use(self, wanted: Wanted) -> None:
        """Let the account use a secret that it made; the one before is forgotten here."""
        place = wanted.place
        fields = self._desk.accounts.fields(place.slug)
        secret = next((field for field in fields if field.secret), None)
        view = self._page.made_view(place.key)
        if secret is None or view is None:
            return
        text = say(
            "{field} of {account} is replaced in this computer's key store. What was used before "
            "still works at the service until it is taken back there.",
            field=secret.title,
            account=place.account,
        )
        if await ask_confirm(
            self._page.window(), title=say("Use the new one?"), text=text, confirm=say("Use it")
        ):
            made = wanted.act.makes
            await self._desk.records.use_made_secret(place.account_id, made, secret.name)
            view.outcome.show_operation(None)
            self._notices.toast(say("{account} uses the new one now.", account=place.account))

    # Asking

    async def _take(
        self,
        wanted: Wanted,
        values: Mapping[str, object],
        refusals: Mapping[str, tuple[str, ...]],
    ) -> None:
        act = wanted.act
        if not act.opens_form:
            await self._go(wanted, {}, None)
            return
        if self._scope.is_running("submit"):
            return  # the form before this one is not done with yet
        if self._form is not None:
            self._form.deleteLater()
        form = RecordForm(self._page, wanted.place.kind, act, wanted.records, wanted.part)
        self._form = form
        form.fill({**_known(wanted), **values})
        form.show_refusals(refusals)
        form.submitted.connect(lambda: self._scope.start(self._submit, wanted, form, key="submit"))
        form.file_wanted.connect(
            lambda name: self._scope.start(self._choose_file, form, name, key="file")
        )
        self._scope.start(self._fill_choices, wanted, form, key="choices", replace=True)
        try:
            await sheet_closed(form)
        finally:
            self._scope.cancel("choices")
            if not form.was_taken and act.role is not ActRole.WRITE:
                self._scope.cancel("submit")

    async def _fill_choices(self, wanted: Wanted, form: RecordForm) -> None:
        for name, editor in form.editors.items():
            if editor.field.seen:
                account_id = wanted.place.account_id
                found = await self._desk.records.choices(account_id, editor.field)
                form.editors[name].set_choices(found)

    async def _choose_file(self, form: RecordForm, name: str) -> None:
        path = await ask_open_file(form.window(), say("Choose a file"))
        if path is not None:
            form.set_file(name, path)

    async def _submit(self, wanted: Wanted, form: RecordForm) -> None:
        values = form.values()
        if form.show_problems(self._desk.records.check(wanted.act, values)):
            return
        form.confirm.set_busy(True)
        try:
            await self._go(wanted, values, form)
        except RuleError as error:
            field = str(error.params.get("field", ""))
            form.show_refusals({field: [error.detail or error.title]})
            form.show_error(error)
        except RejectedError as error:
            form.show_refusals(error.fields)
            form.show_error(error)
        except ShipDeskError as error:
            form.show_error(error)
        finally:
            form.confirm.set_busy(False)

    # Doing

    async def _go(
        self, wanted: Wanted, values: Mapping[str, object], form: RecordForm | None
    ) -> None:
        if wanted.act.role is ActRole.WRITE:
            await self._send(wanted, values, form)
            return
        place = wanted.place
        answer = await self._desk.records.ask(
            place.account_id, place.kind.name, wanted.act, wanted.records, wanted.part_id, values
        )
        if form is not None:
            form.finish()
        if answer.body or wanted.act.role is ActRole.SAVE:
            self._scope.start(self._save, wanted, answer)
        else:
            self._scope.start(self._show, wanted, answer)

    async def _send(
        self, wanted: Wanted, values: Mapping[str, object], form: RecordForm | None
    ) -> None:
        place = wanted.place
        file = form.file() if form is not None else None
        try:
            operation = await self._desk.records.act(
                place.account_id,
                place.kind.name,
                wanted.act,
                wanted.records,
                wanted.part_id,
                values,
                file,
            )
        except OSError as error:
            reason = say("The file cannot be read: {why}", why=error.strerror or "")
            raise OperationRefusedError(reason=reason) from error
        kept = {
            name: value
            for name, value in values.items()
            if _type(wanted.act, name) not in {FieldType.SECRET, FieldType.FILE}
        }
        self._sent[operation.id] = Sent(wanted, kept)
        if form is not None:
            form.finish()
        self._show_outcome(wanted, operation)
        # It may have ended before we began to listen.
        await self._tell(operation.id)

    async def _tell(self, operation_id: str) -> None:
        sent = self._sent.get(operation_id)
        if sent is None:
            return
        operation = (await self._desk.activity.read(OperationId(operation_id))).operation
        place = sent.wanted.place
        self._show_outcome(sent.wanted, operation)
        if operation.state in OPEN_STATES:
            return
        if operation.state is not OperationState.REFUSED:
            # What was refused may be corrected from here; the others are settled.
            del self._sent[operation_id]
        if operation.state is OperationState.DONE:
            if sent.wanted.act.makes:
                self._made[operation_id] = sent.wanted
            self._changed(place.key, operation.facts.get("id", ""))

    def _show_outcome(self, wanted: Wanted, operation: Operation) -> None:
        view = self._page.made_view(wanted.place.key)
        if view is not None:
            view.outcome.show_operation(operation, usable=bool(wanted.act.makes))

    async def _show(self, wanted: Wanted, answer: RecordAnswer) -> None:
        place = wanted.place
        sheet = AnswerSheet(
            self._page,
            plain_title(wanted.act),
            about(wanted.records, wanted.part, place.kind),
            answer,
            self._scope,
            self._state,
            f"records.{place.slug}.{wanted.act.op}",
            say(wanted.act.says) if wanted.act.says else "",
        )
        try:
            await sheet_closed(sheet)
        finally:
            sheet.deleteLater()

    async def _save(self, wanted: Wanted, answer: RecordAnswer) -> None:
        if not answer.body:
            self._notices.toast(say("The service gave an empty file."), tone=Tone.AMBER)
            return
        name = safe_name(answer.filename, wanted.place.kind.name)
        path = await ask_save_file(self._page.window(), plain_title(wanted.act), name)
        if path is None:
            return
        try:
            await asyncio.to_thread(path.write_bytes, answer.body)
        except OSError as error:
            reason = say("{path} cannot be written: {why}", path=path, why=error.strerror or "")
            raise OperationRefusedError(reason=reason) from error
        self._notices.toast(say("Saved as {path}.", path=path))
        if answer.words:
            # What the file lacks; in the service's own words where it gave any.
            self._notices.toast(answer.words, tone=Tone.AMBER)


def _known(wanted: Wanted) -> Mapping[str, object]:
    """Return what a form opens with: the values of what it is about, by the same names."""
    source: Record | None = None
    if wanted.act.target is Target.PART:
        source = wanted.part
    elif len(wanted.records) == 1 and not wanted.act.part:
        source = wanted.records[0]
    if source is None or wanted.act.adds:
        return {}
    return {
        field.name: source.values[field.name]
        for field in wanted.act.fields
        if source.values.get(field.name)
        and field.type is not FieldType.SECRET
        and (not field.only or source.values[field.name] in dict(field.choices))
    }


def _type(act: RecordAct, name: str) -> FieldType | None:
    return next((field.type for field in act.fields if field.name == name), None)
