"""`routing replan`: what happened goes in, the rest of the day comes out, and what the next commands go on from."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from rich.cells import cell_len

from routing.cli.exit_codes import ExitCode
from routing.documents import read_document, write_document
from routing.domain.events import VisitRecord
from routing.domain.ids import CustomerId
from routing.domain.road_events import RoadEvents, VisitCancelled
from routing.domain.territory import Territory
from routing.plan import Plan
from routing.plan_chain import PlanRecord, PlanState, planned_visits
from tests.cli.small_tables import DAY, NAMES, TABLES, plan_small, run, write_tables

NINE = f"{DAY} 09:00"


@dataclass(frozen=True)
class _Day:
    """The Monday of the small territory, planned and published: C1 first, at 08:35, then C3, C4 and C5."""

    folder: Path
    record: Path

    def replan(self, *arguments: object, now: str = NINE, **environment: str) -> Result:
        """Replan it."""
        return run("replan", self.record, self.folder, "--now", now, *arguments, **environment)


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> _Day:
    """Return the published day."""
    folder = tmp_path_factory.mktemp("replan")
    tables = write_tables(folder / "small")
    plan_small(tables, "--publish", folder / "day.json")
    return _Day(folder=tables, record=folder / "day.json")


def _plain(shown: Result) -> Any:  # noqa: ANN401 - JSON
    return json.loads(shown.stdout)


def _customers(plain: Any) -> list[str]:  # noqa: ANN401 - JSON
    return [
        stop["customer_id"]
        for route in plain["record"]["plan"]["routes"]
        for stop in route["stops"]
    ]


def test_rest_of_the_day_is_shown(day: _Day) -> None:
    """C1 is done and stands nowhere in the route; the others follow with their times; nobody needs to be told."""
    shown = day.replan("--as-planned")
    assert shown.exit_code == ExitCode.FINE
    assert f"small  {DAY} Monday from 09:00" in shown.stdout
    rows = [line.split() for line in shown.stdout.splitlines()]
    stops = [row[7] for row in rows if row[:1] and row[0].isdigit() and len(row) > 7]
    assert sorted(stops) == ["C3", "C4", "C5"]
    assert "whom to tell: 0" in shown.stdout
    assert "left to later days: 0" in shown.stdout


def test_what_cannot_be_made_is_told_and_left_to_later_days(day: _Day) -> None:
    """C4 has had notice and is found shut: it is told, stands with its deadline, and its change has the reason."""
    shown = day.replan("--as-planned", "--closed", "C4").stdout
    told = shown[shown.index("whom to tell: 1") : shown.index("left to later days: 1")]
    assert "C4 桥头食杂店" in told
    assert "C4:" not in told
    left = shown[shown.index("left to later days: 1") : shown.index("changes of plan")]
    # R2: a potential customer, last seen on 26 October, is owed a visit within 30 days.
    assert "2026-11-25" in left
    assert "potential, cadence" in left
    assert "closed" in left
    assert "C4" not in shown[shown.index("other changes of plan") : shown.index("notes")]


def test_deadline_that_passes_is_marked(day: _Day) -> None:
    """C4, owed by 25 November, is shut for the rest of the month: nobody can be in time any more, and help is named."""
    shown = day.replan("--as-planned", "--closed", "C4=2026-11-30")
    assert shown.exit_code == ExitCode.MANDATORY_LEFT_OUT
    assert "left to later days: 1, not in time: 1" in shown.stdout
    assert "Not in time: open a working day, or name a stand-in." in shown.stdout


def test_what_was_late_before_is_told_apart(day: _Day) -> None:
    """C1 was owed by 16 November: that it is late is not this day's doing."""
    shown = day.replan("--closed", "C1")
    assert shown.exit_code == ExitCode.MANDATORY_LEFT_OUT
    assert "left to later days: 1, late already: 1" in shown.stdout
    assert "Not in time" not in shown.stdout


def test_nobody_goes_on(day: _Day) -> None:
    """Whoever falls ill has no route left, and that is said before anything else."""
    shown = day.replan("--as-planned", "--ill", "M1").stdout
    assert "Nobody goes on today." in shown
    assert shown.index("Nobody goes on today.") < shown.index("whom to tell")


