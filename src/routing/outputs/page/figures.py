"""Figures of a plan as it states them: key figures, levels and terms of the objective, how it was made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from routing.outputs.page.shown import Shown
from routing.plan import ObjectiveTerm
from routing.status import LEVEL_NAMES, Level

__all__ = ["Figure", "LevelFigure", "figures", "how_made", "levels"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A key figure: its field of `Kpis`, its name, its whole number and how that reads, and what more there is."""

    field: str
    name: str
    value: int
    text: str
    more: str = ""
    is_fault: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelFigure:
    """A level of the objective, with its terms; `more` is how long it is where it is a time."""

    name: str
    value: int
    more: str
    terms: tuple[str, ...]


def figures(shown: Shown) -> Iterator[Figure]:
    """Yield the key figures."""
    kpis, words = shown.plan.kpis, shown.words
    by_category = (
        ("mandatory", kpis.num_mandatory),
        ("due", kpis.num_due),
        ("filler", kpis.num_filler),
    )
    categories = " · ".join(
        f"{words(name)}\N{NO-BREAK SPACE}{count}" for name, count in by_category
    )
    for field, name, more in (
        ("num_visits", "visits in person", categories),
        ("num_contacts", "by phone or network", ""),
        ("num_unassigned_mandatory", "mandatory visits late or left out", ""),
        ("num_unassigned_due", "due visits left out", ""),
        ("floor_missed", "fewer than the floor", ""),
    ):
        value = getattr(kpis, field)
        yield Figure(
            field=field,
            name=words(name),
            value=value,
            text=f"{value:,}",
            more=more,
            is_fault=value > 0 and field in {"num_unassigned_mandatory", "floor_missed"},
        )
    for field, name, more in (
        ("travel_s", "on the road", words.kilometres(kpis.distance_m)),
        ("visiting_s", "with customers", ""),
        ("contact_s", "on the phone or network", ""),
        ("waiting_s", "waiting", ""),
        ("working_s", "working time", ""),
    ):
        value = getattr(kpis, field)
        yield Figure(
            field=field, name=words(name), value=value, text=words.duration(value), more=more
        )


def levels(shown: Shown) -> Iterator[LevelFigure]:
    """Yield the levels of the objective, most important first."""
    objective = shown.plan.objective
    for level, value in zip(Level, objective.levels, strict=False):
        yield LevelFigure(
            name=shown.words.either(*LEVEL_NAMES[level]),
            value=value,
            more=shown.words.duration(value) if level is Level.COST else "",
            terms=tuple(
                _term(shown, term)
                for term in objective.terms
                if term.level is level and (term.value or term.amount)
            ),
        )


def _term(shown: Shown, term: ObjectiveTerm) -> str:
    price = "" if term.amount == term.value else f" ({term.value:,})"
    return f"{shown.words.term(term.name)} {term.amount:,}{price}"


def how_made(shown: Shown) -> Iterator[tuple[str, str]]:
    """Yield what is known of the making: names and values."""
    made, words = shown.plan.provenance, shown.words
    yield words("policy"), made.policy
    yield words("travel times"), made.travel_source
    yield words("made by"), made.solver
    yield words("status"), f"{words(made.status)}, {words('stopped by')}: {words(made.stopped_by)}"
    yield words("iterations run"), f"{made.iterations:,}"
    yield words("seed"), str(made.seed)
    yield words("request"), made.request_digest
