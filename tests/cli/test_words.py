"""Every word that a plan may hold has its Chinese."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from routing.cli.words import Language, Words
from routing.domain.customer import CustomerClass, Mode
from routing.domain.visit import Category, Cause
from routing.status import LEVEL_NAMES, Level, StoppedBy

WEEK = [f"{date(2026, 11, 2) + timedelta(days=n):%A}" for n in range(7)]


@pytest.mark.parametrize(
    "word",
    sorted({*Category, *Cause, *CustomerClass, *Mode, *StoppedBy, *WEEK}),
)
def test_word_has_its_chinese(word: str) -> None:
    """Each value of the domain that is shown, and each weekday, reads as Chinese; English stays as it is."""
    chinese = Words(Language.ZH)(word)
    assert all("\u4e00" <= letter <= "\u9fff" or letter in "（）" for letter in chinese)
    assert Words(Language.EN)(word) == word


def test_levels_all_have_a_name() -> None:
    """No level of the objective is shown without its name in both languages."""
    assert sorted(LEVEL_NAMES) == sorted(Level)
    for english, chinese in LEVEL_NAMES.values():
        assert english.isascii()
        assert all("\u4e00" <= letter <= "\u9fff" or letter in "（）" for letter in chinese)
