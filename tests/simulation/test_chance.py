"""Chances: the numbers that they give, and that they keep to what they are about."""

from __future__ import annotations

import math
from collections import Counter
from itertools import pairwise
from statistics import fmean

from hypothesis import given
from hypothesis import strategies as st

from routing.simulation.chance import Chance

TRIES = 10_000


@given(seed=st.integers(), about=st.lists(st.text() | st.integers(), max_size=3))
def test_the_same_question_has_the_same_answer(seed: int, about: list[str | int]) -> None:
    """Whoever asks again hears the same, strictly between 0 and 1."""
    drawn = Chance(seed).uniform(*about)
    assert 0 < drawn < 1
    assert Chance(seed).uniform(*about) == drawn


def test_another_seed_and_another_question_have_other_answers() -> None:
    """Neighbouring seeds and numbers share nothing: 400 questions, 400 answers."""
    answers = {Chance(seed).uniform("door", number) for seed in range(20) for number in range(20)}
    assert len(answers) == 400


def test_uniform_numbers_fill_their_range_evenly() -> None:
    """A tenth in each tenth, 1000 of 10,000, +-4 sqrt(10,000 x 0.1 x 0.9) = 120; neighbours are not alike."""
    drawn = [Chance(1).uniform("x", number) for number in range(TRIES)]
    tenths = Counter(int(10 * one) for one in drawn)
    assert sorted(tenths) == list(range(10))
    assert all(abs(number - 1000) < 120 for number in tenths.values())
    # The product of two independent numbers around 0 has mean 0 and standard deviation 1/12.
    products = [(one - 0.5) * (other - 0.5) for one, other in pairwise(drawn)]
    assert abs(fmean(products)) < 4 / 12 / math.sqrt(TRIES)


def test_whole_numbers_include_both_ends() -> None:
    """A die falls on each of six faces, 10,000 / 6 = 1667 +- 4 sqrt(10,000 x 5 / 36) = 149 times."""
    faces = Counter(Chance(1).whole(1, 6, number) for number in range(TRIES))
    assert sorted(faces) == [1, 2, 3, 4, 5, 6]
    assert all(abs(number - 1667) < 149 for number in faces.values())


def test_counts_are_those_of_poisson() -> None:
    """With a mean of a half: none in exp(-0.5) = 60.7 per cent, one in 30.3, two in 7.6, each within 4 sigma."""
    counts = Counter(Chance(1).count(0.5, number) for number in range(TRIES))
    for number, share in ((0, 0.6065), (1, 0.3033), (2, 0.0758)):
        sigma = math.sqrt(TRIES * share * (1 - share))
        assert abs(counts[number] - TRIES * share) < 4 * sigma


@given(about=st.integers())
def test_what_has_no_rate_never_happens(about: int) -> None:
    """Nothing happens with a mean of 0, nothing is so with a share of 0, everything with one of 1."""
    chance = Chance(1)
    assert chance.count(0, about) == 0
    assert not chance.is_so(0, about)
    assert chance.is_so(1, about)


def test_factors_have_mean_one_and_their_spread() -> None:
    """20 per cent: mean 1 +- 4 x 0.202 / sqrt(10,000), logarithms spread by 0.2 +- 4 x 0.2 / sqrt(20,000)."""
    factors = [Chance(1).factor(20, number) for number in range(TRIES)]
    assert abs(fmean(factors) - 1) < 0.0081
    logs = [math.log(one) for one in factors]
    spread = math.sqrt(fmean([one**2 for one in logs]) - fmean(logs) ** 2)
    assert abs(spread - 0.2) < 0.0057
    assert Chance(1).factor(0, "anything") == 1
