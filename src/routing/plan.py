"""The answer in ids and dates: routes, contacts, what was left out and why, and how the plan was made.

A plan says everything twice on purpose: the stops, and the figures (legs, totals, objective) that follow from them,
so that a reader need not compute and the checker can compare.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from routing.domain.customer import Mode
from routing.domain.ids import CustomerId, ManagerId, PlaceId, ShiftId, VisitId
from routing.domain.note import Note
from routing.domain.visit import Category, Cause
from routing.rules import Rule
from routing.status import Level, Status, StoppedBy

__all__ = [
    "Contact",
    "Kpis",
    "Lunch",
    "Objective",
    "ObjectiveTerm",
    "Plan",
    "Provenance",
    "Reason",
    "ReasonKind",
    "Route",
    "Stop",
    "UnassignedVisit",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A visit in person, as planned. Clock times are seconds after midnight of the route's day.

    `travel_s` and `distance_m` are those of the leg that leads to the stop. The manager arrives at `arrival_s`,
    waits (or lunches) until `start_s`, stays `length_s`. Leaving follows at once.
    """

    visit_id: VisitId
    customer_id: CustomerId
    place_id: PlaceId
    category: Category
    cause: Cause
    travel_s: int
    distance_m: int
    arrival_s: int
    start_s: int
    length_s: int

    @property
    def departure_s(self) -> int:
        """Clock time of leaving."""
        return self.start_s + self.length_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A visit by phone or network (R22): it takes the manager's time while waiting or at the day's ends."""

    visit_id: VisitId
    customer_id: CustomerId
    category: Category
    cause: Cause
    mode: Mode
    start_s: int
    length_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lunch:
    """The lunch break, seconds after midnight; it may interrupt a leg."""

    start_s: int
    end_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One shift of one account manager.

    `start_s` is when the manager leaves the start place, `end_s` when he is back at the end place; the leg home takes
    `return_travel_s` and `return_distance_m`. A shift without stops has neither travel nor times (`start_s` equals
    `end_s`).
    """

    shift_id: ShiftId
    manager_id: ManagerId
    day: date
    start_place_id: PlaceId
    end_place_id: PlaceId
    start_s: int
    end_s: int
    stops: tuple[Stop, ...]
    lunch: Lunch | None = None
    contacts: tuple[Contact, ...] = ()
    return_travel_s: int = 0
    return_distance_m: int = 0

    @property
    def entries(self) -> tuple[Stop | Contact, ...]:
        """Visits in person in their order, then contacts."""
        return (*self.stops, *self.contacts)

    @property
    def travel_s(self) -> int:
        """Seconds on the road, the way home included."""
        return sum(stop.travel_s for stop in self.stops) + self.return_travel_s

    @property
    def distance_m(self) -> int:
        """Metres on the road, the way home included."""
        return sum(stop.distance_m for stop in self.stops) + self.return_distance_m


