"""An account manager in the middle of a day."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from routing.domain.customer import Mode
from routing.domain.events import VisitRecord
from routing.domain.ids import CustomerId, ManagerId, PlaceId
from routing.domain.manager import AccountManager
from routing.domain.road_events import Position
from routing.simulation.season import DayLog
from routing.simulation.tour import Errand, Tour
from routing.units import DAY_S, clock_time

__all__ = ["Ahead", "OnDuty"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """An errand as it lies ahead, seconds after midnight, by travel as it is believed.

    Parameters
    ----------
    lunch_s
        When lunch begins that is had before it, None where none is.
    free_s
        When one can leave, lunch over.
    leaves_s
        When it is time to leave.
    there_s
        When one is there who leaves as soon as he can.
    begins_s
        When it begins.
    home_s
        How long the way home takes from there.
    """

    lunch_s: int | None
    free_s: int
    leaves_s: int
    there_s: int
    begins_s: int
    home_s: int


@dataclass(slots=True, kw_only=True)
class OnDuty:
    """An account manager in the middle of a day: it changes as the day goes by.

    Parameters
    ----------
    place_id
        Where he is.
    left
        The errands before him, the next one first.
    leaves_s
        He does not set out sooner.
    lunch_before
        Index of the errand in `left` before which the plan has lunch.
    at
        The customer with whom he is or was last; None before he has left and once he is on the way home.
    free_s
        When he will be able to go on, as far as he knows: once what is under way is over, or he is back from lunch.
    done_s
        When his last errand is over.
    outcome
        What becomes of the visit that is under way.
    is_news, has_failed
        What has happened since he last asked for a plan, see `routing.simulation.strategy.OnTheRoad`.
    is_out
        Whether he is at work and thinks of the next thing some time.
    """

    manager: AccountManager
    place_id: PlaceId
    log: DayLog
    left: list[Errand] = field(default_factory=list)
    leaves_s: int = 0
    lunch_before: int | None = None
    had_lunch: bool = False
    at: CustomerId | None = None
    free_s: int = 0
    done_s: int = 0
    outcome: VisitRecord | None = None
    is_news: bool = False
    has_failed: bool = False
    is_out: bool = False

    @property
    def id(self) -> ManagerId:
        """Who it is."""
        return self.manager.id

    def take(self, tour: Tour) -> None:
        """Go on with another tour, after what is under way."""
        self.left = list(tour.errands)
        self.leaves_s = tour.leaves_s
        self.lunch_before = tour.lunch_before

    def strike(self, errand: Errand) -> None:
        """Take an errand off the tour."""
        index = self.left.index(errand)
        del self.left[index]
        if self.lunch_before is not None and index < self.lunch_before:
            self.lunch_before -= 1

    def set_out(self) -> None:
        """Note with how many visits he leaves in the morning."""
        if self.log.left_s is None:
            planned = sum(one.mode is Mode.IN_PERSON for one in self.left)
            self.log = replace(self.log, planned=max(planned, self.log.planned))

    def position(self, now_s: int) -> Position | None:
        """Return where he is and when he can go on, None where he has not left or is on the way home."""
        if self.at is None:
            return None
        return Position(
            manager_id=self.id,
            customer_id=self.at,
            free_at=clock_time(min(max(self.free_s, now_s), DAY_S - 1)),
            had_lunch=self.had_lunch,
        )
