"""The details of a shipment: number, meta line, preview beside the paper panel."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from shipdesk.ui import format as fmt
from shipdesk.ui.shipments.paper_panel import PaperPanel
from shipdesk.ui.shipments.preview_pane import PreviewPane
from shipdesk.ui.shipments.shown import ParcelView, meta_words
from shipdesk.ui.shipments.statuses import status_of
from shipdesk.ui.theme import Face, Tone, set_surface
from shipdesk.ui.view_state import ViewState
from shipdesk.ui.widgets import (
    BannerText,
    BannerView,
    ElidedLabel,
    IconButton,
    LinkButton,
    Pill,
    StatePane,
    Text,
)
from shipdesk.wording import phrase as say


class ShipmentDetails(QStackedWidget):
    """One shipment, or the sentence that none is chosen."""

    order_opened = Signal()
    operation_opened = Signal(str)

    def __init__(
        self,
        state: ViewState,
        panel: PaperPanel,
        copy: QAction,
    ) -> None:
        super().__init__()
        self.setAccessibleName(say("Shipment details"))
        self.setMinimumWidth(500)
        self.panel = panel
        self.preview = PreviewPane(state)
        self.nothing = StatePane(name=say("No shipment chosen"))
        self.nothing.show_state(
            say("No shipment chosen"),
            say("Choose one in the list to see its label and where it is."),
            icon="shipments",
        )
        set_surface(self.nothing, "sunk")
        self.number = Text(face=Face.MONO_TITLE, copyable=True, name=say("Tracking number"))
        self._copy = IconButton(copy)
        self.pill = Pill()
        self._order = LinkButton("")
        self._order.clicked.connect(self.order_opened)
        self._meta = ElidedLabel(face=Face.SECONDARY, muted=True, name=say("About the shipment"))
        self._banners = QVBoxLayout()
        self._banner: BannerView | None = None
        self._banner_text: BannerText | None = None
        self._banner_operation = ""
        self._look = QAction(say("See it in Activity"), self)
        self._look.triggered.connect(lambda: self.operation_opened.emit(self._banner_operation))
        self.addWidget(self.nothing)
        self._parcel = self._build()
        self.addWidget(self._parcel)

    def _build(self) -> QWidget:
        head = QWidget()
        set_surface(head, "surface")
        lines = QVBoxLayout(head)
        lines.setContentsMargins(16, 14, 16, 11)
        lines.setSpacing(5)
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(self.number)
        first.addWidget(self._copy)
        first.addStretch(1)
        first.addWidget(self.pill)
        lines.addLayout(first)
        second = QHBoxLayout()
        second.setSpacing(6)
        second.addWidget(self._order)
        second.addWidget(self._meta, 1)
        lines.addLayout(second)
        body = QHBoxLayout()
        body.setSpacing(1)
        body.addWidget(self.preview, 1)
        body.addWidget(self.panel)
        made = QWidget()
        set_surface(made, "sunk")
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addWidget(head)
        column.addLayout(self._banners)
        column.addLayout(body, 1)
        return made

    def show_nothing(self) -> None:
        """Say that none is chosen."""
        self.setCurrentWidget(self.nothing)

    def show_parcel(self, view: ParcelView) -> None:
        """Show number, status and meta line."""
        shipment = view.sheet.shipment
        words = fmt.tracking(shipment.tracking_number, missing=say("No number yet"))
        self.number.setText(words)
        self._copy.setVisible(bool(shipment.tracking_number))
        status = status_of(view.row)
        self.pill.show_status(status.word, status.icon, status.tone)
        self._order.setText((shipment.order_number or "").replace("&", "&&"))
        self._order.setAccessibleName(say("Open the order"))
        known = bool(shipment.order_key)
        unknown = say("Its order is not known here.")
        self._order.setToolTip(say("Open the order") if known else unknown)
        self._order.setEnabled(known)
        self._order.setVisible(bool(shipment.order_number))
        self._order.updateGeometry()
        self._meta.setText(("· " if shipment.order_number else "") + meta_words(view))
        self.panel.show_told(shipment.raw, shipment.tracked, *view.sheet.other_copies)
        self._show_banner(view)
        self.setCurrentWidget(self._parcel)

    def _show_banner(self, view: ParcelView) -> None:
        """Say above all else that nobody knows what became of an act."""
        unknown = view.unknown()
        text: BannerText | None = None
        actions: list[QAction] = []
        if unknown is not None:
            text = BannerText(
                say("The courier did not answer; it is being looked up."),
                unknown.reason,
                say("Nothing is sent twice."),
                tone=Tone.VIOLET,
                icon="question",
            )
            self._banner_operation = unknown.id
            actions = [self._look]
        if text == self._banner_text:
            return
        self._banner_text = text
        if self._banner is not None:
            self._banners.removeWidget(self._banner)
            self._banner.hide()
            self._banner.deleteLater()
            self._banner = None
        if text is not None:
            self._banner = BannerView(text, actions)
            self._banner.dismissed.connect(self._banner.hide)
            self._banners.addWidget(self._banner)
