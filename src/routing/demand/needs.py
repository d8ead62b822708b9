"""Which visits a day needs: every customer in scope either with a need, or at rest with the reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from routing.demand.calls import Call, Silence, calls, reasons_of
from routing.demand.deadlines import local_time
from routing.demand.notice import EXEMPT_FROM_NOTICE, known_customers
from routing.demand.outlook import Outlook, outlooks
from routing.demand.team import Presence, Roster, Team, presence_note
from routing.demand.windows import Window
from routing.domain.calendar import WorkCalendar
from routing.domain.customer import Customer, Mode
from routing.domain.ids import CustomerId, ManagerId
from routing.domain.note import Note
from routing.domain.policy import Policy
from routing.domain.policy_terms import Notice
from routing.domain.territory import Territory
from routing.domain.visit import Because, Category, Cause
from routing.rules import Rule
from routing.units import MINUTE_S, seconds_after_midnight

__all__ = [
    "DayNeeds",
    "Need",
    "Rest",
    "contact_modes",
    "day_needs",
    "late_report_notes",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A visit to ask for on one day.

    Parameters
    ----------
    number
        1, or 2 and more for further appointments of the same customer on the same day.
    weight, urgency_permille, earliness_permille
        See `routing.demand.calls.Call`.
    windows, closings
        When it may start; where never, the rules each of which leaves no time.
    appointment_s
        Start to aim at (R16), or None.
    manager_ids
        Who may visit, or None for anybody.
    stand_in_ids
        Those who would stand in for the customer's own manager.
    contact_modes
        Ways in which a contact may replace the visit (R22); empty for in person only.
    release, deadline
        First day on which the visit may take place and last day on which it is in time, or None where unknown.
    """

    customer: Customer
    number: int = 1
    category: Category
    cause: Cause
    weight: int
    urgency_permille: int
    earliness_permille: int = 0
    windows: tuple[Window, ...]
    because: Because
    closings: tuple[Rule, ...] = ()
    appointment_s: int | None = None
    manager_ids: frozenset[ManagerId] | None = None
    stand_in_ids: frozenset[ManagerId] = frozenset()
    contact_modes: tuple[Mode, ...] = ()
    release: date | None = None
    deadline: date | None = None

    @property
    def closed_by(self) -> Rule | None:
        """The first rule that leaves no time, None where it may take place."""
        return self.closings[0] if self.closings else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """A customer of whom no visit is asked on the day, and why."""

    customer_id: CustomerId
    because: Because


@dataclass(frozen=True, slots=True, kw_only=True)
class DayNeeds:
    """The needs of one day.

    Parameters
    ----------
    needs, resting
        Every customer in scope is in one of the two, in the order of ids.
    present
        The account managers in scope who work on the day.
    notes
        What the plan has to tell besides.
    """

    needs: tuple[Need, ...]
    resting: tuple[Rest, ...]
    present: tuple[Presence, ...]
    notes: tuple[Note, ...]


def day_needs(
    territory: Territory,
    policy: Policy,
    calendar: WorkCalendar,
    day: date,
    asked_at: datetime,
    *,
    manager_ids: Iterable[ManagerId] | None = None,
    noticed: Iterable[CustomerId] = (),
    planned: Iterable[tuple[CustomerId, date]] = (),
) -> DayNeeds:
    """Return which visits a day needs, by R1-R4, R6-R8, R10, R13-R17 and R22.

    Parameters
    ----------
    day
        The day to plan.
    asked_at
        When the plan is asked for: what is reported later is not known. Without a zone it is the policy's local time.
    manager_ids
        The account managers whose customers are planned, or None for all of the territory.
    noticed
        Customers who have had the notice of a day that their class asks for (R17).
    planned
        Customers and days of visits that published plans have, of this day and later ones (R18).

    Raises
    ------
    InputError
        If the calendar does not span the days that matter, or a manager or a customer noticed is not of the territory.

    Notes
    -----
    On a working day that is no visit day, and on a day off, only what the policy lets open a day is asked for: visits
    that no later visit day can hold in time.
    """
    asked_at = local_time(asked_at, policy)
    team = Team(Roster(territory, policy, calendar, manager_ids), day, asked_at)
    noticed_ids = known_customers(noticed, territory)
    survey = _Survey(policy, team, day, asked_at, noticed_ids)
    views = outlooks(territory, policy, calendar, team, day, asked_at, planned)
    found = [survey.need(view) for view in views]
    needs = tuple(
        need
        for view, first in zip(views, found, strict=True)
        if isinstance(first, Need)
        for need in (first, *_further(first, view, policy))
    )
    return DayNeeds(
        needs=needs,
        resting=tuple(first for first in found if isinstance(first, Rest)),
        present=team.present,
        notes=(
            *(presence_note(one, remark, str(day), str(day)) for one, remark in team.remarks),
            *(note for view in views for note in view.promises.notes),
            *_history_notes(views),
            *late_report_notes(territory, [view.customer for view in views], policy, day, asked_at),
            *_visit_day_notes(needs, team, day, is_working_day=calendar.is_working_day(day)),
        ),
    )


