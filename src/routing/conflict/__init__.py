"""Which promises contradict each other: smallest sets of which no plan can keep all, and the conditions behind it."""

from routing.conflict.find import clash_reasons, conflicts
from routing.conflict.findings import Conflict, ConflictPart

__all__ = ["Conflict", "ConflictPart", "clash_reasons", "conflicts"]
