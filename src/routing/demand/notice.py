"""Who must be told a day ahead of a visit, and who has been (R17)."""

from __future__ import annotations

from collections.abc import Iterable

from routing.domain.ids import CustomerId
from routing.domain.territory import Territory
from routing.domain.visit import Cause
from routing.errors import InputError, Issue

__all__ = ["EXEMPT_FROM_NOTICE", "known_customers"]

EXEMPT_FROM_NOTICE = frozenset({Cause.APPOINTMENT, Cause.PINNED, Cause.ANOMALY})
"""What is promised, or called for by the customer, needs no notice of a day (R17)."""


def known_customers(noticed: Iterable[CustomerId], territory: Territory) -> frozenset[CustomerId]:
    """Return the customers who have had notice.

    Raises
    ------
    InputError
        If one of them is not of the territory.
    """
    ids = frozenset(noticed)
    unknown = sorted(ids - {customer.id for customer in territory.customers})
    if unknown:
        raise InputError(map(_unknown_customer, unknown))
    return ids


def _unknown_customer(customer_id: CustomerId) -> Issue:
    return Issue(
        code="unknown-customer",
        place="noticed",
        value=customer_id,
        message="The territory has no such customer.",
        remedy="Use the id of the customers table.",
    )
