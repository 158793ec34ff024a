"""Start: from the process to the first paint of the real window, over a bare window."""

from __future__ import annotations

from tests.bench.figures import median, profile_with, run_in_turn, show

ORDERS = 100_000
TIMES = 11


def main() -> None:
    """Print the figures."""
    with profile_with(ORDERS) as (root, _):
        told = run_in_turn(
            {"bare": ["bare_window.py"], "real": ["real_window.py", str(root)]}, root, TIMES
        )
    bare = [1000 * (one["painted"] - one["began"]) for one in told["bare"]]
    first = [1000 * (one["painted"] - one["began"]) for one in told["real"]]
    rows = [1000 * (one["rows"] - one["began"]) for one in told["real"]]
    show("bare window with a table, first paint", f"{median(bare):.0f} ms", 1.0)
    ratio = median(first) / median(bare)
    show(f"first paint, {ORDERS:,} cached orders", f"{median(first):.0f} ms", ratio, "aim 1.5")
    show("first rows on the screen", f"{median(rows):.0f} ms", median(rows) / median(bare))
    heavy = sorted({name for one in told["real"] for name in one["heavy"]})
    modules = len(told["real"][0]["modules"])
    show("heavy libraries imported by then", ", ".join(heavy) or "none")
    show("modules of ours imported by then", str(modules))
    bare_mb = median([one["rss_kb"] / 1024 for one in told["bare"]])
    real_mb = median([one["rss_kb"] / 1024 for one in told["real"]])
    show("memory of the bare window", f"{bare_mb:.0f} MB", 1.0)
    show("memory of the window with its first rows", f"{real_mb:.0f} MB", real_mb / bare_mb)
