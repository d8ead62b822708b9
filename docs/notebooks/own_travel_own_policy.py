# %% [markdown]
# # Your own travel times, your own policy
#
# Two things differ between companies: how long it takes to get somewhere, and what the visit
# standard asks. Both are values that a planner is handed. Here a road network, a table of minutes
# and a source of one's own stand in for travel; then a policy of one's own is written, read back,
# and planned with.

# %%
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import mkdtemp

import numpy as np

from routing import (
    Geodesic,
    Limits,
    RoadGraph,
    china_calendar,
    load_policy,
    plan_day,
    read_territory,
)
from routing.build_request import places
from routing.comparison import compare
from routing.domain.customer import Point
from routing.domain.ids import PlaceId
from routing.outputs.plots import travel_a_visit
from routing.travel.gate import inspect_matrix, matrix_from_arrays
from routing.travel.matrix import TravelMatrix
from routing.travel.road_network import RoadNetwork

here = Path.cwd()
DATA = next(one / "data" for one in (here, *here.parents) if (one / "data" / "town-150").is_dir())
territory, _ = read_territory(DATA / "town-150")
policy, calendar, monday = load_policy("classified"), china_calendar(2025, 2027), date(2026, 11, 2)
where = places(territory)
print(len(where), "places: customers, and where the day starts and ends")

# %% [markdown]
# ## Three sources
#
# A travel source has one method: `matrix`, from places to a `TravelMatrix` of whole seconds and
# metres. `Geodesic` estimates from distances; `RoadGraph` takes the shortest ways of a road
# network, here that of the invented town with its five bridges.

# %%
roads = RoadGraph(
    network=RoadNetwork.from_csv(
        DATA / "town-150" / "roads" / "nodes.csv", DATA / "town-150" / "roads" / "edges.csv"
    )
)
estimated, driven = Geodesic().matrix(where), roads.matrix(where)
apart = ~np.eye(len(where), dtype=bool)
ratio = driven.duration_s[apart] / np.maximum(1, estimated.duration_s[apart])
print(
    f"road over estimate: median {np.median(ratio):.2f}, one leg in a hundred above {np.quantile(ratio, 0.99):.2f}"
)
assert 0.9 < np.median(ratio) < 1.1 < np.quantile(ratio, 0.99)
report = inspect_matrix(driven)
print(
    "usable:",
    report.usable,
    "- legs that differ by direction:",
    f"{report.asymmetric_permille / 10:.0f} %",
)
assert report.usable

# %% [markdown]
# In the middle the estimate is right; it does not know the river and the one-way streets, and some
# legs are longer by much. What does a plan that believes in it take on the roads? Its visits are
# driven in its order, by the road's matrix.

# %%
limits = Limits(iterations=2_000)
by_estimate = plan_day(territory, policy, calendar, Geodesic(), monday, limits=limits)
by_road = plan_day(territory, policy, calendar, roads, monday, limits=limits)


def on_roads_s(plan) -> float:
    """Seconds on the road network for each visit of a plan, in its order."""
    seconds = visits = 0
    for route in plan.routes:
        stations = [
            route.start_place_id,
            *(stop.place_id for stop in route.stops),
            route.end_place_id,
        ]
        rows = [driven.index[one] for one in stations]
        seconds += int(driven.duration_s[rows[:-1], rows[1:]].sum())
        visits += len(route.stops)
    return seconds / visits


print(
    f"planned with estimates: {on_roads_s(by_estimate):.0f} s a visit on the roads;",
    f"planned with roads: {on_roads_s(by_road):.0f} s",
)
assert round(on_roads_s(by_road)) == round(by_road.kpis.travel_s / by_road.kpis.num_visits)

# %% [markdown]
# The assertion is worth a look: a plan's own travel is the sum of the legs of the matrix that it
# was made with. So the figure of a plan made with estimates is an estimate: hold two plans side by
# side on the same travel times, or not at all.
#
# ## A table of minutes
#
# Often somebody has a table already: from a map service, or measured. `matrix_from_arrays` is the
# gate for foreign numbers. It rounds up, knows `NaN`, `None` and -1 as "no way", and refuses what
# no travel is, every fault at once.

