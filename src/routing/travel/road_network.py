"""Roads as arrays, read from columns, CSV tables or a networkx graph and checked whole."""

from __future__ import annotations

import csv
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from routing.errors import InputError, Issue
from routing.units import DAY_S

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["Column", "RoadNetwork"]

Column = Sequence[Any] | NDArray[np.float64]
"""Numbers as they come: an array, or a sequence of numbers and of texts that hold numbers."""

_SHOWN_OF_A_KIND = 50
_FASTEST_M_PER_S = 120.0  # 432 km/h: beyond it seconds or metres are in a wrong unit
_SHORT_M = 100.0  # somebody's rounding may leave 0 s to an edge this short


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RoadNetwork:
    """Nodes and directed edges of a road network; made by one of the `from_` methods, which check it.

    Parameters
    ----------
    lat, lon
        Coordinates of the n nodes, decimal degrees.
    edge_from, edge_to
        Positions, among the nodes, of the two ends of each of the m edges.
    length_m, duration_s
        Metres and seconds of each edge, 0 or more.

    Examples
    --------
    A street of three nodes, one-way in its second half:

    >>> from routing.travel.road_network import RoadNetwork
    >>> network = RoadNetwork.from_columns(
    ...     node_ids=["a", "b", "c"],
    ...     lat=[30.0, 30.0, 30.0],
    ...     lon=[120.0, 120.01, 120.02],
    ...     edge_from=["a", "b", "b"],
    ...     edge_to=["b", "a", "c"],
    ...     length_m=[965, 965, 965],
    ...     duration_s=[80, 80, 70],
    ... )
    >>> network.edge_to.tolist(), network.duration_s.sum().item()
    ([1, 0, 2], 230.0)
    """

    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    edge_from: NDArray[np.intp]
    edge_to: NDArray[np.intp]
    length_m: NDArray[np.float64]
    duration_s: NDArray[np.float64]

    def __post_init__(self) -> None:
        """Freeze the arrays."""
        self.lat.setflags(write=False)
        self.lon.setflags(write=False)
        self.edge_from.setflags(write=False)
        self.edge_to.setflags(write=False)
        self.length_m.setflags(write=False)
        self.duration_s.setflags(write=False)

    @classmethod
    def from_columns(
        cls,
        *,
        node_ids: Sequence[Hashable],
        lat: Column,
        lon: Column,
        edge_from: Sequence[Hashable],
        edge_to: Sequence[Hashable],
        length_m: Column,
        duration_s: Column,
    ) -> RoadNetwork:
        """Return the network in the columns of a table of nodes and a table of directed edges.

        `edge_from` and `edge_to` name nodes by their ids.

        Raises
        ------
        InputError
            When ids repeat or are unknown, columns differ in length, or a number is missing or absurd. Carries every
            fault; of a kind that many rows share, the first 50 and a count.
        """
        if not len(node_ids) == len(lat) == len(lon):
            raise InputError([_ragged("nodes")])
        if not len(edge_from) == len(edge_to) == len(length_m) == len(duration_s):
            raise InputError([_ragged("edges")])

        def node_place(row: int) -> str:
            return f"roads, node {row + 1} ({node_ids[row]})"

        def edge_place(row: int) -> str:
            return f"roads, edge {row + 1} ({edge_from[row]} -> {edge_to[row]})"

        faults = _Faults()
        if not len(node_ids):
            faults.add("road-graph-empty", [0], lambda _: "roads", message="There are no nodes.")
        positions: dict[Hashable, int] = {}
        repeated = [
            row for row, node in enumerate(node_ids) if positions.setdefault(node, row) != row
        ]
        faults.add("road-node-repeated", repeated, node_place, message="The id is not unique.")
        ends = []
        for name, nodes in (("from", edge_from), ("to", edge_to)):
            end = np.array([positions.get(node, -1) for node in nodes], dtype=np.intp)
            message = f"No node has the id that stands in '{name}'."
            faults.add("road-node-unknown", np.flatnonzero(end < 0), edge_place, message=message)
            ends.append(end)
        numbers = [
            faults.numbers(name, column, place, lowest=lowest, highest=highest)
            for name, column, place, lowest, highest in (
                ("lat", lat, node_place, -90, 90),
                ("lon", lon, node_place, -180, 180),
                ("length_m", length_m, edge_place, 0, np.inf),
                ("duration_s", duration_s, edge_place, 0, DAY_S),
            )
        ]
        *coordinates, metres, seconds = numbers
        with np.errstate(invalid="ignore"):
            too_fast = (metres > _SHORT_M) & (metres > _FASTEST_M_PER_S * seconds) & (seconds >= 0)
        faults.add(
            "road-too-fast",
            np.flatnonzero(too_fast),
            edge_place,
            message="The edge is driven at more than 432 km/h; metres or seconds are in a wrong unit.",
        )
        faults.stop_if_any()
        return cls(
            lat=coordinates[0],
            lon=coordinates[1],
            edge_from=ends[0],
            edge_to=ends[1],
            length_m=metres,
            duration_s=seconds,
        )

    @classmethod
    def from_networkx(
        cls,
        graph: nx.Graph[Any],
        *,
        lat: str = "lat",
        lon: str = "lon",
        length_m: str = "length_m",
        duration_s: str = "duration_s",
    ) -> RoadNetwork:
        """Return the network in a networkx graph, multigraphs included; an undirected edge is open both ways.

        Parameters
        ----------
        graph
            The graph.
        lat, lon
            Attributes of the nodes that hold the coordinates (OSMnx: ``"y"``, ``"x"``).
        length_m, duration_s
            Attributes of the edges that hold metres and seconds (OSMnx: ``"length"``, ``"travel_time"``). An edge
            without one is a fault; nothing is assumed in its place.

        Raises
        ------
        InputError
            When attributes are missing or broken; see `from_columns`.
        """
        nodes = list(graph.nodes(data=True))
        edges = list(graph.edges(data=True))
        if not graph.is_directed():
            edges += [(end, start, data) for start, end, data in edges]
        return cls.from_columns(
            node_ids=[node for node, _ in nodes],
            lat=[data.get(lat) for _, data in nodes],
            lon=[data.get(lon) for _, data in nodes],
            edge_from=[start for start, _, _ in edges],
            edge_to=[end for _, end, _ in edges],
            length_m=[data.get(length_m) for _, _, data in edges],
            duration_s=[data.get(duration_s) for _, _, data in edges],
        )

    @classmethod
    def from_csv(
        cls,
        nodes: Path,
        edges: Path,
        *,
        node_columns: tuple[str, str, str] = ("node_id", "lat", "lon"),
        edge_columns: tuple[str, str, str, str] = (
            "from_node",
            "to_node",
            "length_m",
            "duration_s",
        ),
    ) -> RoadNetwork:
        """Return the network in two CSV files with a header row, UTF-8; other columns are left alone.

        Parameters
        ----------
        nodes, edges
            The files.
        node_columns
            Headers of id, latitude and longitude.
        edge_columns
            Headers of the nodes that an edge leaves and reaches, its metres and its seconds.

        Raises
        ------
        InputError
            When a file or a column is missing or the content is broken; see `from_columns`.
        """
        node_ids, lat, lon = _csv_columns(nodes, node_columns)
        edge_from, edge_to, length_m, duration_s = _csv_columns(edges, edge_columns)
        return cls.from_columns(
            node_ids=node_ids,
            lat=lat,
            lon=lon,
            edge_from=edge_from,
            edge_to=edge_to,
            length_m=length_m,
            duration_s=duration_s,
        )


