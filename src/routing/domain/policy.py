"""The policy: every number of the standard (R1-R22), as a frozen value that is read from a TOML document."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from routing.domain.customer import Customer, CustomerClass
from routing.domain.policy_terms import (
    AnomalyTerms,
    AppointmentTerms,
    Cadence,
    ClassTable,
    ClassTerms,
    ContactPolicy,
    Coverage,
    DayTerms,
    Fault,
    NewCustomerTerms,
    Prices,
    RequestTerms,
    Segments,
    SizeBands,
    StandIns,
    Tightening,
    VisitDayTerms,
)
from routing.domain.toml_document import plain, read_value, toml_text

__all__ = ["POLICY_FORMAT", "Policy", "policy_document"]

POLICY_FORMAT = "routing-policy/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A complete set of terms under which visits are planned.

    Policies are read with `routing.domain.policy_document.load_policy` and varied with `derive`. Units stand in the
    names of the terms: ``_days``, ``_minutes``, ``_percent``, prices in seconds of travel (``_s``).

    Parameters
    ----------
    name, title
        What it is called, for programs and for people.
    classes
        What each class is owed: interval, length, notice, share (R1-R4, R10, R17).
    segments
        By what criteria customers are put into classes (R5).
    tightening
        Traits that shorten the interval, such as of big retailers (R10).
    cadence, coverage
        Minimum gap, and from which part of the interval a visit is due; months that cover everybody (R8).
    visits
        Visit days, floor and most visits of a day (R6, R7).
    day
        Working hours, lunch, time zone and reserve (R20).
    anomaly, request, new_customer, appointment
        Deadlines and windows of what cannot wait (R13-R16).
    contact
        Visits by phone and network (R22).
    stand_ins
        When an account manager visits a colleague's customers.
    prices
        What soft wishes are worth (R19).
    sizes
        How many customers one account manager looks after (R11).

    References
    ----------
    R1-R22: each term names its rule; `routing.domain.policy_terms` has them one by one.

    Examples
    --------
    >>> from routing import load_policy
    >>> policy = load_policy("classified")
    >>> policy.visits.floor, policy.day.reserve_minutes, policy.classes.core.interval_days
    (15, 30, 14)
    >>> policy.derive({"visits.floor": 12}).digest == policy.digest
    False
    >>> print(policy.to_toml().splitlines()[0])
    format = "routing-policy/1"
    """

    name: str
    title: str
    classes: ClassTable
    segments: Segments
    tightening: tuple[Tightening, ...]
    cadence: Cadence
    coverage: Coverage
    visits: VisitDayTerms
    day: DayTerms
    anomaly: AnomalyTerms
    request: RequestTerms
    new_customer: NewCustomerTerms
    appointment: AppointmentTerms
    contact: ContactPolicy
    stand_ins: StandIns
    prices: Prices
    sizes: SizeBands

    def faults(self) -> Iterator[Fault]:
        """Yield the contradictions between sections."""
        for name, criteria in (
            ("core", self.segments.core),
            ("potential", self.segments.potential),
        ):
            terms = self.classes[CustomerClass(name)]
            target = criteria.share_target_percent
            if not terms.share_min_percent <= target <= terms.share_max_percent:
                yield (
                    f"segments.{name}.share_target_percent",
                    target,
                    f"The target lies off the band of classes.{name}.",
                    "Put it between share_min_percent and share_max_percent.",
                )

    def terms(self, customer: Customer) -> ClassTerms:
        """Return what a customer's class is owed."""
        return self.classes[customer.customer_class]

    def interval(self, customer: Customer) -> tuple[int, str]:
        """Return the days between two visits to a customer, and the rule that says so (R1-R4, R10)."""
        terms = self.terms(customer)
        candidates = [(terms.interval_days, terms.rule)]
        candidates += [
            (tighter.interval_days, tighter.rule)
            for tighter in self.tightening
            if tighter.trait in customer.traits
        ]
        return min(candidates, key=lambda pair: pair[0])

    def derive(self, changes: Mapping[str, object], *, name: str | None = None) -> Policy:
        """Return this policy with some keys changed: "classified, but 12 visits a day".

        Parameters
        ----------
        changes
            New values by dotted key: ``{"visits.floor": 12, "visits.max": 12}``.
        name
            Name of the new policy; by default the old one, marked as changed.

        Raises
        ------
        InputError
            With every unknown key and every fault of the result.

        Examples
        --------
        >>> from routing.domain.policy_document import load_policy
        >>> twelve = load_policy("classified").derive({"visits.floor": 12, "visits.max": 12})
        >>> twelve.visits.floor, twelve.name
        (12, 'classified (changed)')
        """
        document = policy_document(self)
        document["name"] = name or f"{self.name.removesuffix(' (changed)')} (changed)"
        for key, value in changes.items():
            table = document
            *tables, last = key.split(".")
            for part in tables:
                inner = table.get(part)
                # A path through something that is no table ends as an unknown key, with its full name.
                table = inner if isinstance(inner, dict) else table.setdefault(key, {})
            table[last] = plain(value)
        return read_value(
            Policy, document, place=f"policy {document['name']}", format_name=POLICY_FORMAT
        )

    @property
    def digest(self) -> str:
        """Short fingerprint of all terms: equal policies have equal digests, whatever their names."""
        document = policy_document(self)
        for label in ("name", "title"):
            del document[label]
        return hashlib.sha256(toml_text(document).encode()).hexdigest()[:16]

    def to_toml(self) -> str:
        """Return the policy as a complete TOML document, which reads back as the same policy."""
        return toml_text(policy_document(self))


def policy_document(policy: Policy) -> dict[str, Any]:
    """Return a policy as plain tables in the order of its fields."""
    return {"format": POLICY_FORMAT, **plain(policy)}