# %%
from routing import InputError

ids = tuple(where)
minutes = driven.duration_s / 60
table = matrix_from_arrays(ids, minutes * 60, source="measured, autumn 2026")
assert (table.duration_s == driven.duration_s).all()

broken = minutes * 60
broken[0, 1] = -300
broken[2, 2] = 60
try:
    matrix_from_arrays(ids, broken, source="measured, autumn 2026")
except InputError as error:
    for issue in error.issues:
        print(issue.code, "|", issue.place, "|", issue.message)
    assert len(error.issues) == 2

# %% [markdown]
# ## A source of your own
#
# Any object with a `matrix` method is a travel source. This one slows another one down for bad
# weather, and says so: the name of the source stands in every plan that was made with it.


# %%
@dataclass(frozen=True)
class Slower:
    source: RoadGraph
    percent: int

    def matrix(self, places: Mapping[PlaceId, Point]) -> TravelMatrix:
        found = self.source.matrix(places)
        return matrix_from_arrays(
            found.place_ids,
            np.where(found.reachable, found.duration_s * (100 + self.percent) / 100, np.nan),
            found.distance_m,
            source=f"{found.source}, {self.percent} % slower",
        )


in_snow = plan_day(territory, policy, calendar, Slower(roads, 50), monday, limits=limits)
print(in_snow.provenance.travel_source)
travel_a_visit({"estimate": by_estimate, "roads": by_road, "roads, 50 % slower": in_snow})

# %%
print(
    by_road.kpis.num_visits,
    "visits on dry roads,",
    in_snow.kpis.num_visits,
    "in snow,",
    "mandatory left out:",
    in_snow.kpis.num_unassigned_mandatory,
)
assert in_snow.kpis.num_visits <= by_road.kpis.num_visits
assert in_snow.kpis.num_unassigned_mandatory == 0

# %% [markdown]
# Snow takes due visits, and nobody who cannot wait: levels are kept in their order.
#
# ## A policy of your own 自定标准
#
# A policy is a TOML document. It extends a preset and says what differs; everything else, and every
# fault, is looked after. This company visits on four days, twelve customers a day, and keeps an
# hour free.

# %%
folder = Path(mkdtemp())
(folder / "ours.toml").write_text(
    """\
format = "routing-policy/1"
extends = "classified"
name = "ours"

[visits]
weekdays = ["monday", "tuesday", "thursday", "friday"]
min_days_a_week = 4
floor = 12

[day]
reserve_minutes = 60
""",
    encoding="utf-8",
)
ours = load_policy(folder / "ours.toml")
print(
    ours.name,
    ours.digest,
    "floor",
    ours.visits.floor,
    "- core customers still every",
    ours.classes.core.interval_days,
    "days",
)
assert ours == load_policy("classified").derive(
    {
        "visits.weekdays": ["monday", "tuesday", "thursday", "friday"],
        "visits.min_days_a_week": 4,
        "visits.floor": 12,
        "day.reserve_minutes": 60,
    },
    name="ours",
)

# %% [markdown]
# What does the day become under it? `compare` puts two plans of the same days side by side, and
# says which is better by the levels of the objective, and by which figure.

# %%
under_ours = plan_day(territory, ours, calendar, roads, monday, limits=limits)
seen = compare(by_road, under_ours)
print(seen.text)
for figure in seen.figures:
    print(f"{figure.name:24s} {figure.before:7d} {figure.after:7d}")
(route,) = under_ours.routes
assert route.end_s <= 16.5 * 3600, "an hour is kept free before 17:30"

# %% [markdown]
# A plan names its policy and the fingerprint of all its numbers, so that a plan of last spring
# still tells by which standard it was made.

# %%
print(by_road.provenance.policy, "|", under_ours.provenance.policy)
assert under_ours.provenance.policy == f"ours@{ours.digest}"

# %% [markdown]
# ## What was learnt
#
# - Travel is one method. A table is read through a gate that refuses nonsense; any class with
#   `matrix` will do.
# - Compare plans on the same travel times: a plan's figure is only as true as its matrix.
# - A policy is a short document that extends another; plans carry its name and fingerprint.
