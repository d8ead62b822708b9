"""Plans as iCalendar files: what RFC 5545 asks for, and what a calendar holds after one plan after another."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from routing.domain.customer import Mode, Point
from routing.domain.ids import CustomerId
from routing.domain.manager import AccountManager
from routing.errors import ExtraMissing, InputError
from routing.outputs.calendar_file import plan_ics
from routing.outputs.text import one_line
from routing.plan_chain import PlanKind, PlanRecord
from routing.plan_chain.in_force import in_force
from routing.terms import Language
from tests.outputs.test_text import ANY_TEXT
from tests.plan_chain.hand_made import (
    CHINA,
    CORE,
    FRIDAY,
    M1,
    M2,
    MONDAY,
    POINT,
    POTENTIAL,
    REGULAR,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    Entry,
    shop,
    territory,
    week,
)
from tests.worked_month import FIRST, LAST, MANAGER, october, worked_month

SHANGHAI = ZoneInfo("Asia/Shanghai")
ELEVEN = 39_600

Event = Any
"""What a property of an event may be, its type does not tell."""


def events(text: str) -> list[Event]:
    """Return the events of a calendar, as icalendar reads them."""
    return list(Calendar.from_ical(text.encode()).walk("VEVENT"))


def only(text: str) -> Event:
    """Return the only event of a calendar."""
    (event,) = events(text)
    return event


class Imported:
    """A calendar program: of each identifier it keeps the event of the highest sequence, and shows no cancelled one."""

    def __init__(self) -> None:
        self._events: dict[str, Event] = {}

    def add(self, text: str) -> None:
        """Import a file; what comes later must say so by its sequence."""
        for event in events(text):
            known = self._events.get(str(event["uid"]))
            assert known is None or event["sequence"] > known["sequence"] or event == known
            self._events[str(event["uid"])] = event

    @property
    def shown(self) -> list[tuple[str, datetime]]:
        """Who is visited and when, in order; a second event of a visit would stand here too."""
        return sorted(
            (event["summary"].removesuffix("（电话）"), event["dtstart"].dt.replace(tzinfo=None))
            for event in self._events.values()
            if event["status"] != "CANCELLED"
        )


def month_record(**fields: object) -> PlanRecord:
    """Return the worked month as a published plan."""
    month = worked_month()
    record = week(plan_kind=PlanKind.MONTH, first=FIRST, last=LAST, made_at="2026-09-30 17:30")
    given: dict[str, object] = {
        "plan": month.plan,
        "manager_ids": (MANAGER,),
        "published_at": datetime(2026, 9, 30, 17, 30),  # noqa: DTZ001 - records stand in local time
    }
    return replace(record, **(given | fields))  # type: ignore[arg-type]


def test_visit_is_an_event_with_time_place_and_why() -> None:
    """A starts at 08:40 for 15 minutes on 8 October, in the policy's zone, at the shop; told are rule and deadline.

    31,200 s is 08:40. Made at 17:30 in Shanghai is 09:30 UTC. From 2000-01-01 to 2026-09-30 there are 26 x 365 + 7 +
    272 = 9,769 days: 9,769 x 1440 + 17 x 60 + 30 = 14,068,410 minutes.
    """
    month = worked_month()
    text = plan_ics(month_record(), MANAGER, territory=month.territory, request=month.request)
    first = events(text)[0]
    assert first["summary"] == "A 商店A"
    assert first["dtstart"].dt == datetime(2026, 10, 8, 8, 40, tzinfo=SHANGHAI)
    assert first["dtend"].dt == datetime(2026, 10, 8, 8, 55, tzinfo=SHANGHAI)
    assert "DTSTART;TZID=Asia/Shanghai:20261008T084000" in text.splitlines()
    assert first["dtstamp"].dt == datetime(2026, 9, 30, 9, 30, tzinfo=UTC)
    assert first["sequence"] == 14_068_410
    assert first["geo"].to_ical() == "30.01;114.0"
    assert first["location"] == "30.01,114.0"
    assert first["status"] == "CONFIRMED"
    why, told, customer_class, plan = str(first["description"]).split("\n")
    assert why == "必访 周期 (R1)"
    assert "2026-10-08" in told
    assert customer_class == "核心"
    assert plan == "计划 worked-month-2026-10-01-1"


def test_contact_is_an_event_without_a_place() -> None:
    """The call of 14 October at 10:00 says that it is one, and leads nowhere."""
    month = worked_month()
    text = plan_ics(month_record(), MANAGER, territory=month.territory, language=Language.EN)
    call = next(event for event in events(text) if "phone" in event["summary"])
    assert call["summary"] == "C 商店C (phone)"
    assert call["dtstart"].dt == datetime(2026, 10, 14, 10, 0, tzinfo=SHANGHAI)
    assert "geo" not in call
    assert "location" not in call


def test_every_visit_and_contact_has_its_event() -> None:
    """Four visits and a call; lunch and drives are none."""
    found = events(plan_ics(month_record(), MANAGER))
    assert [event["dtstart"].dt.day for event in found] == [8, 14, 19, 20, 22]
    assert len({str(event["uid"]) for event in found}) == 5


def test_names_can_be_left_out() -> None:
    """With names=False neither customers nor account managers are named (R24); where they are stays."""
    month = worked_month()
    text = plan_ics(month_record(), MANAGER, territory=month.territory, names=False)
    assert "商店" not in text
    assert "李文博" not in text
    assert "GEO" in text


def test_identifiers_say_nothing() -> None:
    """Nobody reads an id out of an event's identifier."""
    found = events(plan_ics(week(Entry(CORE, MONDAY)), M1))
    assert all(str(CORE) not in str(event["uid"]) for event in found)


