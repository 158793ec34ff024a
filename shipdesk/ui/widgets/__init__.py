"""The parts that every page is built of; import them from here.

Each module is loaded at the first use of one of its names: the first paint needs few of them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shipdesk.ui.widgets.banner import BannerText, BannerView
    from shipdesk.ui.widgets.buttons import IconButton, KeyHintButton, Kind, LinkButton
    from shipdesk.ui.widgets.cards import Card, LinedRow, Section, footer, toolbar
    from shipdesk.ui.widgets.fields import FormField, IconBox, SecretEdit, UnitEdit
    from shipdesk.ui.widgets.label_preview import LabelPreview, Mode
    from shipdesk.ui.widgets.marks import Badge, KeyCap, Pill
    from shipdesk.ui.widgets.page_columns import DetailsPane, PageColumns
    from shipdesk.ui.widgets.progress import Bar
    from shipdesk.ui.widgets.search import SearchField
    from shipdesk.ui.widgets.segmented import Segmented, StageTabs, Tab
    from shipdesk.ui.widgets.sheet import Sheet, Side, sheet_closed
    from shipdesk.ui.widgets.state_pane import StatePane
    from shipdesk.ui.widgets.text import ElidedLabel, FactList, Line, Text
    from shipdesk.ui.widgets.timeline import Entry, Timeline
    from shipdesk.ui.widgets.told_section import ToldSection

__all__ = [
    "Badge",
    "BannerText",
    "BannerView",
    "Bar",
    "Card",
    "DetailsPane",
    "ElidedLabel",
    "Entry",
    "FactList",
    "FormField",
    "IconBox",
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
    "SearchField",
    "SecretEdit",
    "Section",
    "Segmented",
    "Sheet",
    "Side",
    "StageTabs",
    "StatePane",
    "Tab",
    "Text",
    "Timeline",
    "ToldSection",
    "UnitEdit",
    "footer",
    "sheet_closed",
    "toolbar",
]

_MODULES = {
    "banner": ("BannerText", "BannerView"),
    "buttons": ("IconButton", "KeyHintButton", "Kind", "LinkButton"),
    "cards": ("Card", "LinedRow", "Section", "footer", "toolbar"),
    "fields": ("FormField", "IconBox", "SecretEdit", "UnitEdit"),
    "label_preview": ("LabelPreview", "Mode"),
    "marks": ("Badge", "KeyCap", "Pill"),
    "page_columns": ("DetailsPane", "PageColumns"),
    "progress": ("Bar",),
    "search": ("SearchField",),
    "segmented": ("Segmented", "StageTabs", "Tab"),
    "sheet": ("Sheet", "Side", "sheet_closed"),
    "state_pane": ("StatePane",),
    "text": ("ElidedLabel", "FactList", "Line", "Text"),
    "timeline": ("Entry", "Timeline"),
    "told_section": ("ToldSection",),
}
_HOMES = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> object:
    """Load the module that has the name (PEP 562)."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(name)
    found: object = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = found
    return found
