"""The days of a plan on the clock: drives, visits, waits, lunch, calls and the reserve, side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from routing.outputs.page.day_tables import row_key
from routing.outputs.page.shown import Shown
from routing.plan import Route
from routing.units import HOUR_S, clock_text

__all__ = ["Bar", "Lane", "TimeChart", "time_chart"]

_DAY_STARTS_S, _DAY_ENDS_S = 8 * HOUR_S, 18 * HOUR_S
"""What the chart spans at least."""
_NARROWEST_WITH_NUMBER = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A span of time; `left` and `width` are per cent of the chart, `key` that of the visit's row."""

    kind: str
    left: float
    width: float
    tip: str
    key: str = ""
    customer: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """The day of one account manager; bars that come later lie above earlier ones."""

    key: str
    day: str
    manager: str
    title: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeChart:
    """All days on one clock; `hours` are clock times with their place in per cent."""

    hours: tuple[tuple[str, float], ...]
    lanes: tuple[Lane, ...]


def time_chart(shown: Shown) -> TimeChart:
    """Return the routes on which something is planned, on a clock that holds all of them."""
    routes = [one for one in enumerate(shown.routes) if one[1].entries]
    clock = _Clock.of(shown, [route for _, route in routes])
    return TimeChart(
        hours=tuple(clock.hours()),
        lanes=tuple(
            Lane(
                key=f"r{number}",
                day=route.day.isoformat(),
                manager=route.manager_id,
                title=shown.route_name(route),
                bars=tuple(_bars(shown, clock, number, route)),
            )
            for number, route in routes
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Clock:
    """The span of the chart; whole hours."""

    start_s: int
    end_s: int

    @classmethod
    def of(cls, shown: Shown, routes: list[Route]) -> _Clock:
        spans = [(route.start_s, route.end_s) for route in routes if route.stops]
        spans += [
            (contact.start_s, contact.start_s + contact.length_s)
            for route in routes
            for contact in route.contacts
        ]
        asked = (shown.shifts.get(route.shift_id) for route in routes)
        spans += [(shift.start_s, shift.end_s) for shift in asked if shift is not None]
        starts = [_DAY_STARTS_S, *(start_s for start_s, _ in spans)]
        ends = [_DAY_ENDS_S, *(end_s for _, end_s in spans)]
        return cls(start_s=min(starts) // HOUR_S * HOUR_S, end_s=-(-max(ends) // HOUR_S) * HOUR_S)

    def share(self, seconds: int) -> float:
        return round(100 * seconds / (self.end_s - self.start_s), 2)

    def left(self, clock_s: int) -> float:
        return self.share(clock_s - self.start_s)

    def hours(self) -> Iterator[tuple[str, float]]:
        for clock_s in range(self.start_s, self.end_s + 1, HOUR_S):
            yield clock_text(clock_s), self.left(clock_s)


def _bars(shown: Shown, clock: _Clock, route_number: int, route: Route) -> Iterator[Bar]:
    """Yield the bars of a day. Lunch and calls may interrupt a drive or a wait, so they come after them."""

    def bar(kind: str, start_s: int, end_s: int, name: str, **more: str) -> Bar:
        return Bar(
            kind=kind,
            left=clock.left(start_s),
            width=clock.share(max(0, end_s - start_s)),
            tip=more.pop("tip", f"{name} {shown.hours(start_s, end_s)}"),
            **more,
        )

    words = shown.words
    shift = shown.shifts.get(route.shift_id)
    if shift is not None:
        yield bar("hours", shift.start_s, shift.end_s, words("working hours"))
        if shift.reserve_s:
            yield bar("reserve", shift.end_s - shift.reserve_s, shift.end_s, words("reserve"))
    gone_s = route.start_s
    for stop in route.stops:
        yield bar("drive", gone_s, stop.arrival_s, words("drive"))
        if stop.arrival_s < stop.start_s:
            yield bar("wait", stop.arrival_s, stop.start_s, words("wait"))
        gone_s = stop.departure_s
    if route.stops:
        yield bar("drive", gone_s, route.end_s, words("drive"))
    if route.lunch is not None:
        yield bar("lunch", route.lunch.start_s, route.lunch.end_s, words("lunch"))
    for number, contact in enumerate(route.contacts, start=1):
        yield bar(
            "contact",
            contact.start_s,
            contact.start_s + contact.length_s,
            "",
            tip=shown.tip(None, contact, route),
            key=row_key(route_number, "contact", number),
            customer=contact.customer_id,
        )
    for number, stop in enumerate(route.stops, start=1):
        is_wide = clock.share(stop.length_s) >= _NARROWEST_WITH_NUMBER
        yield bar(
            f"stop {stop.category}",
            stop.start_s,
            stop.departure_s,
            "",
            tip=shown.tip(number, stop, route),
            key=row_key(route_number, "stop", number),
            customer=stop.customer_id,
            number=str(number) if is_wide else "",
        )
