"""Tables (CSV, Excel) read into a territory, with every fault of every row in one report."""

from routing.tables.territory import TerritoryReading, inspect_territory, read_territory

__all__ = ["TerritoryReading", "inspect_territory", "read_territory"]
