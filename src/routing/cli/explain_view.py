"""Explanations as a planner reads them: what is left out in short, one visit in full, repairs, clashes of promises."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from routing.cli.explained import Explained
from routing.cli.view import plain_table, print_title
from routing.cli.words import Words
from routing.domain.ids import VisitId
from routing.domain.visit import Category
from routing.explanation import Attempt, Explanation, Missed
from routing.explanation.words import minutes, without_shift
from routing.plan import Reason
from routing.repair import Repair
from routing.rules import MEANINGS

__all__ = ["ExplainView"]

_INDENT = (0, 0, 0, 2)
_DAYS_NAMED = 3
_LEAST = 12
"""Columns of a reason at least, however narrow the terminal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainView:
    """Explanations in one language."""

    found: Explained
    words: Words

    def show(self, console: Console) -> None:
        """Print all of them."""
        if self.found.is_whole:
            for one in self.found.explanations:
                self._whole(console, one)
        else:
            self._overview(console)
        self._conflicts(console)

    def _overview(self, console: Console) -> None:
        """Print what is left out or late, a line each, and how to ask for more."""
        words, found = self.words, self.found
        days = sorted({shift.day for shift in found.request.shifts})
        when = f" {words('to')} ".join(dict.fromkeys(map(str, [*days[:1], *days[-1:]])))
        console.print(Text(f"{found.plan.territory_id}  {when}", style="bold"))
        if not found.missed:
            console.print(words("Nothing mandatory or due is left out or late."))
            return
        for category, title in (
            (Category.MANDATORY, "mandatory visits late or left out"),
            (Category.DUE, "due visits left out"),
        ):
            listed = [one for one in found.missed if one.category is category]
            if listed:
                unlisted = found.num_unlisted if category is Category.DUE else 0
                style = "bold red" if category is Category.MANDATORY else "bold"
                print_title(console, f"{words(title)}: {len(listed) + unlisted}", style=style)
                self._lines(console, listed)
                if unlisted:
                    rest = words("not listed here (--left-out explains all)")
                    console.print(Text(f"{rest}: {unlisted}", style="dim"))
        told = [text for one in found.missed for text in self._repairs(one.visit_id, most=1)]
        self._paragraphs(console, "what would let them in", told)
        console.print()
        example = f"--customer {found.missed[0].customer_id}"
        console.print(Text(f"{words('one of them in full')}: {example}", style="dim"))

    def _lines(self, console: Console, listed: Iterable[Missed]) -> None:
        words, rows = self.words, []
        for one in listed:
            row = {
                "customer": one.customer_id,
                "cause": words(one.cause),
                "owed by": str(one.deadline or ""),
                "made on": str(one.made or ""),
                "why": self._why(one.reason),
                "nearest": "" if one.nearest is None else self._nearest(one.nearest),
            }
            rows.append(row)
        table = plain_table()
        # A column without a word in it says nothing.
        used = [name for name in rows[0] if any(row[name] for row in rows)]
        widths = {name: max(cell_len(row[name]) for row in rows) for name in used}
        widths = {name: max(cell_len(words(name)), width) for name, width in widths.items()}
        # What is longer than a line is cut: the explanation of one visit tells it in full.
        free = console.width - sum(width + 2 for name, width in widths.items() if name != "why")
        for name in used:
            width = min(widths[name], max(free, _LEAST)) if name == "why" else widths[name]
            table.add_column(words(name), no_wrap=True, overflow="ellipsis", width=width)
        for row in rows:
            table.add_row(*(row[name] for name in used))
        console.print(table)

    def _why(self, reason: Reason) -> str:
        meanings = [MEANINGS[rule] for rule in (reason.rule, *reason.also)]
        english, chinese = ([one.english for one in meanings], [one.chinese for one in meanings])
        return " + ".join(self.words.either(english, chinese))

    def _nearest(self, best: Attempt) -> str:
        """Return what the best attempt came to, for a cell."""
        if best.rules:
            return ""
        shifts = self.found.request.shifts
        told = [str(best.day)] if len({shift.day for shift in shifts}) > 1 else []
        told += [best.manager_id] if len({shift.manager_id for shift in shifts}) > 1 else []
        if best.displaces:
            told.append(f"{self.words('for')} {', '.join(map(_customer, best.displaces))}")
        elif best.missing_s:
            told.append(f"+{minutes(best.missing_s)} {self.words('min')}")
        return " ".join(told)

    def _whole(self, console: Console, one: Explanation) -> None:
        """Print all there is to say about a visit."""
        words = self.words
        labels = " ".join(map(words, dict.fromkeys((one.category.value, one.cause.value))))
        print_title(console, f"{one.visit_id}  {labels}")
        told = words.either(one.because.text, one.because.text_zh)
        console.print(
            Padding(Text(f"{told} ({one.because.standard})", style="dim"), _INDENT, expand=False)
        )
        placed = [words.either(each.text, each.text_zh) for each in one.placements]
        self._paragraphs(console, "planned", placed)
        why = [words.either(each.text, each.text_zh) for each in one.reasons]
        self._paragraphs(
            console, "why it is left out or late", [_bare(each, one.visit_id) for each in why]
        )
        self._attempts(console, one)
        repairs = self._repairs(one.visit_id)
        if not repairs and one.visit_id in self.found.repairs:
            repairs = [words("no small change was found")]
        self._paragraphs(console, "what would let it in", repairs)

    def _paragraphs(self, console: Console, title: str, texts: list[str]) -> None:
        if texts:
            print_title(console, self.words(title))
        for text in texts:
            console.print(Padding(Text(text), _INDENT, expand=False))

    def _attempts(self, console: Console, one: Explanation) -> None:
        """Print what each other shift would take, the best first; shifts of which the same is to say in one line."""
        if not one.attempts:
            return
        words = self.words
        print_title(console, words("tried elsewhere"))
        table = plain_table(has_header=False)
        table.add_column(no_wrap=True)
        table.add_column(overflow="fold")
        told: dict[str, list[Attempt]] = {}
        for attempt in one.attempts:
            told.setdefault(words.either(*without_shift(attempt)), []).append(attempt)
        for text, attempts in told.items():
            is_open = bool(attempts[0].cost)
            table.add_row(
                Text("\n".join(self._shifts(attempts)), style="bold" if is_open else ""),
                Text(text, style="" if is_open else "dim"),
            )
        console.print(Padding(table, _INDENT, expand=False))

    def _shifts(self, attempts: list[Attempt]) -> Iterator[str]:
        """Yield shifts in short."""
        shown = attempts if len(attempts) <= _DAYS_NAMED + 1 else attempts[:_DAYS_NAMED]
        for one in shown:
            yield f"{one.day} {self.words(f'{one.day:%A}')} {one.manager_id}"
        if len(shown) < len(attempts):
            yield f"{self.words('and more days')}: {len(attempts) - len(shown)}"

    def _repairs(self, visit_id: VisitId, *, most: int | None = None) -> list[str]:
        found = self.found.repairs.get(visit_id, ())[:most]
        return [self._repair(repair) for repair in found]

    def _repair(self, repair: Repair) -> str:
        text = self.words.either(repair.text, repair.text_zh)
        return text if not self.found.is_whole else _bare(text, repair.visit_id)

    def _conflicts(self, console: Console) -> None:
        """Print which promises contradict each other."""
        words = self.words
        told = [words.either(one.text, one.text_zh) for one in self.found.conflicts]
        self._paragraphs(console, "promises that contradict each other", told)


def _customer(visit_id: VisitId) -> str:
    """Return whose visit it is: of a plan of one day the visit's id repeats the day."""
    return visit_id.partition("@")[0]


def _bare(text: str, visit_id: VisitId) -> str:
    """Return a text without the visit that its title names."""
    for opening in (f"Visit {visit_id}: ", f"拜访{visit_id}:", f"拜访{visit_id}："):
        text = text.removeprefix(opening)
    return text
