"""The sheet that an account manager carries on a day: whom to visit when and why, and room for how it went."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from routing.domain.customer import Mode
from routing.domain.events import UndoneReason
from routing.domain.visit import Category
from routing.outputs.workbook.content import Content, minutes
from routing.outputs.workbook.paper import Field, Paper, Tone, Value
from routing.plan import Contact, Route, Stop
from routing.tables.day_sheets import HEAD, display_word
from routing.units import clock_text

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook

__all__ = ["write_day"]

_SPARE_ROWS = 5
"""Empty rows below the plan, for visits that nobody planned."""
_ROW_POINTS = 26
"""Rows are high enough to be filled in with a pen."""
_TONES = {
    Category.MANDATORY: Tone.STRONG,
    Category.DUE: Tone.PLAIN,
    Category.FILLER: Tone.QUIET,
}


def write_day(workbook: Workbook, content: Content, route: Route) -> None:
    """Write the sheet of one account manager's day; `routing.tables.read_results` reads it back."""
    words = content.words
    paper = Paper(
        workbook,
        f"{route.day:%m-%d} {route.manager_id}",
        _fields(content),
        is_landscape=True,
        row_points=_ROW_POINTS,
    )
    manager = content.people.manager(route.manager_id)
    paper.line(f"{content.day(route.day)}  {manager}", tone=Tone.STRONG, size=14)
    (day_label, manager_label) = (words.either(*labels) for labels in HEAD.values())
    paper.line(None, day_label, route.day, manager_label, route.manager_id)
    paper.worksheet.cell(paper.next_row - 1, 3).number_format = "yyyy-mm-dd"
    paper.line(_facts(content, route))
    paper.line(
        words.either(
            "Done: yes or no (✓ and x will do). Not made: choose the reason. Visits that were not planned go into the "
            "empty rows. Rows without a result do not count.",
            "“是否完成”填 是 或 否（√、x 亦可）；未完成的请选原因；计划外的拜访填在末尾空行；未填结果的行不计入。",
        ),
        tone=Tone.QUIET,
    )
    num_fixed = 3 if content.has_names else 2
    first = paper.next_row + 1
    paper.header(frozen_columns=num_fixed + 1, footer=f"{content.plan_id}  {route.day}")
    for number, entry in _in_order(route):
        paper.row(_row(content, route, number, entry), _TONES[entry.category])
    for _ in range(_SPARE_ROWS):
        paper.row([None] * len(paper.fields))
    _offer_choices(paper, content, first)


def _fields(content: Content) -> list[Field]:
    words = content.words
    return [
        Field(header=words("no."), width=5, is_centred=True),
        Field(header=words("planned"), width=9, is_centred=True),
        Field(header=words("customer id"), width=13, number_format="@"),
        *([Field(header=words("name"), width=20)] if content.has_names else []),
        Field(header=words("class"), width=words.either(10, 7), is_centred=True),
        Field(header=words("planned minutes"), width=9, is_centred=True),
        Field(header=words("mode"), width=10, is_centred=True),
        Field(header=words("why today"), width=44),
        Field(header=words("done"), width=9, is_centred=True, is_by_hand=True),
        Field(
            header=words("start"),
            width=9,
            is_centred=True,
            is_by_hand=True,
            number_format="hh:mm",
        ),
        Field(header=words("minutes"), width=9, is_centred=True, is_by_hand=True),
        Field(header=words("reason"), width=13, is_centred=True, is_by_hand=True),
        Field(header=words("remark"), width=20, is_by_hand=True),
    ]


def _facts(content: Content, route: Route) -> str:
    """Return when the day begins and ends, how long the way is, what is kept free."""
    words = content.words
    facts = [f"{words('visits')} {len(route.stops)}"]
    if route.stops:
        facts += [
            f"{words('leave')} {clock_text(route.start_s)}",
            f"{words('back')} {clock_text(route.end_s)}",
        ]
    if route.lunch is not None:
        facts.append(
            f"{words('lunch')} {clock_text(route.lunch.start_s)}-{clock_text(route.lunch.end_s)}"
        )
    if route.stops:
        travel = content.duration(route.travel_s)
        facts.append(f"{words('on the road')} {travel}, {route.distance_m / 1000:.1f} km")
    shifts = () if content.request is None else content.request.shifts
    facts += [
        f"{words('kept free')} {clock_text(shift.end_s - shift.reserve_s)}-{clock_text(shift.end_s)}"
        for shift in shifts
        if shift.id == route.shift_id and shift.reserve_s
    ]
    return "   ".join(facts)


def _in_order(route: Route) -> Iterator[tuple[int | None, Stop | Contact]]:
    """Yield visits and contacts as they follow each other; visits in person are numbered."""
    numbered: list[tuple[int, int | None, Stop | Contact]] = [
        (stop.start_s, number, stop) for number, stop in enumerate(route.stops, start=1)
    ]
    numbered += [(contact.start_s, None, contact) for contact in route.contacts]
    for _, number, entry in sorted(numbered, key=lambda one: one[0]):
        yield number, entry


def _row(content: Content, route: Route, number: int | None, entry: Stop | Contact) -> list[Value]:
    mode = entry.mode if isinstance(entry, Contact) else Mode.IN_PERSON
    return [
        number,
        clock_text(entry.start_s),
        *content.who(entry.customer_id),
        minutes(entry.length_s),
        display_word(mode, is_chinese=content.is_chinese),
        _why(content, route, entry),
        *(None, None, None, None, None),
    ]


def _why(content: Content, route: Route, entry: Stop | Contact) -> str:
    words = content.words
    label = " ".join(map(words, dict.fromkeys((entry.category.value, entry.cause.value))))
    because = content.because.get((entry.visit_id, route.day))
    if because is None:
        return label
    told = words.either(because.text, because.text_zh)
    return words.either(
        f"{label} ({because.standard}): {told}", f"{label}（{because.standard}）：{told}"
    )


def _offer_choices(paper: Paper, content: Content, first: int) -> None:
    """Offer lists to choose from; what else is typed is held against the rules when it is read."""
    words = content.words
    shown = {
        words("mode"): [display_word(one, is_chinese=content.is_chinese) for one in Mode],
        words("done"): [words("yes"), words("no")],
        words("reason"): [display_word(one, is_chinese=content.is_chinese) for one in UndoneReason],
    }
    for number, field in enumerate(paper.fields, start=1):
        if field.header in shown:
            letter = get_column_letter(number)
            choices = DataValidation(
                type="list",
                formula1=f'"{",".join(shown[field.header])}"',
                allow_blank=True,
                showErrorMessage=False,
            )
            choices.add(f"{letter}{first}:{letter}{paper.next_row - 1}")
            paper.worksheet.add_data_validation(choices)
