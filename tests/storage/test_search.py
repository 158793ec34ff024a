"""What is typed is folded the same way as what is indexed."""

from __future__ import annotations

import pytest

from shipdesk.storage.search import compact, fold, index_words, match_of


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Łódź", "lodz"),
        ("ZAŻÓŁĆ gęślą  jaźń", "zazolc gesla jazn"),
        ("Straße, Ærø & Đorđe", "strasse aero dorde"),
        ("jan.nowak@example.test", "jan nowak example test"),
        ("ORD-000871/A_b", "ord 000871 a b"),
        ("", ""),
        ("  –  ", ""),
        ("ﬁve ½ ™", "five 1 2 tm"),
    ],
)
def test_letters_fold_to_what_people_type(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(folded) == folded


def test_numbers_are_one_whatever_separates_them() -> None:
    assert compact("6200 0071-2001/88") == compact("6200007120 0188") == "62000071200188"
    assert compact("ord-1") == "ORD1"


def test_a_phone_is_found_with_and_without_its_country() -> None:
    words = index_words(texts=["Jan"], numbers=["ORD-001"], phones=["+48 502-123-456"]).split()
    assert {"jan", "ord", "001", "ord001", "48502123456", "502123456"} <= set(words)


def test_a_query_is_words_that_begin_words_and_never_syntax() -> None:
    assert match_of("Żak łód") == '"zak"* AND "lod"*'
    assert match_of('a" OR NEAR(b') == '"a"* AND "or"* AND "near"* AND "b"*'
    assert match_of("502 123") == '(("502"* AND "123"*) OR "502123"*)'
    assert match_of("…") == ""
