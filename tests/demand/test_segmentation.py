"""Classes proposed by the standard's criteria and shares (R1-R5), and warnings of what is off its band (R11)."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.demand.segmentation import class_shares, classify
from routing.demand.territory_check import territory_warnings
from routing.domain.customer import Area, Customer, CustomerClass, Mode, StoreFormat, Trait
from routing.domain.ids import CustomerId, ManagerId
from routing.domain.territory import Territory
from routing.errors import Severity
from tests.demand.small_territory import CLASSIFIED, PAIR, shop, territory


def modern(number: int, tier: int, **fields: object) -> Customer:
    """Return a customer who meets all criteria of R1 from tier 25 on."""
    given: dict[str, object] = {
        "id": f"c{number:03}",
        "tier": tier,
        "store_format": StoreFormat.CONVENIENCE,
        "traits": frozenset({Trait.MODERN_TERMINAL}),
    }
    return shop(**(given | fields))  # type: ignore[arg-type]


def of_customers(*customers: Customer) -> Territory:
    """Return a territory of these customers."""
    return territory(customers[0], customers=customers)


def proposed(*customers: Customer) -> dict[str, CustomerClass]:
    """Return the proposed class of each customer."""
    found = classify(of_customers(*customers), CLASSIFIED)
    return {proposal.customer_id: proposal.new for proposal in found.proposals}


def test_the_highest_tiers_fill_the_shares() -> None:
    """Of 20 able customers 5 % are 1 core (tier 30), 25 % are 5 potential (29, 29, 28, 28, 27), the rest regular."""
    tiers = [30, 29, 29, 28, 28, 27, 27, 26, 26, 25, 25, 24, 20, 18, 16, 15, 12, 9, 5, 1]
    customers = [modern(n, tier) for n, tier in enumerate(tiers)]
    found = classify(of_customers(*customers), CLASSIFIED)
    by_class = {
        one: [proposal.customer_id for proposal in found.proposals if proposal.new is one]
        for one in CustomerClass
    }
    assert by_class[CustomerClass.CORE] == ["c000"]
    assert by_class[CustomerClass.POTENTIAL] == ["c001", "c002", "c003", "c004", "c005"]
    assert len(by_class[CustomerClass.REGULAR]) == 14
    assert {proposal.customer_id for proposal in found.changes} == {f"c{n:03}" for n in range(6)}
    # 27 is the tier of c005 and c006: the share is full after c005, and c006 is told so.
    assert "fill the share" in found.proposals[6].because.text


@pytest.mark.parametrize(
    "fields",
    [
        {"area": Area.RURAL},
        {"store_format": StoreFormat.GROCERY},
        {"store_format": None},
        {"traits": frozenset()},
        {"traits": frozenset({Trait.TERMINAL_POTENTIAL})},
        {"tier": 24},
        {"tier": None},
    ],
    ids=str,
)
def test_each_criterion_of_core_customers_is_hard(fields: dict[str, object]) -> None:
    """R1: one criterion unmet, and the highest tier does not make a core customer."""
    able = modern(0, 30)
    rest = [modern(n, 10, traits=frozenset()) for n in range(1, 20)]
    assert proposed(able, *rest)["c000"] is CustomerClass.CORE
    assert proposed(replace(able, **fields), *rest)["c000"] is not CustomerClass.CORE  # type: ignore[arg-type]


@pytest.mark.parametrize("trait", [Trait.RECENT_VIOLATION, Trait.LIVING_ALLOWANCE, Trait.DISABLED])
def test_three_kinds_must_be_assisted(trait: Trait) -> None:
    """R4: whatever tier and class they have; and whom the manager has chosen stays."""
    must = modern(0, 30, traits=frozenset({Trait.MODERN_TERMINAL, trait}))
    chosen = modern(1, 3, customer_class=CustomerClass.ASSISTED)
    classes = proposed(must, chosen, modern(2, 3))
    assert classes["c000"] is classes["c001"] is CustomerClass.ASSISTED
    assert classes["c002"] is CustomerClass.REGULAR


def test_the_holder_of_a_class_keeps_it_among_equals() -> None:
    """Two of tier 30 for one place: the one who is core already stays, though the other's id comes first."""
    rest = [modern(n, 10, traits=frozenset()) for n in range(2, 20)]
    classes = proposed(modern(0, 30), modern(1, 30, customer_class=CustomerClass.CORE), *rest)
    assert classes["c001"] is CustomerClass.CORE
    assert classes["c000"] is CustomerClass.POTENTIAL


