"""Travel along the fastest way through a road network."""

from __future__ import annotations

from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.domain.customer import Point
from routing.domain.ids import PlaceId
from routing.domain.note import Note
from routing.errors import InputError
from routing.travel.road_graph import RoadGraph
from routing.travel.road_network import RoadNetwork

Edge = tuple[str, str, float, float]


def _graph(edges: list[Edge], *, nodes: str = "abcd", **options: float | bool) -> RoadGraph:
    """Return a graph with nodes at 30 N, a hundredth of a degree (about 963 m) apart; no parking unless asked."""
    defaults: dict[str, float | bool] = {"parking_s": 0, "main_network_only": False}
    return RoadGraph(
        network=RoadNetwork.from_columns(
            node_ids=list(nodes),
            lat=[30.0] * len(nodes),
            lon=[117 + 0.01 * row for row in range(len(nodes))],
            edge_from=[start for start, _, _, _ in edges],
            edge_to=[end for _, end, _, _ in edges],
            length_m=[metres for _, _, metres, _ in edges],
            duration_s=[seconds for _, _, _, seconds in edges],
        ),
        **(defaults | options),  # type: ignore[arg-type]
    )


def _at(*nodes: str) -> dict[PlaceId, Point]:
    """Return places that stand exactly on nodes of `_graph`."""
    return {
        PlaceId(f"c:{node}"): Point(lat=30.0, lon=117 + 0.01 * "abcdefgh".index(node))
        for node in nodes
    }


def test_metres_are_those_of_the_fastest_way() -> None:
    """The longer way over b is faster than the direct road, so its metres are reported."""
    graph = _graph(
        [("a", "b", 900, 40), ("b", "c", 800, 50), ("a", "c", 1000, 100), ("c", "a", 1000, 100)]
    )
    matrix = graph.matrix(_at("a", "c"))
    assert matrix.duration_s.tolist() == [[0, 90], [100, 0]]  # 40 + 50 < 100
    assert matrix.distance_m.tolist() == [[0, 1700], [1000, 0]]  # 900 + 800


def test_one_way_street_is_kept() -> None:
    """With only a to b drawn, b to a has no way; a note counts it."""
    matrix = _graph([("a", "b", 500, 60)]).matrix(_at("a", "b"))
    assert matrix.reachable.tolist() == [[True, True], [False, True]]
    assert matrix.duration_s[0, 1] == 60
    assert matrix.notes == (Note(text="no road leads along 1 legs", text_zh="有 1 段路程无路可通"),)


def test_parallel_edges_do_not_add_up() -> None:
    """Of three roads from a to b the fastest counts, of two equally fast ones the shortest."""
    matrix = _graph(
        [("a", "b", 400, 90), ("a", "b", 700, 30), ("a", "b", 600, 30), ("b", "a", 1, 1)]
    ).matrix(_at("a", "b"))
    assert (matrix.duration_s[0, 1], matrix.distance_m[0, 1]) == (30, 600)


def test_an_edge_of_no_time_and_no_length_is_a_way() -> None:
    """Edges of 0 s and 0 m connect; they do not vanish as the zeros of a sparse matrix."""
    matrix = _graph([("a", "b", 0, 0), ("b", "c", 0, 0), ("c", "a", 50, 0)]).matrix(_at("a", "c"))
    assert matrix.reachable.all()
    assert matrix.duration_s.tolist() == [[0, 0], [0, 0]]
    assert matrix.distance_m.tolist() == [[0, 0], [50, 0]]


def test_fractions_add_up_before_rounding() -> None:
    """Ten edges of 0.25 s and 0.5 m are 2.5 s and 5 m: 3 s after rounding up once."""
    nodes = "abcdefghijk"
    edges: list[Edge] = [(a, b, 0.5, 0.25) for a, b in pairwise(nodes)]
    places = {PlaceId("s"): Point(lat=30.0, lon=117.0), PlaceId("e"): Point(lat=30.0, lon=117.1)}
    matrix = _graph(edges, nodes=nodes).matrix(places)
    assert (matrix.duration_s[0, 1], matrix.distance_m[0, 1]) == (3, 5)


def test_long_and_heavy_ways_stay_exact() -> None:
    """Seconds and metres of a way of 20 hours and 3,000 km come back to the last digit."""
    edges: list[Edge] = [("a", "b", 1_500_000, 36_001), ("b", "c", 1_499_999, 36_002)]
    matrix = _graph(edges).matrix(_at("a", "c"))
    assert (matrix.duration_s[0, 1], matrix.distance_m[0, 1]) == (72_003, 2_999_999)


