"""A shift more in a question that is encoded already."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from routing.domain.ids import PlaceId
from routing.encode import encode, with_shift
from routing.errors import InputError
from routing.problem import Problem
from tests.odd_requests import odd_fortnight


def _plain(problem: Problem) -> list[object]:
    """Return all that a problem holds as values that compare."""
    graphs = [
        visit.days and [getattr(visit.days, one.name).tolist() for one in fields(visit.days)]
        for visit in problem.visits
    ]
    visits = [replace(visit, days=None) for visit in problem.visits]
    return [problem.travel_s.tolist(), problem.shifts, visits, graphs]


@pytest.mark.parametrize("seed", range(20))
def test_a_shift_more_is_as_if_all_were_encoded_anew(seed: int) -> None:
    """Whichever shift comes last, the first, the last or one between: the problem is that of the whole request."""
    request, matrix = odd_fortnight(seed)
    whole = _plain(encode(request, matrix))
    for k in range(len(request.shifts)):
        fewer = replace(request, shifts=(*request.shifts[:k], *request.shifts[k + 1 :]))
        assert _plain(with_shift(encode(fewer, matrix), request, matrix, k)) == whole


def test_a_shift_from_nowhere_is_refused() -> None:
    """The travel matrix does not know where it starts."""
    request, matrix = odd_fortnight(0)
    problem = encode(replace(request, shifts=request.shifts[1:]), matrix)
    lost = replace(request.shifts[0], start_place_id=PlaceId("nowhere"))
    with pytest.raises(InputError, match="nowhere"):
        with_shift(problem, replace(request, shifts=(lost, *request.shifts[1:])), matrix, 0)
