"""Prints how fast ShipDesk is, and how well its files survive: `python3 dev.py bench [name]…`."""

from __future__ import annotations

import argparse
import sys

from tests.bench import heartbeat, hostile, journal, labels, lists, mutations, services, start

BENCHES = {
    "start": start,
    "lists": lists,
    "heartbeat": heartbeat,
    "services": services,
    "journal": journal,
    "mutations": mutations,
    "hostile": hostile,
    "labels": labels,
}


def main() -> int:
    """Run the benches that were named, or all of them."""
    parser = argparse.ArgumentParser(prog="dev.py bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join(BENCHES))
    names = parser.parse_args().names or list(BENCHES)
    if unknown := [name for name in names if name not in BENCHES]:
        parser.error(f"no such bench: {', '.join(unknown)}; there are {', '.join(BENCHES)}")
    for name in names:
        bench = BENCHES[name]
        sys.stdout.write(f"\n{name}: {(bench.__doc__ or '').partition(': ')[2]}\n")
        sys.stdout.write(f"  (python3 dev.py bench {name})\n")
        if bench.main():
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
