"""Territories side by side."""

from __future__ import annotations

from collections import Counter

from benchmarks.scale import MONTH, SIZES, side_by_side


def test_customers_are_shared_out_and_nothing_is_shared() -> None:
    """Eleven customers of three account managers are 4, 4 and 3, each with an id and a history of its own."""
    territory = side_by_side(11, 3, seed=1).territory
    assert [manager.id for manager in territory.managers] == ["m1", "m2", "m3"]
    counts = Counter(customer.manager_id for customer in territory.customers)
    assert counts == {"m1": 4, "m2": 4, "m3": 3}
    managers = {customer.id: customer.manager_id for customer in territory.customers}
    assert len(managers) == 11
    assert {record.customer_id for record in territory.history} == set(managers)
    assert all(record.manager_id == managers[record.customer_id] for record in territory.history)


def test_neighbours_are_out_of_reach() -> None:
    """The second territory lies half a degree east of the first, wider than one is across."""
    territory = side_by_side(40, 2, seed=1).territory
    starts = [manager.start.lon for manager in territory.managers]
    assert starts[1] - starts[0] == 0.5
    for customer in territory.customers:
        own, other = starts if customer.manager_id == "m1" else starts[::-1]
        assert abs(customer.point.lon - own) < abs(customer.point.lon - other)


def test_every_size_is_as_large_as_it_says() -> None:
    """No account manager is asked to have more customers than a generated horizon holds."""
    for num_customers, num_managers in SIZES:
        territory = side_by_side(num_customers, num_managers, seed=1).territory
        assert len(territory.customers) == num_customers
        assert len(territory.managers) == num_managers
    assert MONTH in SIZES
