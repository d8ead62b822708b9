"""Whether the reported figures follow from the routes: whole numbers, objective, terms, key figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from itertools import chain
from numbers import Number

from routing.checker.facts import Facts
from routing.checker.report import Violation
from routing.domain.visit import Category
from routing.plan import Kpis, Stop
from routing.request import ShiftRequest
from routing.rules import Rule
from routing.status import NUM_LEVELS, Level

__all__ = [
    "floor_shortfalls",
    "key_figures",
    "objective_levels",
    "objective_terms",
    "whole_numbers",
]

Term = tuple[Level, str]


def whole_numbers(facts: Facts) -> Iterator[Violation]:
    """Yield the figures that are no whole numbers of Python's own, such as NaN, which break sums and documents."""
    plan = facts.plan
    parts = [(route.shift_id, route) for route in plan.routes]
    for subject, part in (*parts, ("objective", plan.objective), ("kpis", plan.kpis)):
        for place, value in _numbers(part, ""):
            if not isinstance(value, int):
                yield Violation(
                    rule=Rule.WRONG_FIGURE,
                    subject=subject,
                    message=f"{place} is {value} ({type(value).__name__}), not a whole number.",
                )


def _numbers(value: object, place: str) -> Iterator[tuple[str, object]]:
    """Yield every number inside a value of the plan, with where it stands."""
    if isinstance(value, Number):
        yield place, value
    elif isinstance(value, tuple):
        for index, entry in enumerate(value):
            yield from _numbers(entry, f"{place}[{index}]")
    elif is_dataclass(value):
        for field in fields(value):
            name = f"{place}.{field.name}" if place else field.name
            yield from _numbers(getattr(value, field.name), name)


def objective_levels(facts: Facts) -> Iterator[Violation]:
    """Yield the levels of the objective that differ from the sum of what the plan leaves out, misses and costs."""
    reported = facts.plan.objective.levels
    if len(reported) != NUM_LEVELS:
        yield Violation(
            rule=Rule.WRONG_FIGURE,
            subject="objective.levels",
            message=f"has {len(reported)} levels, not {NUM_LEVELS}.",
        )
    expected = [0] * NUM_LEVELS
    for (level, _), (_, value) in _terms(facts).items():
        expected[level] += value
    for level, figure in zip(Level, reported, strict=False):
        if figure != expected[level]:
            yield _wrong_figure(f"objective.levels[{level.name}]", figure, expected[level])


def objective_terms(facts: Facts) -> Iterator[Violation]:
    """Yield the terms of the objective that are wrong, missing, unknown or listed twice."""
    missing = _terms(facts)
    for term in facts.plan.objective.terms:
        expected = missing.pop((term.level, term.name), (0, 0))
        if (term.amount, term.value) != expected:
            yield _wrong_figure(
                f"objective.terms[{term.level.name}, {term.name}]",
                (term.amount, term.value),
                expected,
            )
    for (level, name), (amount, value) in missing.items():
        if value:
            yield _wrong_figure(f"objective.terms[{level.name}, {name}]", "absent", (amount, value))


def _terms(facts: Facts) -> dict[Term, tuple[int, int]]:
    """Return amount and value of every term, as `ObjectiveTerm` defines them."""
    terms: dict[Term, tuple[int, int]] = {}
    parts = chain(_losses(facts), _shifts(facts), _visits(facts))
    for (level, name), amount, value in parts:
        amount_before, value_before = terms.get((level, name), (0, 0))
        terms[level, name] = (amount_before + amount, value_before + value)
    return terms


def _losses(facts: Facts) -> Iterator[tuple[Term, int, int]]:
    """Yield the terms of what is left out or made too late."""
    for loss in facts.losses:
        level = loss.cause.level(loss.category)
        if level is not None:
            yield (level, loss.cause), 1, loss.weight


