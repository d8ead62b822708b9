"""The presets hold the standard's numbers; a policy is derived, validated whole, and survives its document."""

from __future__ import annotations

import pickle
import tomllib
from datetime import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.domain.customer import Customer, CustomerClass, Mode, Point, Trait, Weekday
from routing.domain.ids import CustomerId
from routing.domain.policy import POLICY_FORMAT, Policy
from routing.domain.policy_document import load_policy, preset_names
from routing.domain.policy_terms import Notice, StandIns
from routing.domain.toml_document import read_value
from routing.errors import InputError

CLASSIFIED = load_policy("classified")
ROUTE_STANDARD = load_policy("route-standard")


def customer(customer_class: CustomerClass, *traits: Trait) -> Customer:
    """Return a customer of a class."""
    return Customer(
        id=CustomerId("c1"),
        point=Point(lat=30.0, lon=114.0),
        customer_class=customer_class,
        traits=frozenset(traits),
    )


def test_classified_holds_the_numbers_of_the_classes() -> None:
    """R1 to R4: interval in days, shortest and longest visit in minutes, notice."""
    held = {
        one: (terms.rule, terms.interval_days, terms.min_minutes, terms.max_minutes, terms.notice)
        for one in CustomerClass
        for terms in [CLASSIFIED.classes[one]]
    }
    assert held == {
        CustomerClass.CORE: ("R1", 14, 15, 20, Notice.DAY_AHEAD),
        CustomerClass.POTENTIAL: ("R2", 30, 15, 20, Notice.SAME_DAY),
        CustomerClass.REGULAR: ("R3", 60, 10, 15, Notice.NONE),
        CustomerClass.ASSISTED: ("R4", 14, 15, 30, Notice.SAME_DAY),
    }


def test_classified_holds_the_numbers_of_the_other_rules() -> None:
    """R6 to R8, R11, R13 to R16, R22 and the conventions."""
    visits, day = CLASSIFIED.visits, CLASSIFIED.day
    assert visits.weekdays == {Weekday.MONDAY, Weekday.WEDNESDAY, Weekday.THURSDAY}
    assert (visits.min_days_a_week, visits.floor) == (3, 15)
    assert CLASSIFIED.coverage.months == 2
    sizes = CLASSIFIED.sizes
    assert (sizes.urban_min, sizes.urban_max, sizes.rural_min, sizes.rural_max) == (
        120,
        180,
        60,
        100,
    )
    assert (CLASSIFIED.anomaly.working_days, CLASSIFIED.anomaly.cut_off) == (2, time(17, 30))
    assert CLASSIFIED.request.visit_within_hours == 48
    appointment = CLASSIFIED.appointment
    assert (appointment.early_minutes, appointment.late_minutes, appointment.aim_early_minutes) == (
        10,
        10,
        5,
    )
    assert CLASSIFIED.contact.in_person_every == 2
    assert (day.start, day.end, day.time_zone) == (time(8, 30), time(17, 30), "Asia/Shanghai")
    assert (day.lunch.earliest, day.lunch.latest, day.lunch.minutes) == (
        time(11, 30),
        time(13, 0),
        60,
    )
    assert (CLASSIFIED.cadence.due_percent, CLASSIFIED.cadence.min_gap_percent) == (70, 50)


def test_route_standard_tightens_by_trait() -> None:
    """R10: everybody once a month; big retailers and modern terminals once a week; 10 to 15 visits a day."""
    assert {ROUTE_STANDARD.interval(customer(one)) for one in CustomerClass} == {(30, "R10")}
    for trait in (Trait.BIG_RETAILER, Trait.MODERN_TERMINAL):
        assert ROUTE_STANDARD.interval(customer(CustomerClass.REGULAR, trait)) == (7, "R10")
        assert CLASSIFIED.interval(customer(CustomerClass.REGULAR, trait)) == (60, "R3")
    assert (ROUTE_STANDARD.visits.floor, ROUTE_STANDARD.visits.max) == (10, 15)
    assert ROUTE_STANDARD.coverage.months == 1


def test_visit_length_is_in_seconds() -> None:
    """15, 20 and 30 minutes of an assisted customer are 900, 1200 and 1800 seconds."""
    length = CLASSIFIED.classes[CustomerClass.ASSISTED].length
    assert (length.min_s, length.target_s, length.max_s) == (900, 1200, 1800)


