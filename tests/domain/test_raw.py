"""What a service told becomes lines that a person can read."""

from __future__ import annotations

import json

from shipdesk.domain.raw import LONGEST_LINE, MOST_LINES, raw_lines


def test_keys_inside_are_told_by_their_path_and_blanks_are_left_out() -> None:
    told = {
        "a": 1,
        "b": {"c": "Łódź", "none": None, "blank": ""},
        "rows": [{"d": True}, {"d": 2.5}],
    }
    assert raw_lines(json.dumps(told)) == (
        ("a", "1"),
        ("b.c", "Łódź"),
        ("rows 1.d", "true"),
        ("rows 2.d", "2.5"),
    )


def test_several_copies_are_laid_together_and_one_that_is_no_json_says_nothing() -> None:
    assert raw_lines('{"a": 1}', "", "<html>", '{"a": 2, "b": 3}') == (("a", "1"), ("b", "3"))


def test_a_huge_copy_is_bounded() -> None:
    lines = raw_lines(json.dumps({f"k{place}": "x" * 10_000 for place in range(2_000)}))
    assert len(lines) == MOST_LINES
    assert all(len(text) == LONGEST_LINE for _, text in lines)
