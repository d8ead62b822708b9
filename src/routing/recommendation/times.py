"""The best times for an appointment with a customer over the days of a plan (R16)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from routing.domain.ids import CustomerId
from routing.domain.policy_document import load_policy
from routing.domain.policy_terms import AppointmentTerms
from routing.errors import Issue
from routing.plan import Plan
from routing.recommendation.asked import agreed, agreed_window, is_promised, without_promise
from routing.recommendation.fitting import Fitting, Place
from routing.recommendation.offer import TimeOffer
from routing.recommendation.offering import offered
from routing.recommendation.question import Question, count_faults, question
from routing.recommendation.words import told
from routing.request import PlanRequest, VisitRequest
from routing.status import Level
from routing.travel.matrix import TravelMatrix
from routing.units import DAY_S, HOUR_S

__all__ = ["days_that_can_be", "recommend_times"]

_APART_S = HOUR_S
"""Times of one day that lie nearer to each other leave a customer no choice."""

_NOON_S = DAY_S // 2


def recommend_times(  # noqa: PLR0913 - each of them narrows the offers
    request: PlanRequest,
    matrix: TravelMatrix,
    plan: Plan,
    customer_id: CustomerId,
    *,
    first: date | None = None,
    last: date | None = None,
    not_before_s: int | None = None,
    step_s: int = 900,
    most: int = 5,
    instead_of: date | None = None,
    terms: AppointmentTerms | None = None,
) -> tuple[TimeOffer, ...]:
    """Return the best times to agree with a customer, the best first; none where no time can be kept.

    Parameters
    ----------
    request, matrix, plan
        A plan of a day, a week or a month, and what it answers.
    first, last
        The days to offer; by default all of the plan.
    not_before_s
        Earliest time of the day that suits the customer.
    step_s
        Times are whole multiples of it.
    most
        How many offers to make at most.
    instead_of
        Day of an appointment, or of a promised visit, that the customer gives up for another day.
    terms
        How near to the agreed time a visit starts; by default those of the policy `classified`.

    Raises
    ------
    InputError
        If the customer is not in the request, the days are none of the plan's or out of order, a number makes no
        sense, or the plan is not of the request.

    Notes
    -----
    An offer costs what the plan would if the visit had to begin within the window around its time: everybody else
    stays where the plan has him, in the same order; the customer's other visits are kept, given up or moved as his
    cadence and the routes make best. Times that break a promise or make a mandatory visit late are not offered.

    Offers are ranked by cost, then by day, then by time; days so near to another visit in person of the customer that
    the minimum gap is not kept come after the others. Of times in a row that cost the same one is offered, on which
    the account manager is not late if there is one, at most half of all offers are of one day, and times of a day lie
    an hour apart, as long as that leaves enough. Where it does not, stops that are not mandatory give way, one an
    offer and never for a time within an hour of another; such offers come last, and name who gives way.

    References
    ----------
    R16, R17.

    Examples
    --------
    >>> from datetime import date, datetime
    >>> from routing import Geodesic, Limits, china_calendar, load_policy, read_territory
    >>> from routing.build_horizon import horizon_request
    >>> from routing.build_request import places
    >>> from routing.planner import plan_request
    >>> from routing.recommendation import recommend_times
    >>> from routing.units import clock_text
    >>> territory, _ = read_territory("data/country-80")
    >>> policy, calendar = load_policy("classified"), china_calendar(2026, 2027)
    >>> first, last, asked_at = date(2026, 11, 2), date(2026, 11, 8), datetime(2026, 11, 1, 17, 30)
    >>> request = horizon_request(territory, policy, calendar, first, last, asked_at)
    >>> matrix = Geodesic().matrix(places(territory))
    >>> plan = plan_request(request, matrix, limits=Limits(iterations=100))
    >>> offers = recommend_times(request, matrix, plan, "QS0003", not_before_s=9 * 3600, most=3)
    >>> len(offers), all(offer.at_s >= 9 * 3600 for offer in offers)
    (3, True)
    >>> offers[0].day.isoformat(), clock_text(offers[0].at_s), offers[0].displaces
    ('2026-11-06', '09:45', ())
    """
    asked = question(
        request,
        matrix,
        plan,
        customer_id,
        first=first,
        last=last,
        faults=[
            *count_faults(most=most, step_s=step_s),
            *_clock_faults(not_before_s),
            *_promise_faults(request, customer_id, instead_of),
        ],
    )
    visit = asked.visit_request
    base = visit if instead_of is None else without_promise(visit, instead_of)
    if terms is None:
        terms = load_policy("classified").appointment
    times = _Times(asked, base, terms, not_before_s or 0, step_s)
    taken: list[_Choice] = []
    offers: list[TimeOffer] = []
    while len(offers) < most:
        choice = times.best(taken, most)
        if choice is None:
            break
        offer = times.offer(choice)
        if offer is None:
            times.rule_out(choice)
        else:
            taken.append(choice)
            offers.append(told(offer))
    offers.sort(key=lambda one: (len(one.displaces), bool(one.nearby), one.cost, one.day, one.at_s))
    return tuple(offers)


def days_that_can_be(
    asked: Question, base: VisitRequest, terms: AppointmentTerms
) -> Iterator[tuple[date, Fitting]]:
    """Yield the days on which a time agreed for a visit breaks nothing that is owed to the customer."""
    for day in asked.days(base):
        problem = asked.problem_with(agreed(base, day, _NOON_S, terms))
        fitting = Fitting(asked.standing, asked.visit, problem, day.toordinal())
        change = fitting.lapsing_change
        if change is not None and change[: Level.OPENED] <= (0,) * Level.OPENED:
            yield day, fitting


def _clock_faults(not_before_s: int | None) -> Iterator[Issue]:
    if not_before_s is not None and not 0 <= not_before_s < DAY_S:
        yield Issue(
            code="time-out-of-range",
            place="not_before_s",
            value=str(not_before_s),
            message="This is no time of a day.",
            remedy=f"Give seconds after midnight, from 0 to {DAY_S - 1}.",
        )


def _promise_faults(
    request: PlanRequest, customer_id: CustomerId, instead_of: date | None
) -> Iterator[Issue]:
    of_customer = [one for one in request.visits if one.customer_id == customer_id]
    if instead_of is not None and not any(is_promised(one, instead_of) for one in of_customer):
        yield Issue(
            code="nothing-promised",
            place="instead_of",
            value=str(instead_of),
            message="The request has no appointment or promised visit of the customer on this day.",
            remedy="Name the day of the appointment that is to be given up.",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Choice:
    """A time and the best place for it.

    Parameters
    ----------
    since_s
        The first of the times in a row that cost the same.
    is_late
        Whether the visit cannot begin by the time agreed.
    is_second
        Whether the customer is visited on another day as well, nearer than the minimum gap.
    """

    day: date
    at_s: int
    place: Place
    since_s: int
    is_late: bool
    is_second: bool


class _Times:
    """The times that can be kept, each with its places, the best first."""

    def __init__(
        self,
        asked: Question,
        base: VisitRequest,
        terms: AppointmentTerms,
        not_before_s: int,
        step_s: int,
    ) -> None:
        self._asked = asked
        self._base = base
        self._terms = terms
        self._not_before_s = not_before_s
        self._step_s = step_s
        self._fittings = dict(days_that_can_be(asked, base, terms))
        gap_days = 0 if base.cadence is None else base.cadence.gap_days
        self._seconds = {
            day for day, one in self._fittings.items() if one.has_another_within(gap_days)
        }
        self._places: dict[tuple[date, int], list[Place]] = {}
        self._has_all = False
        self._add(0)

    def _add(self, num_displaced: int) -> None:
        """Add the places at which so many stops give way."""
        standing, visit = self._asked.standing, self._asked.visit
        for day, fitting in self._fittings.items():
            found = [
                place
                for k in standing.shifts_of(day.toordinal())
                if standing.problem.visits[visit].windows[k]
                for place in fitting.places(k, num_displaced)
            ]
            for place in sorted(found, key=lambda place: place.rank):
                for at_s in self._clock_times(place):
                    self._places.setdefault((day, at_s), []).append(place)

    def _clock_times(self, place: Place) -> Iterator[int]:
        """Yield the times that a place can keep, within the customer's openings."""
        windows = self._asked.standing.problem.visits[self._asked.visit].windows[place.shift]
        for opens_s, closes_s in windows:
            first_s = -(-max(opens_s, self._not_before_s) // self._step_s) * self._step_s
            for at_s in range(first_s, min(closes_s, DAY_S - 1) + 1, self._step_s):
                if place.first_start((agreed_window(at_s, self._terms),)) is not None:
                    yield at_s

    def best(self, taken: list[_Choice], most: int) -> _Choice | None:
        """Return the best time to offer beside others, or None where none is left."""

        def is_near(one: _Choice) -> bool:
            return any(
                other.day == one.day and abs(other.at_s - one.at_s) < _APART_S for other in taken
            )

        def merit(one: _Choice) -> tuple[object, ...]:
            same_day = [other for other in taken if other.day == one.day]
            return (
                is_near(one),
                len(one.place.displaces),
                any(other.since_s == one.since_s for other in same_day),
                len(same_day) >= max(1, most // 2),
                one.is_second,
                one.place.worth,
                one.day,
                one.is_late,
                one.at_s,
            )

        offered = {(one.day, one.at_s) for one in taken}
        left = [
            one
            for one in self._choices()
            if (one.day, one.at_s) not in offered and not (one.place.displaces and is_near(one))
        ]
        best = min(left, key=merit, default=None)
        if not self._has_all and (best is None or is_near(best)):
            self._has_all = True
            self._add(1)
            return self.best(taken, most)
        return best

    def _choices(self) -> Iterator[_Choice]:
        """Yield each time with its best place."""
        last: _Choice | None = None
        for (day, at_s), places in sorted(self._places.items(), key=lambda item: item[0]):
            if not places:
                continue
            place = places[0]
            goes_on = (
                last is not None
                and (last.day, last.at_s) == (day, at_s - self._step_s)
                and last.place.rank[:2] == place.rank[:2]
            )
            start_s = place.first_start((agreed_window(at_s, self._terms),))
            last = _Choice(
                day=day,
                at_s=at_s,
                place=place,
                since_s=last.since_s if last is not None and goes_on else at_s,
                is_late=start_s is None or start_s > at_s,
                is_second=day in self._seconds,
            )
            yield last

    def rule_out(self, choice: _Choice) -> None:
        """Rule out a place for a time: a contact finds no time with it."""
        self._places[choice.day, choice.at_s].remove(choice.place)

    def offer(self, choice: _Choice) -> TimeOffer | None:
        """Return the offer of a time, or None where a contact finds no time with it."""
        visit = agreed(self._base, choice.day, choice.at_s, self._terms)
        problem = self._asked.problem_with(visit)
        settled = self._fittings[choice.day].settled(choice.place, problem)
        if settled is None:
            return None
        request = self._asked.request_with(visit)
        return TimeOffer(**offered(self._asked, request, choice.place, settled), at_s=choice.at_s)
