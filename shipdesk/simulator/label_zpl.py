"""Parcel labels in the printers' own languages, ZPL II and EPL2."""

from __future__ import annotations

from collections.abc import Sequence

from shipdesk.simulator.label_pdf import grouped, to_ascii
from shipdesk.simulator.label_pdf_shipx import ShipxLabel

_ESCAPED = {"^": "_5E", "~": "_7E", "_": "_5F"}


def zpl_labels(labels: Sequence[ShipxLabel], *, dpi: int = 203) -> bytes:
    """One ^XA…^XZ block a label on 105 x 148 mm, UTF-8; bars are 4 dots at 203 dpi, 6 at 300."""
    return "".join(_zpl(label, dpi / 203) for label in labels).encode()


def epl_labels(labels: Sequence[ShipxLabel]) -> bytes:
    """The same for EPL2 printers at 203 dpi, in plain letters: EPL2 knows no UTF-8."""
    return "".join(_epl(label) for label in labels).encode("ascii")


def _field(text: str) -> str:
    """Text as ^FD data with ^FH: what ZPL would read as a command is spelt in hexadecimal."""
    return "".join(_ESCAPED.get(letter, letter) for letter in text if letter.isprintable())


def _zpl(label: ShipxLabel, scale: float) -> str:
    def dots(value: float) -> int:
        return round(value * scale)

    def words(x: int, y: int, height: int, text: str, width: int = 780) -> str:
        return (
            f"^FO{dots(x)},{dots(y)}^A0N,{dots(height)},{dots(height)}"
            f"^TBN,{dots(width)},{dots(height)}^FH^FD{_field(text)}^FS\n"
        )

    def line(y: int) -> str:
        return f"^FO{dots(30)},{dots(y)}^GB{dots(778)},{dots(3)},{dots(3)}^FS\n"

    module = 4 if scale < 1.2 else 6  # noqa: PLR2004 - between 203 and 300 dpi
    bars = module * (11 * (len(label.tracking_number) // 2) + 35)
    place = f"{label.address}, {label.town}" if label.target else label.town
    heading = label.target or label.address
    return (
        "^XA\n^CI28\n"
        f"^PW{dots(839)}\n^LL{dots(1183)}\n^LH0,0\n"
        + words(30, 36, 60, "InPost", 220)
        + words(270, 40, 30, label.product, 420)
        + words(270, 76, 24, label.service_line, 420)
        + words(730, 30, 80, label.size, 90)
        + line(120)
        + words(30, 132, 20, "NADAWCA")
        + words(30, 156, 24, label.sender)
        + words(30, 186, 24, f"tel. {label.sender_phone}")
        + line(222)
        + words(30, 234, 20, "ODBIORCA")
        + words(30, 262, 44, label.recipient, 560)
        + words(30, 314, 28, f"tel. {label.recipient_phone}", 560)
        + words(30, 350, 90 if label.target else 40, heading, 560)
        + words(30, 456, 28, place)
        + f"^FO{dots(640)},{dots(244)}^BQN,2,{dots(6)}^FH^FDMA,{_field(label.tracking_number)}^FS\n"
        + line(498)
        + f"^FO{(dots(839) - bars) // 2},{dots(526)}^BY{module}"
        + f"^BCN,{dots(230)},N,N,N,A^FH^FD{_field(label.tracking_number)}^FS\n"
        + words(130, 772, 34, grouped(label.tracking_number), 640)
        + line(820)
        + words(30, 836, 24, f"Ref. {label.reference or '-'}", 300)
        + words(350, 836, 24, f"{label.contents} · {label.date}", 460)
        + f"^FO{dots(30)},{dots(880)}^GB{dots(778)},{dots(120)},{dots(2)}^FS\n"
        + words(190, 912, 60, "DEMO LABEL", 560)
        + words(570, 1050, 70, label.sort_code, 240)
        + "^XZ\n"
    )


def _epl(label: ShipxLabel) -> str:
    def words(x: int, y: int, face: int, text: str, stretch: int = 1) -> str:
        plain = to_ascii(text).replace("\\", "\\\\").replace('"', '\\"')
        return f'A{x},{y},0,{face},{stretch},{stretch},N,"{plain}"\n'

    code = label.tracking_number
    left = (839 - 4 * (11 * (len(code) // 2) + 35)) // 2
    return (
        "\nN\nq839\nQ1183,24\n"
        + words(30, 36, 5, "INPOST")
        + words(270, 40, 3, label.product)
        + words(270, 76, 2, label.service_line)
        + words(740, 30, 5, label.size or " ")
        + "LO30,120,778,3\n"
        + words(30, 150, 2, label.sender)
        + words(30, 180, 2, f"tel. {label.sender_phone}")
        + "LO30,222,778,3\n"
        + words(30, 254, 4, label.recipient)
        + words(30, 300, 3, f"tel. {label.recipient_phone}")
        + words(30, 350, 4, label.target or label.address, 2)
        + words(30, 456, 3, f"{label.address}, {label.town}" if label.target else label.town)
        + f'B{left},526,0,1C,4,4,230,N,"{to_ascii(code)}"\n'
        + words(150, 772, 3, grouped(code))
        + words(30, 836, 2, f"Ref. {label.reference or '-'}")
        + words(30, 864, 2, f"{label.contents}  {label.date}")
        + "LO30,900,778,3\n"
        + words(190, 920, 4, "DEMO LABEL", 2)
        + words(590, 1050, 4, label.sort_code, 2)
        + "P1\n"
    )
