"""Leaves a picture of every page: `python -m tests.visual FOLDER [100 150 …]`, scales in per cent.

Light and dark, 1,440 and 1,100 pixels wide; what is cut anywhere is told.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SCALES = ("100", "150")


def walk(scale: str, *rest: str) -> subprocess.Popen[str]:
    """Start a walk at a scale in a process of its own: Qt scales once, at its start."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.visual.walk", scale, *rest],
        cwd=Path(__file__).resolve().parents[2],
        env={
            **os.environ,
            "QT_QPA_PLATFORM": "offscreen",
            "QT_SCALE_FACTOR": str(int(scale) / 100),
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def main(folder: Path, scales: tuple[str, ...]) -> int:
    """Walk at every scale, one after another, and return the worst exit code."""
    folder.mkdir(parents=True, exist_ok=True)
    worst = 0
    for scale in scales:
        process = walk(scale, str(folder.resolve()))
        told, _ = process.communicate()
        sys.stdout.write(f"== {scale} %\n{told}")
        worst = max(worst, process.returncode)
    sys.stdout.write(f"{len([*folder.glob('*.png')])} pictures are in {folder}\n")
    return worst


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), tuple(sys.argv[2:]) or SCALES))
