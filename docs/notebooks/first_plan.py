# %% [markdown]
# # A first plan in ten minutes
#
# From the tables of a territory to the plan of a day 日计划, then of a month 月计划: who is
# visited, in which order, why, and why others are not. You need `pip install 'routing[plots,page]'`
# and the invented territories in `data`.
#
# The first plan after installation takes half a minute longer: the search is compiled once.

# %%
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from tempfile import mkdtemp

from routing import (
    Geodesic,
    Limits,
    china_calendar,
    load_policy,
    plan_day,
    plan_month,
    plan_page,
    read_territory,
)
from routing.build_horizon import horizon_request
from routing.build_request import day_request, places
from routing.coverage import certificate
from routing.coverage_report import coverage_report
from routing.outputs.plots import coverage_map, search_progress, visits_by_day
from routing.terms import Language
from routing.units import clock_text
from routing.whole_file import write_whole

here = Path.cwd()
DATA = next(one / "data" for one in (here, *here.parents) if (one / "data" / "town-150").is_dir())

# %% [markdown]
# ## What is there
#
# A *territory* is read from a folder of tables: customers, account managers 客户经理, and what
# happened so far. Reading either gives the territory with warnings, or one error that lists every
# fault.

# %%
territory, warnings = read_territory(DATA / "town-150")
print(
    len(territory.customers),
    "customers,",
    len(territory.managers),
    "account manager,",
    len(warnings),
    "warnings",
)
print("last visit on record:", max(row.day for row in territory.history))
for customer_class, number in Counter(
    one.customer_class for one in territory.customers
).most_common():
    print(f"{number:4d} {customer_class}")

# %% [markdown]
# The *policy* holds every number of the visit standard, so nothing of it is hidden in code. What
# does it ask for each class?

# %%
policy = load_policy("classified")
for name in ("core", "potential", "regular", "assisted"):
    terms = getattr(policy.classes, name)
    print(
        f"{name:10s} {terms.rule}  every {terms.interval_days} days, {terms.min_minutes}-{terms.max_minutes} min"
    )
print(
    "visit days:", sorted(one.name for one in policy.visits.weekdays), "floor:", policy.visits.floor
)

# %% [markdown]
# How do the customers stand before anything is planned? A row is a customer, a column a week, a dot
# a visit. Light: no visit due 未到期; blue: due 到期; orange: late 逾期.

# %%
monday = date(2026, 11, 2)
coverage_map(territory, policy, date(2026, 9, 7), date(2026, 11, 1))

# %% [markdown]
# The last columns turn orange: from 19 October on fewer customers were visited than before. The
# plan has to catch up.

# %%
by_week = Counter(
    row.day.isocalendar().week
    for row in territory.history
    if row.done and row.day >= date(2026, 10, 5)
)
print(dict(sorted(by_week.items())))
assert max(by_week[43], by_week[44]) < min(by_week[41], by_week[42])

# %% [markdown]
# ## A day
#
# Five things make a day: territory, policy, the calendar 工作日历 with China's make-up weekends, a
# source of travel times, and the date. Without roads, travel is estimated from distances. A limit
# of iterations gives everybody the same plan; a limit of time gives whatever the machine can find.

# %%
calendar = china_calendar(2025, 2027)
travel = Geodesic()
told = []
plan = plan_day(
    territory,
    policy,
    calendar,
    travel,
    monday,
    limits=Limits(iterations=3_000),
    progress=told.append,
)
(route,) = plan.routes
print(
    f"{len(route.stops)} visits from {clock_text(route.start_s)} to {clock_text(route.end_s)},",
    f"{route.travel_s // 60} min and {route.distance_m / 1000:.1f} km on the road",
)
for stop in route.stops[:6]:
    print(
        clock_text(stop.start_s),
        f"{stop.length_s // 60} min",
        stop.customer_id,
        stop.category,
        stop.cause,
    )

