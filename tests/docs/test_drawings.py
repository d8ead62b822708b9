"""The drawings of the documentation are what our own code draws today."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_drawings_are_up_to_date(tmp_path: Path) -> None:
    """Drawn anew, each drawing is the file that the pages show; `python docs/drawings.py` mends it."""
    subprocess.run([sys.executable, str(DOCS / "drawings.py"), str(tmp_path)], check=True)
    shown = {file.name: file.read_bytes() for file in (DOCS / "drawings").glob("*.svg")}
    assert {file.name: file.read_bytes() for file in tmp_path.glob("*.svg")} == shown