def test_a_way_beyond_what_sums_hold_is_none() -> None:
    """A way of 40 hours is no way rather than a wrong number."""
    edges: list[Edge] = [("a", "b", 1000, 72_000), ("b", "c", 1000, 72_000)]
    matrix = _graph(edges).matrix(_at("a", "b", "c"))
    assert matrix.reachable[0].tolist() == [True, True, False]


def test_way_to_the_road_and_parking_are_counted() -> None:
    """111.2 m from the place to its node at 10 km/h, the road, and parking."""
    graph = _graph([("a", "b", 1000, 60), ("b", "a", 1000, 60)], access_speed_kph=10, parking_s=90)
    places = {PlaceId("s"): Point(lat=30.001, lon=117.0), PlaceId("e"): Point(lat=30.0, lon=117.01)}
    matrix = graph.matrix(places)
    # 0.001 degree = 111.195 m, at 2.7778 m/s = 40.03 s; 60 + 40.03 = 100.03, up to 101, + 90 parking.
    assert matrix.duration_s[0, 1] == 191
    assert matrix.distance_m[0, 1] == 1112  # 1000 + 111.195 up


def test_two_places_at_one_node_go_straight() -> None:
    """Places 222 m apart that stand at one node need not go there and back on paper."""
    graph = _graph([("a", "b", 1000, 60), ("b", "a", 1000, 60)], access_speed_kph=36)
    places = {
        PlaceId("x"): Point(lat=30.003, lon=117.0),
        PlaceId("y"): Point(lat=30.001, lon=117.0),
    }
    matrix = graph.matrix(places)
    # 0.002 degree = 222.39 m at 10 m/s.
    assert (matrix.duration_s[0, 1], matrix.distance_m[0, 1]) == (23, 223)


def test_a_place_far_from_every_road_is_not_reachable_and_told() -> None:
    """5.6 km off the road: no way to or from it, a note with its id, and the others are untouched."""
    graph = _graph([("a", "b", 1000, 60), ("b", "a", 1000, 60)], snap_limit_m=500)
    places = _at("a", "b") | {PlaceId("c:far"): Point(lat=30.05, lon=117.0)}
    matrix = graph.matrix(places)
    assert matrix.reachable.tolist() == [
        [True, True, False],
        [True, True, False],
        [False, False, True],
    ]
    assert matrix.duration_s[0, 1] == 60
    assert [note.text.split(" is ")[0] for note in matrix.notes] == ["c:far"]
    assert graph.matrix({PlaceId("c:far"): Point(lat=30.05, lon=117.0)}).duration_s.tolist() == [
        [0]
    ]


def test_disconnected_roads_are_an_answer() -> None:
    """Two islands: legs within each have numbers, legs between them have none; nothing is raised."""
    edges: list[Edge] = [("a", "b", 9, 9), ("b", "a", 9, 9), ("c", "d", 9, 9), ("d", "c", 9, 9)]
    matrix = _graph(edges).matrix(_at("a", "b", "c", "d"))
    assert matrix.reachable.tolist() == [
        [True, True, False, False],
        [True, True, False, False],
        [False, False, True, True],
        [False, False, True, True],
    ]
    assert [note.text for note in matrix.notes] == ["no road leads along 8 legs"]


def test_places_keep_off_islets_of_the_network() -> None:
    """By default a place stands at the nearest node of the main network, not at a nearer dead islet."""
    edges: list[Edge] = [("a", "b", 900, 60), ("b", "a", 900, 60), ("b", "c", 900, 60)]
    near_c = {
        PlaceId("c:b"): Point(lat=30.0, lon=117.01),
        PlaceId("c:c"): Point(lat=30.0, lon=117.019),
    }
    on_main = _graph(edges, main_network_only=True, snap_limit_m=1000).matrix(near_c)
    anywhere = _graph(edges, main_network_only=False, snap_limit_m=1000).matrix(near_c)
    assert on_main.reachable.all()
    assert anywhere.reachable.tolist() == [[True, True], [False, True]]  # c is a dead end


def test_many_sources_in_blocks_agree_with_networkx() -> None:
    """On a random graph, times equal networkx's own shortest paths; also when sources go in small blocks."""
    random = np.random.default_rng(5)
    graph = nx.gnp_random_graph(60, 0.06, seed=5, directed=True)
    for node in graph:
        graph.nodes[node].update(lat=30 + random.uniform(0, 0.1), lon=117 + random.uniform(0, 0.1))
    for _, _, data in graph.edges(data=True):
        data.update(length_m=int(random.integers(1, 900)), duration_s=int(random.integers(30, 900)))
    source = RoadGraph(
        network=RoadNetwork.from_networkx(graph),
        parking_s=0,
        same_place_m=0,
        main_network_only=False,
    )
    places = {
        PlaceId(str(node)): Point(lat=data["lat"], lon=data["lon"])
        for node, data in graph.nodes(data=True)
    }
    expected = dict(nx.all_pairs_dijkstra_path_length(graph, weight="duration_s"))
    matrix = source.matrix(places)
    for start in graph:
        for end in graph:
            assert bool(matrix.reachable[start, end]) == (end in expected[start])
            assert matrix.duration_s[start, end] == expected[start].get(end, 0)


