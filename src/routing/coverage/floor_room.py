"""How many visits in person the customers can supply towards the floors of the visit days (R7)."""

from __future__ import annotations

from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from routing.coverage.findings import FloorRoom
from routing.coverage.load import Load, Outlook, disjoint
from routing.coverage.owed import most

__all__ = ["floor_room"]


def floor_room(outlook: Outlook, load: Load) -> tuple[tuple[FloorRoom, ...], int]:
    """Return what is missing from the floors in any plan, by week and all in all.

    In a stretch of days every customer is visited as often at the most as gaps and open days allow, and a shift holds
    no more visits than its time has room for. What the floors ask for beyond is missing.
    """
    shifts = [outlook.request.shifts[k] for k in load.shifts]
    floors = np.array([0 if shift.is_extra else shift.floor for shift in shifts], np.float64)
    if not floors.any():
        return (), 0
    held = np.minimum(floors, _most_held(outlook, load))
    stretches = load.stretches
    own = np.flatnonzero(~stretches.with_extra)
    ordinary = np.zeros(len(outlook.request.shifts), np.bool_)
    ordinary[load.shifts[floors > 0]] = True
    open_days = outlook.chances.on_days(ordinary)[load.visits]
    countable = stretches.inside[None, :, own] & open_days[:, :, None]
    supply = most(outlook.owed.apart[load.visits], countable.astype(np.int16)).sum(axis=0)
    missing = np.zeros(len(stretches.first))
    missing[own] = np.maximum(0, held @ load.members[:, own] - supply)
    unheld = floors - held
    total = unheld.sum() + sum(missing[k] for k in disjoint(missing, load))
    managers = tuple(sorted({shift.manager_id for shift in shifts}))
    rooms = []
    days = outlook.chances.days
    visit_days = np.unique(outlook.chances.day_of[load.shifts[floors > 0]]).tolist()
    for _, group in groupby(visit_days, key=lambda one: days[one].isocalendar()[:2]):
        week = list(group)
        of_week = (stretches.first >= week[0]) & (stretches.last <= week[-1])
        members = np.isin(outlook.chances.day_of[load.shifts], week)
        short = unheld[members].sum()
        short += sum(missing[k] for k in disjoint(np.where(of_week, missing, 0), load))
        rooms.append(
            FloorRoom(
                first=days[week[0]],
                last=days[week[-1]],
                manager_ids=managers,
                asked=int(floors[members].sum()),
                shortfall=int(short),
            )
        )
    return tuple(rooms), int(total)


def _most_held(outlook: Outlook, load: Load) -> NDArray[np.float64]:
    """Return, shape (shifts,), how many visits each shift has time for at the most.

    A visit takes its length and half of the two shortest legs that could lead to it and away.
    """
    chances = outlook.chances
    held = np.zeros(len(load.shifts))
    for position, shift in enumerate(load.shifts):
        rows = load.visits[chances.in_person[load.visits, shift]]
        if not len(rows):
            continue
        legs = chances.leg_s[np.ix_(rows, rows)].astype(np.float64)
        np.fill_diagonal(legs, np.inf)
        depot = chances.depot_s[rows, shift][:, None].astype(np.float64)
        ends = np.concatenate([legs, depot, depot], axis=1)
        two = np.partition(ends, 1, axis=1)[:, :2].sum(axis=1)
        loads = np.sort(chances.length_s[rows] + two / 2)
        fits = np.cumsum(loads) <= chances.room_s[shift] + 1
        held[position] = min(int(fits.sum()), outlook.request.shifts[shift].max_visits)
    return held
