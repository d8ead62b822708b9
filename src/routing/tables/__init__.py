"""Tables (CSV, Excel) read into a territory, and a plan's results read back, with every fault in one report."""

from routing.tables.results import read_results
from routing.tables.territory import TerritoryReading, inspect_territory, read_territory
from routing.tables.told_visits import with_results

__all__ = [
    "TerritoryReading",
    "inspect_territory",
    "read_results",
    "read_territory",
    "with_results",
]
