"""`routing plan day`: what it prints is the plan, what it writes is the plan, and its exit code tells how it went."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from routing.cli.exit_codes import ExitCode
from routing.documents import from_json, read_document
from routing.plan import Plan
from routing.request import PlanRequest
from routing.units import HOUR_S, clock_text
from tests.cli.small_tables import DAY, NAMES, plan_small, run, write_tables


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small territory as tables."""
    return write_tables(tmp_path_factory.mktemp("plan") / "small")


def test_tables_show_every_stop_with_the_times_of_the_plan(folder: Path, tmp_path: Path) -> None:
    """Each stop stands in one line with its number, arrival, start, length, customer, name and class, in order."""
    shown = plan_small(folder, "--out", tmp_path / "plan.json")
    assert shown.exit_code == ExitCode.FINE
    (route,) = read_document(tmp_path / "plan.json", Plan).routes
    assert len(route.stops) == 4  # C1, C3, C4 and the filler C5; C2 is shut and C6 was just visited
    names = dict(zip(("C1", "C2", "C3", "C4", "C5", "C6"), NAMES[1:], strict=True))
    lines = [line.split() for line in shown.stdout.splitlines()]
    for number, stop in enumerate(route.stops, start=1):
        (line,) = (
            line for line in lines if stop.customer_id in line[:8] and line[0] == str(number)
        )
        assert line[1:8] == [
            str(round(stop.travel_s / 60)),
            "min",
            clock_text(stop.arrival_s),
            clock_text(stop.start_s),
            str(round(stop.length_s / 60)),
            "min",
            stop.customer_id,
        ]
        assert line[8] == names[stop.customer_id]
    assert (
        f"M1 李文博  {clock_text(route.start_s)}-{clock_text(route.end_s)}  visits: 4"
        in shown.stdout
    )


def test_figures_are_those_of_the_plan(folder: Path, tmp_path: Path) -> None:
    """Key figures and every level of the objective are printed as the plan's document has them."""
    shown = plan_small(folder, "--out", tmp_path / "plan.json").stdout
    plan = read_document(tmp_path / "plan.json", Plan)
    lines = [" ".join(line.split()) for line in shown.splitlines()]
    kpis = plan.kpis
    travel = f"{kpis.travel_s // HOUR_S} h {kpis.travel_s % HOUR_S // 60:02d} min"
    assert f"on the road {travel} {kpis.distance_m / 1000:.1f} km" in lines
    assert (
        f"visits in person {kpis.num_visits} mandatory {kpis.num_mandatory}, due {kpis.num_due}, "
        f"filler {kpis.num_filler}" in lines
    )
    assert f"fewer than the floor {kpis.floor_missed}" in lines
    (cost,) = (line for line in lines if line.startswith("travel and wishes, in seconds"))
    assert cost.split(" seconds ")[1].split()[0] == f"{plan.objective.levels[-1]:,}"


def test_what_was_left_out_is_told_with_its_reason(folder: Path) -> None:
    """A due customer who is shut on the day stands in the table of those left out, in both languages."""
    english, chinese = plan_small(folder).stdout, plan_small(folder, "--lang", "zh").stdout
    assert "due visits left out: 1" in english
    (line,) = (line for line in english.splitlines() if line.startswith("C2 "))
    assert "closed on this day" in line
    assert "未安排的到期拜访: 1" in chinese
    (line,) = (line for line in chinese.splitlines() if line.startswith("C2 "))
    assert "当日歇业" in line


def test_a_call_stands_among_the_stops(folder: Path, tmp_path: Path) -> None:
    """With one visit a day, the steady customer is phoned or written to: the line says how and when, without a way."""
    one = ("--set", "visits.floor=0", "--set", "visits.max=1")
    shown = plan_small(folder, *one, "--out", tmp_path / "plan.json")
    (route,) = read_document(tmp_path / "plan.json", Plan).routes
    (contact,) = route.contacts
    (line,) = (line.split() for line in shown.stdout.splitlines() if " C3 " in line)
    assert line[:5] == [contact.mode, clock_text(contact.start_s), "5", "min", "C3"]


