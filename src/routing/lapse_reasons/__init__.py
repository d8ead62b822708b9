"""Why a recurring visit is not made, or made too late, tried before it is told.

Three questions in turn, for each thing that a visit lets lapse. Could any choice of its days have avoided it, were the
days free of everything else? If not, rules are lifted until one could. Does the plan as it stands take the visit in on
other days? Then the search stopped too early. Which stop would have to give way? The cheapest exchanges are made, the
stop that gives way put on other days where that can be, and the difference is the answer; where no single stop makes
room, how full the days are.
"""

from __future__ import annotations

from collections.abc import Sequence

from routing.encode import LeftOut
from routing.lapse_reasons.teller import Teller
from routing.plan import Reason
from routing.problem import Problem
from routing.request import PlanRequest
from routing.timetable import ShiftTimetable
from routing.what_if.standing_plan import StandingPlan

__all__ = ["explain_lapses"]


def explain_lapses(
    request: PlanRequest,
    problem: Problem,
    tables: Sequence[ShiftTimetable],
    lapses: Sequence[LeftOut],
) -> list[tuple[Reason, ...]]:
    """Return for each lapse of a recurring visit why it comes about.

    Parameters
    ----------
    request, problem
        The question in both forms.
    tables
        The answer.
    lapses
        What it leaves out of recurring visits.
    """
    sequences = [[stop.visit for stop in table.stops] for table in tables]
    contacts = [(k, entry.visit) for k, table in enumerate(tables) for entry in table.contacts]
    standing = StandingPlan(problem, sequences, contacts)
    teller = Teller(request, problem, standing)
    return [teller.reasons(lapse) for lapse in lapses]
