"""Two plans, held side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, replace
from datetime import date, datetime, time, timedelta

from routing.comparison.values import (
    Comparison,
    FigurePair,
    LevelPair,
    ReorderedRoute,
    TermPair,
    Verdict,
)
from routing.comparison.verdict import verdict_sentence
from routing.domain.ids import CustomerId
from routing.domain.time_faults import is_day, moment_faults, no_day
from routing.domain.visit import Category, Cause
from routing.errors import InputError, Issue
from routing.plan import Contact, Kpis, ObjectiveTerm, Plan, Route, Stop, UnassignedVisit
from routing.plan_chain.differences import QUARTER_HOUR_S, differences
from routing.plan_chain.record import planned_visits
from routing.status import Level

__all__ = ["compare"]

_Days = tuple[date, date]
_PER_VISIT = "travel_per_visit_s"


def compare(
    before: Plan,
    after: Plan,
    *,
    days: tuple[date, date] | None = None,
    since: datetime | None = None,
    retimed_over_s: int = QUARTER_HOUR_S,
) -> Comparison:
    """Return how two plans of a territory differ, and which is better on which level.

    Parameters
    ----------
    before, after
        Plans of a day, a week, a month or any span of days, be they of the same length or not.
    days
        First and last day to compare. None means from the later first to the earlier last day with a route; where the
        days that the plans were made for are known, as from records, they say more than that.
    since
        Compare what starts from then on, local time: one of the plans was made on the road and holds the rest of its
        day only. None: everything of the days.
    retimed_over_s
        Up to so many seconds a visit may start earlier or later without being mentioned.

    Raises
    ------
    InputError
        If they are plans of different territories, or have no day in common, or a day or the moment is none.

    References
    ----------
    R12: what makes a plan better; R18: how plans follow each other.

    Examples
    --------
    What it costs to keep an hour free instead of half an hour (R20):

    >>> from datetime import date
    >>> from routing import Geodesic, Limits, china_calendar, load_policy, plan_day, read_territory
    >>> from routing.comparison import compare
    >>> territory, _ = read_territory("data/country-80")
    >>> policy, calendar = load_policy("classified"), china_calendar(2026, 2027)
    >>> before, after = (
    ...     plan_day(territory, terms, calendar, Geodesic(), date(2026, 11, 2), limits=Limits(iterations=100))
    ...     for terms in (policy, policy.derive({"day.reserve_minutes": 60}))
    ... )
    >>> comparison = compare(before, after)
    >>> comparison.verdict.value, comparison.decided_on.name, comparison.is_same_request
    ('first', 'FLOOR', False)
    >>> comparison.text.partition(":")[0], len(comparison.differences) > 0
    ('The first plan is better', True)
    """
    if faults := [
        *(no_day("days", day) for day in days or () if not is_day(day)),
        *(() if since is None else _faults_of_time(since)),
    ]:
        raise InputError(faults)
    common = _common_days(before, after) if days is None else days
    if faults := list(_faults(before, after, common)):
        raise InputError(faults)
    routes = [_routes(plan, common, since) for plan in (before, after)]
    is_same_days = since is None and all(
        len(kept) == len(plan.routes) for kept, plan in zip(routes, (before, after), strict=True)
    )
    visits = [
        [
            one
            for one in planned_visits(plan)
            if common[0] <= one.day <= common[1] and (since is None or one.starts_at >= since)
        ]
        for plan in (before, after)
    ]
    gone, come = _left_out(before, after, common, is_same_days=is_same_days)
    levels = tuple(
        LevelPair(
            level=level,
            before=before.objective.levels[level],
            after=after.objective.levels[level],
        )
        for level in Level
    )
    terms = tuple(_terms(before, after))
    decided = next((one for one in levels if one.before != one.after), None)
    verdict = Verdict.EQUAL
    if not is_same_days:
        verdict, decided = Verdict.UNKNOWN, None
    elif decided is not None:
        verdict = Verdict.SECOND if decided.after < decided.before else Verdict.FIRST
    is_same_request = before.provenance.request_digest == after.provenance.request_digest
    text, text_zh = verdict_sentence(
        verdict, levels, terms, is_same_request=is_same_request, since=since
    )
    return Comparison(
        territory_id=before.territory_id,
        first=common[0],
        last=common[1],
        since=since,
        is_same_days=is_same_days,
        is_same_request=is_same_request,
        differences=differences(*visits, retimed_over_s=retimed_over_s),
        reordered=tuple(_reordered(*routes)),
        newly_left_out=come,
        no_longer_left_out=gone,
        figures=tuple(_figures(before, after, routes, is_same_days=is_same_days)),
        levels=levels,
        terms=terms,
        verdict=verdict,
        decided_on=None if decided is None else decided.level,
        text=text,
        text_zh=text_zh,
    )


# ------------------------------------------------------------------ what can be compared


def _common_days(before: Plan, after: Plan) -> _Days:
    """Return the days from the later first to the earlier last one; a plan without routes has nothing to say."""
    spans = [
        (min(route.day for route in plan.routes), max(route.day for route in plan.routes))
        for plan in (before, after)
        if plan.routes
    ] or [(date.min, date.max)]
    return max(first for first, _ in spans), min(last for _, last in spans)


def _faults_of_time(since: datetime) -> Iterator[Issue]:
    if faults := tuple(moment_faults(since=since)):
        yield from faults
    elif since.tzinfo is not None:
        yield Issue(
            code="moment-with-zone",
            place="since",
            value=since.isoformat(),
            message="Times of plans are local, without a zone.",
            remedy="Convert it to the policy's local time and leave the zone out.",
        )


def _faults(before: Plan, after: Plan, common: _Days) -> Iterator[Issue]:
    if before.territory_id != after.territory_id:
        yield Issue(
            code="territory-wrong",
            place="the second plan",
            value=after.territory_id,
            message=f"The first plan is one of territory {before.territory_id}.",
            remedy="Compare plans of one territory.",
        )
    if common[0] > common[1]:
        yield Issue(
            code="days-disjoint",
            place="the two plans",
            value=f"{common[1]}, {common[0]}",
            message="They have no day in common: one ends on the first of these days, the other begins on the second.",
            remedy="Compare plans of the same days, or of days that overlap.",
        )


def _routes(plan: Plan, days: _Days, since: datetime | None) -> list[Route]:
    return [
        route if since is None else _rest(route, since)
        for route in plan.routes
        if days[0] <= route.day <= days[1]
    ]


def _rest(route: Route, since: datetime) -> Route:
    """Return a route without what starts before a time, and without the ways there."""

    def lies_ahead(entry: Stop | Contact) -> bool:
        midnight = datetime.combine(route.day, time.min)
        return midnight + timedelta(seconds=entry.start_s) >= since

    return replace(
        route,
        stops=tuple(stop for stop in route.stops if lies_ahead(stop)),
        contacts=tuple(contact for contact in route.contacts if lies_ahead(contact)),
    )


# ------------------------------------------------------------------ what differs besides the visits


def _reordered(before: Sequence[Route], after: Sequence[Route]) -> Iterator[ReorderedRoute]:
    """Yield the routes of both plans whose common visits stand in another order."""
    now = {(route.day, route.manager_id): route for route in after}
    was = {(route.day, route.manager_id): route for route in before}
    for key in sorted(set(was) & set(now)):
        old = [stop.customer_id for stop in was[key].stops]
        new = [stop.customer_id for stop in now[key].stops]
        shared = {*old} & {*new}
        old = [one for one in old if one in shared]
        new = [one for one in new if one in shared]
        if old != new:
            kept = _longest_common(old, new)
            yield ReorderedRoute(
                manager_id=key[1],
                day=key[0],
                before=tuple(old),
                after=tuple(new),
                moved=tuple(one for one in new if one not in kept),
            )


def _longest_common(old: Sequence[CustomerId], new: Sequence[CustomerId]) -> set[CustomerId]:
    """Return the most customers that follow each other in the same order in two orders of the same customers."""
    place = {customer_id: index for index, customer_id in enumerate(old)}
    chains: list[list[CustomerId]] = [[]]
    for customer_id in new:
        fitting = [one for one in chains if not one or place[one[-1]] < place[customer_id]]
        chains.append([*max(fitting, key=len), customer_id])
    longest = max(chains, key=len)
    return set(longest)


def _left_out(
    before: Plan, after: Plan, days: _Days, *, is_same_days: bool
) -> tuple[tuple[UnassignedVisit, ...], tuple[UnassignedVisit, ...]]:
    """Return what only one plan leaves out, the first and then the second one.

    Of plans of different days only what was owed on common days counts: who is left out of a week for which nobody asks
    may well stand in the month around it.
    """

    def entries(plan: Plan) -> dict[tuple[object, ...], UnassignedVisit]:
        return {
            _entry(one): one
            for one in plan.unassigned
            if is_same_days or (one.deadline is not None and days[0] <= one.deadline <= days[1])
        }

    was, now = entries(before), entries(after)
    return (
        tuple(one for key, one in was.items() if key not in now),
        tuple(one for key, one in now.items() if key not in was),
    )


def _entry(
    visit: UnassignedVisit,
) -> tuple[CustomerId, Category, Cause, date | None]:
    """Return what makes two entries the same: a day's plan and a month's have other ids for their visits."""
    return visit.customer_id, visit.category, visit.cause, visit.deadline


def _figures(
    before: Plan, after: Plan, routes: Sequence[Sequence[Route]], *, is_same_days: bool
) -> Iterator[FigurePair]:
    if is_same_days:
        both = [
            {field.name: getattr(plan.kpis, field.name) for field in fields(Kpis)}
            for plan in (before, after)
        ]
    else:
        both = [_figures_of_routes(one) for one in routes]
    for figures in both:
        figures[_PER_VISIT] = round(figures["travel_s"] / max(1, figures["num_visits"]))
    yield from (
        FigurePair(name=name, before=value, after=both[1][name]) for name, value in both[0].items()
    )


def _figures_of_routes(routes: Iterable[Route]) -> dict[str, int]:
    """Return the key figures that follow from routes alone, named as in `Kpis`."""
    routes = tuple(routes)
    entries: list[Stop | Contact] = [entry for route in routes for entry in route.entries]
    stops = [entry for entry in entries if isinstance(entry, Stop)]
    contacts = [entry for entry in entries if isinstance(entry, Contact)]
    return {
        "num_visits": len(stops),
        "num_contacts": len(contacts),
        **{
            f"num_{category}": sum(entry.category is category for entry in entries)
            for category in Category
        },
        "travel_s": sum(route.travel_s for route in routes),
        "distance_m": sum(route.distance_m for route in routes),
        "visiting_s": sum(stop.length_s for stop in stops),
        "contact_s": sum(contact.length_s for contact in contacts),
    }


def _terms(before: Plan, after: Plan) -> Iterator[TermPair]:
    """Yield the terms of both objectives, level by level, in the order of their names."""
    was, now = (
        {(term.level, term.name): term for term in plan.objective.terms} for plan in (before, after)
    )
    for level, name in sorted({*was, *now}):
        none = ObjectiveTerm(level=level, name=name, amount=0, value=0)
        yield TermPair(before=was.get((level, name), none), after=now.get((level, name), none))
