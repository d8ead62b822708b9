# %% [markdown]
# # Reading a year's simulation
#
# A plan says what is to happen. A simulated season 模拟 says what becomes of it: plans are made
# each evening as in life and driven through a world where doors are locked, roads are slow,
# customers complain and people fall ill. In the end everything is counted from the visit history
# alone.
#
# A year takes some minutes. Here four weeks are played, and read in the same way.

# %%
from datetime import date, timedelta
from pathlib import Path

from routing import Limits, load_policy, read_territory, simulate
from routing.outputs.plots import (
    coverage_map,
    late_by_week,
    travel_a_visit,
    visits_at_least,
    visits_by_day,
)
from routing.simulation import REALISTIC, STRESS, Effort, OurPlans
from routing.simulation.count import count_rows, counted

here = Path.cwd()
DATA = next(one / "data" for one in (here, *here.parents) if (one / "data" / "town-150").is_dir())
territory, _ = read_territory(DATA / "town-150")
policy = load_policy("classified")

# %% [markdown]
# ## The world
#
# A world is a set of rates: how often what happens, and how long things take. The library brings a
# realistic one and one under stress, and `dataclasses.replace` makes others.

# %%
for name in ("anomalies_per_1000", "appointments_per_1000", "locked_permille", "travel_percent"):
    print(f"{name:24s} realistic {getattr(REALISTIC, name):4d}   stress {getattr(STRESS, name):4d}")

# %% [markdown]
# What happens depends on the seed, the day and whom it happens to, and not on who plans: every
# planner meets the same locked doors. So two seasons with one seed can be compared.
#
# ## Playing
#
# The strategy is who plans. `OurPlans` makes a month's plan, a week's, a day's each evening, and
# plans the rest of a day anew when something happens. Its effort is in iterations, so a season is
# the same on every machine. `progress` is told of each day, and returning `True` ends the season
# there.

# %%
start = date(2026, 11, 2)
end = start + timedelta(days=27)
effort = Effort(
    month=Limits(iterations=2_000), week=Limits(iterations=500), day=Limits(iterations=500)
)
told = []
season = simulate(
    territory,
    policy,
    start,
    end,
    REALISTIC,
    seed=1,
    strategy=OurPlans(effort=effort),
    progress=lambda day, _: told.append(day),
)
assert told[-1] == end
print(len(season.news), "pieces of news,", len(season.days), "working days of account managers")
for log in season.days[:5]:
    print(
        log.day,
        f"set out for {log.planned:2d}, in vain {log.failed}, planned anew {log.replans:2d} times,",
        f"{log.travel_s // 60:3d} min on the road, overtime {log.overtime_s // 60} min",
    )

# %% [markdown]
# `season.territory` is the territory as it stands in the end: its history has a row for each visit
# made, or tried in vain. So whatever reads a territory reads a season.

# %%
coverage_map(season.territory, policy, start - timedelta(days=28), end)

# %%
visits_by_day(season.territory, policy, start, end)

# %% [markdown]
# ## Counting
#
# The count reads rules anew, from their text and from the policy, and beside each figure it holds a
# bound: what *nobody* could have kept, who knew all doors, absences and closures beforehand. So a
# share "of what could be kept" is meant strictly.

# %%
count = counted(season)
for row in count_rows(count):
    print(f"{row.name:42s} {row.figure}", f"({row.bound})" if row.bound else "")

# %% [markdown]
# What was missed stands there one by one, with its cause. `neglected` is the planner's fault:
# nobody even tried. `in-vain` is a door that was shut.

# %%
for miss in count.misses[:8]:
    print(miss.rule, miss.owed_by, miss.who, miss.because)
print(len(count.misses), "in all")
assert count.deadlines.of > 0, "a season without a deadline proves nothing"
assert count.cadence.total.intervals.neglected == 0
assert count.deadlines.neglected == 0
print(
    "deadlines of R13 and R14:",
    count.deadlines.kept,
    "kept of",
    count.deadlines.of,
    "- neglected:",
    count.deadlines.neglected,
)

# %% [markdown]
# In these four weeks nobody turned late whom nobody even tried to visit in time, and no deadline was
# missed that anybody could have kept.
#
# ## What is a part of the planning worth?
#
# Leave it away, and play the same world again. Without replanning on the road each day is driven as
# it was planned in the evening.

# %%
without = simulate(
    territory,
    policy,
    start,
    end,
    REALISTIC,
    seed=1,
    strategy=OurPlans(name="no replanning", effort=effort, replans=False),
)
other = counted(without)
print(
    "visit days that reached the floor:",
    count.floor.days.kept,
    "and",
    other.floor.days.kept,
    "of",
    count.floor.days.of,
)
print("customers told otherwise:", count.work.retold, "and", other.work.retold)
print(
    "seconds on the road a visit:",
    round(count.travel_s_a_visit),
    "and",
    round(other.travel_s_a_visit),
)
assert other.work.replans == 0 < count.work.replans
assert other.work.retold < count.work.retold
assert other.floor.days.kept < count.floor.days.kept

# %% [markdown]
# Where a door is shut, the evening's plan is one visit short, and a day with just 15 visits falls
# below the floor 每日最低户数. Planning anew finds somebody else. It has its price: some customers hear
# of another time than they had been told.


# %%
def made_a_day(played):
    days = {}
    for row in played.territory.history:
        if row.done and row.mode == "in-person" and row.day >= played.start:
            days[row.day] = days.get(row.day, 0) + 1
    return list(days.values())


visits_at_least(
    {"as it is": made_a_day(season), "no replanning": made_a_day(without)},
    floor=policy.visits.floor,
)

# %%
travel_a_visit({"as it is": count, "no replanning": other})

# %% [markdown]
# Who was late at the end of each week? Hardly anybody, with or without: whoever could not be
# visited today is visited on one of the next days, because the plans of each evening begin from
# what was really done.

# %%
print([one.late for one in count.backlog.weeks], [one.late for one in other.backlog.weeks])
assert max(one.late for one in (*count.backlog.weeks, *other.backlog.weeks)) <= 5
late_by_week({"as it is": count.backlog.weeks, "no replanning": other.backlog.weeks})

# %% [markdown]
# ## A year
#
# Only the last day differs, and two arguments make it bearable: `journal` is a file that keeps how
# far the season has come, so that one broken off goes on from there, and `travel` takes the road
# network of `data/town-150/roads` instead of estimated distances. Leave `strategy` away for the
# full effort. Counts add up, so several territories or seeds become one figure: `sum(counts,
# Count())`.
#
# ```python
# season = simulate(territory, policy, start, date(2027, 11, 1), REALISTIC, 1, journal="town.season.json")
# ```
#
# [A simulated year](../year.md) shows four territories played so, beside others who plan.
#
# ## What was learnt
#
# - A season is a territory with a longer history; every reading of a territory works on it.
# - A count says what was kept of what *could* be kept, and names each miss with its cause.
# - Four weeks say whether things work; they do not say which of two planners is better. Play a
#   year, and several seeds.
