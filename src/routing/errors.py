"""What can go wrong, and how it is told.

The whole tree::

    RoutingError
    ├── InputError (ValueError)       the caller's tables, documents, policy or arguments; carries every fault
    ├── TravelError                   a travel source could not answer
    ├── SolveError
    │   ├── BackendMissing (ImportError)   a backend's package is not installed
    │   └── BackendFault                   a backend broke or answered nonsense
    ├── ExtraMissing (ImportError)    an optional part is not installed; names the install line
    └── PlanRejected                  the independent checker found a violation in our own plan

Expected outcomes are values, not errors: a visit left out, a day too short, a limit reached stand in the plan.
Messages name ids, never names, phones or addresses (R24).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

__all__ = [
    "BackendFault",
    "BackendMissing",
    "ExtraMissing",
    "InputError",
    "Issue",
    "PlanRejected",
    "RoutingError",
    "Severity",
    "SolveError",
    "TravelError",
    "shown_value",
]


class Severity(StrEnum):
    """How grave an issue is: an error stops the work, a warning goes with the answer."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One fault of the input: where it stands, what stands there, and what to do about it.

    Parameters
    ----------
    code
        Short stable name for programs, such as ``"coordinate-swapped"``.
    place
        Where the fault is, as its author would look for it: ``"customers.csv, row 12, column 经度"``.
    value
        What stands there, as text; empty when nothing stands there. Never a name, phone or address.
    message
        What is wrong, one sentence.
    remedy
        What to do about it, one sentence.
    severity
        Whether work can go on.
    """

    code: str
    place: str
    value: str = ""
    message: str
    remedy: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        """Return the issue as one line for people."""
        shown = f" ({self.value!r})" if self.value else ""
        return f"{self.severity}: {self.place}: {self.message}{shown} {self.remedy} [{self.code}]"


_FIGURE = re.compile(r"[\d\s+\-–~/.,:;°年月日号时点分半周至星期一二三四五六天上下午TZ]{1,60}")
_IDENTIFIER = re.compile(r"(?=.*\d)[^\s@\x00-\x1f\x7f-\U0010ffff]{1,40}|[A-Za-z]{1,3}")
_PHONE = re.compile(r"(\+?86)?(1[3-9]\d{9}|0\d{9,11}|[2-9]\d{6})")


def shown_value(text: str) -> str:
    """Return a value as an issue may show it: empty where it might be a name, a phone or an address (R24).

    A misaligned row puts an address where a date belongs, so the text decides, not the column. Shown are figures,
    dates and times, and what looks like an id: short, without blanks, with a digit.

    Examples
    --------
    >>> [shown_value(text) for text in ("2026年13月1日", "C-0017", "Main Street 5", "138-0000-1234")]
    ['2026年13月1日', 'C-0017', '', '']
    """
    text = text.strip()
    if _PHONE.fullmatch(re.sub(r"[\s-]", "", text)):
        return ""
    return text if _FIGURE.fullmatch(text) or _IDENTIFIER.fullmatch(text) else ""


class RoutingError(Exception):
    """Base of every error that this library raises on purpose; the module's first lines show the whole tree.

    Examples
    --------
    >>> from routing import load_policy
    >>> from routing.errors import RoutingError
    >>> try:
    ...     load_policy("strict")
    ... except RoutingError as error:
    ...     print(type(error).__name__, isinstance(error, ValueError))
    InputError True
    """


class InputError(RoutingError, ValueError):
    """The input is broken; every fault found is in `issues`.

    Parameters
    ----------
    issues
        All faults and warnings found, in the order of the input; also the attribute `issues`, a tuple.

    References
    ----------
    R24: what an issue shows holds ids and figures, never a name, phone or address (`shown_value`).

    Examples
    --------
    >>> from routing import InputError, Limits
    >>> try:
    ...     Limits(time_s=-1, workers=0)
    ... except InputError as error:
    ...     for issue in error.issues:
    ...         print(f"{issue.place}: {issue.value} [{issue.code}] {issue.remedy}")
    limits, time_s: -1 [bad-limit] Use 0 or more seconds, and finite.
    limits, workers: 0 [bad-limit] Use 1 or more.
    """

    def __init__(self, issues: Iterable[Issue]) -> None:
        self.issues: tuple[Issue, ...] = tuple(issues)
        errors = [issue for issue in self.issues if issue.severity is Severity.ERROR]
        lines = "\n".join(f"  {issue}" for issue in self.issues)
        super().__init__(f"{len(errors)} fault(s) in the input:\n{lines}")

    def __reduce__(self) -> tuple[type[InputError], tuple[tuple[Issue, ...]]]:
        """Rebuild from the issues, so that the error crosses process borders whole."""
        return (type(self), (self.issues,))


class TravelError(RoutingError):
    """A travel source could not answer at all (one unreachable place is not an error)."""


class SolveError(RoutingError):
    """Solving failed for a reason that lies in the machinery, not in the problem."""


class BackendMissing(SolveError, ImportError):
    """A solver backend's package is not installed; the message names the install line."""


class BackendFault(SolveError):
    """A backend crashed, was killed, or gave an answer that contradicts the problem."""


class ExtraMissing(RoutingError, ImportError):
    """An optional part is not installed; the message names the install line."""


class PlanRejected(RoutingError):
    """The independent checker refused a plan that this library was about to return.

    Parameters
    ----------
    violations
        One line for each violation found.
    """

    def __init__(self, violations: Iterable[str]) -> None:
        self.violations: tuple[str, ...] = tuple(violations)
        lines = "\n".join(f"  {line}" for line in self.violations)
        super().__init__(
            f"the plan broke {len(self.violations)} rule(s); this is a fault of the library, "
            f"please report it with the request document:\n{lines}"
        )

    def __reduce__(self) -> tuple[type[PlanRejected], tuple[tuple[str, ...]]]:
        """Rebuild from the lines, so that the error crosses process borders whole."""
        return (type(self), (self.violations,))
