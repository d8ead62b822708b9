"""The plan that routes and calls in ids come to: timed, told in figures, and held against the checker."""

from __future__ import annotations

from dataclasses import replace

from routing.checker import check
from routing.domain.ids import ShiftId, VisitId
from routing.encode import decode, encode, left_out
from routing.plan import Plan, Reason, ReasonKind
from routing.problem import Problem, Visit
from routing.request import PlanRequest
from routing.rules import Rule
from routing.status import Level
from routing.timetable import timetables
from routing.travel.matrix import TravelMatrix

__all__ = ["Calls", "Composer", "Routes"]

Routes = dict[ShiftId, tuple[VisitId, ...]]
Calls = frozenset[tuple[ShiftId, VisitId]]

_NO_MATTER = Reason(
    kind=ReasonKind.NOT_FOUND, rule=Rule.NO_REASON_FOUND, text="", text_zh="", verified=False
)


class Composer:
    """Makes plans of one request as one plan of it was made."""

    def __init__(self, request: PlanRequest, matrix: TravelMatrix, plan: Plan) -> None:
        self._request = request
        self._matrix = matrix
        self._provenance = plan.provenance
        self._problem = encode(request, matrix)
        self._calls = frozenset(
            (route.shift_id, one.visit_id) for route in plan.routes for one in route.contacts
        )
        self._number = {visit.id: v for v, visit in enumerate(request.visits)}
        self._row = {shift.id: k for k, shift in enumerate(request.shifts)}

    def levels(
        self, routes: Routes, calls: Calls | None, *, first: VisitId | None = None
    ) -> tuple[int, ...] | None:
        """Return what a plan comes to, None where the checker finds it to break a rule.

        Parameters
        ----------
        routes
            The visits of each shift in order.
        calls
            Who is called on which shift; None: of visits made once at most those for whom there is time.
        first
            Whose call finds its time first.
        """
        calls_now = self._calls if calls is None else calls
        wanted = sorted((self._row[k], self._number[v]) for k, v in calls_now)
        problem = self._problem
        if calls is not None:
            problem = self._calling(
                {v: k for k, v in wanted}, self._number.get(first or VisitId(""))
            )
        plan = self._plan(routes, problem, [one for one in wanted if self._recurs(one[1])])
        if plan is None or not check(self._request, self._matrix, plan).is_clean:
            return None
        made = {(route.shift_id, one.visit_id) for route in plan.routes for one in route.contacts}
        return plan.objective.levels if calls is None or made == calls else None

    def _recurs(self, v: int) -> bool:
        return self._problem.visits[v].days is not None

    def _calling(self, called: dict[int, int], first: int | None) -> Problem:
        """Return the problem in which, of visits made once, nobody else is called, and nowhere else."""

        def only(v: int, visit: Visit) -> Visit:
            if visit.days is not None:
                return visit
            return replace(
                visit,
                skip_level=Level.PROMISE if v == first else visit.skip_level,
                skip_weight=1 << 40 if v == first else visit.skip_weight,
                contact_s=visit.contact_s if v in called else None,
                windows=tuple(
                    windows if called.get(v, k) == k else ()
                    for k, windows in enumerate(visit.windows)
                ),
            )

        visits = tuple(only(v, visit) for v, visit in enumerate(self._problem.visits))
        return replace(self._problem, visits=visits)

    def _plan(self, routes: Routes, problem: Problem, fixed: list[tuple[int, int]]) -> Plan | None:
        sequences = [
            tuple(self._number[one] for one in routes[shift.id]) for shift in self._request.shifts
        ]
        try:
            tables = timetables(problem, sequences, fixed)
            missing = left_out(self._request, tables)
            return decode(
                self._request,
                self._matrix,
                self._problem,
                tables,
                [(_NO_MATTER,)] * len(missing),
                self._provenance,
            )
        except (AssertionError, ValueError):
            # The routes cannot be driven, or the days are not allowed.
            return None
