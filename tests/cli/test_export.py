"""`routing export`: a plan in the formats of other programs, whole or not at all, and what is refused."""

from __future__ import annotations

import csv
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from icalendar import Calendar

from routing.cli.exit_codes import ExitCode
from routing.cli.formats import FORMATS
from routing.documents import write_document
from routing.domain.ids import ManagerId
from routing.domain.territory import Territory
from routing.plan_chain import PlanKind, PlanRecord
from tests.cli.small_tables import plan_small, run, write_tables
from tests.outputs.page.reading import read
from tests.plan_chain.hand_made import (
    CORE,
    M1,
    M2,
    MONDAY,
    POTENTIAL,
    REGULAR,
    TUESDAY,
    Entry,
    shop,
    territory,
    week,
)

ELEVEN = 39_600


def made() -> PlanRecord:
    """Return a week of two account managers."""
    return week(
        Entry(CORE, MONDAY),
        Entry(POTENTIAL, TUESDAY),
        Entry(REGULAR, MONDAY, manager_id=M2),
        managers=(M1, M2),
    )


def place() -> Territory:
    """Return its territory, with names."""
    return territory(
        shop("core", name="<b>东门店</b>"),
        shop("potential", name="=1+1"),
        shop("regular", manager_id=M2),
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the record, the plan, the territory."""
    write_document(made(), tmp_path / "week.json")
    write_document(made().plan, tmp_path / "plan.json")
    write_document(place(), tmp_path / "territory.json")
    return tmp_path


def exported(folder: Path, what: str, *arguments: object, plan: str = "week.json") -> str:
    """Export to a file, which must work; return its content."""
    out = folder / f"out.{what}"
    shown = run("export", folder / plan, *arguments, "--format", what, "--out", out)
    assert (shown.exit_code, shown.stdout, shown.stderr) == (ExitCode.FINE, f"{out}\n", "")
    if not zipfile.is_zipfile(out):
        return out.read_bytes().decode()
    with zipfile.ZipFile(out) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist())


def refused(*arguments: object) -> str:
    """Return what is said where nothing is exported."""
    shown = run("export", *arguments)
    assert (shown.exit_code, shown.stdout) == (ExitCode.INPUT, "")
    return " ".join(shown.stderr.split())


def whose(what: str) -> tuple[str, ...]:
    """Return what asks for m1's plan alone, of the formats that may be had so."""
    return () if what == "html" else ("--manager", M1)


def test_calendar_of_one_account_manager(folder: Path) -> None:
    """m1's two visits with their names, in Chinese if asked for."""
    text = exported(folder, "ics", folder / "territory.json", "--manager", M1, "--lang", "zh")
    events = Calendar.from_ical(text.encode()).walk("VEVENT")
    assert [event["summary"] for event in events] == ["core <b>东门店</b>", "potential =1+1"]
    assert "到期" in text


def test_folder_gets_a_calendar_for_each_account_manager(folder: Path) -> None:
    """Named for the plan and the account manager; the paths are printed."""
    shown = run("export", folder / "week.json", "--format", "ics", "--out", folder)
    files = [folder / "week-m1.ics", folder / "week-m2.ics"]
    assert shown.stdout.splitlines() == [str(file) for file in files]
    numbers = [file.read_bytes().count(b"BEGIN:VEVENT") for file in files]
    assert numbers == [2, 1]


def test_one_file_cannot_hold_two_calendars(folder: Path) -> None:
    """Who they are is said, and how to go on."""
    told = refused(folder / "week.json", "--format", "ics", "--out", folder / "week.ics")
    assert "these are 2, m1, m2" in told
    assert "--manager" in told
    assert not (folder / "week.ics").exists()


def test_ids_mean_nothing_in_a_path(folder: Path) -> None:
    """An account manager called ../m1 does not get a file in another folder."""
    odd = replace(
        made(),
        manager_ids=(ManagerId("../m1"), ManagerId("a:b")),
        plan=replace(made().plan, routes=()),
    )
    write_document(odd, folder / "odd.json")
    out = folder / "out"
    out.mkdir()
    run("export", folder / "odd.json", "--format", "ics", "--out", out)
    assert sorted(one.name for one in out.iterdir()) == ["odd-..%2Fm1.ics", "odd-a%3Ab.ics"]


def test_later_plan_moves_and_cancels(folder: Path) -> None:
    """Core is at eleven now, under the identifier of before; of potential's day the later plan says nothing."""
    later = week(
        Entry(CORE, MONDAY, clock_s=ELEVEN),
        managers=(M1, M2),
        plan_kind=PlanKind.DAY,
        last=MONDAY,
        made_at="2026-11-01 17:30",
        published_at="2026-11-01 17:30",
        parent=made(),
        among=[made()],
    )
    write_document(later, folder / "day.json")
    old = exported(folder, "ics", "--manager", M1)
    new = exported(
        folder, "ics", "--manager", M1, "--before", folder / "week.json", plan="day.json"
    )
    (event,) = Calendar.from_ical(new.encode()).walk("VEVENT")
    assert str(event["uid"]) == str(Calendar.from_ical(old.encode()).walk("VEVENT")[0]["uid"])
    gone = exported(
        folder, "ics", "--manager", M2, "--before", folder / "week.json", plan="day.json"
    )
    assert "STATUS:CANCELLED" in gone
    hint = run(
        *("export", folder / "day.json", "--manager", M1),
        *("--format", "ics", "--out", folder / "day.ics"),
    )
    assert hint.exit_code == ExitCode.FINE
    assert "follows plan t-week-2026-11-02-1" in hint.stderr


def test_time_zone_is_the_policys(folder: Path) -> None:
    """A policy of Ürümqi gives a calendar of Ürümqi."""
    policy = folder / "mine.toml"
    policy.write_text(
        'format = "routing-policy/1"\nname = "mine"\nextends = "classified"\n'
        '[day]\ntime_zone = "Asia/Urumqi"\n',
        encoding="utf-8",
    )
    text = exported(folder, "ics", "--manager", M1, "--policy", policy)
    assert "DTSTART;TZID=Asia/Urumqi:20261102T100000" in text


def test_routes_for_navigation(folder: Path) -> None:
    """Of both account managers, or of one."""
    assert exported(folder, "gpx", folder / "territory.json").count("<rte>") == 3
    one = exported(folder, "gpx", folder / "territory.json", "--manager", M2)
    assert one.count("<rte>") == 1
    assert "&lt;b&gt;" not in one


def test_table_of_a_plan_document(folder: Path) -> None:
    """A plan without its record, without a territory: ids alone."""
    text = exported(folder, "csv", plan="plan.json")
    assert [row["customer_id"] for row in csv.DictReader(text.removeprefix("\ufeff").splitlines())]
    assert "东门店" not in text


def test_formula_is_guarded(folder: Path) -> None:
    """What a spreadsheet would compute is a text."""
    assert ",'=1+1," in exported(folder, "csv", folder / "territory.json")


def test_others_customers_left_out_are_not_in_ones_own_table(folder: Path) -> None:
    """Left out are m1's core and m2's regular: m1's table has the one."""
    from tests.test_comparison import left_out

    record = week(managers=(M1, M2), unassigned=(left_out(CORE), left_out(REGULAR)))
    write_document(record, folder / "week.json")
    text = exported(folder, "csv", folder / "territory.json", "--manager", M1)
    rows = list(csv.DictReader(text.removeprefix("\ufeff").splitlines()))
    assert [row["customer_id"] for row in rows] == [CORE]


def test_map_layer(folder: Path) -> None:
    """With names, unless they are not wanted."""
    layer = json.loads(exported(folder, "geojson", folder / "territory.json"))
    assert {one["properties"].get("name") for one in layer["features"]} == {
        None,
        "<b>东门店</b>",
        "=1+1",
        "",
    }
    plain = exported(folder, "geojson", folder / "territory.json", "--no-names")
    assert '"name"' not in plain


def test_page_is_chinese_and_escapes_names(folder: Path) -> None:
    """Both account managers are on it; English if asked for; nothing is said of changes."""
    text = exported(folder, "html", folder / "territory.json")
    assert '<html lang="zh-CN">' in text
    assert "&lt;b&gt;东门店&lt;/b&gt;" in text
    assert '<html lang="en">' in exported(folder, "html", "--lang", "en", plan="plan.json")
    assert 'id="changes"' not in text


def test_page_lists_what_differs_from_the_last_plan_before(folder: Path) -> None:
    """The day has core at eleven, before at ten; of potential's Tuesday, and of m2, the day says nothing."""
    later = week(
        Entry(CORE, MONDAY, clock_s=ELEVEN),
        managers=(M1,),
        plan_kind=PlanKind.DAY,
        last=MONDAY,
        made_at="2026-11-01 17:30",
        published_at="2026-11-01 17:30",
        parent=made(),
        among=[made()],
    )
    write_document(later, folder / "day.json")
    before = ("--before", folder / "day.json", "--before", folder / "week.json")
    page = read(exported(folder, "html", *before, plan="day.json"))
    (row,) = page.one("section", id="changes").all("tr")[1:]
    assert "10:00" in row.text
    assert "11:00" in row.text


def test_page_draws_the_roads(folder: Path) -> None:
    """A road of their folder is on the map; without the territory there is no map to draw it on."""
    roads = folder / "roads"
    roads.mkdir()
    (roads / "nodes.csv").write_text("node_id,lat,lon\na,30.00,114.00\nb,30.01,114.01\n")
    (roads / "edges.csv").write_text("from_node,to_node,length_m,duration_s\na,b,1500,90\n")
    assert drawn_roads(exported(folder, "html", folder / "territory.json")) == []
    with_roads = exported(folder, "html", folder / "territory.json", "--roads", roads)
    assert drawn_roads(with_roads) != []
    out = ("--format", "html", "--out", folder / "x.html")
    assert "--roads needs the TERRITORY" in refused(folder / "week.json", *out, "--roads", roads)


def drawn_roads(page: str) -> list[str]:
    """Return the lines of the roads on the map of a page."""
    lines = (one for one in read(page).all("path") if "road" in one.classes)
    return [one.attributes["d"] for one in lines if one.attributes["d"]]


def test_page_is_not_for_a_part(folder: Path) -> None:
    """It lets its reader choose, and nothing is written."""
    out = folder / "x.html"
    told = refused(folder / "week.json", "--format", "html", "--out", out, "--manager", M1)
    assert "lets its reader choose" in told
    assert not out.exists()


@pytest.mark.parametrize("what", FORMATS)
def test_no_format_names_anybody_where_names_are_not_wanted(folder: Path, what: str) -> None:
    """--no-names holds for every format (R24)."""
    text = exported(folder, what, folder / "territory.json", *whose(what), "--no-names")
    assert "东门店" not in text


def test_request_tells_why(tmp_path: Path) -> None:
    """With what was asked for the table says why each visit is made, by which rule."""
    tables = write_tables(tmp_path / "town")
    plan, request = tmp_path / "plan.json", tmp_path / "request.json"
    plan_small(tables, "--out", plan, "--request-out", request, "--quiet")
    out = tmp_path / "plan.csv"
    run("export", plan, tables, "--request", request, "--format", "csv", "--out", out)
    rows = list(csv.DictReader(out.read_text(encoding="utf-8-sig").splitlines()))
    late = next(row for row in rows if row["customer_id"] == "C1")
    # R1: two weeks from 2 November.
    assert late["standard"] == "R1"
    assert "2026-11-16" in late["why"]
    edited = replace_digest(plan)
    assert "request-wrong" in refused(
        edited, tables, "--request", request, "--format", "csv", "--out", out
    )


def replace_digest(plan: Path) -> Path:
    """Return a plan that says it answers another request."""
    text = json.loads(plan.read_text(encoding="utf-8"))
    text["provenance"]["request_digest"] = "another"
    edited = plan.with_name("edited.json")
    edited.write_text(json.dumps(text), encoding="utf-8")
    return edited


@pytest.mark.parametrize(
    ("what", "option"),
    [
        ("csv", "--before"),
        ("gpx", "--request"),
        ("geojson", "--policy"),
        ("ics", "--roads"),
        ("ics", "--overrides"),
    ],
)
def test_option_that_says_nothing_is_refused(folder: Path, what: str, option: str) -> None:
    """Rather than ignored."""
    told = refused(folder / "week.json", "--format", what, "--out", folder / "x", option, "y")
    assert f"{option} says nothing about {what}" in told


def test_what_a_format_needs_is_said(folder: Path) -> None:
    """A calendar the record, a route the territory, the reasons of a request the territory too."""
    out = ("--out", folder / "x")
    assert "--publish" in refused(folder / "plan.json", "--format", "ics", *out, "--manager", M1)
    for what in ("gpx", "geojson"):
        assert "TERRITORY" in refused(folder / "plan.json", "--format", what, *out)
    told = refused(folder / "plan.json", "--format", "csv", *out, "--request", folder / "x")
    assert "TERRITORY" in told


def test_everything_broken_is_told_at_once(folder: Path) -> None:
    """Plan, territory, record before, request: each is named."""
    absent = [folder / f"{name}.json" for name in ("a", "b", "c", "d")]
    told = refused(
        *(absent[0], absent[1], "--before", absent[2], "--request", absent[3]),
        *("--format", "ics", "--out", folder / "x.ics"),
    )
    assert all(path.name in told for path in absent)


def test_what_does_not_belong_together_is_told_at_once(folder: Path) -> None:
    """Another territory's document, and an account manager whom the plan does not know."""
    write_document(replace(place(), id="other"), folder / "other.json")
    told = refused(
        *(folder / "week.json", folder / "other.json", "--manager", "m9"),
        *("--format", "gpx", "--out", folder / "x.gpx"),
    )
    assert "territory-wrong" in told
    assert "unknown-manager" in told


def test_folder_that_is_not_there_is_seen_first(folder: Path) -> None:
    """Before anything is read."""
    told = refused(folder / "a.json", "--format", "csv", "--out", folder / "none" / "x.csv")
    assert "is not there" in told


def test_read_only_file_stays(folder: Path) -> None:
    """The path and what to do; what stood there is as it was."""
    out = folder / "week.csv"
    out.write_bytes(b"old")
    out.chmod(0o444)
    told = refused(folder / "week.json", "--format", "csv", "--out", out)
    assert f"{out}: The file is read-only." in told
    assert "Allow writing" in told
    assert out.read_bytes() == b"old"


def test_nothing_is_written_where_one_calendar_fails(folder: Path) -> None:
    """m2 is visited twice by a customer: m1's calendar is not written either."""
    record = week(
        Entry(CORE, MONDAY),
        Entry(REGULAR, MONDAY, manager_id=M2),
        Entry(REGULAR, MONDAY, manager_id=M2, clock_s=ELEVEN),
        managers=(M1, M2),
    )
    write_document(record, folder / "twice.json")
    out = folder / "out"
    out.mkdir()
    told = refused(folder / "twice.json", "--format", "ics", "--out", out)
    assert "customer-twice" in told
    assert list(out.iterdir()) == []


def test_plan_of_no_day(folder: Path) -> None:
    """Every format has a file for it."""
    record = made()
    empty = replace(record, plan=replace(record.plan, routes=()))
    write_document(empty, folder / "week.json")
    for what in FORMATS:
        assert exported(folder, what, folder / "territory.json", *whose(what))


def test_same_plan_gives_the_same_file(folder: Path) -> None:
    """No clock and no chance in it, whatever the day of exporting."""
    for what in FORMATS:
        arguments = (folder / "territory.json", *whose(what))
        assert exported(folder, what, *arguments) == exported(folder, what, *arguments)
