"""What a check returns: violations, which no plan may have, and remarks, which a planner should know."""

from __future__ import annotations

from dataclasses import dataclass

from routing.rules import MEANINGS, Meaning, Rule

__all__ = ["Finding", "Remark", "Report", "Violation"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that a check found.

    Parameters
    ----------
    rule
        What it is about; `meaning` says it in two languages, with the standard's rule numbers and a remedy.
    subject
        Id of the visit or shift, or the name of the figure.
    message
        What was found, with its numbers; ids only (R24).
    amount
        By how much, in the rule's own unit (seconds, metres, visits), where that can be said.
    """

    rule: Rule
    subject: str
    message: str
    amount: int | None = None

    @property
    def meaning(self) -> Meaning:
        """What the rule says, in two languages, and what to do about it."""
        return MEANINGS[self.rule]

    def __str__(self) -> str:
        """Return the finding as one line for people."""
        numbers = f" ({self.meaning.standard})" if self.meaning.standard else ""
        return f"{self.rule}{numbers} {self.subject}: {self.message} [{self.meaning.chinese}]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation(Finding):
    """A rule that the plan breaks, or a figure that it gets wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark(Finding):
    """Something that no rule forbids and that a planner should know, such as a floor not reached."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All that a check found, in the order of the rules and of the plan."""

    violations: tuple[Violation, ...]
    remarks: tuple[Remark, ...]

    @property
    def is_clean(self) -> bool:
        """Whether nothing is violated."""
        return not self.violations
