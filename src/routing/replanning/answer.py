"""What replanning answers: the plan, its changes, whom to tell, and what later days have to take over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from routing.domain.ids import CustomerId
from routing.domain.territory import Territory
from routing.domain.visit import Cause
from routing.plan import Plan
from routing.plan_chain import Change, PlanRecord
from routing.request import PlanRequest
from routing.travel.matrix import TravelMatrix

__all__ = ["HandedOn", "Message", "Replan"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """Something that a customer has to be told (R16, R17); in two languages, ids only."""

    customer_id: CustomerId
    text: str
    text_zh: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOn:
    """A visit that today no longer holds.

    Parameters
    ----------
    customer_id, cause
        Whose visit, and what calls for it.
    deadline
        Last day on which it is in time, None where nobody knows one.
    next_day
        The first later day on which it can be made, None where none comes before it is long overdue.
    is_in_time
        Whether that day meets the deadline.
    text, text_zh
        The same as a sentence, with what to do where it is not in time.
    """

    customer_id: CustomerId
    cause: Cause
    deadline: date | None
    next_day: date | None
    is_in_time: bool
    text: str
    text_zh: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Replan:
    """The answer to what happened on the road.

    Parameters
    ----------
    record
        The plan of the rest of the day, a draft that follows the plan in hand.
    request, matrix
        What it was held to, for the checker: visits that keep their time are asked for at that time.
    changes
        What differs from the plan in hand, and why.
    messages
        Whom to tell what.
    handed_on
        What later days have to take over, with its deadline.
    territory
        The territory with all that has happened today: what the next plan is made from.
    """

    record: PlanRecord
    request: PlanRequest
    matrix: TravelMatrix
    changes: tuple[Change, ...]
    messages: tuple[Message, ...]
    handed_on: tuple[HandedOn, ...]
    territory: Territory

    @property
    def plan(self) -> Plan:
        """The plan of the rest of the day."""
        return self.record.plan
