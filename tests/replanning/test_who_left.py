"""Customers who are no longer in the territory when a day that was planned with them is planned again."""

from __future__ import annotations

from dataclasses import replace

from tests.replanning.worked_day import M1, kinds, morning, on_the_road, shop, street, times, told


def test_who_has_left_the_territory_is_dropped_and_not_told() -> None:
    """Planned are a, b and c, told are a and c; b and c leave the tables: both fall out, and nobody is told."""
    before = street(shop("a", 5, told=True), shop("b", 10), shop("c", 15, told=True))
    record = morning(before, {M1: "a b c"})
    [a, *_] = before.customers
    after = replace(
        before,
        customers=(a,),
        history=tuple(one for one in before.history if one.customer_id == a.id),
    )
    found = on_the_road(after, record, "08:30")
    assert times(found.plan) == "a 08:35"  # five numbers from the base, a minute each
    assert kinds(found) == {"b": ("dropped",), "c": ("dropped",)}
    assert told(found) == {}