@pytest.mark.parametrize("name", preset_names())
def test_a_policy_survives_its_document(name: str) -> None:
    """Written as TOML and read back, a policy is the same, digest included."""
    policy = load_policy(name)
    again = read_value(
        Policy, tomllib.loads(policy.to_toml()), place="again", format_name=POLICY_FORMAT
    )
    assert again == policy
    assert again.digest == policy.digest


@given(
    floor=st.integers(0, 30),
    start=st.times(max_value=time(11, 0)),
    title=st.text(st.characters(codec="utf-8", exclude_categories=["Cs"])),
    modes=st.sets(st.sampled_from([Mode.PHONE, Mode.NETWORK])),
    stand_ins=st.sampled_from(StandIns),
)
def test_a_derived_policy_survives_its_document(
    floor: int, start: time, title: str, modes: set[Mode], stand_ins: StandIns
) -> None:
    """Whatever is changed within its bounds is written and read back unchanged."""
    policy = CLASSIFIED.derive(
        {
            "visits.floor": floor,
            "day.start": start,
            "title": title,
            "contact.modes": frozenset(modes),
            "stand_ins": stand_ins,
        }
    )
    again = read_value(
        Policy, tomllib.loads(policy.to_toml()), place="again", format_name=POLICY_FORMAT
    )
    assert again == policy
    assert (again.visits.floor, again.day.start, again.title) == (floor, start, title)


def test_derives_classified_but_twelve_visits_a_day() -> None:
    """Only what is named changes; the digest tells the two apart, the names need not."""
    twelve = CLASSIFIED.derive({"visits.floor": 12, "visits.max": 12})
    assert (twelve.visits.floor, twelve.visits.max) == (12, 12)
    assert twelve.name == "classified (changed)"
    assert twelve.digest != CLASSIFIED.digest
    assert CLASSIFIED.derive({}, name="mine").digest == CLASSIFIED.digest
    back = twelve.derive({"visits.floor": 15, "visits.max": 30}, name="classified")
    assert back == CLASSIFIED


def test_policies_travel_between_processes() -> None:
    """A policy can be pickled, as worker processes need."""
    assert pickle.loads(pickle.dumps(CLASSIFIED)) == CLASSIFIED  # noqa: S301 - our own bytes


def faults_of(**changes: object) -> list[tuple[str, str]]:
    """Return code and key of each fault that changes of the preset lead to; ``__`` stands for a dot."""
    with pytest.raises(InputError) as caught:
        CLASSIFIED.derive({key.replace("__", "."): value for key, value in changes.items()})
    return [(issue.code, issue.place.split(", ")[1]) for issue in caught.value.issues]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"visits__floors": 12}, ("unknown-key", "visits.floors")),
        ({"classes__core__interval_days": "14"}, ("wrong-type", "classes.core.interval_days")),
        ({"classes__core__interval_days": 0}, ("out-of-range", "classes.core.interval_days")),
        ({"classes__core__interval_days": True}, ("wrong-type", "classes.core.interval_days")),
        ({"cadence__due_percent": 101}, ("out-of-range", "cadence.due_percent")),
        ({"cadence__min_gap_percent": 80}, ("contradiction", "cadence.min_gap_percent")),
        ({"classes__core__min_minutes": 25}, ("contradiction", "classes.core.target_minutes")),
        ({"classes__core__notice": "tomorrow"}, ("unknown-choice", "classes.core.notice")),
        ({"classes__core__modes": ["phone"]}, ("contradiction", "classes.core.modes")),
        (
            {"classes__core__share_min_percent": 8},
            ("contradiction", "classes.core.share_min_percent"),
        ),
        ({"segments__core__tier_min": 31}, ("out-of-range", "segments.core.tier_min")),
        ({"segments__core__tier_max": 20}, ("contradiction", "segments.core.tier_min")),
        (
            {"segments__core__share_target_percent": 9},
            ("contradiction", "segments.core.share_target_percent"),
        ),
        ({"visits__floor": 31}, ("contradiction", "visits.floor")),
        ({"visits__weekdays": ["monday"]}, ("contradiction", "visits.weekdays")),
        ({"visits__weekdays": ["monday", "monday", "friday"]}, ("repeated", "visits.weekdays")),
        ({"visits__weekdays": "monday"}, ("wrong-type", "visits.weekdays")),
        ({"day__end": time(8, 0)}, ("contradiction", "day.end")),
        ({"day__reserve_minutes": 540}, ("contradiction", "day.reserve_minutes")),
        ({"day__lunch__latest": time(17, 0)}, ("contradiction", "day.lunch")),
        ({"day__lunch__latest": time(11, 0)}, ("contradiction", "day.lunch.earliest")),
        ({"day__time_zone": "Asia/Wuhan"}, ("contradiction", "day.time_zone")),
        ({"day__lunch": 60}, ("wrong-type", "day.lunch")),
        (
            {"appointment__aim_early_minutes": 11},
            ("contradiction", "appointment.aim_early_minutes"),
        ),
        ({"contact__modes": ["in-person"]}, ("contradiction", "contact.modes")),
        ({"contact__minutes": 0}, ("out-of-range", "contact.minutes")),
        ({"sizes__urban_min": 181}, ("contradiction", "sizes.urban_min")),
        ({"sizes__rural_min": 101}, ("contradiction", "sizes.rural_min")),
        ({"stand_ins": "sometimes"}, ("unknown-choice", "stand_ins")),
        (
            {"tightening": [{"rule": "R10", "trait": "big", "interval_days": 7}]},
            ("unknown-choice", "tightening[0].trait"),
        ),
        (
            {"tightening": [{"rule": "R10", "trait": "steady"}]},
            ("missing-key", "tightening[0].interval_days"),
        ),
        ({"no__such__key": 1}, ("unknown-key", "no.such.key")),
    ],
    ids=str,
)
def test_each_fault_has_its_place(changes: dict[str, object], expected: tuple[str, str]) -> None:
    """One thing broken, that one fault reported."""
    assert expected in faults_of(**changes)
    assert len(faults_of(**changes)) <= 2