def _history_notes(views: tuple[Outlook, ...]) -> list[Note]:
    if not views or any(view.past.last_for_cadence for view in views):
        return []
    return [
        Note(
            text="No visit is on record: customers without a date of joining count as late.",
            text_zh="无任何拜访记录：入网日期未登记的客户按逾期计。",
        )
    ]


def late_report_notes(
    territory: Territory,
    customers: Iterable[Customer],
    policy: Policy,
    last: date,
    asked_at: datetime,
) -> list[Note]:
    """Name the customers whose anomaly came in too late for the plan, though before its last day is over (R13)."""
    in_scope = {customer.id for customer in customers}
    ids = {
        anomaly.customer_id
        for anomaly in territory.anomalies
        if anomaly.customer_id in in_scope
        for reported_at in [local_time(anomaly.reported_at, policy)]
        if reported_at > asked_at and reported_at.date() <= last
    }
    if not ids:
        return []
    since, known = f"{asked_at:%Y-%m-%d %H:%M}", sorted(ids)
    return [
        Note(
            text=f"Not in this plan: anomalies reported after it was asked for on {since} (R13): {', '.join(known)}.",
            text_zh=f"未纳入本计划：{since} 编制之后上报的异常客户（R13）：{'、'.join(known)}。",
        )
    ]


def _visit_day_notes(
    needs: tuple[Need, ...], team: Team, day: date, *, is_working_day: bool
) -> list[Note]:
    """Say that a day is no visit day, or is opened all the same, and for whom (R6, R13)."""
    opened = [need.customer for need in needs if not team.visits(need.customer)]
    if not is_working_day:
        return [
            Note(
                text=f"{day} is not a working day: nobody visits.",
                text_zh=f"{day} 非工作日，不安排拜访。",
            )
        ]
    if not team.present:
        return []
    if opened:
        ids = list(dict.fromkeys(customer.id for customer in opened))
        return [
            Note(
                text=f"{day} is opened for what cannot wait, though it is no visit day (R6): {', '.join(ids)}.",
                text_zh=f"{day} 非拜访日，因不能等待的拜访加开（R6）：{'、'.join(ids)}。",
            )
        ]
    if not any(presence.is_visit_day for presence in team.present):
        return [
            Note(
                text=f"{day} is no visit day (R6), and nothing has to be visited before the next.",
                text_zh=f"{day} 非拜访日（R6），下一拜访日之前无必访客户。",
            )
        ]
    return []


