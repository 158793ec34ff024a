"""Settings › Printers: a ruler page is printed, measured, applied to every print, and reset."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from shipdesk.domain.label import PDF_FILE, DocumentKind
from shipdesk.domain.sheet import Calibration
from shipdesk.ui.settings.calibration_row import state_words
from tests.support.desk import eventually
from tests.support.pages import click, until
from tests.support.pdf_tools import size_mm
from tests.support.settings_room import SettingsRoom

Opening = Callable[[], AbstractAsyncContextManager[SettingsRoom]]
LEFT = "Left edge of the paper to the cross for labels"
TOP = "Top edge of the paper to the cross for labels"


async def test_ruler_page_is_printed_measured_and_moves_every_later_print(
    settings_room: Opening,
) -> None:
    async with settings_room() as room:
        await room.presenter.open("printers")
        printing = room.opened.desk.printing
        page_words = "The ruler page went to ruler-pdf-file-100x150.pdf."
        click(room.page, "Print ruler page for labels")
        await until(lambda: room.notices.shown() == [page_words], "the page")
        (page,) = room.opened.program.paths.printed.glob("ruler-*.pdf")
        assert [round(side) for side in size_mm(page)] == [100, 150]
        room.fill(LEFT, "21,5")
        room.fill(TOP, "far")
        room.enter(LEFT)
        await until(lambda: room.problem(TOP), "what is wrong")
        assert printing.calibrating.of(PDF_FILE).measured_at is None
        room.fill(TOP, "19.2")
        room.enter(TOP)
        await until(lambda: printing.profile(DocumentKind.LABEL).shift_x_mm, "it is applied")
        for kind in (DocumentKind.LABEL, DocumentKind.INVOICE):
            assert printing.profile(kind).moved == (-1.5, 0.8), "the printer's, for all its paper"
        words = room.presenter.printers.view.rulers[DocumentKind.LABEL].state
        assert "1.5 mm left and 0.8 mm down" in words.text().replace(",", ".")
        click(room.page, "Save printers")
        await until(lambda: "Printers are saved" in room.notices.shown(), "saved")
        assert printing.profile(DocumentKind.LABEL).moved == (-1.5, 0.8)


async def test_reset_prints_where_the_printer_prints_by_itself_and_can_be_undone(
    settings_room: Opening,
) -> None:
    async with settings_room() as room:
        printing = room.opened.desk.printing
        await printing.calibrating.correct(PDF_FILE, 21.5, 19.2)
        await room.presenter.open("printers")
        assert "moved" in room.presenter.printers.view.rulers[DocumentKind.LABEL].state.text()
        click(room.page, "Reset calibration for labels")
        await until(lambda: not any(printing.profile(DocumentKind.LABEL).moved), "as it was")
        click(room.page.window(), "Undo")
        await until(
            lambda: printing.profile(DocumentKind.LABEL).moved == (-1.5, 0.8), "the way back"
        )


async def test_what_was_measured_is_kept_and_every_page_is_in_the_ledger(
    settings_room: Opening,
) -> None:
    async with settings_room() as room:
        calibrating = room.opened.desk.printing.calibrating
        profile = room.opened.desk.printing.profile(DocumentKind.LABEL)
        await calibrating.print_page(profile)
        await calibrating.correct(PDF_FILE, 20.5, 20)
        await calibrating.load()
        assert calibrating.of(PDF_FILE).x_mm == -0.5
        paper = await room.opened.desk.printing.paper("")
        assert [(each.kind, each.state) for each in paper.prints] == [("ruler", "handed_over")]


async def test_margins_are_asked_of_sheets_only_and_usual_ones_are_not_kept(
    settings_room: Opening,
) -> None:
    async with settings_room() as room:
        await room.presenter.open("printers")
        form = room.presenter.printers.view.forms[DocumentKind.LABEL]
        wide = form.fields["margin_x"]
        assert wide.isHidden()
        form.stock.setCurrentIndex(form.stock.findData("a4-2x2"))
        assert not wide.isHidden()
        assert wide.text().replace(",", ".") == "0.0"
        room.fill("Margin left and right for labels", "60")
        click(room.page, "Save printers")
        await until(lambda: room.problem("Margin left and right for labels"), "what is wrong")
        room.fill("Margin left and right for labels", "4,6")
        click(room.page, "Save printers")
        await until(lambda: "Printers are saved" in room.notices.shown(), "the toast")
        profile = room.opened.desk.printing.profile(DocumentKind.LABEL)
        assert (profile.stock.key, profile.margins) == ("a4-2x2", (4.6, 0))
        assert (profile.margin_x_mm, profile.margin_y_mm) == (4.6, None)

        async def kept() -> bool:
            await room.opened.desk.printing.load()
            return room.opened.desk.printing.profile(DocumentKind.LABEL) == profile

        await eventually(kept, "the same after a restart")


def test_printer_that_was_never_measured_is_told_what_to_do() -> None:
    assert "Print a ruler page" in state_words(Calibration())
