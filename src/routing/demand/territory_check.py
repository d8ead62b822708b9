"""What is unusual about a territory under a policy: shares of classes (R1-R5), its size (R11), modes (R22)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from routing.demand.segmentation import class_shares
from routing.domain.customer import Area, CustomerClass, Mode
from routing.domain.policy import Policy
from routing.domain.policy_terms import SizeBands
from routing.domain.territory import Territory
from routing.errors import Issue, Severity

__all__ = ["territory_warnings"]


def territory_warnings(territory: Territory, policy: Policy) -> tuple[Issue, ...]:
    """Return a warning for each share and size off its band, and for each customer whom a rule puts elsewhere."""
    return (
        *_share_warnings(territory, policy),
        *_size_warnings(territory, policy.sizes),
        *_customer_warnings(territory, policy),
    )


def _share_warnings(territory: Territory, policy: Policy) -> Iterator[Issue]:
    counts = Counter(customer.customer_class for customer in territory.customers)
    for share in class_shares(counts, policy):
        if not share.is_in_band:
            rule = policy.classes[share.customer_class].rule
            yield _warning(
                "class-share",
                f"territory {territory.id}, class {share.customer_class}",
                f"{share.count} of {share.total}",
                f"The share is off its band of {share.fewest} to {share.most} customers ({rule}).",
                "Ask for a proposal of classes (R5), or change the band in the policy.",
            )


def _size_warnings(territory: Territory, sizes: SizeBands) -> Iterator[Issue]:
    """Yield a warning for each account manager with too many or too few customers (R11).

    A manager of both markets is measured by the sum of the two parts: 90 of 180 in town and 50 of 100 in the country
    make a full load.
    """
    for manager in sorted(territory.managers, key=lambda one: one.id):
        areas = Counter(
            customer.area
            for customer in territory.customers
            if customer.manager_id in (None, manager.id) or len(territory.managers) == 1
        )
        urban, rural = areas[Area.URBAN], areas[Area.RURAL]
        is_over = (
            urban * sizes.rural_max + rural * sizes.urban_max > sizes.urban_max * sizes.rural_max
        )
        is_under = (
            urban * sizes.rural_min + rural * sizes.urban_min < sizes.urban_min * sizes.rural_min
        )
        if is_over or is_under:
            yield _warning(
                "territory-size",
                f"territory {territory.id}, account manager {manager.id}",
                f"{urban} urban, {rural} rural",
                f"{'More' if is_over else 'Fewer'} customers than the {sizes.urban_min} to {sizes.urban_max} urban or "
                f"{sizes.rural_min} to {sizes.rural_max} rural ones of an account manager (R11).",
                "Move customers between account managers, or change the band in the policy.",
            )


def _customer_warnings(territory: Territory, policy: Policy) -> Iterator[Issue]:
    for customer in sorted(territory.customers, key=lambda one: one.id):
        must = sorted(policy.segments.must_assist & customer.traits)
        if must and customer.customer_class is not CustomerClass.ASSISTED:
            yield _warning(
                "must-be-assisted",
                f"customer {customer.id}",
                customer.customer_class,
                f"This customer must be an assisted one ({policy.classes.assisted.rule}): {', '.join(must)}.",
                "Set its class to assisted.",
            )
        if Mode.IN_PERSON not in customer.modes:
            yield _warning(
                "never-in-person",
                f"customer {customer.id}",
                ", ".join(sorted(customer.modes)),
                "Visits in person are owed to everybody from time to time (R22) and are planned all the same.",
                "Add in-person to the customer's modes.",
            )


def _warning(code: str, place: str, value: str, message: str, remedy: str) -> Issue:
    return Issue(
        code=code,
        place=place,
        value=value,
        message=message,
        remedy=remedy,
        severity=Severity.WARNING,
    )
