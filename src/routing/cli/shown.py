"""A plan beside what it answers, and how customers, account managers and figures read in one language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from routing.cli.words import Words
from routing.domain.ids import CustomerId, ManagerId
from routing.domain.territory import Territory
from routing.outputs.reason_text import reason_texts
from routing.outputs.text import one_line
from routing.plan import Plan, UnassignedVisit
from routing.request import PlanRequest
from routing.units import HOUR_S, MINUTE_S

__all__ = ["People", "Shown", "duration"]


def duration(words: Words, seconds: int) -> str:
    """Return a duration in hours and minutes."""
    hours, rest = divmod(seconds, HOUR_S)
    return f"{hours} {words('h')} {rest // MINUTE_S:02d} {words('min')}"


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Who is there, and how they and their figures read in one language.

    Parameters
    ----------
    territory, words
        Who is there, and the language.
    names
        Whether customers and account managers are shown by name beside their ids.
    """

    territory: Territory
    words: Words
    names: bool = True

    def minutes(self, seconds: int) -> str:
        """Return a short duration in minutes."""
        return f"{round(seconds / MINUTE_S)} {self.words('min')}"

    def duration(self, seconds: int) -> str:
        """Return a duration in hours and minutes."""
        return duration(self.words, seconds)

    def day(self, day: date) -> str:
        """Return a date with its weekday."""
        return f"{day.isoformat()} {self.words(f'{day:%A}')}"

    def manager(self, manager_id: ManagerId) -> str:
        """Return who an account manager is."""
        name = next((one.name for one in self.territory.managers if one.id == manager_id), "")
        return one_line(f"{manager_id} {name}" if self.names else manager_id)

    def customer(self, customer_id: CustomerId) -> str:
        """Return who a customer is."""
        name = next((one.name for one in self.territory.customers if one.id == customer_id), "")
        return one_line(f"{customer_id} {name}" if self.names else customer_id)

    def customer_class(self, customer_id: CustomerId) -> str:
        """Return the class of a customer."""
        found = (one for one in self.territory.customers if one.id == customer_id)
        return self.words(next(found).customer_class)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown(People):
    """What a view of a plan shows.

    Parameters
    ----------
    request, plan
        What was asked for, the answer.
    everything
        Whether all visits left out are listed: fillers, and due visits past the weightiest.
    """

    request: PlanRequest
    plan: Plan
    everything: bool = False

    def reasons(self, visit: UnassignedVisit) -> str:
        """Return why a visit was left out, a line for each reason."""
        return "\n".join(reason_texts(visit, self.words))
