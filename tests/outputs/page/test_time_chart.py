"""The time chart: what stands when, in per cent of the day."""

from __future__ import annotations

from dataclasses import replace

from routing.outputs.page.shown import Shown
from routing.outputs.page.time_chart import Bar, time_chart
from routing.outputs.page.words import PageWords
from routing.outputs.people import People
from routing.plan import Lunch
from routing.terms import Language
from tests.worked_month import MANAGER, october, worked_month

MONTH = worked_month()
HOUR_S = 3600


def bars(shown: Shown, number: int) -> dict[str, tuple[float, float]]:
    """Return left end and width of the bars of a lane by kind; drives get a number."""
    found: dict[str, tuple[float, float]] = {}
    for bar in time_chart(shown).lanes[number].bars:
        kind = f"{bar.kind} {sum(one.startswith('drive') for one in found)}"
        found[kind if bar.kind == "drive" else bar.kind] = (bar.left, bar.width)
    return found


def shown(*, reserve_s: int = 0, lunch: Lunch | None = None, wait_s: int = 0) -> Shown:
    """Return the month with a reserve, and with lunch and a wait on its first day."""
    first = MONTH.plan.routes[0]
    (stop,) = first.stops
    late = replace(stop, start_s=stop.start_s + wait_s)
    route = replace(first, lunch=lunch, stops=(late,), end_s=first.end_s + wait_s)
    shifts = tuple(replace(one, reserve_s=reserve_s) for one in MONTH.request.shifts)
    return Shown.of(
        replace(MONTH.plan, routes=(route, *MONTH.plan.routes[1:])),
        People.of(MONTH.territory, names=True),
        PageWords(Language.ZH),
        replace(MONTH.request, shifts=shifts),
        {},
        frozenset(),
    )


def test_chart_spans_the_working_day() -> None:
    """From 08:00 to 18:00 there are ten hours, each a tenth of the chart."""
    hours = time_chart(shown()).hours
    assert hours[0] == ("08:00", 0.0)
    assert hours[1] == ("09:00", 10.0)
    assert hours[-1] == ("18:00", 100.0)


def test_bars_of_a_day() -> None:
    """Away at 08:30, with A from 08:40 to 08:55, back at 09:15; reserve from 17:00 to 17:30.

    Ten hours are 100 %: ten minutes are 1.67 %, a quarter of an hour 2.5 %.
    """
    assert bars(shown(reserve_s=1800), 0) == {
        "hours": (5.0, 90.0),
        "reserve": (90.0, 5.0),
        "drive 0": (5.0, 1.67),
        "drive 1": (9.17, 3.33),
        "stop mandatory": (6.67, 2.5),
    }


def test_wait_and_lunch_have_bars() -> None:
    """Half an hour of waiting, from 08:40 on; lunch from 12:00 to 13:00, above the drives."""
    found = bars(shown(wait_s=1800, lunch=Lunch(start_s=12 * HOUR_S, end_s=13 * HOUR_S)), 0)
    assert found["wait"] == (6.67, 5.0)
    assert found["lunch"] == (40.0, 10.0)
    assert list(found).index("lunch") > list(found).index("drive 1")


def test_days_without_anything_have_no_lane() -> None:
    """Of all routes of the month five have visits or calls."""
    chart = time_chart(shown())
    assert [lane.day for lane in chart.lanes] == [str(october(day)) for day in (8, 14, 19, 20, 22)]
    contact = chart.lanes[1].bars[-1]
    # 10:00 to 10:05
    assert (contact.kind, contact.left, contact.width) == ("contact", 20.0, 0.83)
    assert isinstance(contact, Bar)
    assert "电话" in contact.tip
    assert {lane.manager for lane in chart.lanes} == {MANAGER}


def test_chart_grows_with_long_days() -> None:
    """A visit that ends at 20:10 makes the chart end at 21:00."""
    late = shown(wait_s=11 * HOUR_S)
    assert time_chart(late).hours[-1] == ("21:00", 100.0)
