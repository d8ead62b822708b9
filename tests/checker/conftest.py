"""The day worked out by hand, for all tests of the checker."""

from __future__ import annotations

import pytest

from tests.checker.worked_plan import Case, worked_case


@pytest.fixture
def case() -> Case:
    """Request, matrix and a plan without a fault."""
    return worked_case()
