"""The drawings of the documentation are what our own code draws today."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_drawings_are_up_to_date(tmp_path: Path) -> None:
    """Drawn anew, each drawing is the file that the pages show; `python scripts/draw_concepts.py` mends it."""
    subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "draw_concepts.py"), str(tmp_path)], check=True
    )
    shown = {file.name: file.read_bytes() for file in (ROOT / "docs" / "drawings").glob("*.svg")}
    assert {file.name: file.read_bytes() for file in tmp_path.glob("*.svg")} == shown
