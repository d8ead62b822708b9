"""What all rules look at: the plan beside the request, with every leg's travel as the matrix has it.

Where the plan contradicts the request, the request is believed: legs run between the places that were asked for, and
times follow from the matrix. So a wrong place draws one complaint about the place and none about its legs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from routing.checker.recurrence import Recurrence, Turn, recurrence
from routing.domain.ids import CustomerId, PlaceId, ShiftId, VisitId
from routing.domain.visit import Category, Cause
from routing.plan import Contact, Plan, Route, Stop
from routing.request import PlanRequest, ShiftRequest, VisitRequest
from routing.travel.matrix import TravelMatrix
from routing.units import MINUTE_S, clock_text

__all__ = ["Facts", "Leg", "Loss", "Tour", "clock", "overlap_s"]


def clock(clock_s: float) -> str:
    """Return a clock time for people, with seconds where there are some; nonsense is shown as it is."""
    # A foreign plan may hold anything: what is no time of day must not break its own complaint.
    if not isinstance(clock_s, int) or clock_s < 0:
        return str(clock_s)
    seconds = clock_s % MINUTE_S
    return f"{clock_text(clock_s)}:{seconds:02d}" if seconds else clock_text(clock_s)


def overlap_s(first: tuple[int, int], second: tuple[int, int]) -> int:
    """Return how long two intervals of time have in common."""
    return max(0, min(first[1], second[1]) - max(first[0], second[0]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """A way from place to place, as it should be and as the plan reports it.

    Parameters
    ----------
    subject
        Id of the visit it leads to, or of the shift for the way home.
    stop
        The stop it leads to, or None for the way home.
    origin, target
        The places that the request asks for.
    has_way
        Whether the matrix knows a way; where it does not, `travel_s` and `distance_m` are the plan's own.
    departure_s, travel_s, distance_m, arrival_s
        Leaving as planned, the matrix's travel, and the arrival that follows, lunch on the way included.
    reported_travel_s, reported_distance_m, reported_arrival_s
        What the plan says.
    """

    subject: str
    stop: Stop | None
    origin: PlaceId
    target: PlaceId
    has_way: bool
    departure_s: int
    travel_s: int
    distance_m: int
    arrival_s: int
    reported_travel_s: int
    reported_distance_m: int
    reported_arrival_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tour:
    """A route beside the shift it is planned for, None where there is no such shift, and its legs."""

    route: Route
    shift: ShiftRequest | None
    legs: tuple[Leg, ...]

    @property
    def day(self) -> date:
        """The day as asked, or as reported for an unknown shift."""
        return self.route.day if self.shift is None else self.shift.day

    @property
    def items(self) -> tuple[Stop | Contact, ...]:
        """All stops, then all contacts."""
        return (*self.route.stops, *self.route.contacts)

    @property
    def waiting_s(self) -> int:
        """Seconds from arrivals to starts, less the lunch and the contacts that fall into them."""
        breaks = [
            (contact.start_s, contact.start_s + contact.length_s) for contact in self.route.contacts
        ]
        if self.route.lunch is not None:
            breaks.append((self.route.lunch.start_s, self.route.lunch.end_s))
        waits = [(leg.arrival_s, leg.stop.start_s) for leg in self.legs if leg.stop is not None]
        return sum(
            max(0, wait[1] - wait[0] - sum(overlap_s(wait, pause) for pause in breaks))
            for wait in waits
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """What the plan has to list as left out: a visit not made, or what a recurring one lets lapse.

    Parameters
    ----------
    visit
        The visit asked for.
    category, cause, deadline
        What was owed, and by when; no day for a visit that is made once, and for a filler.
    made
        The day on which a recurring visit was made after all, too late.
    weight
        What it counts on its level.
    """

    visit: VisitRequest
    category: Category
    cause: Cause
    deadline: date | None = None
    made: date | None = None
    weight: int


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Request, matrix and plan, indexed once for all rules."""

    request: PlanRequest
    matrix: TravelMatrix
    plan: Plan

    @cached_property
    def visits(self) -> dict[VisitId, VisitRequest]:
        """The visits asked for."""
        return {visit.id: visit for visit in self.request.visits}

    @cached_property
    def tours(self) -> tuple[Tour, ...]:
        """All routes; the first route of a shift has it, a second one has none."""
        free: dict[ShiftId, ShiftRequest] = {shift.id: shift for shift in self.request.shifts}
        tours = []
        for route in self.plan.routes:
            shift = free.pop(route.shift_id, None)
            legs = tuple(self._legs(route, shift)) if route.stops else ()
            tours.append(Tour(route=route, shift=shift, legs=legs))
        return tuple(tours)

    @cached_property
    def shift_tours(self) -> tuple[tuple[Tour, ShiftRequest], ...]:
        """The routes that have a shift, with it."""
        return tuple((tour, tour.shift) for tour in self.tours if tour.shift is not None)

    @cached_property
    def served(self) -> tuple[tuple[Stop | Contact, Tour], ...]:
        """All stops and contacts, with their routes."""
        return tuple((item, tour) for tour in self.tours for item in tour.items)

    @cached_property
    def recurrences(self) -> dict[VisitId, Recurrence]:
        """What the days of each recurring visit mean; days that are not in the request count for nothing."""
        asked = {shift.day for shift in self.request.shifts}
        days: dict[VisitId, dict[date, bool]] = {
            visit.id: {} for visit in self.request.visits if visit.cadence is not None
        }
        for item, tour in self.served:
            if item.visit_id in days and tour.day in asked:
                made = days[item.visit_id]
                made[tour.day] = made.get(tour.day, False) or isinstance(item, Stop)
        return {
            visit_id: recurrence(self.visits[visit_id], made) for visit_id, made in days.items()
        }

    @cached_property
    def losses(self) -> tuple[Loss, ...]:
        """All that is neither done nor done in time, whether or not the plan says so, in the request's order."""
        return tuple(loss for visit in self.request.visits for loss in self._losses(visit))

    @cached_property
    def served_ids(self) -> frozenset[VisitId]:
        """The visits that are a stop or a contact."""
        return frozenset(item.visit_id for item, _ in self.served)

    @property
    def promised(self) -> Iterator[tuple[Stop | Contact, VisitRequest, ShiftRequest]]:
        """Each stop and contact with the visit and the shift that were asked for, where there are such."""
        for item, tour in self.served:
            visit = self.visits.get(item.visit_id)
            if visit is not None and tour.shift is not None:
                yield item, visit, tour.shift

    def customer_of(self, item: Stop | Contact) -> CustomerId:
        """Return whom a stop or contact is for: as asked, or as reported for an unknown visit."""
        return self.visits.get(item.visit_id, item).customer_id

    def turn_of(self, item: Stop | Contact, tour: Tour) -> Turn | None:
        """Return what the day of a stop or contact means to its visit, None where that does not recur."""
        days = self.recurrences.get(item.visit_id)
        return None if days is None else days.turns.get(tour.day)

    def category_of(self, item: Stop | Contact, tour: Tour) -> Category:
        """Return the category of a stop or contact: as it follows, or as reported for an unknown visit or day."""
        turn = self.turn_of(item, tour)
        if turn is not None:
            return turn.category
        visit = self.visits.get(item.visit_id)
        return item.category if visit is None or visit.cadence is not None else visit.category

    def has_way(self, origin: PlaceId, target: PlaceId) -> bool:
        """Return whether the matrix knows both places and a way between them."""
        index = self.matrix.index
        return (
            origin in index
            and target in index
            and bool(self.matrix.reachable[index[origin], index[target]])
        )

    def _losses(self, visit: VisitRequest) -> Iterator[Loss]:
        """Yield what a visit loses; a recurring one that is not needed at all is a filler left out."""
        days = self.recurrences.get(visit.id)
        for lapse in () if days is None else days.lapses:
            yield Loss(
                visit=visit,
                category=lapse.category,
                cause=lapse.cause,
                deadline=lapse.deadline,
                made=lapse.made,
                weight=lapse.weight,
            )
        if visit.id in self.served_ids or (days is not None and days.lapses):
            return
        if days is None:
            yield Loss(visit=visit, category=visit.category, cause=visit.cause, weight=visit.weight)
        else:
            yield Loss(visit=visit, category=Category.FILLER, cause=Cause.FILLER, weight=0)

    def _legs(self, route: Route, shift: ShiftRequest | None) -> Iterator[Leg]:
        """Yield the legs of a driven route, the way home last."""
        ends = route if shift is None else shift
        origin, departure_s = ends.start_place_id, route.start_s
        for stop in route.stops:
            target = self.visits.get(stop.visit_id, stop).place_id
            yield self._leg(route, shift, stop, (origin, target), departure_s)
            origin, departure_s = target, stop.start_s + stop.length_s
        yield self._leg(route, shift, None, (origin, ends.end_place_id), departure_s)

    def _leg(
        self,
        route: Route,
        shift: ShiftRequest | None,
        stop: Stop | None,
        way: tuple[PlaceId, PlaceId],
        departure_s: int,
    ) -> Leg:
        """Return one leg; travel pauses for a lunch that begins before it is over."""
        if stop is None:
            reported = (route.return_travel_s, route.return_distance_m, route.end_s)
        else:
            reported = (stop.travel_s, stop.distance_m, stop.arrival_s)
        travel_s, distance_m = reported[:2]
        has_way = self.has_way(*way)
        if has_way:
            cell = (self.matrix.index[way[0]], self.matrix.index[way[1]])
            travel_s = int(self.matrix.duration_s[cell])
            distance_m = int(self.matrix.distance_m[cell])
        arrival_s = departure_s + travel_s
        lunch = route.lunch
        if lunch is not None and departure_s <= lunch.start_s < arrival_s:
            # The owed length counts, so that a break of a wrong length is told once, as a wrong break.
            owed = None if shift is None else shift.lunch
            arrival_s += lunch.end_s - lunch.start_s if owed is None else owed.length_s
        return Leg(
            subject=route.shift_id if stop is None else stop.visit_id,
            stop=stop,
            origin=way[0],
            target=way[1],
            has_way=has_way,
            departure_s=departure_s,
            travel_s=travel_s,
            distance_m=distance_m,
            arrival_s=arrival_s,
            reported_travel_s=reported[0],
            reported_distance_m=reported[1],
            reported_arrival_s=reported[2],
        )
