"""What the computer's own programs see in a paper: its size in millimetres, its bar codes."""

from __future__ import annotations

import subprocess
from pathlib import Path


def tool(*command: object) -> str:
    """Run a program and return what it says; an empty text where it fails."""
    words = [str(word) for word in command]
    return subprocess.run(words, capture_output=True, text=True, check=False).stdout


def size_mm(path: Path) -> tuple[float, float]:
    """Return the size of the first page."""
    words = tool("pdfinfo", path).partition("Page size:")[2].split()
    return float(words[0]) * 25.4 / 72, float(words[2]) * 25.4 / 72


def codes_at(path: Path, dpi: int, picture: Path) -> list[str]:
    """Return the bar codes of a paper of one page, drawn to `picture` without its ending."""
    tool("pdftoppm", "-gray", "-singlefile", "-r", dpi, path, picture)
    return tool("zbarimg", "--quiet", "--raw", picture.with_suffix(".pgm")).split()
