"""What the shop of the demo sells: ceramics and linen in Poland, crafts in India."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, NamedTuple


class Goods(NamedTuple):
    """One product: price in its currency, kilograms and centimetres (None: nobody measured it)."""

    sku: str
    name: str
    price: str
    currency: str
    weight: str | None
    size: tuple[int, int, int] | None

    def dimensions(self) -> dict[str, Any] | None:
        """Size and weight as an order's item carries them, or nothing."""
        if self.size is None or self.weight is None:
            return None
        length, width, height = self.size
        return {"length": length, "width": width, "height": height, "weight": Decimal(self.weight)}


POLISH_GOODS = (
    Goods("MUG-SAND", "Ceramic mug, sand", "34.00", "PLN", "0.20", (12, 9, 9)),
    Goods("MUG-MOSS", "Ceramic mug, moss", "34.00", "PLN", "0.30", (12, 9, 9)),
    Goods("BOWL-BLUE", "Breakfast bowl, blue rim", "44.95", "PLN", "1.05", (16, 16, 7)),
    Goods("VASE-ASH", "Tall vase, ash", "249.00", "PLN", "3.40", (20, 20, 45)),
    Goods("CANDLE-FIG", "Soy candle, fig", "45.00", "PLN", None, None),
    Goods("PLATE-SET", "Dinner plates, set of four", "86.00", "PLN", "1.80", (28, 28, 12)),
    Goods("CUP-PAIR", "Espresso cups, a pair", "60.00", "PLN", "0.90", (18, 9, 8)),
    Goods("NAPKIN-2", "Linen napkins, set of two", "39.25", "PLN", "0.45", (22, 16, 4)),
    Goods("PLANTER-S", "Planter with saucer", "59.00", "PLN", "1.00", (15, 15, 14)),
    Goods("JUG-CREAM", "Milk jug, cream", "59.40", "PLN", "0.60", (14, 11, 15)),
    Goods("TEAPOT", "Teapot with strainer", "91.40", "PLN", "1.10", (24, 16, 15)),
    Goods("BOARD-OAK", "Serving board, oak", "64.00", "PLN", "0.70", (35, 18, 3)),
    Goods("THROW", "Linen throw, natural", "49.00", "PLN", "1.10", (30, 24, 8)),
    Goods("BUTTER", "Butter dish with lid", "39.00", "PLN", "0.30", (18, 12, 9)),
    Goods("SPOON", "Spoon rest, speckled", "36.00", "PLN", "0.30", (14, 10, 4)),
    Goods("SOAP-DISH", "Soap dish, terracotta", "28.50", "PLN", None, None),
)
INDIAN_GOODS = (
    Goods("SCARF-BLOCK", "Block-print scarf, indigo", "1249.50", "INR", None, None),
    Goods("DIYA-BRASS", "Brass diya, a pair", "770.00", "INR", "0.45", (14, 10, 8)),
    Goods("DABBA", "Masala dabba, steel", "899.00", "INR", "0.50", (20, 20, 8)),
    Goods("CUSHION", "Handloom cushion cover", "890.00", "INR", "0.55", (26, 20, 4)),
    Goods("POT-TERRA", "Terracotta planter, small", "649.00", "INR", None, None),
    Goods("TOTE-JUTE", "Jute tote, natural", "560.00", "INR", "0.45", (34, 28, 3)),
    Goods("STOLE-SILK", "Silk stole, marigold", "2499.00", "INR", None, None),
    Goods("TEA-MASALA", "Masala chai, 500 g tin", "475.00", "INR", "0.60", (12, 12, 14)),
    Goods("LAMP-CANE", "Cane lampshade", "1890.00", "INR", "1.30", (32, 32, 28)),
    Goods("JOURNAL", "Handmade paper journal", "399.00", "INR", "0.35", (21, 15, 3)),
    Goods("BLOCK-SET", "Printing blocks, set of three", "1120.00", "INR", "0.80", (18, 14, 6)),
)
BY_SKU = {goods.sku: goods for goods in (*POLISH_GOODS, *INDIAN_GOODS)}