# %% [markdown]
# Every visit says whether it had to be today (`mandatory` 必访), may wait (`due` 到期) or fills the
# day (`filler` 补充), and what calls for it. Ids and seconds are what a program wants; names come
# with the page below.
#
# A plan is handed back only after an independent checker has read it. Is the standard kept on this
# day?

# %%
counts = Counter(stop.category.value for stop in route.stops)
print(dict(counts), "mandatory left out:", plan.kpis.num_unassigned_mandatory)
assert len(route.stops) >= policy.visits.floor, "the floor of R7"
assert plan.kpis.num_unassigned_mandatory == 0, "nobody is left out who cannot wait"

# %% [markdown]
# Nobody who cannot wait is left out, and the floor 每日最低户数 is reached. But not everybody who
# is due fits into a day. Each of those comes with a reason, and the reason was tried: "pushes out"
# names whom.

# %%
due_left_out = [one for one in plan.unassigned if one.category == "due"]
print(len(due_left_out), "due visits left out; three of them:")
for visit in due_left_out[:3]:
    print("-", visit.customer_id, visit.reasons[0].text)
assert all(visit.reasons for visit in plan.unassigned)

# %% [markdown]
# How did the search come to this? Objectives compare level by level: a step down on a higher panel
# is worth any step up on a lower one.

# %%
search_progress({"Monday": told})

# %% [markdown]
# What people hold in their hands is a page 计划页面: map, time chart, tables. It is one file that
# asks for nothing from any server. Here it goes to a temporary folder; open it in a browser.

# %%
request = day_request(territory, policy, calendar, monday, datetime(2026, 11, 1, 17, 30))
folder = Path(mkdtemp())
page = plan_page(plan, territory, request=request, language=Language.ZH)
write_whole(folder / "monday.html", page.encode())
print((folder / "monday.html").stat().st_size // 1000, "kB")

# %% [markdown]
# ## A month
#
# A month asks for each customer again and again. Before planning one, ask whether the standard can
# be met at all: "cannot" would be a proof.

# %%
first, last, asked_at = date(2026, 11, 1), date(2026, 11, 30), datetime(2026, 10, 30, 17, 30)
question = horizon_request(territory, policy, calendar, first, last, asked_at)
answer = certificate(question, travel.matrix(places(territory)))
print(*answer.text, sep="\n")
assert answer.possible

# %%
month = plan_month(
    territory, policy, calendar, travel, first, asked_at=asked_at, limits=Limits(iterations=4_000)
)
report = coverage_report(territory, question, month, last)
for row in (*report.classes, report.total):
    print(
        f"{row.customer_class or 'all':10s} {row.num_customers:4d} customers {row.num_visits:4d} visits",
        f"{row.num_contacts:3d} contacts {row.num_late:3d} late",
    )

# %% [markdown]
# The late ones are those whom the certificate named: late before visits could begin. The plan makes
# nobody else late.

# %%
late = {row.customer_id for row in report.customers if row.late_days}
assert late == set(answer.late_already)
coverage_map(territory, policy, date(2026, 9, 28), last, plan=month)

# %% [markdown]
# Hollow dots are planned. The orange rows end on the first visit days of November; by the end of
# the month nobody is late. The floor of 15 is kept on every visit day:

# %%
assert all(row.deadline >= last for row in report.customers), "nobody is late at the end"
assert all(day.missing == 0 for day in report.days)
visits_by_day(territory, policy, date(2026, 9, 28), last, plan=month, calendar=calendar)

# %% [markdown]
# ## What was learnt
#
# - A plan needs a territory, a policy, a calendar and travel times. All four are values: nothing is
#   configured elsewhere.
# - Whoever is not in the plan stands in `plan.unassigned`, with reasons that were tried.
# - The certificate says beforehand what no plan could do, and the plan did the rest: it was never
#   worse than the proof.
#
# Next: [what a change of the policy costs](price_of_a_policy.py).
