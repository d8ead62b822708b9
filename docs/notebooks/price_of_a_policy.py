# %% [markdown]
# # What a change of the policy costs
#
# Floor, visit days, the point from which a visit is due, lengths, the reserve: each is a number of
# the policy 标准, and each has a price. Here November of an invented town is planned under nine
# policies, and what comes of it is put side by side. Whoever sets a standard can do the same with
# his own territory.

# %%
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from routing import (
    Geodesic,
    Limits,
    Plan,
    Policy,
    china_calendar,
    load_policy,
    plan_day,
    plan_month,
    read_territory,
)
from routing.build_horizon import horizon_request
from routing.build_request import places
from routing.coverage import Certificate, certificate
from routing.coverage_report import CoverageReport, coverage_report
from routing.outputs.plots import days_late, travel_a_visit, visits_at_least

here = Path.cwd()
DATA = next(one / "data" for one in (here, *here.parents) if (one / "data" / "town-150").is_dir())
territory, _ = read_territory(DATA / "town-150")
standard = load_policy("classified")
calendar, travel = china_calendar(2025, 2027), Geodesic()
FIRST, LAST, ASKED_AT = date(2026, 11, 1), date(2026, 11, 30), datetime(2026, 10, 30, 17, 30)

# %% [markdown]
# A policy is a value, and `derive` makes another one of it. A key that does not exist, or a number
# that contradicts another one, is refused with every fault at once:

# %%
from routing import InputError

try:
    standard.derive({"visits.floors": 12, "visits.max": 10})
except InputError as error:
    print(error)

# %% [markdown]
# Now the tool of this notebook: a month under a policy, with the proof of what could be kept at all
# and the report of what is. All months get the same iterations, so differences come from the
# policy; small ones may still come from the search.


# %%
@dataclass(frozen=True)
class Month:
    plan: Plan
    proof: Certificate
    report: CoverageReport

    @property
    def visit_days(self) -> int:
        return sum(bool(route.stops) for route in self.plan.routes)


def month_under(policy: Policy) -> Month:
    plan = plan_month(
        territory,
        policy,
        calendar,
        travel,
        FIRST,
        asked_at=ASKED_AT,
        limits=Limits(iterations=2_000),
    )
    request = horizon_request(territory, policy, calendar, FIRST, LAST, ASKED_AT)
    proof = certificate(request, travel.matrix(places(territory)))
    return Month(plan, proof, coverage_report(territory, request, plan, LAST))


def show(months: dict[str, Month]) -> None:
    print(f"{'':22s} visits  early  days  below floor  travel h  s a visit  work h a day  late")
    for name, month in months.items():
        kpis, days = month.plan.kpis, month.visit_days
        print(
            f"{name:22s} {kpis.num_visits:6d} {kpis.num_filler:6d} {days:5d} {kpis.floor_missed:12d}"
            f" {kpis.travel_s / 3600:9.1f} {kpis.travel_s / kpis.num_visits:10.0f}"
            f" {kpis.working_s / 3600 / days:13.1f} {month.report.total.num_late:5d}"
        )


as_it_is = month_under(standard)
show({"as it is": as_it_is})

# %% [markdown]
# *Early* are fillers 补充: visits that nobody needs yet, made so that a day reaches its floor.
# *Late* are customers to whom something is late in the month; here all of them were late before it
# began.

# %%
assert as_it_is.report.total.num_late == len(as_it_is.proof.late_already)

# %% [markdown]
# ## The floor 每日最低户数 (R7)

# %%
floors = {
    "floor 0": month_under(standard.derive({"visits.floor": 0})),
    "floor 15": as_it_is,
    "floor 20": month_under(standard.derive({"visits.floor": 20})),
}
show(floors)

# %%
visits_at_least(
    {
        name: [len(route.stops) for route in month.plan.routes if route.stops]
        for name, month in floors.items()
    },
    floor=15,
)

# %% [markdown]
# Every step of the floor buys visits with travel, and nobody is less late for it: what is owed is
# made under each of them. The additional visits are early ones.

# %%
visits = [month.plan.kpis.num_visits for month in floors.values()]
hours = [month.plan.kpis.travel_s / 3600 for month in floors.values()]
late = {month.report.total.num_late for month in floors.values()}
assert visits == sorted(visits)
assert hours == sorted(hours)
assert len(late) == 1
assert floors["floor 0"].visit_days < as_it_is.visit_days
print(
    f"from no floor to 20: {visits[-1] - visits[0]} visits more, {hours[-1] - hours[0]:.1f} h more on the road"
)

# %% [markdown]
# Without a floor the plan leaves whole visit days empty, though R6 wants visits on three days a
# week: it is the floor that fills them.
#
# ## Visit days 拜访日 (R6)

