"""Labels and paper: the kept file, the stock, the printer's profile, the check, the hand-over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

PDF_FILE = "pdf-file"
"""The printer that is always there: a PDF at the stock's true size, in a file."""

VOID = "VOID"
"""The watermark of a label whose shipment is cancelled."""

MM_PER_INCH = 25.4

SHEET_EDGE_MM = 5.0
"""Office printers cannot print nearer to the edge than about this."""


class DocumentKind(StrEnum):
    """What a sheet of paper is; printer profiles are bound to these."""

    LABEL = "label"
    INVOICE = "invoice"
    ORDER_DETAILS = "order_details"
    HAND_OVER = "hand_over"
    PACKING_SLIP = "packing_slip"
    PICK_LIST = "pick_list"


BESIDE_LABEL = (DocumentKind.INVOICE, DocumentKind.ORDER_DETAILS)
"""What a courier may give beside the label."""


class MediaType(StrEnum):
    """The kinds of file that can be printed, known by their first bytes."""

    PDF = "application/pdf"
    PNG = "image/png"
    JPEG = "image/jpeg"
    GIF = "image/gif"
    ZPL = "application/zpl"
    EPL = "application/epl"

    @property
    def raw(self) -> bool:
        """Whether it is a printer's own language, sent byte for byte and never drawn by us."""
        return self in {MediaType.ZPL, MediaType.EPL}

    @property
    def suffix(self) -> str:
        """The file name ending that people expect, with its dot."""
        return {MediaType.JPEG: ".jpg"}.get(self, "." + self.value.rpartition("/")[2])


@dataclass(frozen=True, slots=True)
class Stock:
    """A size of paper; a `height_mm` of 0 is a roll that is cut where the label ends.

    A `sheet` is office paper: a smaller label goes to its top left corner instead of the middle.
    Of `columns` and `rows` a sheet has cells, each of which is a label of its own.
    """

    key: str
    title: str
    width_mm: float
    height_mm: float
    sheet: bool = False
    columns: int = 1
    rows: int = 1

    @property
    def places(self) -> int:
        """How many labels it holds; numbered from 0, row by row from the top left."""
        return self.columns * self.rows


STOCKS: tuple[Stock, ...] = (
    Stock("100x150", "100 × 150 mm", 100, 150),
    Stock("4x6", "4 × 6 in", 101.6, 152.4),
    Stock("a6", "A6", 105, 148),
    Stock("62mm", "62 mm roll", 62, 0),
    Stock("a5", "A5", 148, 210, sheet=True),
    Stock("a4", "A4", 210, 297, sheet=True),
    Stock("a4-2x2", "A4 sheet, 2 × 2 labels", 210, 297, sheet=True, columns=2, rows=2),
    Stock("a4-1x2", "A4 sheet, 1 × 2 labels", 210, 297, sheet=True, columns=1, rows=2),
)
"""The stocks that a profile can choose, the usual ones of a label printer first."""


def stock_of(key: str) -> Stock | None:
    """Return the stock with that key, if there is one."""
    return next((stock for stock in STOCKS if stock.key == key), None)


class Fit(StrEnum):
    """What to do with ink that would be cut at true size: the answer to the one question."""

    ASK = "ask"
    SHRINK = "shrink"
    CUT = "cut"


@dataclass(frozen=True, slots=True)
class LabelWish:
    """In which form a label is wanted: a printer's own language, at so many dots an inch."""

    media_type: MediaType
    dpi: int


@dataclass(frozen=True, slots=True)
class PrinterProfile:
    """How one printer prints one kind of document; nothing goes to a system default.

    `printer` is the queue's name, `host:port` of a printer that speaks ZPL, or `PDF_FILE`.
    `rotation` is 0, 90, 180 or 270 degrees clockwise. Offsets move the print right and down; so do
    shifts, which are the printer's own, measured on its ruler page, and not kept with the profile.
    `darkness` is -1 (the printer's own) or 0 to 30, for printers that speak ZPL. A margin is what
    stays free on either side of a sheet; None is the stock's usual one. `with_label`, of what a
    courier gives beside the label: it is printed with each label. `native`: its labels are asked
    for in the printer's own language, of couriers that give it.
    """

    title: str
    printer: str
    stock: Stock
    dpi: int = 203
    rotation: int = 0
    offset_x_mm: float = 0.0
    offset_y_mm: float = 0.0
    darkness: int = -1
    margin_x_mm: float | None = None
    margin_y_mm: float | None = None
    shift_x_mm: float = 0.0
    shift_y_mm: float = 0.0
    with_label: bool = False
    native: bool = False

    @property
    def wish(self) -> LabelWish | None:
        """The form in which labels are wanted of a courier; None: as it usually gives them.

        A file takes no printer's language, and a label in one goes on no sheet with others.
        """
        if not self.native or self.to_file or self.stock.places > 1:
            return None
        return LabelWish(MediaType.ZPL, self.dpi)

    @property
    def moved(self) -> tuple[float, float]:
        """How far right and down everything is printed, in mm."""
        return self.offset_x_mm + self.shift_x_mm, self.offset_y_mm + self.shift_y_mm

    @property
    def margins(self) -> tuple[float, float]:
        """The margins of a sheet in mm, left and right, top and bottom."""
        usual = SHEET_EDGE_MM if self.stock.sheet and self.stock.places == 1 else 0.0
        wide, high = self.margin_x_mm, self.margin_y_mm
        return usual if wide is None else wide, usual if high is None else high

    def cell(self, place: int) -> Box:
        """Where that place of a sheet lies: margins and the other places leave it so much."""
        wide, high = self.margins
        stock = self.stock
        width = (stock.width_mm - 2 * wide) / stock.columns
        height = (stock.height_mm - 2 * high) / stock.rows
        row, column = divmod(place, stock.columns)
        left, top = wide + column * width, high + row * height
        return Box(left, top, left + width, top + height)

    @property
    def to_file(self) -> bool:
        """Whether it writes a PDF instead of printing."""
        return self.printer == PDF_FILE

    @property
    def address(self) -> tuple[str, int] | None:
        """Host and port where the printer listens itself, or None for a queue or a file."""
        return address_of(self.printer)


