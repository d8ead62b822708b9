"""What a workbook shows: a plan beside what it answers, and how everything in it reads in one language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from routing.domain.ids import CustomerId, ManagerId, VisitId
from routing.domain.territory import Territory
from routing.domain.visit import Because
from routing.errors import InputError, Issue
from routing.outputs.people import People
from routing.outputs.why import why_visited
from routing.outputs.workbook.words import WORDS
from routing.plan import Plan, Route
from routing.plan_chain import PlanRecord, planned_visits
from routing.request import PlanRequest
from routing.terms import Language, Words
from routing.units import HOUR_S, MINUTE_S

__all__ = ["Content", "minutes"]


def minutes(seconds: int) -> int:
    """Return a length in minutes, rounded."""
    return round(seconds / MINUTE_S)


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A plan and what is known of it.

    Parameters
    ----------
    plan, record
        The plan, and its place in the chain of plans if it has one.
    territory, people
        Whose plan it is, and who is called how.
    request
        What it answers, if known.
    because
        Why each visit is made, by its id and day; empty where the request is not known.
    words
        The language.
    manager_ids
        Whose days have sheets; None: everybody's.
    visited_by
        Who visits or calls the customers of the plan, the first one first.
    """

    plan: Plan
    record: PlanRecord | None
    territory: Territory
    people: People
    request: PlanRequest | None
    because: Mapping[tuple[VisitId, date], Because]
    words: Words
    manager_ids: frozenset[ManagerId] | None
    visited_by: Mapping[CustomerId, tuple[ManagerId, ...]]

    @classmethod
    def of(
        cls,
        of: PlanRecord | Plan,
        territory: Territory,
        request: PlanRequest | None,
        language: Language,
        *,
        names: bool,
        manager_ids: Iterable[ManagerId] | None,
    ) -> Self:
        """Return the content of a plan's workbook.

        Raises
        ------
        InputError
            If territory or request are not the plan's.
        """
        record = of if isinstance(of, PlanRecord) else None
        plan = of.plan if isinstance(of, PlanRecord) else of
        faults = _faults(plan, territory, request)
        if faults:
            raise InputError(faults)
        return cls(
            plan=plan,
            record=record,
            territory=territory,
            people=People.of(territory, names=names),
            request=request,
            because={} if request is None else why_visited(territory, request, plan),
            words=Words(language, WORDS),
            manager_ids=None if manager_ids is None else frozenset(manager_ids),
            visited_by=_visited_by(plan),
        )

    @property
    def is_chinese(self) -> bool:
        """Whether the workbook is Chinese."""
        return self.words.language is Language.ZH

    @property
    def has_names(self) -> bool:
        """Whether customers' names stand beside their ids."""
        return bool(self.people.customer_names)

    @property
    def manager_ids_of_plan(self) -> tuple[ManagerId, ...]:
        """Who has a shift in the plan, ascending."""
        return tuple(sorted({route.manager_id for route in self.plan.routes}))

    @property
    def is_team(self) -> bool:
        """Whether several account managers have a shift in the plan."""
        return len(self.manager_ids_of_plan) > 1

    def visitors(self, customer_id: CustomerId) -> tuple[ManagerId, ...]:
        """Return who visits a customer, the first one first; the own account manager of whom nobody visits."""
        found = self.visited_by.get(customer_id)
        if found:
            return found
        customer = self.people.customers.get(customer_id)
        own = None if customer is None else customer.manager_id
        return () if own is None else (own,)

    @property
    def plan_id(self) -> str:
        """Identifier of the plan; that of its territory where it stands in no chain."""
        return self.plan.territory_id if self.record is None else self.record.id

    @property
    def days(self) -> tuple[date, ...]:
        """Days with a shift, ascending."""
        return tuple(sorted({route.day for route in self.plan.routes}))

    @property
    def span(self) -> tuple[date, date] | None:
        """First and last day of the plan; None where a plan in no chain has no day."""
        if self.record is not None:
            return self.record.first, self.record.last
        return (self.days[0], self.days[-1]) if self.days else None

    @property
    def made_at(self) -> datetime:
        """When the plan was asked for; for a plan in no chain, which does not say, always the same."""
        return datetime(2000, 1, 1) if self.record is None else self.record.made_at  # noqa: DTZ001 - local time

    @property
    def routes(self) -> tuple[Route, ...]:
        """Shifts that have a sheet, in the order of days and account managers."""
        found = (
            route
            for route in self.plan.routes
            if self.manager_ids is None or route.manager_id in self.manager_ids
        )
        return tuple(sorted(found, key=lambda one: (one.day, one.manager_id)))

    def day(self, day: date) -> str:
        """Return a date with its weekday."""
        name = f"{day:%A}"
        return f"{day.isoformat()} {self.words.either(name[:3], self.words(name))}"

    def duration(self, seconds: int) -> str:
        """Return a duration in hours and minutes."""
        hours, rest = divmod(seconds, HOUR_S)
        return f"{hours} {self.words('h')} {rest // MINUTE_S:02d} {self.words('min')}"

    def customer_class(self, customer_id: CustomerId) -> str:
        """Return the class of a customer, nothing of one who is in the territory no more."""
        customer = self.people.customers.get(customer_id)
        return "" if customer is None else self.words(customer.customer_class)

    def who(self, customer_id: CustomerId) -> tuple[str, ...]:
        """Return the cells that say who a customer is: id, name where names are shown, class."""
        name = (self.people.customer_names.get(customer_id, ""),) if self.has_names else ()
        return (customer_id, *name, self.customer_class(customer_id))


def _visited_by(plan: Plan) -> dict[CustomerId, tuple[ManagerId, ...]]:
    found: dict[CustomerId, list[ManagerId]] = {}
    for visit in sorted(planned_visits(plan), key=lambda one: one.starts_at):
        found.setdefault(visit.customer_id, []).append(visit.manager_id)
    return {one: tuple(dict.fromkeys(managers)) for one, managers in found.items()}


def _faults(plan: Plan, territory: Territory, request: PlanRequest | None) -> list[Issue]:
    faults = []
    if plan.territory_id != territory.id:
        faults.append(
            _fault(
                "territory-wrong",
                plan.territory_id,
                f"The plan is of another territory than {territory.id!r}.",
                "Give the territory that it was made for.",
            )
        )
    elif request is not None:
        if request.digest != plan.provenance.request_digest:
            faults.append(
                _fault(
                    "request-wrong",
                    request.digest,
                    "The plan does not answer this request.",
                    "Give the request that it was made for, or none.",
                )
            )
        known = {customer.id for customer in territory.customers}
        faults += [
            _fault(
                "customer-unknown",
                visit.customer_id,
                "The request asks for a customer whom the territory has not.",
                "Give the territory that it was made for.",
            )
            for visit in request.visits
            if visit.customer_id not in known
        ]
    return faults


def _fault(code: str, value: str, message: str, remedy: str) -> Issue:
    return Issue(code=code, place="plan", value=value, message=message, remedy=remedy)
