"""A PDF written step by step holds what "PDF file" prints of each label, dot for dot."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from shipdesk.domain.label_book import BookEnd
from shipdesk.domain.sheet import SheetOrder
from shipdesk.errors import PrintError
from shipdesk.printing.press import Press
from tests.fixtures.labels import make
from tests.printing.conftest import LabelFileMaker, order, profile
from tests.support.pdf_tools import tool

BODIES = {
    "texts that look like objects": make.invoice(("Pay 3 0 R (now)", r"4 0 R \) endobj stream")),
    "two pages": make.pdf(make.Drawn(), make.Drawn(qr="second")),
    "turned": make.pdf(rotate=90),
    "cropped": make.pdf(crop=20),
    "a picture": make.png(make.Drawn(), 203),
    "across": make.pdf(make.Drawn(size=make.SIX_BY_FOUR, ink=(4, 4, 148, 96))),
}


def pictures(path: Path) -> list[bytes]:
    """Return the pages of a PDF as another program draws them."""
    tool("pdftoppm", "-gray", "-r", 150, path, path.with_suffix(""))
    pages = sorted(path.parent.glob(f"{path.stem}-*.pgm"))
    return [page.read_bytes() for page in pages]


def a_step(label: Path, book: Path) -> SheetOrder:
    """Return the order to append a label whose code is not compared."""
    alone = replace(order(label, profile()), expected="", reason="seen")
    return SheetOrder((alone,), output=str(book))


async def test_pages_are_those_that_a_print_to_a_file_makes(
    press: Press, keep: LabelFileMaker, tmp_path: Path
) -> None:
    book, end, printed = tmp_path / "book.pdf", BookEnd(), list[bytes]()
    for number, body in enumerate(BODIES.values()):
        step = a_step(keep(body), book)
        end = (await press.add_to_book(step, end)).end
        alone = tmp_path / f"alone{number}.pdf"
        await press.print_label(replace(step.parts[0], output=str(alone)))
        printed += pictures(alone)
    await press.finish_book(book, end)
    assert len(printed) == len(BODIES) + 2, "the invoice and one label have two pages"
    assert pictures(book) == printed
    told = tool("pdfinfo", book)
    assert f"Pages:           {len(printed)}\n" in told


async def test_step_that_broke_off_is_overwritten_by_the_next(
    press: Press, keep: LabelFileMaker, tmp_path: Path
) -> None:
    book, label = tmp_path / "book.pdf", keep(make.pdf())
    first = (await press.add_to_book(a_step(label, book), BookEnd())).end
    with book.open("ab") as file:
        file.write(b"9 0 obj\n<< half of a step")
    second = (await press.add_to_book(a_step(label, book), first)).end
    await press.finish_book(book, second)
    assert b"half of a step" not in book.read_bytes()
    one, two = pictures(book)
    assert one == two


async def test_file_that_was_taken_away_is_told_and_not_begun_anew(
    press: Press, keep: LabelFileMaker, tmp_path: Path
) -> None:
    book, label = tmp_path / "book.pdf", keep(make.pdf())
    end = (await press.add_to_book(a_step(label, book), BookEnd())).end
    book.unlink()
    with pytest.raises(PrintError) as refused:
        await press.add_to_book(a_step(label, book), end)
    assert refused.value.key == "print_file"
    assert not book.exists()
