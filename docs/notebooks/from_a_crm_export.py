# %% [markdown]
# # From a CRM export to a month's plan
#
# Customer tables 客户档案 come as they come: another encoding, headers of another system, dates in
# three notations, two columns swapped. This notebook takes such an export to a month's plan, a page
# and a workbook: read, be told what is wrong, mend, plan.
#
# The export is made here, from an invented town, and messed up as exports are.

# %%
import csv
import io
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from tempfile import mkdtemp

from routing import (
    Geodesic,
    Limits,
    china_calendar,
    load_policy,
    plan_month,
    plan_page,
    read_territory,
)
from routing.build_horizon import horizon_request
from routing.build_request import places
from routing.coverage import certificate
from routing.coverage_report import coverage_report
from routing.errors import Severity
from routing.outputs.plots import coverage_map, visits_by_day
from routing.outputs.workbook import plan_workbook
from routing.tables import inspect_territory
from routing.terms import Language
from routing.whole_file import write_whole

here = Path.cwd()
DATA = next(one / "data" for one in (here, *here.parents) if (one / "data" / "town-150").is_dir())
folder = Path(mkdtemp())
sample, _ = read_territory(DATA / "town-150")
last_visit = {}
for row in sample.history:
    if row.done:
        last_visit[row.customer_id] = max(row.day, last_visit.get(row.customer_id, row.day))

# %% [markdown]
# ## The export
#
# One table in GBK, a title above the headers, phone numbers that nobody asked for. Classes are
# called A to D. The date of the last visit stands there in three notations.

# %%
letters = {"core": "A类", "potential": "B类", "regular": "C类", "assisted": "D类"}
notations = ("%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日")
rows = [
    {
        "零售户许可证": one.id,
        "店名": one.name,
        "联系电话": f"1380000{number:04d}",
        "经度": one.point.lon,
        "纬度": one.point.lat,
        "等级": letters[one.customer_class],
        "档位": f"{one.tier}档" if number % 3 else one.tier,
        "上次拜访日期": last_visit[one.id].strftime(notations[number % 3])
        if one.id in last_visit
        else "",
        "客户经理": "M01",
    }
    for number, one in enumerate(sample.customers)
]
rows[4]["经度"], rows[4]["纬度"] = rows[4]["纬度"], rows[4]["经度"]
rows[9]["上次拜访日期"] = "2062-09-01"
rows[15]["上次拜访日期"] = "09/10/2026"
rows[22]["纬度"] = ""
rows[31] = rows[30] | {"档位": 3}


def written(table: list[dict[str, object]]) -> None:
    """Writes the export as the other system does."""
    text = io.StringIO(newline="")
    text.write("客户档案导出 2026-10-30\n")
    writer = csv.DictWriter(text, list(table[0]))
    writer.writeheader()
    writer.writerows(table)
    (folder / "customers.csv").write_bytes(text.getvalue().encode("gb18030"))


written(rows)
(folder / "managers.csv").write_bytes((DATA / "town-150" / "managers.csv").read_bytes())
print((folder / "customers.csv").read_bytes()[:60])

# %% [markdown]
# ## First reading
#
# `inspect_territory` reads and reports, `read_territory` reads or raises. Encoding, separator and
# the title need no word. Give the day of reading, and dates in the future are found.

# %%
today = date(2026, 10, 30)
reading = inspect_territory(folder, today=today)
print(reading.territory)
for issue in reading.issues[:3]:
    print(issue)
assert reading.territory is None

# %% [markdown]
# Nothing is read, because the id has a header that the library does not know. Say which column it
# is, and read on:

# %%
columns = {"customers": {"id": "零售户许可证", "customer_class": "等级"}}
reading = inspect_territory(folder, columns=columns, today=today)
kinds = Counter(issue.code for issue in reading.issues)
print(kinds)
for code in kinds:
    print("-", next(issue for issue in reading.issues if issue.code == code))

# %% [markdown]
# Every fault has its file, row and column, what stands there, and what to do. All of them come at
# once. Not one line shows a name or a phone number: those stay where they are (R24).

# %%
told = "\n".join(map(str, reading.issues))
assert not any(row["店名"] in told or row["联系电话"] in told for row in rows)

# %% [markdown]
# ## Mending
#
# Some faults are of the system, and are mended for all rows: classes get their words
# 核心、潜力、常规、帮扶, tiers lose their unit. Others are of one row, and somebody who knows the
# customer has to say what is right.

