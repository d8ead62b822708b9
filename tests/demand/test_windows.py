"""Windows for the start of a visit: by weekday, around closed periods, cut and merged."""

from __future__ import annotations

from datetime import date, time

from hypothesis import given
from hypothesis import strategies as st

from routing.demand.windows import WHOLE_DAY, Window, intersection, opening_windows, without
from routing.domain.customer import DateRange, OpeningHours, Weekday
from tests.demand.small_territory import MONDAY, TUESDAY, shop

HOUR = 3600


def hours(start: int, end: int, *weekdays: Weekday) -> OpeningHours:
    """Return opening hours on some weekdays, by default on Monday."""
    return OpeningHours(
        weekdays=frozenset(weekdays or {Weekday.MONDAY}), start=time(start), end=time(end)
    )


def test_without_opening_hours_a_shop_is_always_open() -> None:
    """No window given means that any time will do."""
    assert opening_windows(shop(), MONDAY) == WHOLE_DAY


def test_hours_of_the_weekday_hold_ascending_and_merged() -> None:
    """15-18, 8-10 and 9-12 on Monday are 8-12 and 15-18; Tuesday has no window and is closed."""
    customer = shop(opening_hours=(hours(15, 18), hours(8, 10), hours(9, 12)))
    assert opening_windows(customer, MONDAY) == ((8 * HOUR, 12 * HOUR), (15 * HOUR, 18 * HOUR))
    assert opening_windows(customer, TUESDAY) == ()


def test_closed_periods_include_both_ends() -> None:
    """Closed from 1 to 23 November: not open on Monday 23, open on Tuesday 24."""
    customer = shop(closed=(DateRange(first=date(2026, 11, 1), last=MONDAY),))
    assert opening_windows(customer, MONDAY) == ()
    assert opening_windows(customer, TUESDAY) == WHOLE_DAY


def test_cuts_and_gaps_are_closed_intervals() -> None:
    """What is cut out takes both its ends with it; what is kept keeps them."""
    assert without([(0, 100)], (40, 60)) == ((0, 39), (61, 100))
    assert without([(0, 100)], (0, 99)) == ((100, 100),)
    assert intersection([(0, 10), (20, 30)], (10, 25)) == ((10, 10), (20, 25))


WINDOWS = st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda pair: (min(pair), max(pair)))


@given(windows=st.lists(WINDOWS, max_size=3), other=WINDOWS)
def test_cut_and_rest_share_the_seconds(windows: list[Window], other: Window) -> None:
    """Each second of the windows is either in the intersection or in the remainder, never in both."""

    def seconds(of: object) -> list[int]:
        assert isinstance(of, list | tuple)
        return sorted(second for start, end in of for second in range(start, end + 1))

    inside, outside = intersection(windows, other), without(windows, other)
    assert sorted(seconds(inside) + seconds(outside)) == seconds(windows)
    assert all(other[0] <= second <= other[1] for second in seconds(inside))
    assert not any(other[0] <= second <= other[1] for second in seconds(outside))