def test_a_higher_tier_comes_first_whatever_the_id() -> None:
    """For the one core place of 20 customers tier 29 beats tier 28, though its id is the last."""
    able = [modern(0, 28), modern(19, 29)]
    rest = [modern(n, 10, traits=frozenset()) for n in range(1, 19)]
    assert proposed(*able, *rest)["c019"] is CustomerClass.CORE


def test_shares_are_told_against_their_bands() -> None:
    """Of 150: core 3-7 % is 4.5-10.5, so 4 to 11 customers; potential 15-35 % is 22.5-52.5, so 22 to 53."""
    shares = class_shares(Counter({CustomerClass.CORE: 12, CustomerClass.REGULAR: 138}), CLASSIFIED)
    core, potential, regular, assisted = shares
    assert (core.count, core.fewest, core.most, core.is_in_band) == (12, 4, 11, False)
    assert (potential.fewest, potential.most, potential.is_in_band) == (22, 53, False)
    assert regular.is_in_band
    assert (assisted.fewest, assisted.most) == (7, 15)


@given(
    tiers=st.lists(st.integers(1, 30), min_size=1, max_size=60),
    random=st.randoms(use_true_random=False),
)
def test_a_proposal_for_everybody_in_any_order(tiers: list[int], random: Random) -> None:
    """Everybody gets one proposal, shares never exceed their target, and the order of rows does not matter."""
    customers = [modern(n, tier) for n, tier in enumerate(tiers)]
    found = classify(of_customers(*customers), CLASSIFIED)
    assert [proposal.customer_id for proposal in found.proposals] == [one.id for one in customers]
    counts = Counter(proposal.new for proposal in found.proposals)
    assert counts[CustomerClass.CORE] <= len(tiers) * 0.05 + 0.5
    shuffled = random.sample(customers, len(customers))
    assert classify(of_customers(*shuffled), CLASSIFIED) == found


# ---------------------------------------------------------------- warnings


def crowd(urban: int, rural: int, manager_id: str | None = None) -> tuple[Customer, ...]:
    """Return regular customers of the two markets."""
    areas = [Area.URBAN] * urban + [Area.RURAL] * rural
    return tuple(
        shop(
            id=CustomerId(f"{manager_id}-{n:03}"),
            area=area,
            manager_id=None if manager_id is None else ManagerId(manager_id),
        )
        for n, area in enumerate(areas)
    )


@pytest.mark.parametrize(
    ("urban", "rural", "is_warned"),
    [
        (119, 0, True),
        (120, 0, False),
        (180, 0, False),
        (181, 0, True),
        (0, 59, True),
        (0, 60, False),
        (0, 100, False),
        (0, 101, True),
        # Half and half: 90/180 + 50/100 = 1 is full, one more is too many; 60/120 + 30/60 = 1 is just enough.
        (90, 50, False),
        (90, 51, True),
        (60, 30, False),
        (60, 29, True),
    ],
)
def test_territory_sizes(urban: int, rural: int, is_warned: bool) -> None:  # noqa: FBT001 - a column of a table
    """R11: outside of the band of its market, or of the two together, a warning."""
    found = territory_warnings(of_customers(*crowd(urban, rural)), CLASSIFIED)
    assert ("territory-size" in {issue.code for issue in found}) is is_warned
    assert all(issue.severity is Severity.WARNING for issue in found)


def test_sizes_are_told_for_each_manager() -> None:
    """150 customers of m1 are in the band, 20 of m2 are not."""
    of = territory(shop(), customers=(*crowd(150, 0, "m1"), *crowd(20, 0, "m2")), managers=PAIR)
    sizes = [one for one in territory_warnings(of, CLASSIFIED) if one.code == "territory-size"]
    assert [issue.place for issue in sizes] == ["territory t, account manager m2"]


def test_shares_and_odd_customers_are_warned_of() -> None:
    """150 regular customers leave three classes empty; one must be assisted, one is never visited in person."""
    odd = shop(id="odd", traits=frozenset({Trait.DISABLED}), modes=frozenset({Mode.PHONE}))
    found = territory_warnings(of_customers(odd, *crowd(149, 0)), CLASSIFIED)
    assert [(issue.code, issue.place) for issue in found] == [
        ("class-share", "territory t, class core"),
        ("class-share", "territory t, class potential"),
        ("class-share", "territory t, class assisted"),
        ("must-be-assisted", "customer odd"),
        ("never-in-person", "customer odd"),
    ]
