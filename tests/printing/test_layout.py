"""Where a page lies on its stock."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipdesk.domain.label import STOCKS, Box, Fit
from shipdesk.printing.layout import TOLERANCE_MM, Sheet, on_stock, place
from tests.printing.conftest import profile

A6 = Sheet(105, 148, Box(4, 4, 98, 144))


def test_an_a6_page_goes_on_100_by_150_at_true_size_without_a_question() -> None:
    placed = place(A6, profile(key="100x150"))
    assert (placed.scale, placed.rotation, placed.cut) == (1.0, 0, 0.0)
    assert (placed.x_mm, placed.y_mm) == (-2.5, 1.0)
    assert placed.ink == Box(1.5, 5, 95.5, 145)


def test_ink_that_the_middle_would_cut_is_moved_inside() -> None:
    placed = place(Sheet(105, 148, Box(0.5, 4, 95, 144)), profile(key="100x150"))
    assert placed.cut == 0
    assert placed.ink.left >= 0
    assert placed.ink.right <= 100


def test_a_landscape_label_is_turned_only_because_it_fits_so() -> None:
    wide = Sheet(152.4, 101.6, Box(3, 3, 149, 98))
    assert place(wide, profile(key="4x6")).rotation == 90
    assert place(wide, profile(key="a4")).rotation == 0


def test_ink_that_would_be_cut_is_told_in_millimetres() -> None:
    placed = place(Sheet(210, 297, Box(10, 10, 200, 287)), profile(key="100x150"))
    assert placed.scale == 1.0
    assert placed.cut == pytest.approx(63.5)


def test_shrinking_is_only_done_when_it_was_chosen_and_keeps_all_ink() -> None:
    page = Sheet(210, 297, Box(10, 10, 200, 287))
    placed = place(page, profile(key="100x150"), Fit.SHRINK)
    assert placed.scale == pytest.approx(98 / 190)
    assert placed.cut == 0
    assert place(A6, profile(key="100x150"), Fit.SHRINK).scale == 1.0


def test_a_label_on_office_paper_lies_top_left_where_printers_can_print() -> None:
    placed = place(A6, profile(key="a4"))
    assert (placed.ink.left, placed.ink.top) == (5, 5)


def test_a_page_as_large_as_the_paper_is_not_moved() -> None:
    placed = place(Sheet(210, 297, Box(2, 2, 208, 295)), profile(key="a4"))
    assert (placed.x_mm, placed.y_mm) == (0, 0)


def test_a_roll_is_cut_where_the_label_ends() -> None:
    placed = place(Sheet(62, 200, Box(2, 10, 60, 90)), profile(key="62mm"))
    assert placed.height_mm == pytest.approx(86)
    assert placed.ink == Box(2, 3, 60, 83)


def test_the_profiles_offset_moves_the_print_and_may_cut() -> None:
    moved = replace(profile(key="100x150"), offset_x_mm=1.5, offset_y_mm=-1.0)
    placed = place(A6, moved)
    assert (placed.ink.left, placed.ink.top) == (3, 4)
    assert place(A6, replace(moved, offset_x_mm=20)).cut > 0


def test_the_profiles_rotation_turns_the_print() -> None:
    placed = place(A6, replace(profile(key="100x150"), rotation=180))
    assert placed.rotation == 180
    assert placed.ink == Box(4.5, 5, 98.5, 145)


def test_a_box_of_the_page_is_found_on_the_stock_after_turning() -> None:
    wide = Sheet(150, 100, Box(5, 5, 145, 95))
    placed = place(wide, profile(key="100x150"))
    assert placed.rotation == 90
    assert on_stock(Box(10, 20, 30, 40), wide, placed) == Box(60, 10, 80, 30)


sides = st.floats(20, 420)


@given(width=sides, height=sides, stock=st.sampled_from(STOCKS), turn=st.sampled_from([0, 90, 270]))
def test_whatever_fits_is_never_cut_nor_scaled(
    width: float, height: float, stock: object, turn: int
) -> None:
    page = Sheet(width, height, Box(3, 4, width - 5, height - 2))
    to = replace(profile(), stock=stock, rotation=turn)
    placed = place(page, to)
    assert placed.scale == 1.0
    tall = to.stock.height_mm or float("inf")
    sizes = (page.ink.width, page.ink.height), (page.ink.height, page.ink.width)
    if any(w <= to.stock.width_mm and h <= tall for w, h in sizes):
        assert placed.cut == 0
        assert placed.ink.left >= -TOLERANCE_MM
        assert placed.ink.right <= placed.width_mm + TOLERANCE_MM
        assert placed.ink.bottom <= placed.height_mm + TOLERANCE_MM
