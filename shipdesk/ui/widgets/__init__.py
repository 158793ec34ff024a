"""The parts that every page is built of; import them from here."""

from __future__ import annotations

from shipdesk.ui.widgets.banner import BannerText, BannerView
from shipdesk.ui.widgets.buttons import ActionButton, IconButton, KeyHintButton, Kind, LinkButton
from shipdesk.ui.widgets.cards import Card, LinedRow, Section, StatePane, footer, toolbar
from shipdesk.ui.widgets.fields import FormField, UnitEdit, secret_edit
from shipdesk.ui.widgets.label_preview import LabelPreview, Mode
from shipdesk.ui.widgets.marks import Badge, Dot, KeyCap, Pill
from shipdesk.ui.widgets.page_columns import DetailsPane, PageColumns
from shipdesk.ui.widgets.progress import Bar, ProgressLine
from shipdesk.ui.widgets.search import SearchField
from shipdesk.ui.widgets.segmented import Segmented, StageTabs, Tab
from shipdesk.ui.widgets.sheet import Sheet, Side, sheet_closed
from shipdesk.ui.widgets.text import ElidedLabel, FactList, Line, Text
from shipdesk.ui.widgets.timeline import Entry, Timeline

__all__ = [
    "ActionButton",
    "Badge",
    "BannerText",
    "BannerView",
    "Bar",
    "Card",
    "DetailsPane",
    "Dot",
    "ElidedLabel",
    "Entry",
    "FactList",
    "FormField",
    "IconButton",
    "KeyCap",
    "KeyHintButton",
    "Kind",
    "LabelPreview",
    "Line",
    "LinedRow",
    "LinkButton",
    "Mode",
    "PageColumns",
    "Pill",
    "ProgressLine",
    "SearchField",
    "Section",
    "Segmented",
    "Sheet",
    "Side",
    "StageTabs",
    "StatePane",
    "Tab",
    "Text",
    "Timeline",
    "UnitEdit",
    "footer",
    "secret_edit",
    "sheet_closed",
    "toolbar",
]
