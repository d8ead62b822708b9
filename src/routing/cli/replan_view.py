"""The rest of a day as planner and account manager need it: what to do, whom to tell, what is left for later days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from rich.console import Console
from rich.text import Text

from routing.cli.answer_view import show_head, show_notes
from routing.cli.chain_view import show_changes
from routing.cli.route_view import show_routes
from routing.cli.shown import Shown
from routing.cli.view import add_columns, plain_table, print_title
from routing.plan_chain import ChangeReason, PlanRecord
from routing.plan_chain.obstacles import why_not_made
from routing.replanning import HandedOn, Message, Replan
from routing.rules import MEANINGS

__all__ = ["show_replan"]

_LATE, _MISSED = "late already", "not in time"
_STYLES = {"": "", _LATE: "yellow", _MISSED: "bold yellow"}


def show_replan(console: Console, shown: Shown, before: PlanRecord, answer: Replan) -> None:
    """Print the rest of a day: routes, whom to tell what, what later days take over, changes of the plan in hand."""
    now = answer.record.made_at
    since = shown.words.either(f"from {now:%H:%M}", f"{now:%H:%M} 起")
    show_head(console, shown, f"{shown.day(now.date())} {since}")
    if not answer.plan.routes:
        print_title(console, shown.words("Nobody goes on today."), style="bold yellow")
    show_routes(console, shown)
    _show_messages(console, shown, answer.messages)
    _show_handed_on(console, shown, answer)
    told = {one.customer_id for one in answer.handed_on}
    others = [one for one in answer.changes if one.customer_id not in told]
    is_whole = len(others) == len(answer.changes)
    title = "changes of plan" if is_whole else "other changes of plan"
    show_changes(console, shown, before.id, others, title=title)
    show_notes(console, shown)


def _show_messages(console: Console, shown: Shown, messages: Sequence[Message]) -> None:
    words = shown.words
    print_title(console, f"{words('whom to tell')}: {len(messages)}")
    table = plain_table(has_header=False)
    table.add_column(overflow="fold", min_width=6, max_width=32)
    table.add_column(overflow="fold")
    for one in messages:
        text = words.either(one.text, one.text_zh)
        # The row names the customer already.
        bare = text.removeprefix(one.customer_id).lstrip(":： ")
        table.add_row(Text(shown.customer(one.customer_id), style="bold"), bare)
    if messages:
        console.print(table)


def _show_handed_on(console: Console, shown: Shown, answer: Replan) -> None:
    words, today = shown.words, answer.record.made_at.date()
    states = Counter(_state(one, today) for one in answer.handed_on)
    told = [f"{words(state)}: {states[state]}" for state in (_LATE, _MISSED) if states[state]]
    title = f"{words('left to later days')}: {len(answer.handed_on)}"
    style = "bold red" if states[_MISSED] else "bold"
    print_title(console, ", ".join((title, *told)), style=style)
    if not answer.handed_on:
        return
    table = plain_table()
    table.add_column(words("customer"), overflow="fold", min_width=6, max_width=32)
    add_columns(table, words("owed by"), words("next chance"))
    table.add_column(words("why not today"), overflow="fold")
    for one in answer.handed_on:
        state = _state(one, today)
        chance = "-" if one.next_day is None else f"{one.next_day}"
        table.add_row(
            Text.assemble(
                (shown.customer(one.customer_id), "bold"),
                f"\n{shown.customer_class(one.customer_id)}, {words(one.cause)}",
            ),
            "-" if one.deadline is None else f"{one.deadline}",
            Text(f"{chance}\n{words(state)}" if state else chance, style=_STYLES[state]),
            _why(shown, one, answer),
        )
    console.print(table)
    if states[_MISSED]:
        console.print(Text(words("Not in time: open a working day, or name a stand-in."), "dim"))


def _state(visit: HandedOn, today: date) -> str:
    """Return how a visit stands: late before today, missing its deadline by not being made today, or well."""
    if visit.is_in_time:
        return ""
    return _LATE if visit.deadline is not None and visit.deadline < today else _MISSED


def _why(shown: Shown, visit: HandedOn, answer: Replan) -> str:
    """Return why a visit is not made today: what happened, else the rule for which the plan leaves it out."""
    words = shown.words
    whys = [one.why for one in answer.changes if one.customer_id == visit.customer_id]
    if whys and whys[0].reason is not ChangeReason.LEFT_OUT:
        return words.either(whys[0].text, whys[0].text_zh)
    left_out = [one for one in shown.plan.unassigned if one.customer_id == visit.customer_id]
    if not left_out:
        return _given_up_before(shown, visit, answer)
    if shown.everything:
        return "\n".join(map(shown.reasons, left_out))
    rules = dict.fromkeys(reason.rule for one in left_out for reason in one.reasons)
    return "\n".join(words.either(MEANINGS[rule].english, MEANINGS[rule].chinese) for rule in rules)


def _given_up_before(shown: Shown, visit: HandedOn, answer: Replan) -> str:
    """Return why a visit was given up on earlier today, when the plan in hand was made."""
    today = answer.record.made_at.date()
    known = [
        why_not_made(one)
        for one in answer.territory.history
        if (one.customer_id, one.day, one.done) == (visit.customer_id, today, False)
    ]
    return shown.words.either(known[-1].text, known[-1].text_zh) if known else ""
