"""Takes a record page's operation as a person does: goes there, chooses, triggers, fills in."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog

from shipdesk.domain.record import ActRole, FieldType, Target
from shipdesk.errors import RejectedError
from shipdesk.ui.records import RecordsPage, RecordsPresenter
from shipdesk.ui.records.answer import AnswerSheet
from shipdesk.ui.records.editors import SecretLine
from shipdesk.ui.records.form import RecordForm
from shipdesk.ui.records.kind_view import KindView
from tests.contract.bench import Bench, bench_at
from tests.contract.coverage import action_of
from tests.contract.records import made, table_of
from tests.contract.room import Room
from tests.contract.samples import RecordSample

ACCOUNTS = {"dispatch": "orderbook", "shipx": "inpost", "dash101": "dash101"}
_MOST_PAGES = 6
_DIALOGS = 40


async def reach_record(room: Room, sample: RecordSample, folder: Path) -> None:
    """Have the window send the sample's operation; raises StepFailedError where it does not."""
    kind = table_of(sample).kind
    async with bench_at(room.sim) as bench:
        record_id = await _made(sample, bench)
        part_id = await made(sample.part, bench)
    room.sim.clear_requests()
    page, presenter = await _page(room, kind.screen)
    place = f"{ACCOUNTS[sample.slug]}/{kind.name}"
    await presenter.open(place)
    view = await room.hands.until(
        lambda: _view_of(page, ACCOUNTS[sample.slug], kind.name), f"the list {place}"
    )
    acts = [each.op for each in kind.acts]
    given = sample.answers if sample.op not in acts else {}
    if kind.gathered and kind.filters and record_id:
        given = {kind.filters[0].name: record_id}
    _answer_list(view, given)
    refresh = f"{kind.screen}.refresh"
    await room.trigger(refresh)
    await room.hands.until(lambda: not presenter.scope.is_running("load"), "the list, read")
    if not kind.gathered:
        await room.sent(sample.slug, table_of(sample).list_op)
    if sample.op == table_of(sample).list_op:
        return
    ids = [each for each in record_id.split(",") if each]
    act = kind.act(sample.op) if sample.op in acts else None
    if ids and not kind.single and (act is None or act.target is not Target.NONE):
        await _choose(room, page, view, ids)
    if part_id and act is not None and act.part:
        await room.hands.until(
            lambda: part_id in {row.row.id for row in view.details.parts[act.part]._rows},
            f"the line {part_id}",
        )
        view.details.parts[act.part].select(part_id)
    room.sim.clear_requests()
    await room.trigger(action_of(sample))
    if act is None:
        return
    if act.opens_form:
        form = await room.hands.until(lambda: _form(page, sample.op), f"the form of {sample.op}")
        _fill(form, sample, folder)
        await room.hands.until(form.confirm.isEnabled, "its button")
        QTest.mouseClick(form.confirm, Qt.MouseButton.LeftButton)
    if act.role is ActRole.READ:
        # It comes after its request; put away before it is there it would cover the next act.
        await room.hands.until(
            lambda: any(one.isVisible() for one in page.window().findChildren(AnswerSheet)),
            f"the answer of {sample.op}",
        )


async def put_away(room: Room) -> None:
    """Close whatever asks or tells something, as Escape does."""
    for _ in range(_DIALOGS):
        shown = [one for one in room.window.findChildren(QDialog) if one.isVisible()]
        if not shown:
            return
        for one in shown:
            one.reject()
        await room.hands.until(lambda: True, "a moment")


async def _made(sample: RecordSample, bench: Bench) -> str:
    with suppress(RejectedError):
        return await made(sample.record, bench)
    return ""


async def _page(room: Room, screen: str) -> tuple[RecordsPage, RecordsPresenter]:
    await room.page(screen)
    presenter = cast("RecordsPresenter", room.presenter._pages[screen])
    return presenter.page, presenter


def _view_of(page: RecordsPage, account: str, kind: str) -> KindView | None:
    view = page.view()
    if view is None or (view.place.account_id, view.place.kind.name) != (account, kind):
        return None
    return view


def _answer_list(view: KindView, given: object) -> None:
    """Answer what the list asks; where the sample does not say, by the first choice."""
    answers = cast("dict[str, object]", given)
    for field in (*view.place.kind.asks, *view.place.kind.filters):
        if field.name in answers:
            view.tools.answer(field.name, str(answers[field.name]))
        elif field in view.place.kind.asks and field.choices:
            view.tools.answer(field.name, field.choices[0][0])
        elif field in view.place.kind.filters:
            view.tools.answer(field.name, "")
    view.tools.answered.emit()


async def _choose(room: Room, page: RecordsPage, view: KindView, ids: list[str]) -> None:
    """Make the record current, turning pages until it is listed; choose the others beside it."""
    await room.hands.until(lambda: view.source.records() or view.pane.isVisible(), "a list")
    for _ in range(_MOST_PAGES):
        if view.select(ids[0]):
            break
        if not page.own.following.isEnabled():
            await room.hands.until(
                lambda: view.select(ids[0]) or page.own.following.isEnabled(), f"record {ids[0]}"
            )
            continue
        shown = view.source.records()
        page.own.following.trigger()
        await room.hands.until(lambda before=shown: view.source.records() != before, "more")
    if len(ids) > 1:
        view.model.selection.replace([view.source.number(one) for one in ids])
    await room.hands.until(
        lambda: (found := view.current()) is not None and found.id == ids[0], f"record {ids[0]}"
    )


def _form(page: RecordsPage, op: str) -> RecordForm | None:
    forms = [one for one in page.window().findChildren(RecordForm) if one.isVisible()]
    return next((one for one in forms if one.act.op == op), None)


def _fill(form: RecordForm, sample: RecordSample, folder: Path) -> None:
    for name, value in sample.answers.items():
        editor = form.editors[name]
        if editor.field.type is FieldType.FILE:
            path = folder / "upload.csv"
            path.write_text(str(value), encoding="utf-8")
            form.set_file(name, path)
            continue
        if editor.field.type is FieldType.SECRET:
            cast("SecretLine", editor.editor).edit.setText(str(value))
            continue
        editor.set_value(value)
