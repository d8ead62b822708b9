"""The question in ids and dates: which shifts there are, which visits are asked for, and on what terms.

A request is complete in itself: policy, calendar and history have been worked into its numbers, so that the checker
needs nothing but the request, the travel matrix and the plan.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from routing.domain.customer import Mode
from routing.domain.ids import CustomerId, ManagerId, PlaceId, ShiftId, VisitId
from routing.domain.note import Note
from routing.domain.visit import Because, Category, Cause, VisitLength
from routing.rules import Rule

__all__ = [
    "Because",
    "CadenceTerms",
    "ContactTerms",
    "KeptVisit",
    "LunchTerms",
    "Obligation",
    "Opening",
    "PlanRequest",
    "ShiftRequest",
    "VisitRequest",
    "Wish",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class LunchTerms:
    """A break of `length_s` that starts between `earliest_s` and `latest_s`; it may interrupt a leg, not a visit."""

    earliest_s: int
    latest_s: int
    length_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftRequest:
    """One working day of one account manager.

    Parameters
    ----------
    id, manager_id, day
        Which shift this is.
    start_place_id, end_place_id
        Rows of the travel matrix.
    start_s, end_s
        Working hours, seconds after midnight.
    lunch
        The lunch break, or None where none is owed.
    reserve_s
        Time kept free at the end for ad-hoc tasks (R20): the manager is back by ``end_s - reserve_s``.
    floor, max_visits
        Fewest visits in person wished for (R7) and most allowed.
    is_extra
        Whether the day is no visit day (R6): driving it counts on `Level.OPENED`.
    fair_visits, over_price_s
        Each visit in person above the fair number costs the price, so that days are balanced (`Rule.BALANCE`).
    """

    id: ShiftId
    manager_id: ManagerId
    day: date
    start_place_id: PlaceId
    end_place_id: PlaceId
    start_s: int
    end_s: int
    lunch: LunchTerms | None = None
    reserve_s: int = 0
    floor: int = 0
    max_visits: int = 10_000
    is_extra: bool = False
    fair_visits: int = 10_000
    over_price_s: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A closed window for the start of a visit on one day, seconds after midnight.

    `manager_ids` narrows who may make it on this day; None: whoever may make the visit at all.
    """

    day: date
    start_s: int
    end_s: int
    manager_ids: frozenset[ManagerId] | None = None

    def admits(self, shift: ShiftRequest) -> bool:
        """Return whether a shift is on the day, and its account manager may use the window."""
        return self.day == shift.day and (
            self.manager_ids is None or shift.manager_id in self.manager_ids
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactTerms:
    """By which modes, and for how long, a visit may be made without going there (R22)."""

    modes: tuple[Mode, ...]
    length_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A soft wish: serving the visit on this day (None: any) by this manager (None: any) costs `price_s`.

    Of the days in `unless_days` it asks nothing: on them a published plan has the visit already. Prices are seconds of
    travel on the level `Level.COST`; prices of all matching wishes add up. A contact pays none.
    """

    rule: Rule
    price_s: int
    day: date | None = None
    manager_id: ManagerId | None = None
    unless_days: frozenset[date] = frozenset()

    def applies(self, shift: ShiftRequest) -> bool:
        """Return whether serving the visit on this shift pays the price."""
        return (
            self.day in (None, shift.day)
            and self.manager_id in (None, shift.manager_id)
            and shift.day not in self.unless_days
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """A visit in person owed between two days: agreed, pinned, to an anomalous or a new customer (R13-R17).

    The first visit in person from `first` on answers it. After `last` it is late: it then counts `weight` and a unit
    for each day more, on the level of its cause; days before the horizon are not counted. One that may wait until after
    the horizon, and is not answered in it, counts `due_weight` among the due visits.
    """

    cause: Cause
    first: date
    last: date
    because: Because
    weight: int = 1000
    due_weight: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CadenceTerms:
    """How the visits of one customer follow each other over a horizon (R1-R4, R8, R10, R22).

    `routing.cadence` says what each next visit counts under these terms.

    Parameters
    ----------
    since
        Day of the last visit or contact that counts for the interval; None if none is known: a visit is owed at once.
    seen
        Day of the last one that counts for the months of R8; None if none is known.
    contacts_since
        Contacts since the last visit in person (R22).
    starts
        First day of the horizon: what is late already counts its days from here.
    until
        The day before the customer's next chance of a visit after the horizon: what is owed by then cannot wait longer.
    gap_days, due_days, interval_days
        Days after a visit before which the next is too soon, from which it is due, after which it is late.
    planned
        Days that an earlier plan, or a promise for after the horizon, has a visit on: the first of them that is neither
        too soon nor late is the day from which the next visit is due.
    coverage_months
        Months in a row that must hold a visit (R8). Where they end before the interval does, the gap and the share of
        the time after which a visit is due are counted from the last visit that counts for them.
    in_person_every
        At least every so many contacts one is in person; 1: contacts do not count.
    contacts_cover
        Whether a contact counts for R8.
    weight
        What a late visit counts (and a unit for each day), and a visit left out on its last day in time.
    early_price_s
        What a visit right after the gap costs; falls to 0 at the day on which it is due.
    rule, coverage_rule
        The standard's rules behind the interval and the months.
    """

    since: date | None
    seen: date | None
    contacts_since: int = 0
    starts: date
    until: date
    gap_days: int
    due_days: int
    interval_days: int
    planned: tuple[date, ...] = ()
    coverage_months: int
    in_person_every: int = 1
    contacts_cover: bool = False
    weight: int = 1000
    early_price_s: int = 0
    rule: str = ""
    coverage_rule: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitRequest:
    """A visit asked for; one with `cadence` recurs over the days of the request.

    Parameters
    ----------
    id, customer_id, place_id
        Which visit, of whom, at which row of the travel matrix.
    category, cause
        Whether it may wait, and what calls for it. Of a recurring visit: if it were not made at all.
    weight
        What leaving it out counts on its level (see `Cause.level`), at least 1; unused for a filler.
    length
        Minimum, target and maximum.
    openings
        When it may start; empty means never (the reason is then in `closed_by`).
    spare_openings
        When it could start on working days that are no visit days (R6), were they opened for it; no plan uses them.
    appointment_s
        Clock time to aim at, for an agreed appointment (R16), or None.
    manager_ids
        Who may visit, or None for anybody.
    contact
        On what terms it may be made by phone or network, or None for in person only.
    wishes
        Soft wishes, priced.
    release, deadline
        First day on which it may take place and last day on which it is in time, or None.
    closed_by
        The rule that leaves no opening, when `openings` is empty.
    closed_on
        Days without an opening for another rule than the customer's own hours; each rule leaves it none by itself,
        and a day stands with all of them. A day that is not here: `closed_by`, or the customer's hours.
    because
        Why it is asked for.
    cadence
        How it recurs; None for a visit that is made once at most.
    obligations
        Visits owed to the customer between given days; only with `cadence`.
    """

    id: VisitId
    customer_id: CustomerId
    place_id: PlaceId
    category: Category
    cause: Cause
    weight: int
    length: VisitLength
    openings: tuple[Opening, ...]
    because: Because
    appointment_s: int | None = None
    manager_ids: frozenset[ManagerId] | None = None
    contact: ContactTerms | None = None
    wishes: tuple[Wish, ...] = ()
    release: date | None = None
    deadline: date | None = None
    closed_by: Rule | None = None
    closed_on: tuple[tuple[date, Rule], ...] = ()
    spare_openings: tuple[Opening, ...] = ()
    cadence: CadenceTerms | None = None
    obligations: tuple[Obligation, ...] = ()

    def price_s(self, shift: ShiftRequest) -> int:
        """Return the soft price of serving this visit on a shift, in seconds of travel."""
        return sum(wish.price_s for wish in self.wishes if wish.applies(shift))


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptVisit:
    """A visit of an earlier plan: a promise where its customer has had notice (R17), else moving it costs a little."""

    customer_id: CustomerId
    day: date
    is_promised: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRequest:
    """Shifts and visits to match, for one territory or team.

    Parameters
    ----------
    territory_id
        Whose plan this is.
    shifts
        Shifts to fill, ids unique.
    visits
        Visits asked for, ids unique.
    spare_shifts
        Working days that are no visit days (R6), as they would be were they opened; no plan uses them.
    policy
        Name and digest of the policy that made the request.
    notes
        Warnings of the making that the plan repeats.

    Notes
    -----
    `routing.build_request.day_request` and `routing.build_horizon.horizon_request` make one from a territory; one made
    by hand, for another purpose, is planned by `routing.planner.plan_request` just the same.

    References
    ----------
    R1-R20, R22: each visit says in `VisitRequest.because` what it is asked for by.

    Examples
    --------
    >>> from datetime import date, datetime
    >>> from routing import PlanRequest, china_calendar, load_policy, read_territory
    >>> from routing.build_request import day_request
    >>> territory, _ = read_territory("data/country-80")
    >>> policy, calendar = load_policy("classified"), china_calendar(2026, 2027)
    >>> request = day_request(territory, policy, calendar, date(2026, 11, 2), datetime(2026, 11, 1, 17, 30))
    >>> isinstance(request, PlanRequest), [shift.id for shift in request.shifts]
    (True, ['M02@2026-11-02'])
    >>> visit = next(visit for visit in request.visits if visit.cause == "appointment")
    >>> visit.customer_id, visit.length.min_s, visit.because.text.split(".")[0]
    ('QS0009', 900, 'Appointment agreed for 2026-11-02 10:00')
    """

    territory_id: str
    shifts: tuple[ShiftRequest, ...]
    visits: tuple[VisitRequest, ...]
    spare_shifts: tuple[ShiftRequest, ...] = ()
    policy: str = ""
    notes: tuple[Note, ...] = ()

    @property
    def digest(self) -> str:
        """Short fingerprint of the whole request: equal requests have equal digests."""
        notes = tuple(note.text for note in self.notes)
        whole = (self.territory_id, self.shifts, self.spare_shifts, self.policy, notes)
        parts = [repr(whole)]
        parts.extend(repr(_spelled_out(visit)) for visit in self.visits)
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _spelled_out(value: object) -> object:
    """Return a visit asked for with all frozen sets sorted: they have no order of their own that a text could show."""
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [_spelled_out(element) for element in value]
    if isinstance(value, VisitRequest | Opening | Wish):
        return [_spelled_out(getattr(value, name)) for name in sorted(value.__slots__)]
    return value
