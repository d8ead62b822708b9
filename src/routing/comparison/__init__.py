"""Two plans side by side: which visits differ, which figures, and which of the two is better on which level."""

from routing.comparison.side_by_side import compare
from routing.comparison.values import (
    Comparison,
    FigurePair,
    LevelPair,
    ReorderedRoute,
    TermPair,
    Verdict,
)

__all__ = [
    "Comparison",
    "FigurePair",
    "LevelPair",
    "ReorderedRoute",
    "TermPair",
    "Verdict",
    "compare",
]