def test_json_is_the_plan_and_nothing_else(folder: Path, tmp_path: Path) -> None:
    """Standard output holds the plan's document alone, equal to the one written, wherever the output goes."""
    shown = plan_small(folder, "--json", "--out", tmp_path / "plan.json")
    assert from_json(shown.stdout, Plan) == read_document(tmp_path / "plan.json", Plan)
    assert shown.stdout_bytes == (tmp_path / "plan.json").read_bytes()


def test_iterations_make_the_plan_again(folder: Path) -> None:
    """The same input, iterations and seed give an equal plan."""
    first, second = (plan_small(folder, "--json", "--seed", "7").stdout for _ in range(2))
    assert from_json(first, Plan) == from_json(second, Plan)


def test_quiet_prints_nothing(folder: Path, tmp_path: Path) -> None:
    """With --quiet the files are written and standard output stays empty, with --json too."""
    for options in ((), ("--json",)):
        shown = plan_small(folder, "--quiet", *options, "--out", tmp_path / "plan.json")
        assert shown.stdout == ""
    assert (tmp_path / "plan.json").is_file()


def test_mandatory_visit_left_out_has_its_own_exit_code(tmp_path: Path) -> None:
    """An appointment before the working day cannot be kept: the plan is shown, says so, and the exit code is 3."""
    early = f"客户编号,预约时间\nC4,{DAY} 06:00\n"
    shown = plan_small(write_tables(tmp_path / "early", appointments=early))
    assert shown.exit_code == ExitCode.MANDATORY_LEFT_OUT
    assert "mandatory visits left out: 1" in shown.stdout
    assert any(
        line.startswith("C4 ") and "appointment" in line for line in shown.stdout.splitlines()
    )


def test_fillers_are_listed_when_asked_for(folder: Path) -> None:
    """Fillers left out are counted, and listed with --all."""
    counted = plan_small(folder, "--set", "visits.floor=0")
    listed = plan_small(folder, "--set", "visits.floor=0", "--all")
    assert "fillers left out: 1" in counted.stdout
    assert "C5 " not in counted.stdout
    assert any(
        line.startswith("C5 ") and "not due yet" in line for line in listed.stdout.splitlines()
    )


def test_settings_change_the_policy(folder: Path, tmp_path: Path) -> None:
    """A key set on the command line reaches the request, and the policy's name says that it was changed."""
    plan_small(folder, "--set", "visits.floor=2", "--request-out", tmp_path / "request.json")
    request = read_document(tmp_path / "request.json", PlanRequest)
    assert [shift.floor for shift in request.shifts] == [2]
    assert request.policy.startswith("classified (changed)@")


def test_asked_at_hides_what_came_later(tmp_path: Path) -> None:
    """A complaint of Sunday noon is no part of a plan that was asked for on Sunday morning."""
    complaint = "客户编号,异常类型,报告时间\nC6,投诉,2026-11-22 12:00\n"
    folder = write_tables(tmp_path / "complaint", anomalies=complaint)

    def customers(*options: object) -> set[str]:
        plan_small(folder, "--request-out", tmp_path / "request.json", *options)
        request = read_document(tmp_path / "request.json", PlanRequest)
        return {visit.customer_id for visit in request.visits}

    assert "C6" in customers()
    assert "C6" not in customers("--asked-at", "2026-11-22 09:00")


def test_overrides_close_the_day(folder: Path, tmp_path: Path) -> None:
    """On a day that the overrides take off nobody works: there is no route, and both languages say why."""
    overrides = tmp_path / "off.toml"
    overrides.write_text(f'format = "routing-calendar/1"\ndays_off = [{DAY}]\n', encoding="utf-8")
    shown = plan_small(folder, "--overrides", overrides, "--out", tmp_path / "plan.json")
    assert read_document(tmp_path / "plan.json", Plan).routes == ()
    assert "Nobody has working time on this day. Choose another day" in shown.stdout
    assert f"small  {DAY} Monday" in shown.stdout
    assert "当日无人可出访" in plan_small(folder, "--overrides", overrides, "--lang", "zh").stdout


