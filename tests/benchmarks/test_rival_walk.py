"""How a list is walked: the arithmetic of single streets, 100 s from house to house, from 08:30 (30,600 s) on."""

from __future__ import annotations

from benchmarks.rivals.walk import Walk, Wanted, walked
from routing.build_request import places, start_place
from routing.demand.windows import WHOLE_DAY, Window
from routing.domain.ids import CustomerId, customer_place
from routing.units import HOUR_S
from tests.benchmarks.street import CLASSIFIED, Street, shop, territory

EIGHT_THIRTY = 30_600
VISIT_S = 600
STREET = territory(*(shop(f"c{number}", number) for number in range(1, 10)))
MATRIX = Street().matrix(places(STREET))
BASE_PLACE = start_place(STREET.managers[0])


def want(
    number: int, windows: tuple[Window, ...] = WHOLE_DAY, *, aim_s: int | None = None
) -> Wanted:
    """Return a visit of ten minutes to a house."""
    name = CustomerId(f"c{number}")
    return Wanted(
        customer_id=name,
        place_id=customer_place(name),
        length_s=VISIT_S,
        windows=windows,
        aim_s=aim_s,
    )


def walk(*wanted: Wanted, leaves_s: int = EIGHT_THIRTY, keeps_order: bool = False) -> Walk:
    """Return how somebody at the base walks the list."""
    return walked(
        wanted,
        MATRIX,
        CLASSIFIED,
        from_place=BASE_PLACE,
        home=BASE_PLACE,
        leaves_s=leaves_s,
        owes_lunch=True,
        keeps_order=keeps_order,
    )


def houses(found: Walk) -> list[int]:
    """Return the house numbers in their order."""
    return [int(one.customer_id[1:]) for one in found.order]


def test_the_nearest_comes_next() -> None:
    """Houses 1, 2 and 4 from the base on, whatever the list says; three visits and 400 s each way."""
    found = walk(want(4), want(1), want(2))
    assert houses(found) == [1, 2, 4]
    # 30600 + (100 + 600) + (100 + 600) + (200 + 600) + 400
    assert found.back_s == 33_200
    assert found.leaves_s == EIGHT_THIRTY


def test_an_appointment_is_gone_to_when_it_is_time() -> None:
    """House 2 leaves time for house 1 at 32,200 s, house 3 after it does not."""
    # House 2: 30800 to 31400; then house 3: 31500 to 32100, and 200 s back to house 1 make 32300.
    agreed = want(1, ((31_900, 33_100),), aim_s=32_200)
    assert houses(walk(agreed, want(2), want(3))) == [2, 1, 3]
    # A hundred seconds later both fit.
    later = want(1, ((32_000, 33_200),), aim_s=32_300)
    assert houses(walk(later, want(2), want(3))) == [2, 3, 1]


def test_who_is_late_for_an_appointment_goes_there_all_the_same() -> None:
    """House 9 was agreed for 08:35, which is past when he gets there; nobody else comes before."""
    agreed = want(9, ((30_300, 31_500),), aim_s=30_600)
    assert houses(walk(want(1), agreed)) == [9, 1]


def test_who_is_shut_is_left_for_later() -> None:
    """House 1 opens at nine, in more than a quarter of an hour: house 3 comes first."""
    assert houses(walk(want(1, ((9 * HOUR_S, 18 * HOUR_S),)), want(3))) == [3, 1]


def test_a_short_wait_is_worth_it() -> None:
    """House 1 opens at 31,500 s, 800 s after he is there: no quarter of an hour."""
    found = walk(want(1, ((31_500, 18 * HOUR_S),)), want(3))
    assert houses(found) == [1, 3]
    # He may as well leave 800 s later.
    assert found.leaves_s == 31_400


def test_who_closes_soon_is_not_missed() -> None:
    """House 5 closes at 31,700 s: he is there at 30600 + 100 + 600 + 400 with house 1 before it, later with two."""
    closes = want(5, ((0, 31_700),))
    assert houses(walk(want(1), closes, want(2))) == [1, 5, 2]


def test_who_does_not_open_any_more_is_not_in_the_walk() -> None:
    """House 1 closed at eight."""
    assert houses(walk(want(1, ((0, 8 * HOUR_S),)), want(2))) == [2]


def test_lunch_is_had_before_a_visit_that_would_end_after_one_o_clock() -> None:
    """From 12:55 on (46,500 s) lunch takes 3,600 s, then 100 s to house 1 and 600 s with it, and home."""
    found = walk(want(1), leaves_s=46_500)
    assert found.eats_first
    assert found.back_s == 46_500 + 3600 + 100 + 600 + 100
    assert not walk(want(1), leaves_s=46_000).eats_first


def test_a_long_wait_before_an_appointment_is_for_lunch() -> None:
    """Noon (43,200 s), the appointment at two: he eats first and leaves 49,800 - 100 - 3,600 s."""
    found = walk(want(1, ((49_500, 50_700),), aim_s=49_800), leaves_s=12 * HOUR_S)
    assert found.eats_first
    assert found.leaves_s == 46_100


def test_a_list_in_order_is_followed() -> None:
    """House 4 first, as the list says; the nearest only where the first cannot be next."""
    assert houses(walk(want(4), want(1), want(2), keeps_order=True)) == [4, 1, 2]
    shut = want(4, ((10 * HOUR_S, 18 * HOUR_S),))
    assert houses(walk(shut, want(2), want(1), keeps_order=True)) == [1, 2, 4]