def test_draft_is_tentative() -> None:
    """What is not published yet may still change."""
    assert only(plan_ics(week(Entry(CORE, MONDAY), published_at=None), M1))["status"] == "TENTATIVE"


@pytest.mark.parametrize("days", [(MONDAY, TUESDAY), (MONDAY, MONDAY)])
def test_visit_that_moves_stays_the_same_event(days: tuple[date, date]) -> None:
    """Monday's visit is on Tuesday, or at eleven, in the next plan: one event, updated."""
    was, now = days
    before = week(Entry(CORE, was))
    after = week(
        Entry(CORE, now, clock_s=ELEVEN),
        made_at="2026-11-01 18:00",
        published_at="2026-11-01 18:00",
        parent=before,
        among=[before],
    )
    old, new = only(plan_ics(before, M1)), only(plan_ics(after, M1, before=[before]))
    assert new["uid"] == old["uid"]
    assert new["sequence"] > old["sequence"]
    assert new["dtstart"].dt == datetime(now.year, now.month, now.day, 11, tzinfo=SHANGHAI)


def test_plans_of_one_minute_follow_each_other() -> None:
    """Two plans made in the same minute: the second one's sequence is one higher all the same."""
    before = week(Entry(CORE, MONDAY))
    after = replace(week(Entry(CORE, TUESDAY)), number=2)
    old, new = only(plan_ics(before, M1)), only(plan_ics(after, M1, before=[before]))
    assert new["sequence"] == old["sequence"] + 1


def test_visit_that_falls_out_is_cancelled() -> None:
    """The week had potential on Monday, the day has not: its event is cancelled and takes no time."""
    before = week(Entry(CORE, MONDAY), Entry(POTENTIAL, MONDAY, clock_s=ELEVEN))
    after = later_day(MONDAY, Entry(CORE, MONDAY))
    old = {str(event["uid"]): event for event in events(plan_ics(before, M1))}
    kept, gone = events(plan_ics(after, M1, before=[before], language=Language.EN))
    assert (kept["status"], gone["status"], gone["transp"]) == (
        "CONFIRMED",
        "CANCELLED",
        "TRANSPARENT",
    )
    assert gone["summary"] == f"Cancelled: {POTENTIAL}"
    assert gone["dtstart"].dt == old[str(gone["uid"])]["dtstart"].dt
    assert gone["sequence"] > old[str(gone["uid"])]["sequence"]


def later_day(day: date, *entries: Entry, **fields: object) -> PlanRecord:
    """Return the plan of a day, made and published the evening before."""
    made_at = f"{day - timedelta(days=1)} 17:30"
    given: dict[str, object] = {
        "plan_kind": PlanKind.DAY,
        "first": day,
        "last": day,
        "made_at": made_at,
        "published_at": made_at,
    }
    return week(*entries, **(given | fields))  # type: ignore[arg-type]


def test_days_that_the_later_plan_says_nothing_of_stay() -> None:
    """A day's plan neither cancels nor repeats what the week has on other days."""
    before = week(Entry(CORE, MONDAY), Entry(REGULAR, THURSDAY))
    after = later_day(MONDAY, Entry(CORE, MONDAY))
    event = only(plan_ics(after, M1, before=[before]))
    assert event["summary"] == CORE
    calendar = Imported()
    calendar.add(plan_ics(before, M1))
    calendar.add(plan_ics(after, M1, before=[before]))
    assert [who for who, _ in calendar.shown] == [CORE, REGULAR]


