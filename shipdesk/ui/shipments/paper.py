"""What the Shipments screen does with paper: preview, check, printers, prints, copies on disk."""

from __future__ import annotations

from contextlib import suppress
from functools import partial

from shipdesk.domain.label import DocumentKind, PrinterProfile, Proof
from shipdesk.domain.operation import (
    OPEN_STATES,
    Operation,
    OperationId,
    OperationKind,
    OperationState,
)
from shipdesk.domain.query import ListQuery
from shipdesk.domain.rows import ShipmentRow
from shipdesk.domain.shipment import ShipmentId
from shipdesk.errors import PrintError
from shipdesk.services.desk import Desk
from shipdesk.services.printing import KeptDocument
from shipdesk.ui.dialogs import Choice, ask_choice, ask_text
from shipdesk.ui.files import ask_save_file
from shipdesk.ui.notices import Notifier
from shipdesk.ui.shipments.check_words import check_words, drawn_by_printer, takes
from shipdesk.ui.shipments.cutting import CutAsking
from shipdesk.ui.shipments.page import ShipmentsPage
from shipdesk.ui.shipments.printer_choice import PrinterChoice
from shipdesk.ui.shipments.sheet_presenter import SheetPresenter
from shipdesk.ui.shipments.shown import (
    FORCEABLE,
    REASONS,
    ParcelView,
    facts,
    file_name,
    history,
    kind_words,
    missing_label,
    print_words,
)
from shipdesk.ui.shipments.void_label import ask_void_reason, usable, without_void
from shipdesk.ui.shortcuts import allow
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.theme import Tone
from shipdesk.wording import phrase as say


