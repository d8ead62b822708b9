"""Foreign numbers become a travel matrix only when they make sense, and oddities are measured."""

from __future__ import annotations

import numpy as np
import pytest

from routing.domain.ids import PlaceId
from routing.errors import InputError, Severity
from routing.travel.gate import Table, inspect_matrix, matrix_from_arrays
from routing.travel.matrix import TravelMatrix

ABC = [PlaceId("a"), PlaceId("b"), PlaceId("c")]


def _issues(duration: Table, distance: Table | None = None) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        matrix_from_arrays(ABC, duration, distance, source="test")
    return [(issue.code, issue.place) for issue in caught.value.issues]


def test_good_numbers_are_rounded_up() -> None:
    """A part of a second counts as one, noise of a millionth does not."""
    matrix = matrix_from_arrays(
        ABC,
        [[0, 10.2, 60], [10.0000001, 0, 61], [60, 61, 0]],
        [[0, 99.5, 700], [100, 0, 710], [700, 710, 0]],
        source="survey",
    )
    assert matrix.duration_s[0].tolist() == [0, 11, 60]
    assert matrix.duration_s[1, 0] == 10
    assert matrix.distance_m[0, 1] == 100
    assert (matrix.source, matrix.notes) == ("survey", ())


def test_every_way_to_say_no_way_is_understood() -> None:
    """NaN, None, infinity and -1 all mean that there is no way; the numbers there are 0."""
    matrix = matrix_from_arrays(
        ABC, [[0, float("nan"), None], [float("inf"), 0, -1], [5, 6, 0]], source="test"
    )
    assert matrix.reachable.tolist() == [
        [True, False, False],
        [False, True, False],
        [True, True, True],
    ]
    assert matrix.duration_s.tolist() == [[0, 0, 0], [0, 0, 0], [5, 6, 0]]
    assert [note.text for note in matrix.notes] == ["metres are unknown and stand as 0"]


@pytest.mark.parametrize(
    ("duration", "distance", "code", "place"),
    [
        ([[0, 1], [1, 0]], None, "travel-shape", "travel, duration_s"),
        ("no numbers", None, "travel-shape", "travel, duration_s"),
        ([[0, 1, 2], [1, 0]], None, "travel-shape", "travel, duration_s"),
        (np.full((3, 3), 9) - 9 * np.eye(3), [[0]], "travel-shape", "travel, distance_m"),
        ([[0, 9, 9], [9, 4, 9], [9, 9, 0]], None, "travel-diagonal", "travel, from b to b"),
        ([[0, 9, -2], [9, 0, 9], [9, 9, 0]], None, "travel-negative", "travel, from a to c"),
        ([[0, 9, 9], [9, 0, 1e300], [9, 9, 0]], None, "travel-too-long", "travel, from b to c"),
        (
            [[0, 9, 9], [9, 0, 9], [9, 9, 0]],
            [[0, 9, 9], [9, 0, None], [9, 9, 0]],
            "travel-no-metres",
            "travel, from b to c",
        ),
    ],
)
def test_one_broken_number_is_told_with_its_place(
    duration: Table, distance: Table | None, code: str, place: str
) -> None:
    """Each kind of fault alone gives one issue that says where."""
    assert _issues(duration, distance) == [(code, place)]


def test_a_place_given_twice_is_told_with_all_the_rest() -> None:
    """Repeated places and a wrong shape are in one report."""
    with pytest.raises(InputError) as caught:
        matrix_from_arrays([PlaceId("a"), PlaceId("a")], [[0]], source="test")
    assert [issue.code for issue in caught.value.issues] == [
        "travel-place-repeated",
        "travel-shape",
    ]


def test_no_places_are_a_matrix() -> None:
    """No places give a matrix of no rows."""
    assert matrix_from_arrays([], [], source="test").duration_s.shape == (0, 0)


def test_measures_of_a_real_looking_table_by_hand() -> None:
    """Zero legs, asymmetry, triangle and reach, counted by hand over four places."""
    matrix = matrix_from_arrays(
        [*ABC, PlaceId("d")],
        [[0, 0, 100, None], [0, 0, 130, None], [120, 121, 0, None], [50, 51, 52, 0]],
        source="test",
    )
    report = inspect_matrix(matrix)
    assert report.places == 4
    assert report.unreachable_legs == 3  # a, b, c to d
    assert report.isolated == ("d",)
    assert report.zero_legs == 2  # a-b and b-a
    # Pairs both ways: ab (0, 0), ac (100, 120: 17 % apart), bc (130, 121: 7 % apart): two of three.
    assert report.asymmetric_permille == 667
    # b to c takes 130, by way of a 0 + 100: 30 s saved, the only leg of nine. c-b by way of a saves 1 s: rounding.
    assert report.triangle_permille == 111
    assert report.triangle_worst_s == 30
    assert [(issue.code, issue.severity) for issue in report.issues] == [
        ("travel-isolated", Severity.WARNING)
    ]
    assert report.usable
    (note,) = report.notes
    assert note.text.startswith("No way leads here, or none away: d. Check")
    assert note.text_zh.startswith("无路可到达或离开：d。请核对")


def test_a_leg_at_aircraft_speed_is_a_warning() -> None:
    """100 km in 10 minutes are 600 km/h: odd, but not impossible to plan with."""
    zero_but_one = [[0, 600, 600], [9, 0, 9], [9, 9, 0]]
    metres = [[0, 100_000, 50_000], [9, 0, 9], [9, 9, 0]]
    report = inspect_matrix(matrix_from_arrays(ABC, zero_but_one, metres, source="test"))
    assert [(i.code, i.place) for i in report.issues] == [
        ("travel-too-fast", "travel, from a to b")
    ]
    assert report.usable
    (note,) = report.notes
    assert note.text.startswith("Legs travelled at more than 500 km/h: 1, the first from a to b.")
    assert note.text_zh.startswith("车速超过每小时 500 公里的路程：1 段，首段为 a 至 b。")


def test_a_broken_matrix_of_a_source_is_not_usable() -> None:
    """A matrix made elsewhere with a negative leg does not pass the gate."""
    duration = np.array([[0, -5], [5, 0]], dtype=np.int64)
    matrix = TravelMatrix(
        place_ids=(PlaceId("a"), PlaceId("b")),
        duration_s=duration,
        distance_m=np.zeros((2, 2), dtype=np.int64),
        reachable=np.ones((2, 2), dtype=np.bool_),
        source="test",
    )
    assert not inspect_matrix(matrix).usable


def test_wrong_unit_everywhere_fills_one_page() -> None:
    """Milliseconds in place of seconds: 50 legs are shown, the other 6,070 - 50 counted."""
    size = 79
    table = np.full((size, size), 90_000_000) * (1 - np.eye(size))
    with pytest.raises(InputError) as caught:
        matrix_from_arrays([PlaceId(str(row)) for row in range(size)], table, source="test")
    assert len(caught.value.issues) == 51
    # 79 x 78 = 6162 legs
    assert caught.value.issues[-1].message.startswith("6112 more")
