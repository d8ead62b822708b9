"""Plans as comma-separated values: every visit, contact and entry of what was left out, and no formula."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.domain.ids import CustomerId
from routing.outputs.csv_table import COLUMNS, plan_csv
from routing.outputs.text import one_line
from routing.plan import Plan
from routing.tables.cells import comparable
from routing.tables.columns import CUSTOMERS, HISTORY, MANAGERS
from routing.terms import Language
from tests.outputs.test_text import ANY_TEXT
from tests.plan_chain.hand_made import CORE, FRIDAY, MONDAY, Entry, plan, shop, territory
from tests.strategies import plans
from tests.worked_month import worked_month


def rows(text: str) -> list[dict[str, str]]:
    """Return the rows as a spreadsheet reads them, byte order mark and all."""
    reader = csv.DictReader(io.StringIO(text.encode().decode("utf-8-sig"), newline=""), strict=True)
    return list(reader)


def english(made: Plan, **options: object) -> list[dict[str, str]]:
    """Return the rows of a plan, in English."""
    return rows(plan_csv(made, language=Language.EN, **options))  # type: ignore[arg-type]


def test_visit_is_a_row_with_all_that_is_known() -> None:
    """A on 8 October: ten minutes and 5 km to drive, 08:40 to 08:55, core, owed by that day (R1)."""
    month = worked_month()
    first = english(month.plan, territory=month.territory, request=month.request)[0]
    why = first.pop("why")
    assert "2026-10-08" in why
    assert first == {
        "state": "planned",
        "day": "2026-10-08",
        "manager_id": "m1",
        "manager_name": "李文博",
        "sequence": "1",
        "customer_id": "A",
        "customer_name": "商店A",
        "customer_class": "core",
        "mode": "in-person",
        "category": "mandatory",
        "cause": "cadence",
        "standard": "R1",
        "travel_minutes": "10",
        "distance_km": "5.0",
        "arrival": "08:40",
        "start": "08:40",
        "departure": "08:55",
        "length_minutes": "15",
        "deadline": "",
        "reason_codes": "",
        "reasons": "",
    }


def test_rows_are_visits_contacts_and_what_was_left_out() -> None:
    """Four visits and a call in the order of days, then six entries of what is late, due or not needed."""
    found = english(worked_month().plan)
    assert [one["customer_id"] for one in found] == list("ACAEB") + list("ABDFFG")
    call = found[1]
    assert (call["mode"], call["start"], call["length_minutes"]) == ("phone", "10:00", "5")
    assert (call["sequence"], call["arrival"], call["travel_minutes"]) == ("", "", "")
    late = found[6]
    assert (late["state"], late["deadline"], late["reason_codes"], late["reasons"]) == (
        "left out or late",
        "2026-10-19",
        "PERIOD_FULL",
        "PERIOD_FULL it is.",
    )


def test_chinese_table_is_all_chinese() -> None:
    """Headers, words and reasons."""
    month = worked_month()
    found = rows(plan_csv(month.plan, territory=month.territory))
    assert list(found[0]) == list(COLUMNS.values())
    assert found[0]["状态"] == "已安排"
    assert found[1]["拜访方式"] == "电话"
    assert (found[6]["状态"], found[6]["缘由"], found[6]["未安排原因"]) == (
        "未安排或逾期",
        "逾期",
        "PERIOD_FULL也。",
    )


@pytest.mark.parametrize(
    ("table", "names"),
    [
        (HISTORY, ("customer_id", "day", "manager_id", "mode", "start", "length_minutes")),
        (CUSTOMERS, ("customer_id", "customer_name", "customer_class", "manager_id")),
        (MANAGERS, ("manager_id", "manager_name")),
    ],
)
def test_columns_are_called_as_in_the_tables(table: object, names: tuple[str, ...]) -> None:
    """What a territory's tables hold too has a header that they accept, in both languages."""
    columns = table.columns  # type: ignore[attr-defined]
    for name in names:
        accepting = [
            {comparable(header) for header in column.accepted}
            for column in columns
            if comparable(name) in map(comparable, column.accepted)
        ]
        assert accepting
        assert comparable(COLUMNS[name]) in accepting[0]


def test_names_can_be_left_out() -> None:
    """With names=False ids stand alone (R24); classes stay."""
    month = worked_month()
    found = english(month.plan, territory=month.territory, names=False)
    assert {one["customer_name"] + one["manager_name"] for one in found} == {""}
    assert found[0]["customer_class"] == "core"


@pytest.mark.parametrize(
    "name",
    [
        "=cmd|'/c calc'!A1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "＝1",
        "＋1",
        "－1",
        "＠1",
        "\n=1",
    ],
)
def test_formula_is_a_text(name: str) -> None:
    """A name that a spreadsheet would compute begins with an apostrophe."""
    made = plan([Entry(CORE, MONDAY)], MONDAY, MONDAY)
    (row,) = english(made, territory=territory(shop("core", name=name)))
    assert row["customer_name"] == f"'{name.strip()}"


def test_numbers_are_no_texts() -> None:
    """The guard leaves figures as they are: 90 seconds are 1.5 minutes."""
    made = plan([Entry(CORE, MONDAY)], MONDAY, MONDAY)
    (route,) = made.routes
    stop = replace(route.stops[0], travel_s=90, distance_m=250)
    (row,) = english(replace(made, routes=(replace(route, stops=(stop,)),)))
    assert (row["travel_minutes"], row["distance_km"]) == ("1.5", "0.25")


@given(ANY_TEXT)
def test_any_name_survives(name: str) -> None:
    """Commas, quotation marks, line ends, emoji: one row, and the name comes back on one line."""
    made = plan([Entry(CORE, MONDAY)], MONDAY, MONDAY)
    (row,) = english(made, territory=territory(shop("core", name=name)))
    line = one_line(name)
    assert row["customer_name"] in {line, f"'{line}"}
    assert not row["customer_name"].startswith(tuple("=+-@"))


@given(plans(), st.sampled_from(Language))
def test_any_plan_is_one_row_an_entry(made: Plan, language: Language) -> None:
    """Rows of as many cells as headers, one for each visit, contact and entry left out; lines end in CR LF."""
    text = plan_csv(made, language=language)
    found = rows(text)
    planned = sum(len(route.entries) for route in made.routes)
    assert len(found) == planned + len(made.unassigned)
    assert all(None not in row and None not in row.values() for row in found)
    assert text.startswith("\ufeff")
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")


def test_plan_of_no_day_is_its_headers() -> None:
    """A table without rows."""
    made = replace(plan([], MONDAY, MONDAY), routes=())
    assert plan_csv(made, language=Language.EN) == "\ufeff" + ",".join(COLUMNS) + "\r\n"


def test_thousand_stops_are_a_thousand_rows() -> None:
    """Each with its place in the order of the day."""
    entries = [Entry(CustomerId(f"C{n}"), FRIDAY, clock_s=30_600 + n * 10) for n in range(1000)]
    found = english(plan(entries, FRIDAY, FRIDAY))
    assert [one["sequence"] for one in found] == [str(n + 1) for n in range(1000)]