def test_blocks_of_sources_give_one_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sources handled five at a time give the table that they give at once."""
    nodes = "abcdefgh"
    edges: list[Edge] = [
        (a, b, 10 + row, 5 + row)
        for row, (a, b) in enumerate(zip(nodes, nodes[1:] + "a", strict=True))
    ]
    graph, places = _graph(edges, nodes=nodes), _at(*nodes)
    at_once = graph.matrix(places)
    monkeypatch.setattr("routing.travel.road_graph._CELLS_AT_ONCE", 3 * len(nodes))
    assert graph.matrix(places).digest == at_once.digest


def test_a_graph_that_falls_apart_is_told() -> None:
    """Roads drawn in one direction only leave no two nodes that reach each other: the note points to the cause."""
    matrix = _graph([("a", "b", 9, 9), ("b", "c", 9, 9)], main_network_only=True).matrix(_at("a"))
    assert matrix.notes[0].text.startswith("only 1 of 4 nodes")


ROADS = st.lists(
    st.tuples(
        st.sampled_from("abcdefgh"),
        st.sampled_from("abcdefgh"),
        st.integers(0, 2000).map(float),
        st.integers(17, 900).map(float),
    ),
    max_size=30,
)


@given(edges=ROADS)
def test_turning_every_road_round_turns_the_table_round(edges: list[Edge]) -> None:
    """With all edges reversed, the way from x to y is the old way from y to x."""
    places = _at(*"abcdefgh")
    there = _graph(edges, nodes="abcdefgh").matrix(places)
    turned = [(end, start, metres, seconds) for start, end, metres, seconds in edges]
    back = _graph(turned, nodes="abcdefgh").matrix(places)
    assert (there.reachable == back.reachable.T).all()
    assert (there.duration_s == back.duration_s.T).all()
    assert (there.distance_m == back.distance_m.T).all()


@given(edges=ROADS, further=ROADS)
def test_further_roads_make_no_way_slower(edges: list[Edge], further: list[Edge]) -> None:
    """Drawing more roads leaves every way there, and no slower."""
    places = _at(*"abcdefgh")
    fewer = _graph(edges, nodes="abcdefgh").matrix(places)
    more = _graph(edges + further, nodes="abcdefgh").matrix(places)
    assert (more.reachable | ~fewer.reachable).all()
    assert (more.duration_s <= fewer.duration_s)[fewer.reachable].all()


@given(
    edges=ROADS,
    points=st.lists(
        st.builds(Point, lat=st.floats(29.99, 30.01), lon=st.floats(116.99, 117.08)),
        min_size=3,
        max_size=5,
    ),
)
def test_a_third_place_saves_no_time(edges: list[Edge], points: list[Point]) -> None:
    """The triangle inequality holds for places on and beside the roads, ways to the nodes included."""
    places = {PlaceId(str(row)): point for row, point in enumerate(points)}
    graph = _graph(edges, nodes="abcdefgh", same_place_m=0, snap_limit_m=2000, parking_s=60)
    matrix = graph.matrix(places)
    seconds = np.where(matrix.reachable, matrix.duration_s, np.inf)
    for by_way_of in range(len(points)):
        assert (seconds <= seconds[:, [by_way_of]] + seconds[[by_way_of], :]).all()


def test_geometry_follows_the_fastest_way() -> None:
    """The line of a leg runs from the place over the nodes of the way to the other place."""
    graph = _graph([("a", "b", 900, 40), ("b", "c", 800, 50), ("a", "c", 1000, 100)])
    start, end = Point(lat=30.0005, lon=117.0), Point(lat=30.0, lon=117.02)
    line = graph.leg_geometry(start, end)
    assert line[0] == start
    assert line[-1] == end
    assert [round(point.lon, 2) for point in line[1:-1]] == [117.0, 117.01, 117.02]
    assert graph.leg_geometry(end, start) == ()  # no way back
    assert graph.leg_geometry(start, Point(lat=31.0, lon=117.0)) == ()  # too far from the road


def test_every_bad_argument_is_named() -> None:
    """A negative limit and a speed of 0 are told at once."""
    with pytest.raises(InputError) as caught:
        _graph([("a", "b", 1, 1)], snap_limit_m=-1, access_speed_kph=0)
    assert len(caught.value.issues) == 2
