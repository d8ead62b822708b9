"""Two plans side by side: which visits differ, which figures, and which of the two is better on which level."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum

from routing.domain.ids import CustomerId, ManagerId
from routing.domain.visit import Category, Cause
from routing.errors import InputError, Issue
from routing.plan import Contact, Kpis, ObjectiveTerm, Plan, Route, Stop, UnassignedVisit
from routing.plan_chain.differences import QUARTER_HOUR_S, Difference, differences
from routing.plan_chain.record import planned_visits
from routing.status import LEVEL_NAMES, Level

__all__ = [
    "Comparison",
    "FigurePair",
    "LevelPair",
    "ReorderedRoute",
    "TermPair",
    "Verdict",
    "compare",
]

_Days = tuple[date, date]
_PER_VISIT = "travel_per_visit_s"


class Verdict(StrEnum):
    """Which of two plans is better."""

    FIRST = "first"
    SECOND = "second"
    EQUAL = "equal"
    UNKNOWN = "unknown"
    """They are plans of different days, so that their objectives count different things."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigurePair:
    """A key figure of both plans, by its name in `routing.plan.Kpis`; besides, ``"travel_per_visit_s"``."""

    name: str
    before: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelPair:
    """One level of both objectives."""

    level: Level
    before: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TermPair:
    """One term of both objectives; a plan that has no such term has one of no value."""

    before: ObjectiveTerm
    after: ObjectiveTerm


@dataclass(frozen=True, slots=True, kw_only=True)
class ReorderedRoute:
    """A route that makes visits in another order.

    Parameters
    ----------
    manager_id, day
        Whose route, and when.
    before, after
        The customers on both routes, in the order of each.
    moved
        The fewest of them that need move for the one order to become the other.
    """

    manager_id: ManagerId
    day: date
    before: tuple[CustomerId, ...]
    after: tuple[CustomerId, ...]
    moved: tuple[CustomerId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two plans side by side.

    Parameters
    ----------
    territory_id, first, last
        Whose plans, and the days that both plan: what differs is told of these.
    is_same_days
        Whether neither plans any other day. If not, the figures are those of the common days, as far as they follow
        from the routes, and the objectives cannot be held against each other.
    is_same_request
        Whether both answer the same question.
    differences
        Visits that came, went, or are made on another day, by somebody else, otherwise, or at another time.
    reordered
        Routes on which common visits follow each other differently.
    newly_left_out, no_longer_left_out
        What only the second plan leaves out, or makes too late, and what only the first does.
    figures
        Key figures.
    levels, terms
        The objectives, most important first.
    verdict, decided_on
        Which plan is better, and on which level that is decided; None where nothing is.
    text, text_zh
        The verdict as a sentence.
    """

    territory_id: str
    first: date
    last: date
    is_same_days: bool
    is_same_request: bool
    differences: tuple[Difference, ...]
    reordered: tuple[ReorderedRoute, ...]
    newly_left_out: tuple[UnassignedVisit, ...]
    no_longer_left_out: tuple[UnassignedVisit, ...]
    figures: tuple[FigurePair, ...]
    levels: tuple[LevelPair, ...]
    terms: tuple[TermPair, ...]
    verdict: Verdict
    decided_on: Level | None
    text: str
    text_zh: str


def compare(
    before: Plan,
    after: Plan,
    *,
    days: tuple[date, date] | None = None,
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
    retimed_over_s
        Up to so many seconds a visit may start earlier or later without being mentioned.

    Raises
    ------
    InputError
        If they are plans of different territories, or have no day in common.
    """
    common = _common_days(before, after) if days is None else days
    if faults := list(_faults(before, after, common)):
        raise InputError(faults)
    routes = [_routes(plan, common) for plan in (before, after)]
    is_same_days = all(
        len(kept) == len(plan.routes) for kept, plan in zip(routes, (before, after), strict=True)
    )
    visits = [
        [one for one in planned_visits(plan) if common[0] <= one.day <= common[1]]
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
    text, text_zh = _sentence(verdict, levels, terms)
    return Comparison(
        territory_id=before.territory_id,
        first=common[0],
        last=common[1],
        is_same_days=is_same_days,
        is_same_request=before.provenance.request_digest == after.provenance.request_digest,
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


def _routes(plan: Plan, days: _Days) -> list[Route]:
    return [route for route in plan.routes if days[0] <= route.day <= days[1]]


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


# ------------------------------------------------------------------ which is better


def _terms(before: Plan, after: Plan) -> Iterator[TermPair]:
    """Yield the terms of both objectives, level by level, in the order of their names."""
    was, now = (
        {(term.level, term.name): term for term in plan.objective.terms} for plan in (before, after)
    )
    for level, name in sorted({*was, *now}):
        none = ObjectiveTerm(level=level, name=name, amount=0, value=0)
        yield TermPair(before=was.get((level, name), none), after=now.get((level, name), none))


def _sentence(
    verdict: Verdict, levels: Sequence[LevelPair], terms: Sequence[TermPair]
) -> tuple[str, str]:
    if verdict is Verdict.UNKNOWN:
        return (
            "The plans are for different days: their objectives cannot be compared.",
            "两份计划的日期范围不同，目标无法直接比较。",
        )
    if verdict is Verdict.EQUAL:
        return "Both plans are equally good on every level.", "两份计划各级目标均相同。"
    is_second = verdict is Verdict.SECOND
    differing = [one for one in levels if one.before != one.after]
    won = [one for one in differing if (one.after < one.before) is is_second]
    lost = [one for one in differing if one not in won]
    name, name_zh = ("second", "后一份") if is_second else ("first", "前一份")
    text = f"The {name} plan is better: {'; '.join(_told(one, terms)[0] for one in won)}"
    text_zh = f"{name_zh}计划更优：{'；'.join(_told(one, terms)[1] for one in won)}"
    if lost:
        text += f". It is worse below that: {'; '.join(_told(one, terms)[0] for one in lost)}"
        text_zh += f"。次要方面较差：{'；'.join(_told(one, terms)[1] for one in lost)}"
    return f"{text}.", f"{text_zh}。"


def _told(pair: LevelPair, terms: Sequence[TermPair]) -> tuple[str, str]:
    """Return a level with its values, and how many things they stand for where that is another number."""
    name, name_zh = LEVEL_NAMES[pair.level]
    own = [one for one in terms if one.before.level is pair.level]
    counts = [sum(one.before.amount for one in own), sum(one.after.amount for one in own)]
    values = [pair.before, pair.after]
    text = f"{name} {values[0]:,} -> {values[1]:,}"
    text_zh = f"{name_zh} {values[0]:,} -> {values[1]:,}"
    if pair.level is not Level.COST and counts != values:
        text += f" ({counts[0]} -> {counts[1]} visits)"
        text_zh += f"（{counts[0]} -> {counts[1]} 户）"
    return text, text_zh
