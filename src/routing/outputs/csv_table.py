"""A plan as one flat table of comma-separated values (RFC 4180), for spreadsheets and data tools."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import date

from routing.domain.customer import Mode
from routing.domain.ids import VisitId
from routing.domain.territory import Territory
from routing.domain.visit import Because
from routing.outputs.people import People
from routing.outputs.reason_text import reason_texts
from routing.outputs.text import one_line
from routing.outputs.why import why_visited
from routing.plan import Contact, Plan, Route, Stop, UnassignedVisit
from routing.request import PlanRequest
from routing.terms import Language, Words
from routing.units import MINUTE_S, clock_text

__all__ = ["COLUMNS", "plan_csv"]

COLUMNS = {
    "state": "状态",
    "day": "日期",
    "manager_id": "客户经理编号",
    "manager_name": "客户经理姓名",
    "sequence": "顺序",
    "customer_id": "客户编号",
    "customer_name": "客户名称",
    "customer_class": "客户类别",
    "mode": "拜访方式",
    "category": "类型",
    "cause": "缘由",
    "standard": "依据",
    "why": "拜访原因",
    "travel_minutes": "路程（分）",
    "distance_km": "里程（公里）",
    "arrival": "到达时间",
    "start": "开始时间",
    "departure": "离开时间",
    "length_minutes": "停留时长（分）",
    "deadline": "最迟日期",
    "reason_codes": "未安排原因代码",
    "reasons": "未安排原因",
}
"""Headers in English, and in Chinese; what the tables of a territory hold too is called as there."""

_WORDS = {"planned": "已安排", "left out or late": "未安排或逾期"}
_BYTE_ORDER_MARK = "\ufeff"
"""Tells spreadsheets that the text is UTF-8."""
_FORMULA_STARTS = tuple("=+-@\t\r＝＋－＠")
"""What spreadsheets take for the beginning of a formula, in full width too."""

_Row = dict[str, str | int | float]


def plan_csv(
    plan: Plan,
    *,
    territory: Territory | None = None,
    request: PlanRequest | None = None,
    names: bool = True,
    language: Language = Language.ZH,
) -> str:
    """Return a row for each visit, each contact, and each entry of what was left out or is late, with its reasons.

    Rows stand in the order of routes and times, those of what was left out last. The text begins with a byte order
    mark, lines end in CR LF, and a text that a spreadsheet would take for a formula begins with an apostrophe.

    Parameters
    ----------
    plan
        The plan.
    territory
        Names and classes; without it their columns are empty.
    request
        What was asked for. Without it, or without the territory, the columns of standard and why are empty.
    names
        Whether names stand beside the ids (R24).
    language
        Of headers, words and reasons.
    """
    words = Words(language, _WORDS)
    because = {} if territory is None or request is None else why_visited(territory, request, plan)
    teller = _Teller(People.of(territory, names=names), words, because)
    text = io.StringIO()
    text.write(_BYTE_ORDER_MARK)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(words.either(list(COLUMNS), list(COLUMNS.values())))
    for row in teller.rows(plan):
        writer.writerow([_cell(row.get(column, "")) for column in COLUMNS])
    return text.getvalue()


def _cell(value: str | float) -> str | float:
    """Return what stands in a cell: a number as it is, a text on one line and never as a formula."""
    if not isinstance(value, str):
        return value
    line = one_line(value)
    return f"'{line}" if line.startswith(_FORMULA_STARTS) else line


class _Teller:
    def __init__(
        self,
        people: People,
        words: Words,
        because: Mapping[tuple[VisitId, date], Because],
    ) -> None:
        self._people = people
        self._words = words
        self._because = because

    def rows(self, plan: Plan) -> Iterator[_Row]:
        for route in plan.routes:
            planned = [
                (stop.start_s, {**self._planned(route, stop), **_way(number, stop)})
                for number, stop in enumerate(route.stops, start=1)
            ]
            planned += [(call.start_s, self._planned(route, call)) for call in route.contacts]
            yield from (row for _, row in sorted(planned, key=lambda pair: pair[0]))
        for visit in plan.unassigned:
            yield self._left_out(visit)

    def _planned(self, route: Route, entry: Stop | Contact) -> _Row:
        why = self._because.get((entry.visit_id, route.day))
        return {
            "state": self._words("planned"),
            "day": route.day.isoformat(),
            "manager_id": route.manager_id,
            "manager_name": self._people.manager_names.get(route.manager_id, ""),
            **self._asked_for(entry),
            "mode": self._words(entry.mode if isinstance(entry, Contact) else Mode.IN_PERSON),
            "standard": "" if why is None else why.standard,
            "why": "" if why is None else self._words.either(why.text, why.text_zh),
            "start": clock_text(entry.start_s),
            "length_minutes": _minutes(entry.length_s),
        }

    def _left_out(self, visit: UnassignedVisit) -> _Row:
        return {
            "state": self._words("left out or late"),
            **self._asked_for(visit),
            "deadline": "" if visit.deadline is None else visit.deadline.isoformat(),
            "reason_codes": " ".join(reason.rule for reason in visit.reasons),
            "reasons": " ".join(reason_texts(visit, self._words)),
        }

    def _asked_for(self, visit: Stop | Contact | UnassignedVisit) -> _Row:
        customer = self._people.customers.get(visit.customer_id)
        return {
            "customer_id": visit.customer_id,
            "customer_name": self._people.customer_names.get(visit.customer_id, ""),
            "customer_class": "" if customer is None else self._words(customer.customer_class),
            "category": self._words(visit.category),
            "cause": self._words(visit.cause),
        }


def _way(number: int, stop: Stop) -> _Row:
    """Return what is said of visits in person alone."""
    return {
        "sequence": number,
        "travel_minutes": _minutes(stop.travel_s),
        "distance_km": stop.distance_m / 1000,
        "arrival": clock_text(stop.arrival_s),
        "departure": clock_text(stop.departure_s),
    }


def _minutes(seconds: int) -> float:
    """Return minutes, whole ones as they are written without a decimal point."""
    return seconds // MINUTE_S if seconds % MINUTE_S == 0 else round(seconds / MINUTE_S, 1)
