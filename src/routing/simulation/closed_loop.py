"""A stretch of days played one by one: planned as in life, driven through a world that does not keep to plans."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from routing.build_request import places
from routing.domain.calendar import WorkCalendar, china_calendar, week_of
from routing.domain.customer import Customer, Point
from routing.domain.faults import territory_faults
from routing.domain.ids import PlaceId, customer_place
from routing.domain.policy import Policy
from routing.domain.territory import Territory
from routing.domain.time_faults import day_faults
from routing.errors import InputError, Issue, Severity
from routing.simulation.driving import drive
from routing.simulation.happenings import Happenings
from routing.simulation.journal import Journal, State
from routing.simulation.news import learned
from routing.simulation.our_plans import OurPlans
from routing.simulation.season import DayLog, Season
from routing.simulation.strategy import Known, Strategy
from routing.simulation.world import World, check_world
from routing.travel.geodesic import Geodesic
from routing.travel.matrix import TravelSource
from routing.travel.remembered import RememberedTravel

__all__ = ["DayCallback", "simulate"]

DayCallback = Callable[[date, tuple[DayLog, ...]], bool | None]
"""Told of each day that is over, a day off without logs; returning True ends the season with it."""

PLANNED_AHEAD = timedelta(weeks=6)
"""So far beyond the last day plans and deadlines may reach: the calendar spans it."""
_ONE_DAY = timedelta(days=1)


def simulate(  # noqa: PLR0913 - six things make a season, the rest are keywords with defaults
    territory: Territory,
    policy: Policy,
    start: date,
    end: date,
    world: World,
    seed: int,
    *,
    calendar: WorkCalendar | None = None,
    travel: TravelSource | None = None,
    strategy: Strategy | None = None,
    journal: Path | str | None = None,
    progress: DayCallback | None = None,
) -> Season:
    """Return what becomes of a territory that is planned and driven day by day (R18, R20, R21, R23).

    In each evening the strategy plans tomorrow from what is known; on the day everybody drives through the world:
    roads and visits take longer or shorter than planned, doors are locked, customers call off, report anomalies and
    ask for appointments, tasks come in, somebody falls ill. The history grows, and is what the next plan begins from.

    Parameters
    ----------
    territory
        As it stands on the evening before `start`.
    policy
        What the standard asks.
    start, end
        The days, both included.
    world
        How often what happens.
    seed
        Of all chances. The same seed gives every strategy the same world, and the same season on every machine.
    calendar
        Which days are worked, from the eve of `start` until six weeks after `end`; None: China's official calendar.
    travel
        What travel times the planner believes in; None: estimated from distances.
    strategy
        Who plans; None: the library's own chain of plans, `routing.simulation.our_plans.OurPlans`.
    journal
        A file that keeps how far the season has come, written after each week: a season that was broken off goes on
        from there. None: none is kept.
    progress
        Told of each day that is over.

    Raises
    ------
    InputError
        If territory or world contradict themselves, the days are in the wrong order, the calendar does not span them or
        the journal has no folder: with every fault. If the journal is broken, or one of another season.
    SolveError, TravelError, PlanRejected
        As of `routing.planner.plan_day`.

    References
    ----------
    R18, R20, R21, R23. How news, closures and delays are drawn, and from which sources: `routing.simulation.world`
    and `routing.simulation.happenings`.

    Examples
    --------
    Three days with short searches, twice; a year takes the default ones:

    >>> from datetime import date
    >>> from routing import Limits, load_policy, read_territory, simulate
    >>> from routing.simulation import REALISTIC, Effort, OurPlans
    >>> territory, _ = read_territory("data/country-80")
    >>> policy, brief = load_policy("classified"), Limits(iterations=100)
    >>> ours = OurPlans(effort=Effort(month=brief, week=brief, day=brief, road=brief))
    >>> first, last = date(2026, 11, 2), date(2026, 11, 4)
    >>> season = simulate(territory, policy, first, last, REALISTIC, 1, strategy=ours)
    >>> [(log.day.isoformat(), log.planned > 0) for log in season.days]
    [('2026-11-02', True), ('2026-11-03', False), ('2026-11-04', True)]
    >>> season == simulate(territory, policy, first, last, REALISTIC, 1, strategy=ours)
    True
    """
    if faults := list(day_faults(start=start, end=end)):
        raise InputError(faults)
    if faults := [
        *(one for one in territory_faults(territory) if one.severity is Severity.ERROR),
        *_faults_of_days(territory, start, end),
        *_refused(lambda: check_world(world)),
        *_refused(lambda: _spanning(calendar, start, max(start, end))),
        *_faults_of_journal(journal),
    ]:
        raise InputError(faults)
    calendar = _spanning(calendar, start, end)
    strategy = OurPlans() if strategy is None else strategy
    happenings = Happenings(world, seed, territory, policy, calendar, start, end)
    season = Season(
        territory=territory,
        policy=policy,
        calendar=calendar,
        start=start,
        end=end,
        world=world,
        seed=seed,
        strategy=strategy.name,
        news=happenings.news,
        days=(),
    )
    kept = None if journal is None else Journal(Path(journal), season, strategy)
    state = kept.state() if kept is not None else None
    if state is not None and state.next_day > end + _ONE_DAY:
        raise InputError([_beyond(state.next_day, end)])
    state = state or State(next_day=start, territory=territory, num_news=0, records=(), days=())
    remembered = RememberedTravel(
        Geodesic() if travel is None else travel, _all_places(territory, happenings)
    )
    while state.next_day <= end:
        day = state.next_day
        state = _after(day, state, season, remembered, happenings, strategy)
        if kept is not None and (day.isoweekday() == 7 or day == end):  # noqa: PLR2004 - Sunday
            kept.write(state)
        logs = tuple(log for log in state.days if log.day == day)
        if progress is not None and progress(day, logs):
            end = day
            if kept is not None:
                kept.write(state)
    return replace(
        season,
        territory=state.territory,
        news=tuple(one for one in season.news if one.at.date() <= end),
        days=state.days,
        end=end,
    )


def _after(
    day: date,
    state: State,
    season: Season,
    travel: TravelSource,
    happenings: Happenings,
    strategy: Strategy,
) -> State:
    """Return how things stand after a day."""
    evening = datetime.combine(day - _ONE_DAY, season.policy.day.end)
    territory, num_news = state.territory, state.num_news
    while num_news < len(happenings.news) and happenings.news[num_news].at <= evening:
        territory = learned(territory, happenings.news[num_news])
        num_news += 1
    known = Known(
        now=evening,
        territory=territory,
        policy=season.policy,
        calendar=season.calendar,
        travel=travel,
        records=state.records,
    )
    planned = strategy.evening(known, day)
    if not season.calendar.is_working_day(day):
        return State(
            next_day=day + _ONE_DAY,
            territory=territory,
            num_news=num_news,
            records=planned.records,
            days=_told_otherwise(state.days, len(planned.retold)),
        )
    driven = drive(day, planned, known, num_news, happenings, strategy)
    return State(
        next_day=day + _ONE_DAY,
        territory=driven.territory,
        num_news=driven.num_news,
        records=driven.records,
        days=(*state.days, *driven.logs),
    )


def _told_otherwise(days: tuple[DayLog, ...], count: int) -> tuple[DayLog, ...]:
    """Return the logs with customers added who hear of the next week on the eve of a day off: on the last day's."""
    if not days or not count:
        return days
    return (*days[:-1], replace(days[-1], retold=days[-1].retold + count))