def test_map_holds_routes_and_visits(folder: Path, tmp_path: Path) -> None:
    """The map layer has a line for the route and a point for each of its stops."""
    plan_small(folder, "--geojson", tmp_path / "map.geojson")
    layer = json.loads((tmp_path / "map.geojson").read_text(encoding="utf-8"))
    kinds = [feature["properties"]["kind"] for feature in layer["features"]]
    assert kinds.count("route") == 1
    assert kinds.count("stop") == 4


def test_roads_are_followed(folder: Path, tmp_path: Path) -> None:
    """With a road graph travel comes from it, and places far from every road are told and left out."""
    roads = tmp_path / "roads"
    roads.mkdir()
    # One road north: the base, C1 1112 m further, C5 as far again, each leg in 100 s. C3 stands 963 m beside it.
    nodes = "base,30.00,114.00\nfirst,30.01,114.00\nsecond,30.02,114.00\n"
    (roads / "nodes.csv").write_text(f"node_id,lat,lon\n{nodes}", encoding="utf-8")
    ways = ("base,first", "first,second", "first,base", "second,first")
    edges = "".join(f"{way},1112,100\n" for way in ways)
    (roads / "edges.csv").write_text(
        f"from_node,to_node,length_m,duration_s\n{edges}", encoding="utf-8"
    )
    shown = plan_small(
        folder, "--roads", roads, "--out", tmp_path / "p.json", "--geojson", tmp_path / "m.json"
    )
    plan = read_document(tmp_path / "p.json", Plan)
    assert plan.provenance.travel_source.startswith("road graph(3 nodes, 4 edges")
    (route,) = plan.routes
    assert {stop.customer_id for stop in route.stops} == {"C1", "C5"}
    # Two legs of 100 s and one of 200 s, each with 2 minutes for parking.
    assert route.travel_s == 2 * (100 + 120) + (200 + 120)
    assert "c:C3 is 963 m from the nearest node" in shown.stdout
    line = json.loads((tmp_path / "m.json").read_text(encoding="utf-8"))["features"][0]["geometry"]
    assert [114.0, 30.01] in line["coordinates"][1:-1]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--date", "23.11.2026"), "'23.11.2026' does not match"),
        (("--date", DAY, "--policy", "classic"), "Use one of classified, route-standard"),
        (("--date", DAY, "--policy", "absent.toml"), "Check the path"),
        (("--date", DAY, "--set", "visits.floors=12"), "Did you mean floor?"),
        (("--date", DAY, "--set", "floor"), "--set visits.floor=12"),
        (("--date", DAY, "--manager", "M9"), "Use one of: M1"),
        (("--date", DAY, "--overrides", "absent.toml"), "Check the path"),
        (("--date", DAY, "--roads", "absent"), "nodes.csv"),
        (("--date", DAY, "--time", "-1"), "0 or more seconds"),
        (("--date", DAY, "--workers", "0"), "1 or more"),
        (("--date", DAY, "--out", "absent/plan.json"), "The folder absent is not there"),
        ((), "Missing option '--date'"),
    ],
)
def test_broken_arguments_are_told_with_what_to_do(
    folder: Path, arguments: tuple[str, ...], told: str
) -> None:
    """A broken argument ends with exit code 2 and a message on standard error that says what would be right."""
    shown = run("plan", "day", folder, *arguments)
    assert shown.exit_code == ExitCode.INPUT
    assert told in shown.stderr
    assert shown.stdout == ""


def test_broken_tables_are_told_without_names(tmp_path: Path) -> None:
    """Every fault of the tables is told on standard error by file, row and column; no name is (R24)."""
    folder = write_tables(tmp_path / "broken", pins="客户编号,日期\n王记烟酒店,2026-13-01\n")
    shown = plan_small(folder)
    assert shown.exit_code == ExitCode.INPUT
    assert "row 2, column 日期" in shown.stderr
    assert "pins.csv" in shown.stderr
    assert [name for name in NAMES if name in shown.output] == []


def test_names_can_be_left_out(folder: Path) -> None:
    """With --no-names customers and account managers are shown by id alone."""
    assert [name for name in NAMES if name in plan_small(folder, "--no-names").output] == []


def test_language_may_come_from_the_environment(folder: Path) -> None:
    """ROUTING_LANG chooses the language where --lang does not."""
    assert "午休" in plan_small(folder, ROUTING_LANG="zh").stdout
