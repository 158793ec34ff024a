"""The tour: the real window, driven by mouse and keys through the whole main job, with proof."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def run_tour(folder: Path, skip: str = "") -> int:
    """Walk through the demo offscreen; leave pictures, labels and a summary in `folder`.

    Returns 0 only when every step happened and the couriers' books and the bar codes agree.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from shipdesk.tour.walk import walk  # noqa: PLC0415 - after the platform was chosen

    folder.mkdir(parents=True, exist_ok=True)
    sys.stdout.write("The tour walks through the demo. Nothing leaves this computer.\n")
    sys.stdout.flush()
    holds = walk(folder, skip)
    sys.stdout.write((folder / "summary.txt").read_text(encoding="utf-8"))
    sys.stdout.write(f"Pictures and labels are in {folder}.\n")
    return 0 if holds else 1
