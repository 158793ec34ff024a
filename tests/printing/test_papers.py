"""Our own sheets as another reader finds them: exact words, pages, sizes, nothing cut."""

from __future__ import annotations

import asyncio
import subprocess
import unicodedata
from pathlib import Path

import pytest

from shipdesk.domain.label import Stock
from shipdesk.domain.paper import Block, Cell, Column, MadePaper, Paper, Table
from shipdesk.printing.press import Press
from tests.printing.conftest import stock

NAMES = (
    "Zażółć Gęślą-Jaźń",
    "Příliš žluťoučký kůň",
    "Größe Straße Ähre",
    "İğdır Şırnak Çağlayan",
    "Nguyễn Thị Hằng",
    "Ľubomír Štúr & Søn",
)
COLUMNS = (
    Column("#", right=True, fold=2),
    Column("Item", share=1),
    Column("Qty", right=True, strong=True),
    Column("Amount", right=True, fold=1),
)


def sheet(rows: int, **more: object) -> Paper:
    """A sheet with a table of that many rows."""
    lines = tuple(
        (
            Cell(str(number)),
            Cell(NAMES[number % len(NAMES)], (f"SKU MUG-{number:03}",)),
            Cell(str(number + 1)),
            Cell("1\u00a0249,50\u00a0zł"),
        )
        for number in range(rows)
    )
    told: dict[str, object] = {
        "title": "Packing slip",
        "number": "ORD-000871",
        "tables": (Table(COLUMNS, lines),),
        "totals": (("Goods", "34,00\u00a0zł"), ("Total", "46,99\u00a0₹")),
    }
    return Paper(**{**told, **more})  # type: ignore[arg-type]


async def written(
    press: Press, paper: Paper, to: Stock, folder: Path
) -> tuple[MadePaper, list[str]]:
    """The sheet as it was made, and the words of each of its pages as pdftotext reads them."""
    path = folder / "sheet.pdf"
    made = await press.write_paper(paper, to, path)
    run = await asyncio.to_thread(
        subprocess.run,
        ["pdftotext", "-layout", str(path), "-"],
        capture_output=True,
        check=True,
    )
    text = unicodedata.normalize("NFC", run.stdout.decode().replace("\u00a0", " "))
    return made, text.split("\f")[:-1]


async def test_every_diacritic_and_every_sum_reads_as_it_was_given(
    press: Press, tmp_path: Path
) -> None:
    paper = sheet(6, blocks=(Block("Deliver to", ("Łódź Świętokrzyska 12 m. 7",)),))
    made, pages = await written(press, paper, stock("a4"), tmp_path)
    assert (made.pages, made.missing, len(pages)) == (1, (), 1)
    lines = [" ".join(line.split()) for line in pages[0].splitlines()]
    assert "Łódź Świętokrzyska 12 m. 7" in lines
    assert "Total 46,99 ₹" in lines
    for number, name in enumerate(NAMES):
        assert f"{number} {name} {number + 1} 1 249,50 zł" in lines


async def test_long_table_repeats_its_heading_and_every_page_says_which_it_is(
    press: Press, tmp_path: Path
) -> None:
    made, pages = await written(press, sheet(70), stock("a4"), tmp_path)
    assert made.pages == len(pages) > 2
    for number, page in enumerate(pages, start=1):
        assert f"{number} of {len(pages)}" in page
        assert page.count("Amount") == 1
        assert "SKU MUG-" in page
        assert "Packing slip" in page
    found = [sum(f"SKU MUG-{number:03}" in page for page in pages) for number in range(70)]
    assert set(found) == {1}


@pytest.mark.parametrize("key", ["a4", "a5", "a6", "100x150", "4x6", "62mm"])
async def test_sheet_has_the_true_size_of_its_stock_and_loses_no_ink(
    press: Press, tmp_path: Path, key: str
) -> None:
    to = stock(key)
    long = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenfabrikverwaltung"
    paper = sheet(9, blocks=(Block("Deliver to", (long, "ul. Prosta 5")),), code="ORD-000871",
                  signatures=("Handed over by",))  # fmt: skip
    made, pages = await written(press, paper, to, tmp_path)
    size = (made.width_mm, made.height_mm)
    assert size == (to.width_mm, to.height_mm or made.height_mm)
    for page in range(made.pages):
        shown = await press.preview(tmp_path / "sheet.pdf", page, 150)
        assert (round(shown.width_mm), round(shown.height_mm)) == tuple(map(round, size))
        assert shown.ink is not None
        assert shown.ink.left >= 4
        assert shown.ink.right <= to.width_mm - 4
        assert shown.ink.bottom <= made.height_mm - 4
    words = "".join("".join(pages).split())
    assert long in words
    assert words.count("SKUMUG-") == 9


async def test_bar_code_of_the_number_reads_from_paper(press: Press, tmp_path: Path) -> None:
    await written(press, sheet(1, code="ORD-000871"), stock("100x150"), tmp_path)
    codes = await press.decode(tmp_path / "sheet.pdf")
    assert [code.text for code in codes] == ["ORD-000871"]


async def test_sign_without_a_typeface_is_told_and_never_printed_as_a_box(
    press: Press, tmp_path: Path
) -> None:
    nowhere = "\U0001024a"
    paper = sheet(1, notes=(Block("Note", (f"Wulfila {nowhere} e\u0301t\u00e9",)),))
    made, pages = await written(press, paper, stock("a4"), tmp_path)
    assert made.missing == (nowhere,)
    assert "Wulfila ? été" in pages[0]


async def test_text_from_a_server_is_plain_text_and_moves_nothing(
    press: Press, tmp_path: Path
) -> None:
    text = "<b>Kubek</b> &amp; \u202eevil\u202c\x07\u200b\tend"
    _, pages = await written(
        press, sheet(1, notes=(Block("Note", (text,)),)), stock("a5"), tmp_path
    )
    assert "<b>Kubek</b> &amp; evil end" in pages[0]


async def test_row_that_is_higher_than_a_page_goes_on_over_the_next(
    press: Press, tmp_path: Path
) -> None:
    story = " ".join(f"word{number}" for number in range(900))
    table = Table(COLUMNS, ((Cell("1"), Cell(story), Cell("2"), Cell("3,00\u00a0zł")),))
    made, pages = await written(press, sheet(0, tables=(table,)), stock("a6"), tmp_path)
    assert made.pages > 2
    words = " ".join(pages).split()
    assert [word for word in words if word.startswith("word")] == story.split()
