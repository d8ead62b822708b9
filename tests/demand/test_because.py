"""Why a visit is owed, as sentences in two languages."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from routing.demand.because import anomalous
from routing.domain.events import AnomalyKind


@pytest.mark.parametrize("kind", list(AnomalyKind))
def test_chinese_names_the_kind_of_an_anomaly_in_chinese(kind: AnomalyKind) -> None:
    """In English the kind stands as a table has it, in Chinese no Latin letter is left."""
    reported_at = datetime(2026, 11, 2, 9, 0)  # noqa: DTZ001 - local time
    because = anomalous(kind, reported_at, date(2026, 11, 4))
    assert f"'{kind}'" in because.text
    assert not any(letter.isascii() and letter.isalpha() for letter in because.text_zh)
