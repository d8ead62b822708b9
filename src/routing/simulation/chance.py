"""Chances that depend on what they are about and on nothing else, least of all on what was drawn before."""

from __future__ import annotations

import math
from collections.abc import Sequence
from hashlib import blake2b
from statistics import NormalDist
from typing import TypeVar

__all__ = ["Chance"]

Choice = TypeVar("Choice")

_STANDARD_NORMAL = NormalDist()


class Chance:
    """Numbers drawn by hashing what they are about: the same question has the same answer, whenever it is asked.

    Parameters
    ----------
    seed
        Another seed gives another world.
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def uniform(self, *about: object) -> float:
        """Return a number between 0 and 1, both excluded."""
        text = "|".join(map(str, (self._seed, *about)))
        drawn = int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")
        # 52 bits and a half are as many as a float holds exactly, so that 1 is never reached.
        return ((drawn >> 12) + 0.5) * 2.0**-52

    def is_so(self, share: float, *about: object) -> bool:
        """Return whether something is so that is so with a probability of `share`."""
        return self.uniform(*about) < share

    def whole(self, first: int, last: int, *about: object) -> int:
        """Return a whole number from `first` to `last`, both included, each as likely as the others."""
        return first + int(self.uniform(*about) * (last - first + 1))

    def one_of(self, choices: Sequence[Choice], *about: object) -> Choice:
        """Return one of some choices, each as likely as the others."""
        return choices[self.whole(0, len(choices) - 1, *about)]

    def count(self, mean: float, *about: object) -> int:
        """Return how often something happens that happens `mean` times on average: a Poisson number."""
        number, chance = 0, math.exp(-mean)
        left = self.uniform(*about) - chance
        while left > 0 and chance > 0:
            number += 1
            chance *= mean / number
            left -= chance
        return number

    def factor(self, sigma_percent: int, *about: object) -> float:
        """Return a lognormal factor with mean 1.

        Parameters
        ----------
        sigma_percent
            Standard deviation of its logarithm, in per cent.
        """
        sigma = sigma_percent / 100
        return math.exp(sigma * _STANDARD_NORMAL.inv_cdf(self.uniform(*about)) - sigma**2 / 2)
