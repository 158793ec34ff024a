"""Which parcel a label belongs to, and whether a scanner will read it."""

from __future__ import annotations

import pytest

from shipdesk.domain.label import BarCode, Box, CheckOutcome, CheckResult, StrangeCodesError
from shipdesk.printing import barcode, document, raster
from tests.fixtures.labels import make

OURS = make.LOCKER_NUMBER
THEIRS = "520000012680041086770113"


def _seen(text: str, *, page: int = 0, module_mm: float = 0.254) -> BarCode:
    return BarCode(text, "Code 128", Box(0, 0, 40, 18), page, module_mm)


def _check(*seen: BarCode, others: tuple[str, ...] = (THEIRS,), dpi: int = 203) -> CheckResult:
    return barcode.check(seen, seen, OURS, others, dpi=dpi)


def _read(body: bytes) -> tuple[BarCode, ...]:
    with document.open_document(body, document.media_type_of(body)) as opened:
        return barcode.read_codes(raster.draw_gray(opened.page(0), 600, 1), 600)


@pytest.mark.parametrize("module", [0.19, 0.254, 0.333])
@pytest.mark.parametrize("across", [False, True])
def test_a_code_is_read_with_its_place_and_the_width_of_its_bars(
    module: float, *, across: bool
) -> None:
    (code,) = _read(make.pdf(make.Drawn(module=module, across=across)))
    assert (code.text, code.symbology) == (OURS, "Code 128")
    assert code.module_mm == pytest.approx(module, rel=0.02)
    # 11 modules for each of start, 12 pairs of digits and check, 13 for the stop.
    long, short = sorted((code.box.width, code.box.height), reverse=True)
    assert long == pytest.approx(module * 167, abs=0.5)
    assert short == pytest.approx(18, abs=0.5)


def test_linear_and_square_codes_are_both_read_in_reading_order() -> None:
    codes = _read(make.pdf(make.Drawn(qr="KRA010")))
    assert [code.text for code in codes] == [OURS, "KRA010"]


@pytest.mark.parametrize("dpi", [203, 300])
def test_dots_say_what_a_picture_of_them_says(dpi: int) -> None:
    body = make.pdf(make.Drawn(qr="KRA010", module=0.333))
    with document.open_document(body, document.media_type_of(body)) as opened:
        bits = raster.draw_bits(opened.page(0), dpi)
    codes = barcode.read_dots(bits, dpi)
    assert [code.text for code in codes] == [OURS, "KRA010"]
    assert codes == barcode.read_codes(raster.to_gray(bits), dpi)


def test_only_codes_of_a_wanted_symbology_are_read() -> None:
    body = make.pdf(make.Drawn(qr="KRA010"))
    with document.open_document(body, document.media_type_of(body)) as opened:
        picture = raster.draw_gray(opened.page(0), 600, 1)
    (code,) = barcode.read_codes(picture, 600, symbology="Code 128")
    assert code.text == OURS


def test_the_labels_own_number_matches() -> None:
    result = _check(_seen(OURS))
    assert (result.outcome, result.found) == (CheckOutcome.MATCHES, OURS)


@pytest.mark.parametrize(
    "text", [f"(00){OURS}", f"]C100{OURS}", f"%{OURS}61", OURS.lower(), f"{OURS[:4]} {OURS[4:]}"]
)
def test_application_identifiers_prefixes_and_spaces_are_taken_off(text: str) -> None:
    assert _check(_seen(text)).outcome is CheckOutcome.MATCHES


def test_another_known_parcels_number_is_a_mismatch_and_says_which() -> None:
    result = _check(_seen("KRA010"), _seen(THEIRS))
    assert (result.outcome, result.found) == (CheckOutcome.MISMATCH, THEIRS)


def test_an_unknown_number_is_not_checked_with_the_codes_seen() -> None:
    result = _check(_seen("999999999999"), _seen("KRA010"))
    assert result.outcome is CheckOutcome.NOT_CHECKED
    assert result.codes == ("999999999999", "KRA010")


def test_a_page_of_another_parcel_is_a_mismatch_though_ours_is_there_too() -> None:
    result = _check(_seen(OURS), _seen(THEIRS, page=1))
    assert (result.outcome, result.found) == (CheckOutcome.MISMATCH, THEIRS)


def test_a_return_code_beside_ours_on_the_same_page_is_no_mismatch() -> None:
    assert _check(_seen(THEIRS), _seen(OURS)).outcome is CheckOutcome.MATCHES


def test_whose_a_code_is_is_asked_for_pages_without_ours_and_only_for_those() -> None:
    seen = [_seen(OURS), _seen("KRA010"), _seen(THEIRS, page=1), _seen(THEIRS, page=2)]
    with pytest.raises(StrangeCodesError) as asked:
        barcode.check(seen, seen, OURS, None, dpi=203)
    assert asked.value.codes == (THEIRS,)
    alone = barcode.check(seen[:2], seen[:2], OURS, None, dpi=203)
    assert alone.outcome is CheckOutcome.MATCHES
    assert barcode.check((), (), OURS, None, dpi=203).outcome is CheckOutcome.NOT_CHECKED


def test_short_numbers_of_other_parcels_are_not_found_by_chance() -> None:
    result = _check(_seen("999912349999"), others=("1234",))
    assert result.outcome is CheckOutcome.NOT_CHECKED


@pytest.mark.parametrize(
    ("module", "dpi", "outcome"),
    [
        (0.254, 203, CheckOutcome.MATCHES),
        (0.19, 203, CheckOutcome.TOO_FINE),
        (0.19, 300, CheckOutcome.MATCHES),
        (0.127, 300, CheckOutcome.TOO_FINE),
        (0.0, 203, CheckOutcome.MATCHES),
    ],
)
def test_bars_under_two_dots_are_too_fine_for_the_printer(
    module: float, dpi: int, outcome: CheckOutcome
) -> None:
    assert _check(_seen(OURS, module_mm=module), dpi=dpi).outcome is outcome


def test_a_code_that_does_not_survive_the_printers_dots_is_too_fine() -> None:
    result = barcode.check([_seen(OURS)], [], OURS, dpi=203)
    assert result.outcome is CheckOutcome.TOO_FINE


def test_a_shrunk_label_has_finer_bars() -> None:
    result = barcode.check([_seen(OURS)], [_seen(OURS)], OURS, dpi=203, scale=0.7)
    assert result.outcome is CheckOutcome.TOO_FINE


def test_without_an_expected_number_nothing_is_checked() -> None:
    result = barcode.check([_seen(THEIRS)], [], "", (THEIRS,), dpi=203)
    assert result.outcome is CheckOutcome.NOT_CHECKED
