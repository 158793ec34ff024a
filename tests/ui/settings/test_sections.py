"""Senders, printers, parcel and appearance over a real desk: valid first, then kept."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from shipdesk.domain.label import DocumentKind
from shipdesk.domain.measures import Source
from shipdesk.ui.theme import Theme
from tests.support.pages import answer, click, until
from tests.support.settings_room import SettingsRoom

Opening = Callable[[], AbstractAsyncContextManager[SettingsRoom]]


async def test_sender_is_saved_only_when_it_is_valid(settings_room: Opening) -> None:
    async with settings_room() as room:
        await room.presenter.open("senders")
        view = room.presenter.senders.view
        await until(lambda: view.shown is not None, "the first sender")
        room.fill("Postcode", "30002")
        room.fill("Phone", "+48 600 222 333")
        room.enter("Phone")
        await until(lambda: room.problem("Postcode"), "what is wrong")
        assert "nine digits" in room.problem("Phone")
        kept = (await room.opened.desk.senders.all())[0]
        assert kept.address.postcode == "30-002"
        click(room.page, "Use 30-002")
        click(room.page, "Use 600222333")
        room.fill("City", "Krakow")
        click(room.page, "Save sender")
        await until(lambda: "Glinka Ceramika is saved" in room.notices.shown(), "the toast")
        kept = (await room.opened.desk.senders.all())[0]
        assert (kept.address.city, kept.address.phone) == ("Krakow", "600222333")


async def test_sender_is_added_and_removed_and_the_removal_is_undone(
    settings_room: Opening,
) -> None:
    async with settings_room() as room:
        await room.presenter.open("senders")
        view = room.presenter.senders.view
        await until(lambda: view.shown is not None, "the first sender")
        click(room.page, "Add sender…")
        for name, text in {
            "Profile name": "Warszawa",
            "Company": "Glinka",
            "Street and number": "ul. Długa 1",
            "Postcode": "00-950",
            "City": "Warszawa",
            "Phone": "600222334",
        }.items():
            room.fill(name, text)
        room.enter("City")
        await until(lambda: len(view.view.rows.ids) == 3, "the third sender")
        assert view.shown.title == "Warszawa"
        click(room.page, "Remove sender")
        await answer(room.page, "Remove sender")
        await until(lambda: "Warszawa is removed" in room.notices.shown(), "the removal")
        assert len(await room.opened.desk.senders.all()) == 2
        click(room.page.window(), "Undo")
        await until(lambda: len(view.view.rows.ids) == 3, "it is back")


async def test_escape_takes_back_what_was_typed(settings_room: Opening) -> None:
    async with settings_room() as room:
        await room.presenter.open("senders")
        view = room.presenter.senders.view
        await until(lambda: view.shown is not None, "the first sender")
        room.fill("City", "Nowhere")
        field = view.form.fields["city"].editor
        QTest.keyClick(field, Qt.Key.Key_Escape)
        assert room.text("City") == "Kraków"


async def test_printer_is_bound_to_a_kind_of_document(settings_room: Opening) -> None:
    async with settings_room() as room:
        await room.presenter.open("printers")
        room.fill("Move right for labels", "left")
        click(room.page, "Save printers")
        await until(lambda: room.problem("Move right for labels"), "what is wrong")
        assert room.opened.desk.printing.profile(DocumentKind.LABEL).dpi == 203
        room.fill("Move right for labels", "1,5")
        form = room.presenter.printers.view.forms[DocumentKind.LABEL]
        form.stock.setCurrentIndex(form.stock.findData("4x6"))
        form.rotation.setCurrentIndex(form.rotation.findData("180"))
        click(form, "300 dpi")
        click(room.page, "Save printers")
        await until(lambda: "Printers are saved" in room.notices.shown(), "the toast")
        profile = room.opened.desk.printing.profile(DocumentKind.LABEL)
        assert (profile.stock.key, profile.dpi, profile.rotation) == ("4x6", 300, 180)
        assert profile.offset_x_mm == 1.5
        assert room.opened.desk.printing.profile(DocumentKind.INVOICE).stock.key == "a4"


async def test_parcel_preset_is_read_and_kept(settings_room: Opening) -> None:
    async with settings_room() as room:
        await room.presenter.open("parcel")
        await until(lambda: room.text("Weight") == "0,5", "the preset of the demo")
        room.fill("Weight", "heavy")
        room.fill("Height", "")
        room.enter("Weight")
        await until(lambda: room.problem("Weight"), "what is wrong")
        assert room.problem("Height") == "All three sides, or none."
        room.fill("Weight", "1.25")
        room.fill("Height", "12,5")
        room.enter("Weight")
        await until(lambda: "The assumed parcel is saved" in room.notices.shown(), "the toast")
        kept = await room.opened.desk.orders.preset()
        assert kept is not None
        assert (kept.weight_g, kept.height_mm, kept.source) == (1250, 125, Source.PRESET)


async def test_dark_is_taken_at_once_and_kept(settings_room: Opening, theme: Theme) -> None:
    async with settings_room() as room:
        await room.presenter.open("appearance")
        click(room.page, "Dark")
        assert theme.is_dark
        await until(lambda: room.opened.desk.settings.get("scheme") == "dark", "the choice is kept")


async def test_about_tells_versions_and_folders(settings_room: Opening) -> None:
    async with settings_room() as room:
        await room.presenter.open("about")
        about = room.presenter.about
        await until(lambda: about.libraries.value("PySide6-Essentials"), "the libraries")
        assert about.folders.value("Data") == str(room.opened.program.paths.data)


async def test_sections_are_walked_by_the_arrow_keys_and_found_by_search(
    settings_room: Opening,
) -> None:
    async with settings_room() as room:
        first = room.page.sections.items[0]
        first.setFocus()
        QTest.keyClick(first, Qt.Key.Key_Down)
        assert room.page.section() == "senders"
        assert room.page.window().focusWidget().accessibleName() == "Senders"
        room.presenter.search("print")
        assert room.page.section() == "printers"


async def test_how_much_dearer_a_purchase_may_become_is_kept_and_checked(
    settings_room: Opening,
) -> None:
    async with settings_room() as room:
        await room.presenter.open("buying")
        queues = room.opened.desk.queues
        assert queues.price_limit.percent == 5
        room.fill("The price may rise by", "many")
        click(room.page, "Save")
        await until(lambda: room.problem("The price may rise by"), "what is wrong")
        assert queues.price_limit.percent == 5
        room.fill("The price may rise by", "12")
        click(room.page, "Save")
        await until(lambda: queues.price_limit.percent == 12, "the limit is kept")