class _Survey:
    """The terms of one day, applied to each customer."""

    def __init__(
        self,
        policy: Policy,
        team: Team,
        day: date,
        asked_at: datetime,
        noticed: frozenset[CustomerId],
    ) -> None:
        self._policy = policy
        self._team = team
        self._day = day
        self._is_on_the_day = asked_at.date() >= day
        self._noticed = noticed

    def need(self, outlook: Outlook) -> Need | Rest:
        """Return what one customer needs."""
        customer, day = outlook.customer, self._day
        if any(visited == day for visited, _ in outlook.past.in_person):
            return _rest(customer, "", f"Visited on {day} already.", f"{day} 已拜访。")
        answers = calls(outlook, self._policy)
        pressing = sorted(
            (answer for answer in answers if isinstance(answer, Call)), key=lambda call: call.rank
        )
        if not pressing:
            silent = next(answer for answer in answers if isinstance(answer, Silence))
            return Rest(customer_id=customer.id, because=silent.because)
        if not self._team.visits(customer):
            pressing = [call for call in pressing if self._opens_a_day(call)]
        if not pressing:
            return _rest(
                customer,
                "R6",
                f"{day} is no visit day, and the visit can wait.",
                f"{day} 非拜访日，可待下一拜访日。",
            )
        return self._on_terms(outlook, pressing)

    def _opens_a_day(self, call: Call) -> bool:
        return call.category is Category.MANDATORY and call.cause in self._policy.visits.opens_a_day

    def _on_terms(self, outlook: Outlook, pressing: list[Call]) -> Need | Rest:
        """Return the need of the strongest call, on the terms that the day leaves."""
        first, customer, promises = pressing[0], outlook.customer, outlook.promises
        allowed, stand_in_ids = self._team.allowed(customer, promises)
        closings = self._closings(outlook, pressing, allowed)
        if closings and first.category is Category.FILLER:
            return _rest(
                customer,
                "",
                f"Not possible on {self._day}: {closings[0]}.",
                f"{self._day} 不可拜访。",
            )
        return Need(
            customer=customer,
            category=first.category,
            cause=first.cause,
            weight=first.weight,
            urgency_permille=max(call.urgency_permille for call in pressing),
            earliness_permille=first.earliness_permille,
            windows=() if closings else promises.windows,
            because=reasons_of(pressing),
            closings=closings,
            appointment_s=self._aim_s(outlook),
            manager_ids=self._team.roster.restriction(allowed),
            stand_in_ids=stand_in_ids,
            contact_modes=() if closings else self._contact_modes(outlook, pressing),
            release=first.release,
            deadline=first.deadline,
        )

    def _closings(
        self, outlook: Outlook, pressing: list[Call], allowed: frozenset[ManagerId]
    ) -> tuple[Rule, ...]:
        """Return the rules each of which leaves no time for the visit, none where it may take place."""
        found = self._team.closings(allowed, outlook.promises)
        needs_a_day = self._policy.terms(outlook.customer).notice is Notice.DAY_AHEAD
        is_told = not self._is_on_the_day or outlook.customer.id in self._noticed
        is_exempt = any(call.cause in EXEMPT_FROM_NOTICE for call in pressing)
        return (*found, Rule.LEAD_TIME) if needs_a_day and not is_told and not is_exempt else found

    def _aim_s(self, outlook: Outlook) -> int | None:
        if outlook.promises.appointment is None:
            return None
        at_s = seconds_after_midnight(
            local_time(outlook.promises.appointment.at, self._policy).time()
        )
        return max(0, at_s - self._policy.appointment.aim_early_minutes * MINUTE_S)

    def _contact_modes(self, outlook: Outlook, pressing: list[Call]) -> tuple[Mode, ...]:
        """Return the ways in which a contact may replace the visit (R22)."""
        is_enough = pressing[0].category is not Category.FILLER and all(
            call.by_contact for call in pressing
        )
        is_turn_of_contact = outlook.past.contacts_since < self._policy.contact.in_person_every - 1
        if not (is_enough and is_turn_of_contact):
            return ()
        return contact_modes(outlook.customer, self._policy)


def contact_modes(customer: Customer, policy: Policy) -> tuple[Mode, ...]:
    """Return the ways in which a contact counts for a customer's interval (R22); empty where none does."""
    contact = policy.contact
    if not (contact.counts_for_cadence and contact.traits & customer.traits):
        return ()
    return tuple(sorted(contact.modes & customer.modes & policy.terms(customer).modes))


def _further(need: Need, outlook: Outlook, policy: Policy) -> list[Need]:
    """Return the appointments that one visit a day cannot keep as well, each as a need of its own."""
    times = [local_time(other.at, policy) for other in outlook.promises.others]
    return [
        replace(
            need,
            number=number,
            category=Category.MANDATORY,
            cause=Cause.APPOINTMENT,
            windows=(),
            closings=(Rule.VISIT_ONCE,),
            because=Because(
                standard="R16",
                text=f"Appointment agreed for {at:%Y-%m-%d %H:%M}, a second one on the day.",
                text_zh=f"已预约 {at:%Y-%m-%d %H:%M}，同日重复预约。",
            ),
            appointment_s=None,
            contact_modes=(),
        )
        for number, at in enumerate(times, start=2)
    ]


def _rest(customer: Customer, standard: str, text: str, text_zh: str) -> Rest:
    return Rest(
        customer_id=customer.id, because=Because(standard=standard, text=text, text_zh=text_zh)
    )