# %%
days = {
    "Mon, Thu": month_under(
        standard.derive({"visits.weekdays": ["monday", "thursday"], "visits.min_days_a_week": 2})
    ),
    "Mon, Wed, Thu": as_it_is,
    "Mon to Thu": month_under(
        standard.derive(
            {
                "visits.weekdays": ["monday", "tuesday", "wednesday", "thursday"],
                "visits.min_days_a_week": 4,
            }
        )
    ),
}
show(days)

# %%
travel_a_visit({name: month.plan for name, month in days.items()})

# %% [markdown]
# Fewer days are fuller days, and of fuller days the ways are shorter. What do two days cost? The
# number of late customers is the same; how late they are tells more:

# %%
days_late({name: month.report for name, month in days.items()})

# %%
two, three, four = days.values()
assert two.plan.kpis.travel_s < three.plan.kpis.travel_s < four.plan.kpis.travel_s
assert two.plan.kpis.travel_s / two.plan.kpis.num_visits < (
    three.plan.kpis.travel_s / three.plan.kpis.num_visits
)
assert two.report.total.num_late == three.report.total.num_late
for name, month in days.items():
    print(f"{name:14s} {sum(row.late_days for row in month.report.customers)} customer-days late")

# %% [markdown]
# The town could live with two visit days in this month. That is one month, planned and not driven:
# locked doors, illness and tasks need room too. [A season](a_season.py) says what becomes of it.
#
# ## From when a visit is due 到期

# %%
due = {
    f"due from {percent} %": month_under(standard.derive({"cadence.due_percent": percent}))
    for percent in (50, 90)
} | {"due from 70 %": as_it_is}
due = dict(sorted(due.items()))
show(due)

# %% [markdown]
# The number of visits stays much the same: the floor sets it. What changes is what a visit counts
# as. At 50 % every visit that may be made at all is due, for the minimum gap is 50 % too, so nobody
# is visited "early". At 90 % much of the day is. A low number makes the plan care less whom it
# fills a day with.

# %%
early = [month.plan.kpis.num_filler for month in due.values()]
assert early[0] == 0 < early[1] < early[2]

# %% [markdown]
# ## Lengths of visits 拜访时长
#
# A class has a window of lengths: routes are built with the shortest, and the day's slack is handed
# out. What if each visit took exactly its target length? On a full day it costs visits. Monday, 2
# November is one: in the two weeks before, a sales campaign took a third of the visits.

# %%
classes = ("core", "potential", "regular", "assisted")
rigid = standard.derive(
    {
        f"classes.{name}.{end}_minutes": getattr(standard.classes, name).target_minutes
        for name in classes
        for end in ("min", "max")
    }
)
monday, limits = date(2026, 11, 2), Limits(iterations=3_000)
of_windows = plan_day(territory, standard, calendar, travel, monday, limits=limits)
of_targets = plan_day(territory, rigid, calendar, travel, monday, limits=limits)
for name, plan in (("windows", of_windows), ("targets", of_targets)):
    minutes = plan.kpis.visiting_s / 60 / plan.kpis.num_visits
    print(
        f"{name}: {plan.kpis.num_visits} visits of {minutes:.1f} min,",
        f"due visits left out: {plan.kpis.num_unassigned_due}",
    )
assert of_targets.kpis.num_visits < of_windows.kpis.num_visits

# %% [markdown]
# ## The reserve 预留时间 (R20)
#
# Time kept free for ad-hoc tasks. How much can the town give away? The certificate answers before
# anything is planned: where it says "cannot", no plan of whatever length of search can.

# %%
reserves = {
    f"{minutes} min": month_under(standard.derive({"day.reserve_minutes": minutes}))
    for minutes in (90, 150)
}
show(reserves)
for name, month in reserves.items():
    print(f"{name:8s} {month.proof.text[0]}")

# %%
assert reserves["90 min"].proof.possible
assert reserves["90 min"].report.total.num_late == as_it_is.report.total.num_late
assert not reserves["150 min"].proof.possible
(stuck,) = reserves["150 min"].proof.stuck
agreed = next(one for one in territory.appointments if one.customer_id == stuck.customer_id)
print(stuck.customer_id, "agreed for", agreed.at)

# %% [markdown]
# To an hour and a half no bound objects, and nobody else is late. With two and a half hours the
# first thing to break is a promise: whom the certificate names has an appointment 预约 in the hours
# that would be kept free.
#
# ## What was learnt
#
# - A floor above what is owed buys early visits with travel. It makes nobody less late.
# - Fewer, fuller visit days save travel, and take the room for what goes wrong.
# - `due_percent` decides what counts as early, and hardly how many visits are made.
# - Lengths as windows carry visits over full days.
# - Ask the certificate before asking the planner: a "cannot" saves the search.
#
# Figures are of one month of one invented town. With your own territory only the first cell
# changes.