class ReasonKind(StrEnum):
    """The four ways in which a visit can stand outside a plan."""

    IMPOSSIBLE = "impossible"
    """No plan can hold it, whatever else is dropped: a rule forbids it."""
    DISPLACED = "displaced"
    """It could be held, at the cost of something worth more."""
    NOT_NEEDED = "not-needed"
    """Nobody asks for it on this day; it was offered to fill the day."""
    NOT_FOUND = "not-found"
    """A better plan with it may exist; the search stopped first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a visit was left out.

    Parameters
    ----------
    kind, rule
        How it stands outside, and the rule or trade-off behind it.
    text, text_zh
        One sentence with its numbers, in English and Chinese; ids only.
    verified
        Whether it was tried: without the rule the visit fits; or the alternative plan was computed.
    cost
        Change of the objective, level by level, if the visit were forced in; empty where no such plan exists.
    displaces
        Visits that would fall out if this one were forced in.
    also
        Further rules that stand in the way together with `rule`: only without all of them the visit fits.
    instead, instead_contacts
        The plan that was computed with the visit in it, so that anybody can compute it again: every shift that changes
        with its visits in person in their order, and the contacts on these shifts. Other shifts stay as they are.
    """

    kind: ReasonKind
    rule: Rule
    text: str
    text_zh: str
    verified: bool
    cost: tuple[int, ...] = ()
    displaces: tuple[VisitId, ...] = ()
    also: tuple[Rule, ...] = ()
    instead: tuple[tuple[ShiftId, tuple[VisitId, ...]], ...] = ()
    instead_contacts: tuple[tuple[ShiftId, VisitId], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnassignedVisit:
    """A visit asked for and left out, or made late, with at least one reason.

    A recurring visit stands here once for each thing that it lets lapse (see `routing.cadence`), with the day by which
    that was owed, and once as a filler where it is not made at all and lets nothing lapse.
    """

    visit_id: VisitId
    customer_id: CustomerId
    category: Category
    cause: Cause
    reasons: tuple[Reason, ...]
    deadline: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectiveTerm:
    """One term of the objective: what it counts, how much of it, and what that adds to its level.

    Visits left out are named by their `Cause`: `amount` counts them, `value` sums their weights. The floor's term is
    ``"floor"``, in missing visits. On `Level.COST` the term ``"travel"`` is in seconds, and each kind of wish is named
    by its `Rule`: `amount` counts the wishes that are paid, `value` sums their prices. Extra days driven are
    ``"opened"``. An early visit of a recurring one is a wish by name of `Rule.EARLY`, each visit above a shift's fair
    number one by name of `Rule.BALANCE`. A level has one term of a name;
    terms of no value may be absent.
    """

    level: Level
    name: str
    amount: int
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective:
    """What is minimised: `levels` compare lexicographically (see `routing.status.Level`), `terms` sum up to them."""

    levels: tuple[int, ...]
    terms: tuple[ObjectiveTerm, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kpis:
    """Key figures of a plan; times in seconds, distances in metres.

    Parameters
    ----------
    num_visits, num_contacts
        Visits in person, and by phone or network.
    num_mandatory, num_due, num_filler
        The same visits and contacts, by category.
    num_unassigned_mandatory, num_unassigned_due
        Visits left out; fillers left out are not counted.
    floor_missed
        Number of visits missing from the floors, summed over shifts (R7).
    travel_s, distance_m
        On the road, the ways home included.
    visiting_s, contact_s
        Lengths of the visits in person, and of the contacts.
    waiting_s
        From arrival to the start of the visit, less the lunch and the contacts that fall into it.
    working_s
        Travel, visiting, waiting and contacts together; lunch is no work.
    """

    num_visits: int
    num_contacts: int
    num_mandatory: int
    num_due: int
    num_filler: int
    num_unassigned_mandatory: int
    num_unassigned_due: int
    floor_missed: int
    travel_s: int
    distance_m: int
    visiting_s: int
    waiting_s: int
    contact_s: int
    working_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """How a plan was made: enough to make it again.

    `runtime_s` is left out of comparisons, because two equal runs differ in it.
    """

    solver: str
    versions: tuple[tuple[str, str], ...]
    seed: int
    time_limit_s: float | None
    iteration_limit: int | None
    iterations: int
    status: Status
    stopped_by: StoppedBy
    bound: tuple[int, ...] | None
    request_digest: str
    problem_digest: str
    travel_source: str
    policy: str
    runtime_s: float = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """An answer to a plan request: every visit asked for is in a route, a contact, or `unassigned`.

    Parameters
    ----------
    territory_id
        Whose plan it is.
    routes
        One for each shift, in the order of days and account managers; times in seconds after midnight, distances in
        metres.
    unassigned
        Visits left out or made late, each with its reasons.
    objective
        What is minimised, level by level (see `routing.status.Level`), and the terms of each level.
    kpis
        Key figures.
    provenance
        How it was made.
    notes
        Warnings that go with the answer: a floor missed and why, a day opened for an anomaly, a calendar past its last
        official notice.

    References
    ----------
    R7, R12: what the levels and figures count; R24: it holds ids only.

    Examples
    --------
    >>> from datetime import date
    >>> from routing import Geodesic, Limits, china_calendar, load_policy, plan_day, read_territory
    >>> from routing.units import clock_text
    >>> territory, _ = read_territory("data/country-80")
    >>> policy, calendar = load_policy("classified"), china_calendar(2026, 2027)
    >>> monday, limits = date(2026, 11, 2), Limits(iterations=100)
    >>> plan = plan_day(territory, policy, calendar, Geodesic(), monday, limits=limits)
    >>> route = plan.routes[0]
    >>> route.manager_id, clock_text(route.start_s), clock_text(route.end_s) <= "17:00"
    ('M02', '08:30', True)
    >>> sum(stop.travel_s for stop in route.stops) + route.return_travel_s == plan.kpis.travel_s
    True

    Who is mandatory and left out, and why:

    >>> for visit in plan.unassigned:
    ...     if visit.category == "mandatory":
    ...         print(visit.customer_id, visit.cause, *(reason.rule for reason in visit.reasons))
    QS0038 late CLOSED_DAY
    """

    territory_id: str
    routes: tuple[Route, ...]
    unassigned: tuple[UnassignedVisit, ...]
    objective: Objective
    kpis: Kpis
    provenance: Provenance
    notes: tuple[Note, ...] = ()