def test_all_faults_come_at_once() -> None:
    """Faults of different kinds in different tables are one report, each with value and remedy."""
    with pytest.raises(InputError) as caught:
        CLASSIFIED.derive(
            {"visits.floor": 99, "classes.core.target_minutes": 99, "day.start": 8, "prices.x": 1}
        )
    issues = caught.value.issues
    assert [issue.code for issue in issues] == [
        "contradiction",
        "contradiction",
        "wrong-type",
        "unknown-key",
    ]
    assert [issue.value for issue in issues] == ["99", "99", "8", "1"]
    assert all(issue.remedy for issue in issues)


def test_a_file_extends_a_preset_and_another_file(tmp_path: Path) -> None:
    """A file states what differs; a file beside it may build on that; lists are replaced as a whole."""
    (tmp_path / "twelve.toml").write_text(
        'format = "routing-policy/1"\nextends = "classified"\nname = "twelve"\n[visits]\nfloor = 12\n'
        'max = 12\nweekdays = ["tuesday", "wednesday", "friday"]\n',
        encoding="utf-8",
    )
    below = tmp_path / "later.toml"
    below.write_text(
        'format = "routing-policy/1"\nextends = "twelve.toml"\nname = "later"\n[day]\nstart = 09:00:00\n',
        encoding="utf-8",
    )
    policy = load_policy(below)
    assert policy == load_policy(str(below))
    assert (policy.name, policy.visits.floor, policy.day.start) == ("later", 12, time(9, 0))
    assert policy.visits.weekdays == {Weekday.TUESDAY, Weekday.WEDNESDAY, Weekday.FRIDAY}
    assert policy.anomaly == CLASSIFIED.anomaly


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("format = ", "toml-syntax"),
        ('format = "routing-policy/9"\nextends = "classified"\n', "format"),
        ('extends = "classified"\n', "format"),
        ('format = "routing-policy/1"\n', "missing-key"),
        ('format = "routing-policy/1"\nextends = "p.toml"\n', "extends-itself"),
        ('format = "routing-policy/1"\nextends = 7\n', "wrong-type"),
        ('format = "routing-policy/1"\nextends = "klassified"\n', "unknown-policy"),
        ('format = "routing-policy/1"\nextends = "absent.toml"\n', "unreadable"),
    ],
)
def test_a_broken_file_is_refused_with_its_fault(tmp_path: Path, text: str, code: str) -> None:
    """Every way to break the frame of a document has its own code."""
    path = tmp_path / "p.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_policy(path)
    assert caught.value.issues[0].code == code
    assert caught.value.issues[0].place.startswith("policy p.toml")


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    """A policy saved as GB18030 is named as such, not read half."""
    path = tmp_path / "p.toml"
    path.write_bytes('name = "分类"'.encode("gb18030"))
    with pytest.raises(InputError) as caught:
        load_policy(path)
    assert caught.value.issues[0].code == "encoding"


def test_unknown_presets_name_the_known_ones() -> None:
    """A mistyped preset is answered with the names that exist."""
    with pytest.raises(InputError, match="classified, route-standard"):
        load_policy("klassified")