def _beyond(next_day: date, end: date) -> Issue:
    return Issue(
        code="journal-goes-further",
        place="end",
        value=end.isoformat(),
        message=f"The journal's season has come to {next_day - _ONE_DAY} already.",
        remedy="Name a later end, or another file.",
    )


def _all_places(territory: Territory, happenings: Happenings) -> dict[PlaceId, Point]:
    """Return all places of a season, of those too who join in the course of it."""
    found = places(territory)
    for news in happenings.news:
        if isinstance(news.what, Customer):
            found[customer_place(news.what.id)] = news.what.point
    return found


def _spanning(calendar: WorkCalendar | None, start: date, end: date) -> WorkCalendar:
    """Return the calendar, China's where none is given; it is refused if it ends before what is planned ahead."""
    if calendar is None:
        calendar = china_calendar(start.year - 1, end.year + 1)
    for day in (week_of(start - _ONE_DAY)[0], end + PLANNED_AHEAD):
        calendar.is_working_day(day)
    return calendar


def _refused(ask: Callable[[], object]) -> tuple[Issue, ...]:
    """Return the faults for which something is refused."""
    try:
        ask()
    except InputError as error:
        return error.issues
    return ()


def _faults_of_journal(journal: Path | str | None) -> Iterator[Issue]:
    if journal is not None and not Path(journal).absolute().parent.is_dir():
        yield Issue(
            code="journal-nowhere",
            place="journal",
            value=Path(journal).name,
            message="Its folder is not there.",
            remedy="Make the folder, or name a file in another one.",
        )


def _faults_of_days(territory: Territory, start: date, end: date) -> list[Issue]:
    faults = []
    if end < start:
        faults.append(
            Issue(
                code="days-out-of-order",
                place="end",
                value=end.isoformat(),
                message=f"It lies before the start, {start}.",
                remedy="Give the first day and then the last.",
            )
        )
    late = sum(one.day >= start for one in territory.history)
    if late:
        faults.append(
            Issue(
                code="history-of-later-days",
                place="territory.history",
                value=str(late),
                message=f"So many visits are of {start} or later, the days to play.",
                remedy="Leave them out, or start later.",
            )
        )
    return faults