def address_of(printer: str) -> tuple[str, int] | None:
    """Return host and port of a printer that is written as `host:port`, None for another name."""
    host, colon, port = printer.rpartition(":")
    if not colon or not host or not port.isdecimal() or not 0 < int(port) < 65536:  # noqa: PLR2004
        return None
    return host.strip("[]"), int(port)


@dataclass(frozen=True, slots=True)
class LabelFile:
    """A label as it is kept; its size is that of the first page, 0 where a raw file tells none."""

    sha256: str
    media_type: MediaType
    path: str
    pages: int
    width_mm: float
    height_mm: float
    size: int


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in mm from the top left corner of a page."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Its width in mm."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Its height in mm."""
        return self.bottom - self.top

    def grown(self, margin: float) -> Box:
        """Return the box with a margin in mm added on every side."""
        return Box(self.left - margin, self.top - margin, self.right + margin, self.bottom + margin)

    def moved(self, right: float, down: float) -> Box:
        """Return the box so many mm further right and down."""
        return Box(self.left + right, self.top + down, self.right + right, self.bottom + down)

    def meets(self, other: Box) -> bool:
        """Whether the two share any area."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


@dataclass(frozen=True, slots=True)
class BarCode:
    """One bar code found on a page; `module_mm` is its narrowest bar, 0 where not measured."""

    text: str
    symbology: str
    box: Box
    page: int = 0
    module_mm: float = 0.0


class StrangeCodesError(Exception):
    """A page holds codes of which none is its parcel's; whose they are must be known first.

    What the print process asks before it goes on: nothing was handed over, and no person hears it.
    """

    def __init__(self, codes: tuple[str, ...]) -> None:
        super().__init__(codes)
        self.codes = codes


class CheckOutcome(StrEnum):
    """Whether this is the label of that parcel, and whether a scanner will read it."""

    MATCHES = "matches"
    MISMATCH = "mismatch"
    NOT_CHECKED = "not_checked"
    TOO_FINE = "too_fine"


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What the bar codes say; `found` is the code that decided, `codes` all that were seen."""

    outcome: CheckOutcome
    expected: str = ""
    found: str = ""
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a page lies on its stock: scale, clockwise degrees, its corner and its ink in mm.

    `cut` is how many mm of ink lie outside the stock, the worst side (0 = none).
    """

    width_mm: float
    height_mm: float
    x_mm: float
    y_mm: float
    rotation: int
    scale: float
    ink: Box
    cut: float = 0.0


@dataclass(frozen=True, slots=True)
class PrintOrder:
    """One document to be put on paper once.

    `expected` is the tracking number ("" = do not check). `others` are those of other parcels,
    None where it is to be asked whose a code is that is not ours (`StrangeCodesError`).
    `reason` is why it is printed although the check or the fit objects ("" = let them stop it).
    `place` is the cell of a sheet of several labels that it is meant for. `watermark` is a word
    such as DEMO. `output` is the file that `PDF_FILE` writes. `title` is shown in the printer's
    queue: ours, no person's name.
    """

    label: str
    profile: PrinterProfile
    kind: DocumentKind = DocumentKind.LABEL
    expected: str = ""
    others: tuple[str, ...] | None = None
    fit: Fit = Fit.ASK
    reason: str = ""
    watermark: str = ""
    output: str = ""
    title: str = "ShipDesk"
    place: int = 0


@dataclass(frozen=True, slots=True)
class Proof:
    """What would come out of the printer, before it does."""

    check: CheckResult
    placements: tuple[Placement, ...]

    @property
    def cut(self) -> float:
        """How many mm of ink would be cut, the worst page and side."""
        return max((placed.cut for placed in self.placements), default=0.0)


@dataclass(frozen=True, slots=True)
class PrintReceipt:
    """A hand-over to a printer: never proof of paper, since a spooler cannot know.

    `job` is the queue's number where it tells one, else the title it was given; the path for
    a file. `scale` is 1.0 for everything that was not shrunk on purpose or sent raw.
    """

    printer: str
    job: str
    pages: int
    dpi: int
    scale: float
    check: CheckResult
    at: datetime


@dataclass(frozen=True, slots=True)
class Printer:
    """A printer that can be chosen, with what it tells about itself.

    `sizes` are width and height in mm. `raw` says that a printer's own language arrives there
    unchanged and is understood, as far as the queue's own description tells.
    """

    name: str
    title: str
    default_dpi: int = 203
    resolutions: tuple[int, ...] = ()
    sizes: tuple[tuple[float, float], ...] = ()
    custom_sizes: bool = True
    is_default: bool = False
    raw: bool = False


@dataclass(frozen=True, slots=True)
class PreviewImage:
    """A page as a PNG for the screen, with the facts drawn over it."""

    png: bytes
    page: int
    pages: int
    width_mm: float
    height_mm: float
    dpi: int
    ink: Box | None
