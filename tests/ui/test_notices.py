"""What went wrong is said in words, stays until it is read, and hides no button."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from shipdesk.errors import AuthError, UnreachableError
from shipdesk.ui.notices import Notices
from shipdesk.ui.shortcuts import Actions
from shipdesk.ui.widgets import BannerText, BannerView, IconButton, KeyHintButton, LinkButton, Text
from shipdesk.ui.widgets.notice_card import NoticeCard
from shipdesk.ui.widgets.sheet import Sheet, Side


@pytest.fixture
def host(window: QMainWindow) -> QWidget:
    made = QWidget()
    window.setCentralWidget(made)
    made.show()
    return made


@pytest.fixture
def notices(host: QWidget) -> Notices:
    return Notices(host, toast_ms=30)


def words(host: QWidget) -> str:
    return "\n".join(one.text() for one in host.findChildren(Text) if not one.isHidden())


def test_toast_leaves_by_itself_and_undo_undoes(
    notices: Notices, host: QWidget, qtbot: QtBot
) -> None:
    undone: list[str] = []
    notices.toast("ORD-1 put on hold", undo=lambda: undone.append("hold"))
    link = next(one for one in host.findChildren(LinkButton) if one.words() == "Undo")
    QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    assert undone == ["hold"]
    assert notices.shown() == []
    notices.toast("Copied")
    assert notices.shown() == ["Copied"]
    qtbot.waitUntil(lambda: notices.shown() == [])


def test_error_says_what_why_and_what_to_do_and_stays(
    notices: Notices, host: QWidget, qtbot: QtBot
) -> None:
    error = UnreachableError(sent=False)
    notices.show_error(error)
    notices.toast("Copied")
    qtbot.waitUntil(lambda: "Copied" not in notices.shown())
    assert notices.shown() == [error.title]
    for part in (error.title, error.detail, error.hint):
        assert part in words(host)
    close = next(
        one
        for one in host.findChildren(IconButton)
        if one.accessibleName() == "Close notice" and one.isVisible()
    )
    QTest.mouseClick(close, Qt.MouseButton.LeftButton)
    assert notices.shown() == []


def test_fault_of_ours_has_a_report_to_copy(notices: Notices, host: QWidget) -> None:
    notices.show_crash("orders.load", LookupError("the cause"))
    link = next(one for one in host.findChildren(LinkButton) if one.words() == "Show report")
    QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    report = host.findChildren(QPlainTextEdit)[0].toPlainText()
    assert "orders.load" in report
    assert "LookupError: the cause" in report


def test_banner_names_the_account_and_offers_the_repair(
    notices: Notices, actions: Actions, host: QWidget
) -> None:
    notices.banners.setParent(host)
    done: list[str] = []
    repair = actions.add("repair", "Enter the token again", on=lambda: done.append("repair"))
    text = BannerText.of("InPost", AuthError())
    notices.set_banner("inpost", text, [repair])
    notices.set_banner("other", BannerText("Offline since 10:02"))
    assert notices.banners.keys() == ["inpost", "other"]
    view = next(
        one for one in host.findChildren(BannerView) if one.accessibleName().startswith("InPost")
    )
    QTest.mouseClick(view.findChildren(KeyHintButton)[0], Qt.MouseButton.LeftButton)
    assert done == ["repair"]
    notices.clear_banner("inpost")
    notices.clear_banner("inpost")
    assert notices.banners.keys() == ["other"]


def test_banner_hidden_by_hand_stays_away_until_its_cause_is_another(
    notices: Notices, host: QWidget
) -> None:
    notices.banners.setParent(host)
    notices.set_banner("net", BannerText("Offline since 10:02"))
    view = host.findChildren(BannerView)[0]
    QTest.mouseClick(view.findChildren(IconButton)[0], Qt.MouseButton.LeftButton)
    notices.set_banner("net", BannerText("Offline since 10:02"))
    assert notices.banners.keys() == []
    notices.set_banner("net", BannerText("Offline since 11:40"))
    assert notices.banners.keys() == ["net"]
    notices.clear_banner("net")
    notices.set_banner("net", BannerText("Offline since 10:02"))
    assert notices.banners.keys() == ["net"]


def test_same_words_are_not_said_twice_and_stay_clear_of_the_footers(
    notices: Notices, host: QWidget
) -> None:
    host.resize(1000, 700)
    notices.toast("ORD-1 is bought.")
    notices.toast("Copied")
    notices.toast("ORD-1 is bought.")
    assert notices.shown() == ["Copied", "ORD-1 is bought."]
    cards = [each for each in host.findChildren(NoticeCard) if each.isVisible()]
    assert max(each.geometry().bottom() for each in cards) < host.height() - 92
    assert min(each.geometry().left() for each in cards) >= 208


def test_toast_that_is_read_stays_and_a_new_page_starts_without_them(
    notices: Notices, host: QWidget, qtbot: QtBot
) -> None:
    notices.toast("Put on hold", undo=lambda: None)
    notices.toast("Copied")
    card = next(one for one in host.findChildren(NoticeCard) if one.accessibleName() == "Copied")
    QApplication.sendEvent(card, QEnterEvent(QPointF(), QPointF(), QPointF()))
    qtbot.waitUntil(lambda: notices.shown() == ["Copied"])
    QApplication.sendEvent(card, QEvent(QEvent.Type.Leave))
    qtbot.waitUntil(lambda: notices.shown() == [])
    notices.toast("Put on hold", undo=lambda: None)
    notices.toast("Copied")
    notices.clear_passing()
    assert notices.shown() == ["Put on hold"]


@pytest.mark.parametrize("width", [1440, 1100, 480])
@pytest.mark.parametrize("side", list(Side))
def test_error_hides_no_button_of_a_sheet_whichever_came_first(
    notices: Notices, window: QMainWindow, host: QWidget, qtbot: QtBot, width: int, side: Side
) -> None:
    window.resize(width, 700)
    qtbot.waitUntil(lambda: host.width() == width)
    sheet = Sheet(host, "New batch", side=side)
    sheet.footer.addWidget(KeyHintButton("Create"))
    notices.show_error(UnreachableError(sent=False))
    card = next(one for one in host.findChildren(NoticeCard))

    def is_clear() -> bool:
        buttons = sheet.footer_bar.rect().translated(sheet.footer_bar.mapTo(host, QPoint()))
        return not card.geometry().intersects(buttons)

    def is_in_front() -> bool:
        return host.childAt(card.geometry().center()) in [card, *card.findChildren(QWidget)]

    before = card.geometry()
    sheet.open()
    qtbot.waitUntil(lambda: is_clear() and is_in_front())
    notices.toast("Copied")
    assert is_clear()
    sheet.close_sheet()
    qtbot.waitUntil(lambda: card.geometry().left() == before.left())
