"""What an account manager sets out with: whom to visit or call, in order, whatever made the plan."""

from __future__ import annotations

from dataclasses import dataclass

from routing.domain.customer import Mode
from routing.domain.ids import CustomerId, ManagerId

__all__ = ["Errand", "Tour"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """A visit or contact of a tour. Times are seconds after midnight.

    Parameters
    ----------
    length_s
        How long it is meant to take.
    start_s
        When it is meant to begin, or None where nobody has said so: what is begun much later than this is late.
    not_before_s
        It is not begun sooner, though somebody be there.
    is_fixed
        Whether it may be begun late in the day, in overtime: a promise, or what cannot wait for another day.
    """

    customer_id: CustomerId
    length_s: int
    mode: Mode = Mode.IN_PERSON
    start_s: int | None = None
    not_before_s: int = 0
    is_fixed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tour:
    """What is left of an account manager's day.

    Parameters
    ----------
    leaves_s
        When he leaves where he is, at the earliest.
    errands
        Whom to visit or call, in order.
    lunch_before
        Index of the errand before which the plan has lunch, or None where he eats when it is time.
    """

    manager_id: ManagerId
    leaves_s: int
    errands: tuple[Errand, ...] = ()
    lunch_before: int | None = None
