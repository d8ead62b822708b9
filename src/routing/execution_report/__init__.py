"""What became of plans: done, undone and why, by day and by month, and what the next plan takes over (R23).

Nothing here plans. Plans come as records, what was done as the territory's history; each planned visit is held against
it as one plan is held against another.
"""

from routing.execution_report.report import (
    AppointmentRow,
    BacklogVisit,
    ClassSum,
    DayRow,
    DeadlineRow,
    ExecutionReport,
    LateCustomer,
    ManagerSum,
    MonthsRow,
    Outcome,
    PromiseState,
    UnplannedVisit,
    VisitRow,
    WeekRow,
)
from routing.execution_report.reporter import report_day, report_month

__all__ = [
    "AppointmentRow",
    "BacklogVisit",
    "ClassSum",
    "DayRow",
    "DeadlineRow",
    "ExecutionReport",
    "LateCustomer",
    "ManagerSum",
    "MonthsRow",
    "Outcome",
    "PromiseState",
    "UnplannedVisit",
    "VisitRow",
    "WeekRow",
    "report_day",
    "report_month",
]
