"""What is said of an account whose lists held something that could not be read."""

from __future__ import annotations

from shipdesk.domain.account import AccountHealth, AccountId
from shipdesk.ui.settings.unread_words import unread_sentence, unread_words


def health(rows: int = 0, pages: int = 0, why: str = "") -> AccountHealth:
    return AccountHealth(
        AccountId("shop"), "Shop", unread_rows=rows, unread_pages=pages, unread_why=why
    )


def test_all_that_could_be_read_is_no_sentence() -> None:
    assert unread_words(health()) == ""
    assert unread_sentence(health(why="row 3: guid is missing")) == ""


def test_the_account_names_the_fields_that_did_not_fit() -> None:
    told = health(rows=3, why="row 3: guid is missing")
    assert unread_words(told) == "3 rows could not be read"
    assert unread_sentence(told) == "3 rows could not be read: row 3: guid is missing"
