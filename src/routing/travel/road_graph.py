"""Travel along the fastest way through a road network.

Seconds and metres of a way are found in one pass: an edge weighs its seconds, then its metres, packed into the whole
numbers that a float64 holds exactly. The fastest way wins, among equally fast ones the shortest, and both sums are read
off the weight at the end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from routing.domain.customer import Point
from routing.domain.ids import PlaceId
from routing.domain.note import Note
from routing.travel.arguments import require_at_least
from routing.travel.coordinates import coordinate_arrays, haversine_m, local_metres, straight_m
from routing.travel.matrix import TravelMatrix
from routing.travel.road_network import RoadNetwork

if TYPE_CHECKING:
    from scipy.sparse import csr_array
    from scipy.spatial import KDTree

__all__ = ["RoadGraph"]

_PARTS = 64  # of a second and of a metre, to which an edge is rounded
# Weight of one part of a second. Below it there is room for 16,777 km: more than 36 hours at the 432 km/h that
# `RoadNetwork` allows.
_SECOND = 2.0**30
_LONGEST = 2.0**53 - 1  # weight of 36 hours; longer sums would lose their last digits
_CELLS_AT_ONCE = 4_000_000  # 32 MB of sources times nodes


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RoadGraph:
    """A travel source that follows the directed edges of a road network.

    A place stands at the node nearest to it; on long edges, shape points should therefore be nodes. The straight way
    between the two is driven at `access_speed_kph` and counts in seconds and metres at both ends of a leg. A place
    further than `snap_limit_m` from every node is not reachable, and a note of the matrix says so.

    Parameters
    ----------
    network
        The roads.
    snap_limit_m
        Straight metres from the nearest node beyond which a place is not reachable.
    access_speed_kph
        Kilometres an hour between a place and its node, 1 or more.
    parking_s
        Seconds added to every leg between different places, for parking and the way to the door.
    same_place_m
        Straight metres up to which two places share a parking space.
    main_network_only
        Whether places stand only at nodes of the largest strongly connected component, from each of which all the
        others can be reached. It keeps a place off an islet of badly drawn roads.

    Raises
    ------
    InputError
        When an argument is out of its range; names every such argument.

    References
    ----------
    Dijkstra 1959, doi 10.1007/BF01386390, from each node with a place.

    Examples
    --------
    The roads of the sample town, and the seconds and metres from the office to two shops:

    >>> from pathlib import Path
    >>> from routing import RoadGraph, read_territory
    >>> from routing.build_request import places
    >>> from routing.travel.road_network import RoadNetwork
    >>> roads = Path("data/town-150/roads")
    >>> travel = RoadGraph(network=RoadNetwork.from_csv(roads / "nodes.csv", roads / "edges.csv"))
    >>> territory, _ = read_territory("data/town-150")
    >>> three = dict(list(places(territory).items())[:3])
    >>> matrix = travel.matrix(three)
    >>> matrix.place_ids
    ('s:M01', 'c:NX0001', 'c:NX0002')
    >>> matrix.duration_s[0].tolist(), matrix.distance_m[0].tolist()
    ([0, 715, 784], [0, 4498, 5025])

    The way to one of them, for a map:

    >>> way = travel.leg_geometry(three["s:M01"], three["c:NX0001"])
    >>> way[0] == three["s:M01"], way[-1] == three["c:NX0001"], len(way) > 2
    (True, True, True)
    """

    network: RoadNetwork
    snap_limit_m: float = 500.0
    access_speed_kph: float = 15.0
    parking_s: int = 120
    same_place_m: float = 20.0
    main_network_only: bool = True
    _weights: csr_array[np.float64] = field(init=False, repr=False)
    _snap_nodes: NDArray[np.intp] = field(init=False, repr=False)
    _snap_tree: KDTree = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Check the arguments and prepare what every matrix needs."""
        from scipy.spatial import KDTree

        require_at_least(
            self, {"snap_limit_m": 0, "access_speed_kph": 1, "parking_s": 0, "same_place_m": 0}
        )
        weights = _packed_weights(self.network)
        nodes = (
            _largest_component(weights)
            if self.main_network_only
            else np.arange(len(self.network.lat))
        )
        object.__setattr__(self, "_weights", weights)
        object.__setattr__(self, "_snap_nodes", nodes)
        plane = self._plane(self.network.lat[nodes], self.network.lon[nodes])
        object.__setattr__(self, "_snap_tree", KDTree(plane))

    def matrix(self, places: Mapping[PlaceId, Point]) -> TravelMatrix:
        """Return the travel along the fastest ways between all the places, shape (n, n); all is rounded up.

        Where several ways are equally fast, the metres are those of the shortest. A way of more than 36 hours counts
        as none.

        Raises
        ------
        InputError
            When coordinates are no point on the globe.
        """
        lat, lon = coordinate_arrays(places)
        node, snap_m = self._snap(lat, lon)
        on_road = snap_m <= self.snap_limit_m
        road_s, road_m, found = self._fastest(node, on_road)
        straight = straight_m(lat, lon)
        same_node = node[:, None] == node[None, :]
        access_m = np.where(same_node, straight, snap_m[:, None] + snap_m[None, :])
        apart = straight > self.same_place_m
        reachable = found | (~apart & on_road[:, None] & on_road[None, :])
        np.fill_diagonal(reachable, val=True)
        drive = np.ceil(road_s + access_m * 3.6 / self.access_speed_kph)
        travelled = apart & reachable
        return TravelMatrix(
            place_ids=tuple(places),
            duration_s=np.where(travelled, drive + self.parking_s, 0).astype(np.int64),
            distance_m=np.where(travelled, np.ceil(road_m + access_m), 0).astype(np.int64),
            reachable=reachable,
            source=(
                f"road graph({len(self.network.lat)} nodes, {len(self.network.length_m)} edges, "
                f"access={self.access_speed_kph:g} km/h up to {self.snap_limit_m:g} m, "
                f"parking={self.parking_s} s, same place={self.same_place_m:g} m)"
            ),
            notes=self._notes(tuple(places), snap_m, reachable),
        )

    def leg_geometry(self, start: Point, end: Point) -> tuple[Point, ...]:
        """Return the points of the fastest way from start to end, both included; empty when there is no way.

        Raises
        ------
        InputError
            When coordinates are no point on the globe.
        """
        from scipy.sparse.csgraph import dijkstra

        lat, lon = coordinate_arrays({PlaceId("start"): start, PlaceId("end"): end})
        (first, last), snap_m = self._snap(lat, lon)
        if (snap_m > self.snap_limit_m).any():
            return ()
        weight, previous = dijkstra(
            self._weights, indices=first, limit=_LONGEST, return_predecessors=True
        )
        if not np.isfinite(weight[last]):
            return ()
        way = [last]
        while way[-1] != first:
            way.append(previous[way[-1]])
        network = self.network
        nodes = (Point(lat=float(network.lat[n]), lon=float(network.lon[n])) for n in reversed(way))
        return (start, *nodes, end)

    def _notes(
        self,
        places: tuple[PlaceId, ...],
        snap_m: NDArray[np.float64],
        reachable: NDArray[np.bool_],
    ) -> tuple[Note, ...]:
        notes = []
        size, usable = len(self.network.lat), len(self._snap_nodes)
        if 2 * usable < size:
            notes.append(
                Note(
                    text=(
                        f"only {usable} of {size} nodes of the road graph can all be reached and left again; "
                        "check the directions of its edges"
                    ),
                    text_zh=f"路网 {size} 个节点中仅 {usable} 个可相互通达；请核对路段方向",
                )
            )
        notes += [
            Note(
                text=(
                    f"{place} is {distance:.0f} m from the nearest node, more than the "
                    f"{self.snap_limit_m:g} m allowed: not reachable"
                ),
                text_zh=(
                    f"{place} 距最近的路网节点 {distance:.0f} 米，超过允许的 {self.snap_limit_m:g} 米：无法到达"
                ),
            )
            for place, distance in zip(places, snap_m.tolist(), strict=True)
            if distance > self.snap_limit_m
        ]
        on_road = snap_m <= self.snap_limit_m
        blocked = int((~reachable & on_road[:, None] & on_road[None, :]).sum())
        if blocked:
            notes.append(
                Note(
                    text=f"no road leads along {blocked} legs",
                    text_zh=f"有 {blocked} 段路程无路可通",
                )
            )
        return tuple(notes)

    def _plane(self, lat: NDArray[np.float64], lon: NDArray[np.float64]) -> NDArray[np.float64]:
        return local_metres(lat, lon, at_lat=float(self.network.lat.mean()))

    def _snap(
        self, lat: NDArray[np.float64], lon: NDArray[np.float64]
    ) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        """Return the node at which each point stands and the straight metres to it."""
        _, nearest = self._snap_tree.query(self._plane(lat, lon))
        node = self._snap_nodes[nearest]
        return node, haversine_m(lat, lon, self.network.lat[node], self.network.lon[node])

    def _fastest(
        self, node: NDArray[np.intp], on_road: NDArray[np.bool_]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]]:
        """Return seconds and metres between the nodes, 0 where there is no way, and where there is one."""
        from scipy.sparse.csgraph import dijkstra

        shape = (len(node), len(node))
        found = on_road[:, None] & on_road[None, :]
        if not found.any():
            return np.zeros(shape), np.zeros(shape), found
        stops, stop_of = np.unique(node, return_inverse=True)
        at_once = max(1, _CELLS_AT_ONCE // len(self.network.lat))
        between_stops = np.concatenate(
            [
                dijkstra(self._weights, indices=stops[at : at + at_once], limit=_LONGEST)[:, stops]
                for at in range(0, len(stops), at_once)
            ]
        )
        weight = between_stops[np.ix_(stop_of, stop_of)]
        found &= np.isfinite(weight)
        seconds, metres = np.divmod(np.where(found, weight, 0.0), _SECOND)
        return seconds / _PARTS, metres / _PARTS, found


def _packed_weights(network: RoadNetwork) -> csr_array[np.float64]:
    """Return the weight of the best edge between each two nodes."""
    from scipy.sparse import csr_array

    weight = np.rint(network.duration_s * _PARTS) * _SECOND + np.rint(network.length_m * _PARTS)
    # A sparse matrix adds parallel edges up; only the best of them may go in.
    order = np.lexsort((weight, network.edge_to, network.edge_from))
    start, end = network.edge_from[order], network.edge_to[order]
    best = np.ones(len(order), dtype=np.bool_)
    best[1:] = (start[1:] != start[:-1]) | (end[1:] != end[:-1])
    size = len(network.lat)
    return csr_array((weight[order][best], (start[best], end[best])), shape=(size, size))


def _largest_component(weights: csr_array[np.float64]) -> NDArray[np.intp]:
    """Return the nodes of the largest strongly connected component."""
    from scipy.sparse.csgraph import connected_components

    _, label = connected_components(weights, directed=True, connection="strong")
    return np.flatnonzero(label == np.bincount(label).argmax())
