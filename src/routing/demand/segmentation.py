"""Customer sets: a class proposed for each customer, and each class's share of the territory (R1-R5)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from routing.domain.customer import Customer, CustomerClass, Trait
from routing.domain.ids import CustomerId
from routing.domain.policy import Policy
from routing.domain.policy_terms import Criteria
from routing.domain.territory import Territory
from routing.domain.visit import Because

__all__ = ["ClassProposal", "ClassShare", "Segmentation", "class_shares", "classify"]

_RANKED = (CustomerClass.CORE, CustomerClass.POTENTIAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassProposal:
    """The class proposed for a customer, beside the one that it has, and why."""

    customer_id: CustomerId
    old: CustomerClass
    new: CustomerClass
    because: Because

    @property
    def is_change(self) -> bool:
        """Whether the proposal differs from the class that the customer has."""
        return self.old is not self.new


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassShare:
    """How many customers a class has, and how many its band allows; the band is rounded outwards to whole customers."""

    customer_class: CustomerClass
    count: int
    total: int
    fewest: int
    most: int

    @property
    def is_in_band(self) -> bool:
        """Whether the share lies in its band."""
        return self.fewest <= self.count <= self.most


@dataclass(frozen=True, slots=True, kw_only=True)
class Segmentation:
    """Proposals for all customers in the order of ids, and the shares that they lead to."""

    proposals: tuple[ClassProposal, ...]
    shares: tuple[ClassShare, ...]

    @property
    def changes(self) -> tuple[ClassProposal, ...]:
        """Proposals that change a class."""
        return tuple(proposal for proposal in self.proposals if proposal.is_change)


def classify(territory: Territory, policy: Policy) -> Segmentation:
    """Return a class for each customer, proposed and never applied (R5).

    Assisted are those who must be (R4) and those whom the account manager has chosen already. Of the others who meet
    all criteria of core customers (R1), the highest tiers fill the target share; of the rest, those who meet the
    criteria of potential customers (R2) likewise; everybody else is regular (R3). Of two customers of one tier the one
    that has the class keeps it. Whose tier or format is unknown meets no criterion that asks for it.
    """
    open_customers = sorted(territory.customers, key=lambda customer: customer.id)
    proposals: list[ClassProposal] = []
    for customer in list(open_customers):
        must = sorted(policy.segments.must_assist & customer.traits)
        if must or customer.customer_class is CustomerClass.ASSISTED:
            proposals.append(_assisted(customer, must, policy))
            open_customers.remove(customer)
    for customer_class in _RANKED:
        criteria, rule = _criteria(customer_class, policy), policy.classes[customer_class].rule
        target = round(len(territory.customers) * criteria.share_target_percent / 100)
        able = [customer for customer in open_customers if _meets(customer, criteria)]
        able.sort(
            key=lambda one: (-(one.tier or 0), one.customer_class is not customer_class, one.id)
        )
        for place, customer in enumerate(able[:target], start=1):
            proposals.append(_ranked(customer, customer_class, rule, place, len(able)))
            open_customers.remove(customer)
    proposals.extend(_regular(customer, policy) for customer in open_customers)
    proposals.sort(key=lambda proposal: proposal.customer_id)
    counts = Counter(proposal.new for proposal in proposals)
    return Segmentation(proposals=tuple(proposals), shares=class_shares(counts, policy))


def class_shares(counts: Counter[CustomerClass], policy: Policy) -> tuple[ClassShare, ...]:
    """Return the share of each class against its band (R1-R4), from the number of customers in each."""
    total = counts.total()
    return tuple(
        ClassShare(
            customer_class=customer_class,
            count=counts[customer_class],
            total=total,
            fewest=total * policy.classes[customer_class].share_min_percent // 100,
            most=-(-total * policy.classes[customer_class].share_max_percent // 100),
        )
        for customer_class in CustomerClass
    )


def _criteria(customer_class: CustomerClass, policy: Policy) -> Criteria:
    segments = policy.segments
    return segments.core if customer_class is CustomerClass.CORE else segments.potential


def _meets(customer: Customer, criteria: Criteria) -> bool:
    """Return whether a customer meets all hard criteria of a class."""
    return (
        customer.tier is not None
        and criteria.tier_min <= customer.tier <= criteria.tier_max
        and (not criteria.areas or customer.area in criteria.areas)
        and (not criteria.store_formats or customer.store_format in criteria.store_formats)
        and (not criteria.traits or bool(customer.traits & criteria.traits))
    )


def _assisted(customer: Customer, must: list[Trait], policy: Policy) -> ClassProposal:
    if must:
        because = Because(
            standard=policy.classes.assisted.rule,
            text=f"Must be an assisted customer: {', '.join(must)}.",
            text_zh=f"必须列为帮扶客户：{'、'.join(must)}。",
        )
    else:
        because = Because(
            standard=policy.classes.assisted.rule,
            text="Chosen as an assisted customer already.",
            text_zh="已由客户经理选定为帮扶客户。",
        )
    return ClassProposal(
        customer_id=customer.id,
        old=customer.customer_class,
        new=CustomerClass.ASSISTED,
        because=because,
    )


def _ranked(
    customer: Customer, customer_class: CustomerClass, rule: str, place: int, num_able: int
) -> ClassProposal:
    return ClassProposal(
        customer_id=customer.id,
        old=customer.customer_class,
        new=customer_class,
        because=Because(
            standard=rule,
            text=f"Meets the criteria; tier {customer.tier} is number {place} of {num_able} who do.",
            text_zh=f"符合条件；档位 {customer.tier}，在符合条件的 {num_able} 户中列第 {place}。",
        ),
    )


def _regular(customer: Customer, policy: Policy) -> ClassProposal:
    able = [
        customer_class
        for customer_class in _RANKED
        if _meets(customer, _criteria(customer_class, policy))
    ]
    if able:
        text = f"Meets the criteria of {' and '.join(able)}, but others of a higher rank fill the share."
        text_zh = "符合条件，但该类占比已满。"
    else:
        text = "Meets the criteria of no other class."
        text_zh = "不符合其他类别的条件。"
    return ClassProposal(
        customer_id=customer.id,
        old=customer.customer_class,
        new=CustomerClass.REGULAR,
        because=Because(standard=policy.classes.regular.rule, text=text, text_zh=text_zh),
    )