def test_who_is_tried_again_is_made_as_planned_then(tmp_path: Path) -> None:
    """C5 complained on Thursday: Monday is the last day. In vain in the morning, planned again, and made as planned."""
    anomalies = "客户编号,异常类型,报告时间\nC5,投诉,2026-11-19 10:00\n"
    tables = write_tables(tmp_path / "small", anomalies=anomalies)
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    known = tmp_path / "known.json"
    plan_small(tables, "--publish", first)
    shown = run(
        *("replan", first, tables, "--now", f"{DAY} 10:30", "--as-planned"),
        *("--failed", "C5=keeper-away", "--publish", second, "--territory-out", known),
    )
    assert shown.exit_code == ExitCode.FINE
    record = read_document(second, PlanRecord)
    [again] = [one for one in planned_visits(record.plan) if one.customer_id == "C5"]
    out = tmp_path / "out.json"
    shown = run(
        *("replan", second, known, "--now", f"{DAY} 17:00", "--as-planned"),
        *("--territory-out", out),
    )
    assert shown.exit_code == ExitCode.FINE
    tries = [
        (one.done, one.start)
        for one in read_document(out, Territory).history
        if (one.customer_id, str(one.day)) == ("C5", DAY)
    ]
    assert [done for done, _ in tries] == [False, True]
    assert tries[1][1] == again.starts_at.time()


def test_what_was_given_up_before_still_says_why(day: _Day, tmp_path: Path) -> None:
    """C4 was found shut at nine: at half past ten it is left to a later day as before, and for the same reason."""
    one, known = tmp_path / "one.json", tmp_path / "known.json"
    day.replan("--as-planned", "--closed", "C4", "--publish", one, "--territory-out", known)
    shown = run("replan", one, known, "--now", f"{DAY} 10:30", "--as-planned").stdout
    left = shown[shown.index("left to later days: 1") : shown.index("changes of plan")]
    assert "C4" in left
    assert f"Not made on {DAY}: the shop was closed." in " ".join(left.split())


@pytest.mark.parametrize("language", ["en", "zh"])
def test_view_fits_the_terminal(day: _Day, language: str) -> None:
    """In either language no line of tables is wider than 100 columns."""
    shown = day.replan("--as-planned", "--closed", "C4", "--lang", language, COLUMNS="100").stdout
    assert max(map(cell_len, shown.splitlines())) <= 100
    assert ("需告知的客户: 1" in shown) == (language == "zh")
    assert ("09:00 起" in shown) == (language == "zh")


def test_json_is_the_answer(day: _Day, tmp_path: Path) -> None:
    """The record, what changed, whom to tell and what is left to later days, and nothing else on standard output."""
    shown = day.replan(
        "--as-planned", "--closed", "C4", "--json", "--publish", tmp_path / "after.json"
    )
    plain = _plain(shown)
    assert list(plain) == ["record", "changes", "messages", "handed_on"]
    assert sorted(_customers(plain)) == ["C3", "C5"]
    assert [one["customer_id"] for one in plain["messages"]] == ["C4"]
    assert [(one["customer_id"], one["deadline"]) for one in plain["handed_on"]] == [
        ("C4", "2026-11-25")
    ]
    (dropped,) = (one for one in plain["changes"] if one["kind"] == "dropped")
    assert dropped["customer_id"] == "C4"
    assert dropped["is_promised"]
    assert plain["record"]["state"] == "draft"
    after = read_document(tmp_path / "after.json", PlanRecord)
    assert [one.customer_id for one in planned_visits(after.plan)] == ["C3", "C5"]


