"""Key figures, objective and coverage of a plan, how it was made, and its notes, as the plan states them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from routing.coverage_report import CoverageReport
from routing.outputs.workbook.content import Content
from routing.outputs.workbook.paper import Field, Paper, Tone, Value
from routing.plan_chain import PlanState
from routing.rules import MEANINGS, Rule
from routing.status import LEVEL_NAMES, Level

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook

__all__ = ["write_figures"]

_STATES = {PlanState.DRAFT: "草稿", PlanState.PUBLISHED: "已发布", PlanState.DONE: "已结束"}


def write_figures(workbook: Workbook, content: Content, report: CoverageReport | None) -> None:
    """Write the sheet of figures; coverage by classes where it is known."""
    words = content.words
    paper = Paper(
        workbook,
        words("figures"),
        [
            Field(header=words("figures"), width=38),
            Field(header=words("value"), width=24, is_centred=True, number_format="#,##0.##"),
            Field(header=words("detail"), width=44),
        ],
        is_landscape=False,
    )
    paper.line(f"{content.plan_id}  {words('figures')}", tone=Tone.STRONG, size=14)
    _provenance(paper, content)
    paper.line()
    paper.header(frozen_columns=1, footer=content.plan_id)
    _kpis(paper, content)
    _objective(paper, content)
    if report is not None:
        _classes(paper, content, report)
    if content.plan.notes:
        _part(paper, words("notes"))
        for note in content.plan.notes:
            paper.text(words.either(note.text, note.text_zh))


def _part(paper: Paper, title: str) -> None:
    paper.line()
    paper.line(title, tone=Tone.STRONG, size=12)


def _provenance(paper: Paper, content: Content) -> None:
    words, made, record = content.words, content.plan.provenance, content.record
    facts: list[tuple[str, str]] = [("territory", content.plan.territory_id)]
    if content.span is not None:
        facts.append(("days", f"{content.span[0]} {words('to')} {content.span[1]}"))
    if record is not None:
        state = words.either(record.state.value, _STATES[record.state])
        facts.append(("plan", f"{record.id} ({state})"))
        facts.append(("made at", record.made_at.isoformat(" ", "minutes")))
    facts += [
        ("policy", made.policy),
        ("travel times", made.travel_source),
        ("made by", f"{made.solver}, {words('seed')} {made.seed}"),
        ("stopped by", f"{words(made.stopped_by)} ({words(made.status)})"),
    ]
    for name, value in facts:
        paper.text(f"{words(name)}: {value}")


def _kpis(paper: Paper, content: Content) -> None:
    words, kpis = content.words, content.plan.kpis
    kinds = ", ".join(
        f"{words(name)} {count}"
        for name, count in (
            ("mandatory", kpis.num_mandatory),
            ("due", kpis.num_due),
            ("filler", kpis.num_filler),
        )
    )
    rows: list[tuple[str, Value, str]] = [
        ("visits in person", kpis.num_visits, kinds),
        ("by phone or network", kpis.num_contacts, ""),
        ("fewer than the floor", kpis.floor_missed, ""),
        ("mandatory visits late or left out", kpis.num_unassigned_mandatory, ""),
        ("due visits left out", kpis.num_unassigned_due, ""),
        ("on the road", content.duration(kpis.travel_s), ""),
        ("distance, km", kpis.distance_m / 1000, ""),
        ("with customers", content.duration(kpis.visiting_s), ""),
        ("on the phone or network", content.duration(kpis.contact_s), ""),
        ("waiting", content.duration(kpis.waiting_s), ""),
        ("working time", content.duration(kpis.working_s), ""),
    ]
    for name, value, detail in rows:
        paper.row([words(name), value, detail])


def _objective(paper: Paper, content: Content) -> None:
    words, objective = content.words, content.plan.objective
    _part(paper, words("objective, most important first"))
    for level, value in zip(Level, objective.levels, strict=False):
        paper.row([words.either(*LEVEL_NAMES[level]), value, None], Tone.STRONG)
        for term in objective.terms:
            if term.level is level and term.value:
                amount = f"{words('amount')} {term.amount:,}"
                paper.row([f"· {_term_name(content, term.name)}", term.value, amount])


def _term_name(content: Content, name: str) -> str:
    """Return what a term counts; a wish is named by its rule."""
    if name in MEANINGS:
        meaning = MEANINGS[Rule(name)]
        return content.words.either(meaning.english, meaning.chinese)
    return content.words(name)


def _classes(paper: Paper, content: Content, report: CoverageReport) -> None:
    words = content.words
    _part(paper, words("coverage by class"))
    for one in (*report.classes, report.total):
        counts = (
            ("on-time", one.num_on_time),
            ("rests", one.num_resting),
            ("due", one.num_due),
            ("late", one.num_late),
            ("impossible", one.num_impossible),
        )
        told = ", ".join(f"{words(name)} {count}" for name, count in counts if count)
        share = f"{words('nothing late, %')} {one.in_time_permille / 10:.1f}"
        name = words(one.customer_class or "all")
        paper.row([f"{name}: {words('customers')}", one.num_customers, f"{told}; {share}"])