def _shifts(facts: Facts) -> Iterator[tuple[Term, int, int]]:
    """Yield the terms of shifts: floors missed, extra days driven, fuller days than fair, travel."""
    for _, missing in floor_shortfalls(facts):
        yield (Level.FLOOR, "floor"), missing, missing
    for tour, shift in facts.shift_tours:
        if shift.is_extra and tour.route.stops:
            yield (Level.OPENED, "opened"), 1, 1
        over = len(tour.route.stops) - shift.fair_visits
        if over > 0 and shift.over_price_s:
            yield (Level.COST, Rule.BALANCE), over, over * shift.over_price_s
    travel_s = sum(leg.travel_s for tour in facts.tours for leg in tour.legs)
    yield (Level.COST, "travel"), travel_s, travel_s


def _visits(facts: Facts) -> Iterator[tuple[Term, int, int]]:
    """Yield the terms of the visits planned: wishes not fulfilled, recurring visits before they are due."""
    for item, asked, shift in facts.promised:
        # A contact pays none.
        for wish in asked.wishes if isinstance(item, Stop) else ():
            is_meant = wish.day in (None, shift.day) and wish.manager_id in (None, shift.manager_id)
            if is_meant and shift.day not in wish.unless_days:
                yield (Level.COST, wish.rule), 1, wish.price_s
    for days in facts.recurrences.values():
        for turn in days.turns.values():
            if turn.early_s:
                yield (Level.COST, Rule.EARLY), 1, turn.early_s


def floor_shortfalls(facts: Facts) -> Iterator[tuple[ShiftRequest, int]]:
    """Yield the shifts with fewer visits in person than their floor, and how many are missing (R7).

    A shift without a route has no visits.
    """
    counts = {shift.id: len(tour.route.stops) for tour, shift in facts.shift_tours}
    for shift in facts.request.shifts:
        missing = shift.floor - counts.get(shift.id, 0)
        if missing > 0:
            yield shift, missing


def key_figures(facts: Facts) -> Iterator[Violation]:
    """Yield the key figures that differ from what `Kpis` defines."""
    expected = _kpis(facts)
    for field in fields(Kpis):
        figure, recomputed = getattr(facts.plan.kpis, field.name), getattr(expected, field.name)
        if figure != recomputed:
            yield _wrong_figure(f"kpis.{field.name}", figure, recomputed)


def _kpis(facts: Facts) -> Kpis:
    """Return the key figures of the plan."""
    stops = [stop for tour in facts.tours for stop in tour.route.stops]
    contacts = [contact for tour in facts.tours for contact in tour.route.contacts]
    legs = [leg for tour in facts.tours for leg in tour.legs]
    planned = [facts.category_of(item, tour) for item, tour in facts.served]
    left_out = [loss.category for loss in facts.losses]
    travel_s = sum(leg.travel_s for leg in legs)
    visiting_s = sum(stop.length_s for stop in stops)
    waiting_s = sum(tour.waiting_s for tour in facts.tours)
    contact_s = sum(contact.length_s for contact in contacts)
    return Kpis(
        num_visits=len(stops),
        num_contacts=len(contacts),
        num_mandatory=planned.count(Category.MANDATORY),
        num_due=planned.count(Category.DUE),
        num_filler=planned.count(Category.FILLER),
        num_unassigned_mandatory=left_out.count(Category.MANDATORY),
        num_unassigned_due=left_out.count(Category.DUE),
        floor_missed=sum(missing for _, missing in floor_shortfalls(facts)),
        travel_s=travel_s,
        distance_m=sum(leg.distance_m for leg in legs),
        visiting_s=visiting_s,
        waiting_s=waiting_s,
        contact_s=contact_s,
        working_s=travel_s + visiting_s + waiting_s + contact_s,
    )


def _wrong_figure(subject: str, reported: object, recomputed: object) -> Violation:
    """Return the complaint about a figure."""
    return Violation(
        rule=Rule.WRONG_FIGURE,
        subject=subject,
        message=f"is reported as {reported}, recomputed {recomputed}.",
    )