def test_record_and_territory_lead_on(day: _Day, tmp_path: Path) -> None:
    """A second replanning and the plan of another day go on from what the first one has written."""
    one, other = tmp_path / "one.json", tmp_path / "other.json"
    known = tmp_path / "known.json"
    day.replan("--as-planned", "--closed", "C4", "--publish", one, "--territory-out", known)
    first = read_document(one, PlanRecord)
    before = read_document(day.record, PlanRecord)
    assert (first.state, first.parent_id) == (PlanState.PUBLISHED, before.id)
    done = {
        visit.customer_id: visit.done
        for visit in read_document(known, Territory).history
        if f"{visit.day}" == DAY
    }
    assert done == {"C1": True, "C4": False}
    shown = run(
        *("replan", one, known, "--now", f"{DAY} 09:15", "--from-plan", day.record),
        *("--as-planned", "--publish", other, "--json"),
    )
    assert shown.exit_code == ExitCode.FINE
    second = read_document(other, PlanRecord)
    assert (second.parent_id, second.number) == (first.id, 3)
    (route,) = first.plan.routes
    ahead = [stop.customer_id for stop in route.stops if stop.departure_s > 33_300]  # 09:15
    assert sorted(_customers(_plain(shown))) == sorted(ahead)
    next_day = run(
        *("plan", "day", known, "--date", "2026-11-25", "--iterations", "50", "--quiet"),
        *("--from-plan", day.record, "--from-plan", one, "--from-plan", other),
        *("--out", tmp_path / "plan.json"),
    )
    assert next_day.exit_code == ExitCode.FINE
    planned = planned_visits(read_document(tmp_path / "plan.json", Plan))
    assert CustomerId("C4") in {visit.customer_id for visit in planned}


def test_plan_is_clean(day: _Day, tmp_path: Path) -> None:
    """The plan, its request and its matrix, as written, pass the checker."""
    files = [tmp_path / name for name in ("plan.json", "request.json", "matrix.json")]
    plan, request, matrix = files
    day.replan(
        *("--late", "20", "--as-planned", "--position", "30.005,114.005"),
        *("--out", plan, "--request-out", request, "--matrix-out", matrix),
    )
    checked = run("check", plan, "--request", request, "--matrix", matrix)
    assert checked.exit_code == ExitCode.FINE


def test_map_begins_where_he_is(day: _Day, tmp_path: Path) -> None:
    """The route on the map starts at the position, which is no place of the territory."""
    day.replan("--as-planned", "--position", "30.005,114.005", "--geojson", tmp_path / "m.json")
    layer = json.loads((tmp_path / "m.json").read_text(encoding="utf-8"))
    route = layer["features"][0]
    assert route["properties"]["kind"] == "route"
    assert route["geometry"]["coordinates"][0] == [114.005, 30.005]


def test_document_and_options_say_the_same(day: _Day, tmp_path: Path) -> None:
    """Events of a document give the answer that the same events give as options."""
    news = RoadEvents(
        done=(VisitRecord(customer_id=CustomerId("C1"), day=date.fromisoformat(DAY)),),
        events=(VisitCancelled(customer_id=CustomerId("C4")),),
    )
    write_document(news, tmp_path / "news.json")
    of_document = _plain(day.replan("--events", tmp_path / "news.json", "--json"))
    of_options = _plain(day.replan("--done", "C1", "--cancelled", "C4", "--json"))
    for plain in (of_document, of_options):
        plain["record"]["plan"]["provenance"].pop("runtime_s")
    assert of_document == of_options
    assert "C4" not in _customers(of_document)


def test_every_fault_is_told_at_once(day: _Day, tmp_path: Path) -> None:
    """What cannot be read and what cannot be true stand in one report, each at its option or in the document."""
    (tmp_path / "news.json").write_text(
        '{"format": "routing/1", "kind": "road-events", "events":'
        ' [{"kind": "visit-cancelled", "customer_id": "C8"}]}',
        encoding="utf-8",
    )
    shown = day.replan(
        *("--late", "2x", "--done", "C9", "--done", "C1=11:00", "--day-ends", "M7=15:00"),
        *("--events", tmp_path / "news.json"),
    )
    assert shown.exit_code == ExitCode.INPUT
    assert shown.stdout == ""
    assert "5 errors" in shown.stderr
    for said in (
        "--late 2x",
        "--done C9",
        "--done C1=11:00",
        "--day-ends M7=15:00",
        "$.events[0].customer_id",
    ):
        assert said in shown.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--now", "09:00"), "--now 09:00"),
        (("--now", "2026-11-24 09:00"), "Use a time on one of its days"),
        (("--now", "2026-11-20 09:00"), "Use a time on one of its days"),
        (("--position", "114.005,30.005"), "Swap the two numbers"),
        (("--position", "C1", "--position", "C3"), "Give one position of each"),
        (("--manager", "M9"), "M9"),
        (("--from-plan", "absent.json"), "absent.json"),
        (("--events", "absent.json"), "absent.json"),
        (("--policy", "classic"), "Use one of classified, route-standard"),
        (("--territory-out", "absent/territory.json"), "The folder absent is not there"),
    ],
)
def test_one_thing_broken_is_told_with_what_to_do(
    day: _Day, arguments: tuple[str, ...], told: str
) -> None:
    """Each broken argument ends with exit code 2 and a message that says what would be right."""
    shown = day.replan(*arguments)
    assert shown.exit_code == ExitCode.INPUT
    assert told in shown.stderr
    assert shown.stdout == ""