# %%
words = {"A类": "核心客户", "B类": "潜力客户", "C类": "常规客户", "D类": "帮扶客户"}
for row in rows:
    row["等级"] = words[row["等级"]]
    row["档位"] = str(row["档位"]).removesuffix("档")
written(rows)
reading = inspect_territory(folder, columns=columns, today=today)
for issue in reading.issues:
    print(issue)
errors = [issue.code for issue in reading.issues if issue.severity is Severity.ERROR]
assert sorted(errors) == ["cell-empty", "date-ambiguous", "date-in-future", "id-repeated"]

# %% [markdown]
# What is left are single rows: a visit in 2062, a day and month that could be either way round, a
# latitude missing, a customer twice. Swapped coordinates are a warning: the place might be right,
# and a plan made with it would not be.

# %%
rows[4]["经度"], rows[4]["纬度"] = rows[4]["纬度"], rows[4]["经度"]
rows[9]["上次拜访日期"] = "2026-09-01"
rows[15]["上次拜访日期"] = "2026-10-09"
rows[22]["纬度"] = sample.customers[22].point.lat
del rows[31]
written(rows)
territory, warnings = read_territory(folder, territory_id="town", columns=columns, today=today)
print(
    len(territory.customers),
    "customers,",
    len(territory.history),
    "last visits,",
    len(warnings),
    "warning(s)",
)
for issue in warnings:
    print(issue)
assert len(territory.customers) == len(sample.customers) - 1

# %% [markdown]
# Is it the town that it was? Points and classes are those of the sample; the customer who stood
# there twice has pushed another one out, and only the other system can say whom.

# %%
known = {one.id: one for one in sample.customers}
assert all(one.point == known[one.id].point for one in territory.customers)
assert all(one.customer_class == known[one.id].customer_class for one in territory.customers)
print("missing:", sorted(set(known) - {one.id for one in territory.customers}))

# %% [markdown]
# ## The month
#
# First the question whether it can be done at all, then the plan.

# %%
policy, calendar, travel = load_policy("classified"), china_calendar(2025, 2027), Geodesic()
first, last, asked_at = date(2026, 11, 1), date(2026, 11, 30), datetime(2026, 10, 30, 17, 30)
request = horizon_request(territory, policy, calendar, first, last, asked_at)
proof = certificate(request, travel.matrix(places(territory)))
print(*proof.text, sep="\n")

# %%
plan = plan_month(
    territory, policy, calendar, travel, first, asked_at=asked_at, limits=Limits(iterations=4_000)
)
report = coverage_report(territory, request, plan, last)
print(
    plan.kpis.num_visits,
    "visits;",
    report.total.num_late,
    "customers to whom something is late;",
    "visits missing from the floor:",
    plan.kpis.floor_missed,
)
late = {row.customer_id for row in report.customers if row.late_days}
assert late == set(proof.late_already), "nobody else is late"

# %% [markdown]
# Nobody is late who was not before. Figures speak Chinese where they are asked to; a machine without
# a font for it gets them in English.

# %%
visits_by_day(territory, policy, first, last, plan=plan, calendar=calendar, language=Language.ZH)

# %%
coverage_map(territory, policy, date(2026, 10, 5), last, plan=plan, language=Language.ZH)

# %% [markdown]
# Dots before November are few: an export knows the last visit only. It is enough to say who is due.
# It is not enough for the two months of R8 in hindsight, nor for what was a phone call: with a
# table of visits 拜访记录 the plan knows more.
#
# ## What people get
#
# A page to look at, and a workbook to carry, with empty columns for how it went;
# `routing.tables.read_results` reads those back as history. Both are written whole or not at all.

# %%
write_whole(folder / "november.html", plan_page(plan, territory, request=request).encode())
write_whole(folder / "november.xlsx", plan_workbook(plan, territory, request=request))
for name in ("november.html", "november.xlsx"):
    print(name, (folder / name).stat().st_size // 1000, "kB")

# %% [markdown]
# ## What was learnt
#
# - Encoding, separators, titles, notations of dates and units need no work. Headers of one's own
#   are named once, in `columns`.
# - Read with `inspect_territory` until nothing is left: all faults come at once, with file, row,
#   column and remedy.
# - What a system calls otherwise is mended by a rule; what is wrong in a row is mended by somebody
#   who knows.
# - An export with the date of the last visit is enough for a month's plan.