def test_what_was_before_a_plan_made_on_the_road_stays() -> None:
    """Replanned at half past ten: ten o'clock has been, eleven o'clock falls out."""
    before = later_day(MONDAY, Entry(CORE, MONDAY), Entry(POTENTIAL, MONDAY, clock_s=ELEVEN))
    after = later_day(
        MONDAY, made_at="2026-11-02 10:30", published_at="2026-11-02 10:30", among=[before]
    )
    gone = only(plan_ics(after, M1, before=[before]))
    assert gone["status"] == "CANCELLED"
    assert str(POTENTIAL) in gone["summary"]


def test_visit_that_comes_back_is_the_same_event_again() -> None:
    """In the week, not in the first plan of the day, in the second: one event, confirmed."""
    first = week(Entry(CORE, MONDAY))
    second = later_day(MONDAY)
    seven = "2026-11-02 07:00"
    third = later_day(
        MONDAY, Entry(CORE, MONDAY), made_at=seven, published_at=seven, among=[second]
    )
    uids = [
        str(only(plan_ics(one, M1, before=before))["uid"])
        for one, before in ((first, []), (second, [first]), (third, [first, second]))
    ]
    assert len(set(uids)) == 1
    assert only(plan_ics(third, M1, before=[second, first]))["status"] == "CONFIRMED"


def test_second_visit_on_a_day_that_another_one_left_is_another_event() -> None:
    """Monday's visit has moved to Wednesday, then one is added on Monday: two events with identifiers of their own."""
    first = week(Entry(CORE, MONDAY))
    second = replace(week(Entry(CORE, WEDNESDAY)), number=2)
    third = later_day(MONDAY, Entry(CORE, MONDAY))
    added = only(plan_ics(third, M1, before=[first, second]))
    moved = only(plan_ics(second, M1, before=[first]))
    assert added["uid"] != moved["uid"]


def test_colleague_has_a_calendar_of_his_own() -> None:
    """A visit that goes to m2 is cancelled in m1's calendar and has an identifier of its own in m2's."""
    before = week(Entry(CORE, MONDAY), managers=(M1, M2))
    after = replace(week(Entry(CORE, MONDAY, manager_id=M2), managers=(M1, M2)), number=2)
    gone = only(plan_ics(after, M1, before=[before]))
    come = only(plan_ics(after, M2, before=[before]))
    assert (gone["status"], come["status"]) == ("CANCELLED", "CONFIRMED")
    assert gone["uid"] != come["uid"]


CUSTOMERS = [CustomerId(one) for one in ("C1", "C2", "C3")]
ENTRIES = st.builds(
    Entry,
    customer_id=st.sampled_from(CUSTOMERS),
    day=st.sampled_from([MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY]),
    clock_s=st.integers(9, 16).map(lambda hour: hour * 3600),
    mode=st.sampled_from([Mode.IN_PERSON, Mode.IN_PERSON, Mode.PHONE]),
)
WEEKS = st.lists(ENTRIES, max_size=8, unique_by=lambda one: (one.customer_id, one.day))


@st.composite
def chains(draw: st.DrawFn) -> list[PlanRecord]:
    """A week's plan and plans of the same days after it, each published before the first of its days begins."""
    records = [week(*draw(WEEKS))]
    span = st.tuples(st.integers(0, 4), st.integers(0, 4)).map(sorted)
    # Of plans published at the same time those of fewer days come later.
    for begin, end in sorted(draw(st.lists(span, max_size=4)), key=lambda one: (one[0], -one[1])):
        first, last = MONDAY + timedelta(days=begin), MONDAY + timedelta(days=end)
        entries = [one for one in draw(WEEKS) if first <= one.day <= last]
        made_at = str(datetime.combine(first, datetime.min.time()) - timedelta(hours=2))
        record = week(
            *entries,
            plan_kind=PlanKind.HORIZON,
            first=first,
            last=last,
            made_at=made_at,
            published_at=made_at,
            parent=records[-1],
            among=records,
        )
        records.append(record)
    return records


@given(chains())
def test_calendar_has_what_the_plans_in_force_have(records: list[PlanRecord]) -> None:
    """One plan after another imported: the calendar shows each visit once, as the last plan that speaks of it has it.

    The oracle is that of the chain of plans.
    """
    expected = sorted(
        (one.customer_id, one.starts_at) for _, one in in_force(records, MONDAY, FRIDAY)
    )
    calendar = Imported()
    for number, record in enumerate(records):
        calendar.add(plan_ics(record, M1, before=records[:number]))
    assert calendar.shown == expected


