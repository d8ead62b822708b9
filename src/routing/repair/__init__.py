"""What would let a visit into a plan that leaves it out or makes it late: the smallest changes, each tried."""

from routing.repair.apply import apply_repair
from routing.repair.finder import RepairFinder, repairs
from routing.repair.repair import Repair, RepairKind

__all__ = ["Repair", "RepairFinder", "RepairKind", "apply_repair", "repairs"]
