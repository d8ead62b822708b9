"""The rows of a count: shares, what could be kept, and why the rest was missed."""

from __future__ import annotations

from datetime import date

from routing.simulation.count import (
    Backlog,
    Cadence,
    CadenceByClass,
    Count,
    CountRow,
    Floor,
    LateOn,
    Owed,
    Share,
    Visits,
    VisitWeeks,
    Work,
    count_rows,
)


def row(count: Count, name: str) -> CountRow:
    """Return the row of a name."""
    (found,) = (one for one in count_rows(count) if one.name.startswith(name))
    return found


def test_shares_stand_beside_their_bounds() -> None:
    """Of ten 5 were kept; 2 nobody could keep, so 5 of 8; each cause is named with its number."""
    found = row(Count(anomalies=Owed(kept=5, of=10, shut=1, absent=1, in_vain=2)), "anomalous")
    assert found.name_zh == "异常客户按期拜访"
    assert found.figure == "50.0 % (5 of 10)"
    assert found.bound == (
        "could be kept: 62.5 % (5 of 8); 1 nobody at work, 1 shut or locked, 2 in vain, 1 neglected"
    )


def test_what_was_kept_needs_no_bound() -> None:
    """Where nothing was missed nothing is explained, and where nothing was owed no share is made up."""
    assert row(Count(months=Owed(kept=4, of=4)), "customers seen").bound == ""
    assert row(Count(), "customers seen").figure == "none owed"


def test_every_figure_has_a_row_in_two_languages() -> None:
    """All rows have two names, each once, and say something even of an empty season."""
    rows = count_rows(Count())
    assert len({one.name for one in rows}) == len(rows) == len({one.name_zh for one in rows})
    assert all(one.name and one.name_zh and one.figure and not one.bound for one in rows)


def test_figures_are_told_with_their_units() -> None:
    """Seconds and metres a visit, hours of work, days a week, customers late."""
    count = Count(
        cadence=CadenceByClass(
            core=Cadence(
                intervals=Owed(kept=3, of=4), late_days=2, ended=4, ended_days=50, late_at_start=1
            )
        ),
        floor=Floor(days=Owed(kept=1, of=2, off_time=0), missing_visits=3),
        visit_weeks=VisitWeeks(enough=Share(kept=2, of=2), days=7, owed_days=6),
        visits=Visits(in_person=1000, contacts=250, failed=7, too_soon=1),
        work=Work(
            days=20, days_out=15, travel_s=360_000, travel_m=2_500_000, overtime_s=5400,
            overtime_days=2, replans=4, retold=6,
        ),
        backlog=Backlog(
            weeks=tuple(
                LateOn(day=date(2026, 11, day), late=late, customers=150)
                for day, late in ((8, 3), (15, 1), (22, 2))
            )
        ),
    )  # fmt: skip
    assert row(count, "intervals kept, core").figure == (
        "75.0 % (3 of 4); mean 12.5 days, 2 customer-days late"
    )
    assert row(count, "visits missing").figure == "3"
    assert row(count, "weeks").figure == "100.0 % (2 of 2); 3.50 days a week"
    assert row(count, "visits in person").figure == "1,000; 7 in vain, 1 too soon"
    assert row(count, "of visits and contacts").figure == "80.0 % (1,000 of 1,250)"
    assert row(count, "travel").figure == "360 s, 2,500 m"
    assert row(count, "working time").figure == "100.0 h on 20 days, 15 of them out"
    assert row(count, "overtime").figure == "1.5 h on 2 days"
    assert row(count, "changes").figure == "6; 4 times planned anew on the road"
    assert row(count, "customers late at the end").figure == "mean 2.0, most 3, in the end 2"
    assert row(count, "customers late on the first").figure.startswith("1; 0 customer-days")