class PaperPresenter:
    """The part of the presenter that knows documents and printers."""

    def __init__(
        self, page: ShipmentsPage, desk: Desk, scope: TaskScope, notices: Notifier
    ) -> None:
        self.page, self.desk, self.scope, self.notices = page, desk, scope, notices
        self._view: ParcelView | None = None
        self._kind = DocumentKind.LABEL
        self._shown = ""
        self._proofs: dict[tuple[str, PrinterProfile, int], Proof] = {}
        self.sheet = SheetPresenter(page, desk, scope, notices, self._show_paper)
        self.cut = CutAsking(page, desk, scope, notices, self._check_again)
        self.printer = PrinterChoice(page, desk, scope, notices, self._show_paper)
        self.waiting: set[OperationId] = set()
        page.print_requested.connect(self._on_print)
        for asked, work in (
            (page.print_new_requested, self._print_new),
            (page.print_anyway_requested, self._print_anyway),
            (page.print_void_requested, self._print_void),
        ):
            busy = page.panel.print_button
            asked.connect(partial(scope.start, work, key="shipments.print", busy=busy))
        page.save_requested.connect(lambda: scope.start(self._save, key="shipments.save"))
        page.details.preview.document_chosen.connect(self._on_document)
        page.details.preview.page_chosen.connect(
            lambda at: scope.start(self._show_document, at, key="shipments.preview", replace=True)
        )
        page.selection_changed.connect(self._name_print)
        page.came_into_sight.connect(self._show_paper)

    # What is shown

    def forget(self) -> None:
        """Nothing is chosen: no preview, no printing."""
        self._view = None
        self._shown = ""
        self.scope.cancel("shipments.preview")
        self._name_print()

    def show(self, view: ParcelView) -> None:
        """Show a shipment's paper; the same one again keeps document, page and reason."""
        before = self._view.row.shipment_id if self._view is not None else ""
        self._view = view
        self.cut.show(view)
        if before != view.row.shipment_id:
            self._kind = DocumentKind.LABEL
            self.page.panel.reasons.choose("")
        kinds = [DocumentKind(each.kind) for each in view.paper.documents]
        if self._kind not in kinds:
            self._kind = DocumentKind.LABEL
        self.page.details.preview.show_documents(kinds, self._kind)
        self.page.panel.show_history(history(view), view.copies(DocumentKind.LABEL))
        self._show_paper()

    def _check_again(self) -> None:
        self._proofs.clear()
        self._show_paper()

    def _on_document(self, kind: DocumentKind) -> None:
        self._kind = kind
        self._show_paper()

    def _show_paper(self) -> None:
        view = self._view
        if view is None:
            return
        document = view.document(self._kind)
        panel = self.page.panel
        panel.show_reprint(again=bool(view.copies(self._kind)))
        self.printer.show(self._kind, view.sheet.shipment.courier)
        profile, at = self.printer.profile, self.sheet.place
        known = None if document is None else self._proofs.get((document.sha256, profile, at))
        panel.show_facts(facts(document, known))
        self._name_print()
        if document is None:
            self._shown = ""
            self.scope.cancel("shipments.preview")
            self._show_missing(view)
            return
        if document.sha256 != self._shown:
            self.scope.start(self._show_document, 0, key="shipments.preview", replace=True)
        else:
            self.scope.start(self._show_check, document, key="shipments.check", replace=True)

    def _show_missing(self, view: ParcelView) -> None:
        title, sentence = missing_label(view)
        action = self.page.fetch_action
        if not view.sheet.bought_here:
            shown, tone = None, Tone.GREY
        elif view.unpaid:
            shown, tone = self.page.pay_action, Tone.RED
        else:
            fetching = view.fetching()
            busy = fetching is not None and fetching.state in OPEN_STATES
            closed = None if view.acts.fetch_label else action
            shown, tone = (None, Tone.BLUE) if busy else (closed, Tone.AMBER)
        self.page.details.preview.show_instead(title, sentence, shown, tone=tone)
        self.page.panel.show_check(None)

    async def _show_document(self, at: int) -> None:
        view = self._view
        document = view.document(self._kind) if view is not None else None
        if view is None or document is None:
            return
        preview = self.page.details.preview
        try:
            image = await self.desk.printing.preview(document, at, void=view.is_void(self._kind))
        except PrintError as error:
            self._shown = ""
            if error.key == "label_not_drawn":
                self._show_undrawn(view, document)
                await self._show_check(document)
                return
            coming = bool(error.params.get("coming"))
            action = self.page.fetch_action if view.sheet.bought_here and not coming else None
            words = " ".join(part for part in (error.detail, error.hint) if part)
            preview.show_instead(error.title, words, action, icon="alert", tone=Tone.RED)
            self.page.panel.show_check(None)
            return
        self._shown = document.sha256
        preview.show_image(image, self.printer.profile.stock)
        await self._show_check(document)

    def _show_undrawn(self, view: ParcelView, document: KeptDocument) -> None:
        """Say that the printer draws it, or what to do where it cannot."""
        target = self.printer.target
        title, words = drawn_by_printer(document, view, target)
        helps = not takes(target) and view.acts.zpl and not view.acts.fetch_label
        action = self.page.fetch_action if helps else None
        tone = Tone.GREY if takes(target) else Tone.AMBER
        self.page.details.preview.show_instead(title, words, action, icon="printer", tone=tone)

    async def _show_check(self, document: KeptDocument) -> None:
        """Read the bar codes where that is not known yet; only labels name a parcel."""
        view, panel = self._view, self.page.panel
        if view is None:
            return
        profile = self.printer.profile
        place = (await self.sheet.refresh(self._kind, view.sheet.shipment.courier)).place
        known = self._proofs.get((document.sha256, profile, place))
        is_label = self._kind is DocumentKind.LABEL
        if is_label:
            panel.show_check(check_words(view, known, self.printer.target))
        else:
            panel.show_check(None)
        if known is None:
            with suppress(PrintError):  # then the history says what the last print met
                known = await self.desk.printing.check(view.sheet.shipment, document, place)
                self._proofs[document.sha256, profile, place] = known
        if known is not None:
            self.page.details.preview.show_placed(known.placements)
        panel.show_facts(facts(document, known))
        if is_label and self._view is not None:
            told = known or self._view.stopped
            words = check_words(self._view, known, self.printer.target) if told else None
            panel.show_check(words)

    def _name_print(self) -> None:
        """The button says what it will do: how many, or which copy."""
        several = len(self.page.acting_ids())
        view = self._view
        self.page.print_action.setText(print_words(view, self._kind, several))
        self.page.panel.fit_keys()
        if view is None:
            return
        kept = view.document(self._kind) is not None
        missing = "" if kept else say("{what}: it is not kept here.", what=kind_words(self._kind))
        allow(self.page.save_action, missing)
        is_void = view.is_void(DocumentKind.LABEL)
        allow(
            self.page.void_action,
            "" if is_void and view.document(DocumentKind.LABEL) else say("Its label is not void."),
        )
        if several > 1:
            rows = (self.page.view.rows.row(one) for one in self.page.acting_ids())
            none = all(row is not None and not usable(row) for row in rows)
            missing = say("None of the chosen parcels has a label to print.") if none else ""
        elif kept and view.is_void(self._kind):
            missing = say("It is cancelled: its label must not be stuck on a parcel.")
        elif view.sending(self._kind):
            missing = say("It is being handed to the printer.")
        elif view.waiting(self._kind) is not None:
            missing = say("It waits for the printer. Take it back in Activity, if you want to.")
        allow(self.page.print_action, missing)
        stopped = view.stopped is not None and view.stopped.reason_key in FORCEABLE
        nothing = say("The check of the label has stopped nothing.")
        allow(self.page.anyway_action, "" if stopped else nothing)

    # Printing

    def _on_print(self) -> None:
        self.scope.start(self._print, key="shipments.print", busy=self.page.panel.print_button)

    async def _print(self) -> None:
        """Print what is chosen, in list order; a reason is asked once where a copy is a second."""
        ids = self.page.acting_ids()
        rows = await self.desk.shipment_list.rows(ids)
        wanted = [rows[one] for one in ids if one in rows]
        if len(wanted) > 1:
            wanted = without_void(wanted, self.notices)
        if not wanted:
            return
        if len(wanted) > 1:
            self._request_run(wanted)
            return
        kind = self._kind
        reason = self.page.panel.reasons.reason()
        if not reason and self._again(wanted, kind):
            chosen = await ask_choice(
                self.page,
                title=say("Why another copy?"),
                text=say("It was sent to a printer before."),
                choices=[Choice(key, say(word)) for key, word in REASONS],
            )
            if chosen is None:
                return
            reason = chosen
        if not self._again(wanted, kind):
            reason = ""
        await self._request(wanted, kind, reason)

    def _again(self, wanted: list[ShipmentRow], kind: DocumentKind) -> bool:
        if self._view is not None and [row.id for row in wanted] == [self._view.row.id]:
            return bool(self._view.copies(kind))
        return any(row.prints for row in wanted)

    def _request_run(self, rows: list[ShipmentRow]) -> None:
        """Print many labels one after the other; the chosen reason holds for all second copies."""
        reason = self.page.panel.reasons.reason()
        self.page.panel.reasons.choose("")
        self.page.run_requested.emit([row.shipment_id for row in rows], reason)

    async def _request(
        self,
        rows: list[ShipmentRow],
        kind: DocumentKind,
        reason: str,
        *,
        force: bool = False,
        void: bool = False,
    ) -> None:
        ids = [ShipmentId(row.shipment_id) for row in rows]
        operations = await self.desk.printing.request(
            ids, reason=reason, kind=kind, force=force, void=void
        )
        for operation in operations:
            self.follow(operation)
        self.page.panel.reasons.choose("")

    async def _print_new(self) -> None:
        """Print every label that was never sent, in the order of the purchase."""
        ids = await self.desk.shipment_list.ids(ListQuery(tab="to_print", descending=False))
        rows = await self.desk.shipment_list.rows(list(ids))
        wanted = [rows[one] for one in ids if one in rows and rows[one].label == "kept"]
        if not wanted:
            self.notices.toast(say("No kept label waits to be printed."), tone=Tone.GREY)
        elif len(wanted) > 1:
            self._request_run(wanted)
        else:
            await self._request(wanted, DocumentKind.LABEL, "")

    async def _print_anyway(self) -> None:
        view = self._view
        if view is None or view.stopped is None:
            return
        reason = await ask_text(
            self.page,
            title=say("Print anyway"),
            label=say("Why is it right all the same?"),
            confirm=say("Print"),
            check=lambda text: None if text else say("A reason is needed."),
        )
        if reason:
            await self._request([view.row], self._kind, reason, force=True)

    async def _print_void(self) -> None:
        """Print the label of a cancelled parcel on purpose; VOID stands over it."""
        view = self._view
        if view is None or not view.is_void(DocumentKind.LABEL):
            return
        reason = await ask_void_reason(self.page)
        if reason:
            await self._request([view.row], DocumentKind.LABEL, reason, void=True)

    def follow(self, operation: Operation) -> None:
        """Say what becomes of an act that was asked for here."""
        self.waiting.add(operation.id)

    async def on_operations(self, ids: frozenset[str]) -> None:
        """Say what became of acts that were asked for here."""
        for operation_id in [one for one in self.waiting if one in ids]:
            operation = (await self.desk.activity.read(operation_id)).operation
            if operation.state not in OPEN_STATES and operation_id in self.waiting:
                self.waiting.discard(operation_id)
                self._tell(operation)

    def _tell(self, operation: Operation) -> None:
        if operation.state is OperationState.DONE:
            done = {
                OperationKind.PRINT: say("{order}: sent to printer.", order=operation.title),
                OperationKind.PAY: say("{order}: paid.", order=operation.title),
                OperationKind.FETCH_LABEL: say("{order}: label kept.", order=operation.title),
            }.get(operation.kind, "")
            if operation.reason:
                self.notices.toast(operation.reason, tone=Tone.AMBER)
            elif done and not self.waiting:  # of many, the last one speaks
                self.notices.toast(done)
        elif operation.state in (OperationState.REFUSED, OperationState.FAILED_AFTER_ACCEPTANCE):
            self.notices.toast(f"{operation.title}: {operation.reason}", tone=Tone.RED)

    async def _save(self) -> None:
        view = self._view
        document = view.document(self._kind) if view is not None else None
        if view is None or document is None:
            return
        if target := await ask_save_file(self.page, say("Save PDF"), file_name(view, document)):
            await self.desk.printing.save_copy(document, target)
            self.notices.toast(say("Saved as {name}.", name=target.name))
