"""How customers and account managers are called where a plan is shown: by their ids, and by their names if wanted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from routing.domain.customer import Customer
from routing.domain.ids import CustomerId, ManagerId
from routing.domain.territory import Territory
from routing.outputs.text import one_line

__all__ = ["People"]


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Who is in a territory.

    Parameters
    ----------
    customers
        The customers, by id; those of a past plan may be there no more.
    manager_names, customer_names
        Names by id, each of one line; empty where names are left out (R24).
    """

    customers: Mapping[CustomerId, Customer]
    manager_names: Mapping[ManagerId, str]
    customer_names: Mapping[CustomerId, str]

    @classmethod
    def of(cls, territory: Territory | None, *, names: bool) -> Self:
        """Return the people of a territory, nobody where none is given."""
        customers = () if territory is None else territory.customers
        managers = () if territory is None else territory.managers
        return cls(
            customers={one.id: one for one in customers},
            manager_names={one.id: one_line(one.name) for one in managers} if names else {},
            customer_names={one.id: one_line(one.name) for one in customers} if names else {},
        )

    def customer(self, customer_id: CustomerId) -> str:
        """Return a customer's id, and the name behind it if there is one, on one line."""
        return one_line(f"{customer_id} {self.customer_names.get(customer_id, '')}")

    def manager(self, manager_id: ManagerId) -> str:
        """Return an account manager's id, and the name behind it if there is one."""
        return one_line(f"{manager_id} {self.manager_names.get(manager_id, '')}")