class _Faults:
    """Faults found so far, of each kind no more than a page."""

    def __init__(self) -> None:
        self._issues: list[Issue] = []

    def add(
        self,
        code: str,
        rows: Sequence[int] | NDArray[np.intp],
        place: Callable[[int], str],
        *,
        message: str,
        value: Callable[[int], str] = lambda _: "",
    ) -> None:
        remedy = "Correct or remove it; the travel times would be wrong."
        for row in rows[:_SHOWN_OF_A_KIND]:
            self._issues.append(
                Issue(
                    code=code,
                    place=place(int(row)),
                    value=value(int(row)),
                    message=message,
                    remedy=remedy,
                )
            )
        if len(rows) > _SHOWN_OF_A_KIND:
            more = f"{len(rows) - _SHOWN_OF_A_KIND} more of this kind: {message}"
            self._issues.append(Issue(code=code, place="roads", message=more, remedy=remedy))

    def numbers(
        self,
        name: str,
        column: Column,
        place: Callable[[int], str],
        *,
        lowest: float,
        highest: float,
    ) -> NDArray[np.float64]:
        """Return the column as an array, with what is no number within the bounds among the faults."""
        try:
            array = np.array(column, dtype=np.float64)
        except (TypeError, ValueError):
            array = np.array([_number(cell) for cell in column], dtype=np.float64)
        fits = np.isfinite(array) & (array >= lowest) & (array <= highest)
        self.add(
            "road-number",
            np.flatnonzero(~fits),
            lambda row: f"{place(row)}, {name}",
            message=f"A number from {lowest:g} to {highest:g} must stand here.",
            value=lambda row: str(column[row]),
        )
        return array

    def stop_if_any(self) -> None:
        if self._issues:
            raise InputError(self._issues)


def _number(cell: object) -> float:
    try:
        return float(cell)  # type: ignore[arg-type]  # whatever is no number raises
    except (TypeError, ValueError):
        return np.nan


def _ragged(table: str) -> Issue:
    return Issue(
        code="road-columns",
        place=f"roads, {table}",
        message="The columns differ in length.",
        remedy="Give every column one cell for each row.",
    )


def _csv_columns(path: Path, names: Sequence[str]) -> list[list[str]]:
    """Return the named columns of a CSV file as texts."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            header, *rows = csv.reader(file)
    except (OSError, ValueError) as error:  # no file, no header row, not UTF-8
        raise InputError(
            [
                Issue(
                    code="road-file",
                    place=path.name,
                    value=type(error).__name__,
                    message="The file cannot be read.",
                    remedy="Give a CSV file with a header row, in UTF-8.",
                )
            ]
        ) from error
    missing = [
        Issue(
            code="road-column-missing",
            place=f"{path.name}, header",
            value=name,
            message="The column is missing.",
            remedy=f"Name the columns {', '.join(names)}.",
        )
        for name in names
        if name not in header
    ]
    if missing:
        raise InputError(missing)
    ragged = [number for number, row in enumerate(rows, start=2) if len(row) != len(header)]
    if ragged:
        raise InputError(
            [
                Issue(
                    code="road-row",
                    place=f"{path.name}, row {number}",
                    message="The row has not as many cells as the header.",
                    remedy="Write the file again as CSV.",
                )
                for number in ragged[:_SHOWN_OF_A_KIND]
            ]
        )
    columns = list(zip(*rows, strict=True)) or [()] * len(header)
    return [list(columns[header.index(name)]) for name in names]