def test_plan_and_tables_that_cannot_be_read_are_told_together(tmp_path: Path) -> None:
    """Neither hides the faults of the other, nor those of the options."""
    shown = run(
        *("replan", tmp_path / "absent.json", tmp_path / "nowhere", "--now", NINE),
        *("--late", "2x"),
    )
    assert shown.exit_code == ExitCode.INPUT
    for told in ("absent.json", "nowhere", "--late 2x"):
        assert told in shown.stderr


def test_plan_that_another_has_replaced_is_refused(day: _Day, tmp_path: Path) -> None:
    """Two replannings of one plan: the second is told of the first."""
    after = tmp_path / "after.json"
    day.replan("--as-planned", "--publish", after)
    shown = day.replan("--as-planned", "--from-plan", after, now=f"{DAY} 09:30")
    assert shown.exit_code == ExitCode.INPUT
    assert read_document(after, PlanRecord).id in shown.stderr


def test_two_plans_of_one_id_are_refused(day: _Day, tmp_path: Path) -> None:
    """Two plans made apart from each other have one id: neither is passed over, and what to do is said."""
    plan_small(day.folder, "--set", "visits.floor=0", "--publish", tmp_path / "apart.json")
    shown = day.replan("--from-plan", tmp_path / "apart.json")
    assert shown.exit_code == ExitCode.INPUT
    assert "apart.json" in shown.stderr
    assert "Make the later one with --from-plan of the earlier" in shown.stderr


def test_stand_in_brings_his_plan_and_what_he_has_made(tmp_path: Path) -> None:
    """M2 joins with a plan of his own: what of it is over counts as made, and both go on as one plan."""
    header, *customers = TABLES["customers.csv"].splitlines()
    of = {"C4": "M2", "C5": "M2"}
    tables = write_tables(
        tmp_path / "two",
        managers="客户经理编号,姓名,纬度,经度\nM1,李文博,30.00,114.00\nM2,李文博,30.02,114.01\n",
        customers="\n".join(
            [f"{header},客户经理", *(f"{row},{of.get(row[:2], 'M1')}" for row in customers), ""]
        ),
    )
    one, other, known = (tmp_path / name for name in ("one.json", "other.json", "known.json"))
    plan_small(tables, "--manager", "M1", "--publish", one)
    plan_small(tables, "--manager", "M2", "--from-plan", one, "--publish", other)
    (second,) = read_document(other, PlanRecord).plan.routes
    shown = run(
        *("replan", one, tables, "--now", f"{DAY} 09:30", "--as-planned", "--ill", "M1"),
        *("--manager", "M1", "--manager", "M2", "--from-plan", other),
        *("--territory-out", known, "--json"),
    )
    assert shown.exit_code in {ExitCode.FINE, ExitCode.MANDATORY_LEFT_OUT}
    made = {
        visit.customer_id
        for visit in read_document(known, Territory).history
        if f"{visit.day}" == DAY and visit.manager_id == "M2"
    }
    over = {stop.customer_id for stop in second.stops if stop.departure_s <= 34_200}  # 09:30
    assert over
    assert made == over
    routes = _plain(shown)["record"]["plan"]["routes"]
    assert [route["manager_id"] for route in routes] == ["M2"]
    assert made.isdisjoint(_customers(_plain(shown)))


def test_quiet_prints_nothing(day: _Day, tmp_path: Path) -> None:
    """With --quiet the files are written and standard output stays empty, with --json too."""
    for options in ((), ("--json",)):
        shown = day.replan("--quiet", *options, "--out", tmp_path / "plan.json")
        assert shown.stdout == ""
    assert (tmp_path / "plan.json").is_file()


def test_names_can_be_left_out(day: _Day) -> None:
    """With --no-names customers and account managers are shown by id alone; JSON never has names."""
    for option in ("--no-names", "--json"):
        output = day.replan("--closed", "C4", option).output
        assert [name for name in NAMES if name in output] == []