@given(name=ANY_TEXT, manager=ANY_TEXT)
@settings(max_examples=200)
def test_any_name_survives(name: str, manager: str) -> None:
    """Whatever a shop is called: lines of 75 octets at most, each whole UTF-8, CR LF alone, and the name comes back."""
    place = territory(
        shop("core", name=name), managers=(AccountManager(id=M1, name=manager, start=POINT),)
    )
    content = plan_ics(week(Entry(CORE, MONDAY)), M1, territory=place).encode()
    assert content.endswith(b"\r\n")
    lines = content.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert all(b"\r" not in line and b"\n" not in line for line in lines)
    assert all(line.decode() is not None for line in lines)
    assert str(only(content.decode())["summary"]) == one_line(f"core {one_line(name)}")
    calendar = Calendar.from_ical(content)
    assert calendar["x-wr-calname"] == f"拜访计划 {one_line(f'm1 {one_line(manager)}')}"


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>",
        '=cmd|"/c calc"!A1',
        "a,b;c:d\\n\\,e",
        "第一行\r\n第二行\nEND:VEVENT",
        "👨‍👩‍👧‍👦 家庭商店",
        "名" * 300,
        "",
    ],
)
def test_odd_name_is_one_text(name: str) -> None:
    """Markup, formulas, commas, line ends that look like the format's own, emoji, 300 characters, no name at all."""
    place = territory(shop("core", name=name))
    event = only(plan_ics(week(Entry(CORE, MONDAY)), M1, territory=place))
    told = name.replace("\r\n", " ").replace("\n", " ")
    assert event["summary"] == f"core {told}".strip()


def test_plan_of_no_day_is_a_calendar_without_events() -> None:
    """RFC 5545 asks for at least one component: the time zone."""
    record = week()
    calendar = Calendar.from_ical(
        plan_ics(replace(record, plan=replace(record.plan, routes=())), M1)
    )
    assert [one.name for one in calendar.walk()] == ["VCALENDAR", "VTIMEZONE", "STANDARD"]


def test_thousand_stops_are_a_thousand_events() -> None:
    """Nothing is lost and no identifier stands twice."""
    days = CHINA.working_days(MONDAY, FRIDAY)
    entries = [
        Entry(CustomerId(f"C{n}"), days[n % 5], clock_s=30_600 + n * 20) for n in range(1000)
    ]
    found = events(plan_ics(week(*entries), M1))
    assert len({str(event["uid"]) for event in found}) == 1000


def test_zone_with_summer_time() -> None:
    """In New York clocks change on 1 November 2026: 10:00 on Monday is 15:00 UTC, and the zone says how."""
    record = week(Entry(CORE, MONDAY))
    text = plan_ics(record, M1, time_zone="America/New_York")
    assert only(text)["dtstart"].dt.astimezone(UTC) == datetime(2026, 11, 2, 15, tzinfo=UTC)
    assert "TZID:America/New_York" in text
    assert "BEGIN:DAYLIGHT" in text


def test_longitude_beyond_a_tenth_of_a_metre_is_rounded() -> None:
    """A millionth of a degree is enough."""
    place = territory(shop("core", point=Point(lat=30.123456789, lon=114.0)))
    event = only(plan_ics(week(Entry(CORE, MONDAY)), M1, territory=place))
    assert event["location"] == "30.123457,114.0"


def codes(error: InputError) -> list[str]:
    """Return what is wrong."""
    return [issue.code for issue in error.issues]


def test_everything_wrong_is_told_at_once() -> None:
    """A stranger's calendar, another territory's plan, a plan that came later."""
    record = week(Entry(CORE, MONDAY))
    foreign = replace(record, number=2, plan=replace(record.plan, territory_id="other"))
    later = later_day(MONDAY)
    with pytest.raises(InputError) as caught:
        plan_ics(record, M2, before=[foreign, later])
    assert codes(caught.value) == ["unknown-manager", "territory-wrong", "plan-later"]


def test_customer_twice_on_a_day_is_refused() -> None:
    """Which of the two an event stands for nobody could tell in the next plan."""
    record = week(Entry(CORE, MONDAY), Entry(CORE, MONDAY, clock_s=ELEVEN))
    with pytest.raises(InputError) as caught:
        plan_ics(record, M1)
    assert codes(caught.value) == ["customer-twice"]


def test_plan_itself_among_those_before_changes_nothing() -> None:
    """Who names all plans names the one that is exported, too."""
    record = week(Entry(CORE, MONDAY))
    assert plan_ics(record, M1, before=[record]) == plan_ics(record, M1)


def test_missing_library_names_the_install_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without icalendar the error says how to get it."""
    monkeypatch.setitem(sys.modules, "icalendar", None)
    with pytest.raises(ExtraMissing, match=r"pip install 'routing\[calendar\]'"):
        plan_ics(week(Entry(CORE, MONDAY)), M1)


def test_month_of_the_worked_example_starts_in_october() -> None:
    """The zone's rules reach over all days of the plan."""
    text = plan_ics(month_record(), MANAGER)
    assert "DTSTART:20260101T000000" in text.splitlines()
    assert october(31) == LAST
