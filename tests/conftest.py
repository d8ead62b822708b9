"""What all tests share: where the measured data stands, and how hypothesis searches."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent

# Shared machines make deadlines a lottery. Under CI the same examples come every time, so that a
# failure is the change's and not the day's.
settings.register_profile("default", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI", "").lower() in {"1", "true"} else "default")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of real and published data; tests that ask for it are skipped where it is absent."""
    folder = Path(os.environ.get("ROUTING_SHARED_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(
            "no ../shared/data beside the project; ROUTING_SHARED_DATA can name another folder"
        )
    return folder
