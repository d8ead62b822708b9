"""A season counted: every figure from its history, its news of what was owed, and the logs of its days."""

from __future__ import annotations

from dataclasses import replace

from routing.simulation.count.appointments import appointments
from routing.simulation.count.deadlines import anomalies, new_customers
from routing.simulation.count.intervals import backlog, cadence
from routing.simulation.count.months import covered_months
from routing.simulation.count.reach import Doors, Reach
from routing.simulation.count.record import Record, misses, tally
from routing.simulation.count.values import Count
from routing.simulation.count.visit_days import floor, visit_weeks
from routing.simulation.count.ways import Ways
from routing.simulation.count.work import visits, work
from routing.simulation.happenings import Happenings
from routing.simulation.news import AppointmentCancelled
from routing.simulation.season import Season
from routing.travel.matrix import TravelSource

__all__ = ["counted"]


def counted(
    season: Season, *, travel: TravelSource | None = None, doors: Doors | None = None
) -> Count:
    """Return what a season comes to, beside bounds on what anybody could.

    Parameters
    ----------
    travel
        Where planners had their travel times from, for bounds on what fits into a day; None: estimated from distances,
        as `routing.simulate` does.
    doors
        Who knows which doors were locked; None: the season's own world.
    """
    record = Record(season)
    reach = Reach(record, _doors(season) if doors is None else doors)
    ways = Ways(record, travel)
    of_anomalies = list(anomalies(record, reach))
    of_new_customers = list(new_customers(record, reach))
    of_appointments = list(appointments(record, reach, ways))
    of_months = list(covered_months(record, reach))
    by_class, of_intervals = cadence(record, reach)
    of_floor, of_days = floor(record, reach, ways)
    every = (
        *of_anomalies,
        *of_new_customers,
        *of_appointments,
        *of_intervals,
        *of_months,
        *of_days,
    )
    return Count(
        anomalies=tally(of_anomalies),
        new_customers=tally(of_new_customers),
        appointments=tally(of_appointments),
        cadence=by_class,
        months=tally(of_months),
        floor=of_floor,
        visit_weeks=visit_weeks(record),
        visits=visits(record),
        work=work(record),
        backlog=backlog(record),
        misses=tuple(sorted(misses(every), key=lambda one: (one.rule, one.owed_by, one.who))),
    )


def _doors(season: Season) -> Doors:
    # A door depends on seed, customer and time, and on who has an appointment or had one: the last day does not matter.
    cancelled = tuple(
        one.what.appointment for one in season.news if isinstance(one.what, AppointmentCancelled)
    )
    appointments = (*season.territory.appointments, *cancelled)
    return Happenings(
        season.world,
        season.seed,
        replace(season.territory, appointments=appointments),
        season.policy,
        season.calendar,
        season.start,
        season.start,
    )
