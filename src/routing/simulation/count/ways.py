"""Travel as the planners believed it, between all customers and account managers of a season."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from routing.domain.customer import Point
from routing.domain.ids import CustomerId, PlaceId, customer_place
from routing.domain.manager import AccountManager
from routing.simulation.count.record import Record
from routing.travel.geodesic import Geodesic
from routing.travel.matrix import TravelMatrix, TravelSource

__all__ = ["Ways"]


class Ways:
    """How long it takes to get from place to place.

    Parameters
    ----------
    travel
        Where planners had their travel times from; None: estimated from distances.
    """

    def __init__(self, record: Record, travel: TravelSource | None) -> None:
        self._record = record
        self._travel = Geodesic() if travel is None else travel

    @cached_property
    def _matrix(self) -> TravelMatrix:
        places: dict[PlaceId, Point] = {}
        for manager in self._record.managers.values():
            places[_start(manager)] = manager.start
            places[_end(manager)] = manager.end or manager.start
        for customer in self._record.customers.values():
            places[customer_place(customer.id)] = customer.point
        return self._travel.matrix(places)

    def _way_s(self, origins: Iterable[PlaceId], targets: Iterable[PlaceId]) -> NDArray[np.float64]:
        """Return, shape (origins, targets), the seconds of each way, infinite where there is none."""
        index = self._matrix.index
        cells = np.ix_([index[one] for one in origins], [index[one] for one in targets])
        return np.where(self._matrix.reachable[cells], self._matrix.duration_s[cells], np.inf)

    def between(self, one: CustomerId, other: CustomerId) -> float:
        """Return the seconds from a customer to another, infinite where there is no way."""
        return float(self._way_s([customer_place(one)], [customer_place(other)])[0, 0])

    def shortest_in(
        self, manager: AccountManager, customers: Sequence[CustomerId]
    ) -> NDArray[np.float64]:
        """Return, shape (customers,), the shortest way to each from any other or from where the manager starts."""
        places = [customer_place(one) for one in customers]
        ways = self._way_s([*places, _start(manager)], places)
        np.fill_diagonal(ways, np.inf)
        shortest: NDArray[np.float64] = ways.min(axis=0)
        return shortest

    def shortest_home(self, manager: AccountManager, customers: Sequence[CustomerId]) -> float:
        """Return the seconds of the shortest way home from any of some customers."""
        return float(self._way_s(map(customer_place, customers), [_end(manager)]).min())


def _start(manager: AccountManager) -> PlaceId:
    return PlaceId(f"count-start:{manager.id}")


def _end(manager: AccountManager) -> PlaceId:
    return PlaceId(f"count-end:{manager.id}")
