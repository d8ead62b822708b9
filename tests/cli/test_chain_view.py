"""What a plan changes of an earlier one, and whether the standard can be met: as tables, in both languages."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO

import pytest
from rich.cells import cell_len
from rich.console import Console

from routing.cli.certificate_view import show_certificate
from routing.cli.chain_view import show_changes
from routing.cli.shown import Shown
from routing.cli.words import Language, Words
from routing.coverage import Certificate
from routing.domain.customer import Mode
from routing.domain.ids import CustomerId
from routing.domain.visit import Category, Cause
from routing.plan_chain import (
    Change,
    ChangeKind,
    ChangeReason,
    PlanId,
    PlannedVisit,
    Why,
)
from tests.worked_month import MANAGER, october, worked_month

BEFORE = PlannedVisit(
    customer_id=CustomerId("A"),
    day=october(19),
    manager_id=MANAGER,
    start_s=31_200,  # 08:40
    mode=Mode.IN_PERSON,
    category=Category.DUE,
    cause=Cause.CADENCE,
)
WHY = Why(reason=ChangeReason.CLOSED, text="A is closed.", text_zh="A歇业。")
CHANGES = (
    Change(
        kind=ChangeKind.MOVED,
        customer_id=CustomerId("A"),
        before=BEFORE,
        after=replace(BEFORE, day=october(21), start_s=36_000, mode=Mode.PHONE),
        why=WHY,
        is_promised=True,
    ),
    Change(
        kind=ChangeKind.DROPPED,
        customer_id=CustomerId("B"),
        before=replace(BEFORE, customer_id=CustomerId("B")),
        after=None,
        why=WHY,
    ),
)


def _console(width: int = 100) -> Console:
    return Console(file=StringIO(), width=width, markup=False, emoji=False, highlight=False)


def _lines(console: Console) -> list[str]:
    assert isinstance(console.file, StringIO)
    return [line.rstrip() for line in console.file.getvalue().splitlines()]


def _changes(
    *changes: Change, language: Language = Language.EN, width: int = 100, everything: bool = False
) -> list[str]:
    month = worked_month()
    shown = Shown(
        territory=month.territory,
        request=month.request,
        plan=month.plan,
        words=Words(language),
        everything=everything,
    )
    console = _console(width)
    show_changes(console, shown, PlanId("worked-month-2026-10-01-1"), changes)
    return _lines(console)


def test_changes_say_what_was_what_is_and_why() -> None:
    """A row a change, day and time before and now; who has had notice is to be told."""
    assert _changes(*CHANGES) == [
        "",
        "changes of plan worked-month-2026-10-01-1: 2",
        "customer  change   before       now                why",
        "────────────────────────────────────────────────────────────────────────────────────",
        "A 商店A   moved    10-19 08:40  10-21 10:00 phone  A is closed.",
        "                   m1           m1                 has had notice: tell the customer",
        "B 商店B   dropped  10-19 08:40  -                  A is closed.",
        "                   m1",
    ]


def test_no_change_is_told_in_a_line() -> None:
    """A plan that keeps all of the one before it has no table."""
    assert _changes() == ["", "changes of plan worked-month-2026-10-01-1: 0"]


def test_other_times_are_counted_unless_the_customer_has_had_notice() -> None:
    """A visit an hour later on its day is a row where its customer was told another time, or all are asked for."""
    later = replace(BEFORE, start_s=34_800)  # 09:40
    retimed = replace(CHANGES[1], kind=ChangeKind.RETIMED, before=BEFORE, after=later)
    counted = _changes(retimed)
    assert counted[2:] == ["other times of the same day (--all lists them): 1"]
    for lines in (_changes(retimed, everything=True), _changes(replace(retimed, is_promised=True))):
        assert any("10-19 08:40  10-19 09:40" in line for line in lines)
        assert not any("--all" in line for line in lines)


@pytest.mark.parametrize("width", [60, 80])
def test_chinese_changes_fit(width: int) -> None:
    """In Chinese every line fits the terminal, and the notice stands with the change."""
    lines = _changes(*CHANGES, language=Language.ZH, width=width)
    assert max(map(cell_len, lines)) <= width
    assert "与原计划相比的变更 worked-month-2026-10-01-1: 2" in lines
    text = "\n".join(lines)
    assert all(word in text for word in ("改期", "取消", "A歇业。", "已通知客户"))


@pytest.mark.parametrize("kind", list(ChangeKind))
def test_kinds_of_changes_have_their_chinese(kind: ChangeKind) -> None:
    """Each kind of change reads as Chinese."""
    assert Words(Language.ZH)(kind) != kind


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (Language.EN, ["Cannot be met.", "  Three days are missing.", "  Open a day.", ""]),
        (Language.ZH, ["无法达到。", "  缺三天。", "  加开一天。", ""]),
    ],
)
def test_certificate_has_its_verdict_first(language: Language, expected: list[str]) -> None:
    """The verdict stands in a line of its own, what it follows from and what helps under it."""
    told = Certificate(
        possible=False,
        spans=(),
        stuck=(),
        late_already=(),
        short_days=3,
        falls_on=(),
        ways_out=(),
        floors=(),
        floor_shortfall=0,
        text=("Cannot be met.", "Three days are missing.", "Open a day."),
        text_zh=("无法达到。", "缺三天。", "加开一天。"),
    )
    console = _console()
    show_certificate(console, Words(language), told)
    assert _lines(console) == expected
