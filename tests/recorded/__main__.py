"""Reads recorded answers of the services: `python3 dev.py recorded DIR`.

The folder holds one answer in a file `<slug>.<operation id>.json`, or `<operation id>.json` in a
folder `<slug>`; what stands between the operation and the ending after a blank or `@` is a remark,
so that there may be several of one operation. Ends with 1 where any key is lost.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from shipdesk.providers.raws import EVERYWHERE, Dropped
from shipdesk.providers.tables import Table, load_table
from tests.recorded.keys import Found, in_domain, sort_out
from tests.recorded.replay import SLUGS, replay

_NAME = re.compile(r"(?P<op>[a-z0-9_]+(?:\.[a-z0-9_]+)?)(?:[ @].*)?")


def main(arguments: list[str] | None = None) -> int:
    """Read every answer of a folder and tell which keys went where."""
    parser = argparse.ArgumentParser(prog="dev.py recorded", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--quiet", action="store_true", help="name only what is lost")
    parser.add_argument("--from", dest="start", type=Path, default=Path(), help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    lost = files = 0
    for path, slug, operation in recordings(options.start / options.folder):
        files += 1
        table = load_table(slug)
        if operation not in table.endpoints:
            _say(f"{path.name}: {slug} has no operation {operation}")
            lost += 1
            continue
        found, words = asyncio.run(_look(table, operation, path.read_bytes()))
        lost += len(found.lost)
        if found.lost or not options.quiet:
            _say(f"{path.name}: {words}")
            _tell("lost", found.lost)
        if not options.quiet:
            _tell("dropped on purpose", found.dropped)
    _say(f"{files} answers; lost: {lost}")
    return 1 if lost or not files else 0


def recordings(folder: Path) -> Iterator[tuple[Path, str, str]]:
    """Yield the answers of a folder with service and operation."""
    for path in sorted(folder.rglob("*.json")):
        slug, name = path.parent.name, path.stem
        if slug not in SLUGS:
            slug, _, name = path.stem.partition(".")
        found = _NAME.fullmatch(name)
        if slug in SLUGS and found is not None:
            yield path, slug, found["op"]


async def _look(table: Table, operation: str, body: bytes) -> tuple[Found, str]:
    try:
        content = json.loads(body)
    except ValueError:
        return Found(), "no JSON: a file is kept as it is"
    made = await replay(table.slug, operation, body)
    found = sort_out(content, made.objects, what_is_dropped(table))
    answered = operation in table.section("dropped").get("answers", ())
    if answered:
        found.dropped |= found.lost
        found.lost = set()
    told = in_domain(made.objects, content)
    words = (
        f"{len(found.kept) + len(found.dropped) + len(found.lost)} keys, {told} values in fields,"
        f" {len(found.kept)} keys in raw copies, {len(found.dropped)} dropped;"
        f" lost: {len(found.lost)}"
    )
    if not made.read and not answered:
        words += " (nobody reads this answer)"
    return found, "; ".join((words, *made.problems))


def what_is_dropped(table: Table) -> Dropped:
    """Return every key that a service's table says is kept nowhere, of all kinds."""
    section = table.section("dropped")
    kinds = [EVERYWHERE, *(kind for kind in section if kind not in {EVERYWHERE, "answers"})]
    return Dropped(entry for kind in kinds for entry in section.get(kind, ()))


def _tell(title: str, paths: set[str]) -> None:
    if paths:
        _say(f"    {title}: {', '.join(sorted(paths))}")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
