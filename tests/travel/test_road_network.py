"""Roads read from columns, files and graphs, with every fault told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from routing.errors import InputError, Issue
from routing.travel.road_network import RoadNetwork

GOOD: dict[str, Any] = {
    "node_ids": ["n1", "n2", "n3"],
    "lat": [30.0, 30.01, 30.02],
    "lon": [117.0, 117.0, 117.0],
    "edge_from": ["n1", "n2"],
    "edge_to": ["n2", "n3"],
    "length_m": [1112.0, 1112.0],
    "duration_s": [80.0, 90.0],
}


def _issues(**columns: list[Any]) -> list[Issue]:
    with pytest.raises(InputError) as caught:
        RoadNetwork.from_columns(**(GOOD | columns))
    return list(caught.value.issues)


def test_good_columns_become_arrays_of_positions() -> None:
    """Edges point at the positions of their nodes, and numbers in texts are numbers."""
    network = RoadNetwork.from_columns(**(GOOD | {"length_m": ["1112", " 1112.0 "]}))
    assert network.edge_from.tolist() == [0, 1]
    assert network.edge_to.tolist() == [1, 2]
    assert network.length_m.tolist() == [1112.0, 1112.0]
    assert not network.duration_s.flags.writeable


@pytest.mark.parametrize(
    ("columns", "code", "place"),
    [
        (
            {"node_ids": ["n1", "n2", "n2"], "edge_to": ["n2", "n1"]},
            "road-node-repeated",
            "roads, node 3 (n2)",
        ),
        ({"edge_to": ["n2", "n9"]}, "road-node-unknown", "roads, edge 2 (n2 -> n9)"),
        ({"lat": [30.0, None, 30.0]}, "road-number", "roads, node 2 (n2), lat"),
        ({"lon": [117.0, 117.0, 317.0]}, "road-number", "roads, node 3 (n3), lon"),
        ({"length_m": [-1.0, 5.0]}, "road-number", "roads, edge 1 (n1 -> n2), length_m"),
        ({"length_m": ["1,112", 5.0]}, "road-number", "roads, edge 1 (n1 -> n2), length_m"),
        ({"duration_s": [80, float("nan")]}, "road-number", "roads, edge 2 (n2 -> n3), duration_s"),
        ({"duration_s": [80, float("inf")]}, "road-number", "roads, edge 2 (n2 -> n3), duration_s"),
        ({"duration_s": [80, 86_401]}, "road-number", "roads, edge 2 (n2 -> n3), duration_s"),
        # 1112 m in 9 s are 445 km/h; in 10 s they are 400 km/h.
        ({"duration_s": [10, 9]}, "road-too-fast", "roads, edge 2 (n2 -> n3)"),
        ({"length_m": [1.0]}, "road-columns", "roads, edges"),
        ({"lat": [1.0]}, "road-columns", "roads, nodes"),
    ],
)
def test_one_broken_cell_is_told_with_its_place(
    columns: dict[str, Any], code: str, place: str
) -> None:
    """Each kind of fault alone gives one issue that says where."""
    assert [(issue.code, issue.place) for issue in _issues(**columns)] == [(code, place)]


def test_all_faults_come_at_once() -> None:
    """Faults of ids, ends and numbers are in one report."""
    issues = _issues(
        node_ids=["n1", "n1", "n3"],
        edge_to=["n9", "n3"],
        edge_from=["n1", "n8"],
        duration_s=[-4, "soon"],
    )
    assert sorted(issue.code for issue in issues) == [
        "road-node-repeated",
        "road-node-unknown",
        "road-node-unknown",
        "road-number",
        "road-number",
    ]
    assert [issue.value for issue in issues if issue.code == "road-number"] == ["-4", "soon"]


def test_a_fault_of_every_row_fills_one_page() -> None:
    """Of 200 faults of a kind, 50 are shown and 150 counted."""
    size = 200
    issues = _issues(
        edge_from=["n1"] * size,
        edge_to=["n2"] * size,
        length_m=[-1.0] * size,
        duration_s=[9.0] * size,
    )
    assert len(issues) == 51
    assert issues[-1].message.startswith("150 more")


def test_no_nodes_are_refused() -> None:
    """An empty graph is an error with a reason, not a crash."""
    empty: dict[str, list[Any]] = {column: [] for column in GOOD}
    assert [issue.code for issue in _issues(**empty)] == ["road-graph-empty"]


def test_nodes_without_edges_are_a_network() -> None:
    """Places at one lonely node still have the way to themselves."""
    network = RoadNetwork.from_columns(
        **(GOOD | {"edge_from": [], "edge_to": [], "length_m": [], "duration_s": []})
    )
    assert (len(network.lat), len(network.length_m)) == (3, 0)


def _digraph() -> nx.MultiDiGraph[str]:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_node("a", y=30.0, x=117.0)
    graph.add_node("b", y=30.01, x=117.0)
    graph.add_edge("a", "b", length=1112.0, travel_time=80.0)
    graph.add_edge("a", "b", length=1300.0, travel_time=70.0)
    return graph


OSMNX = {"lat": "y", "lon": "x", "length_m": "length", "duration_s": "travel_time"}


def test_networkx_attributes_are_named_by_the_caller() -> None:
    """A multigraph in OSMnx's words keeps both of its parallel edges."""
    network = RoadNetwork.from_networkx(_digraph(), **OSMNX)
    assert sorted(network.duration_s.tolist()) == [70.0, 80.0]


def test_networkx_edge_without_seconds_is_a_fault_that_names_it() -> None:
    """No number is assumed for a missing attribute."""
    graph = _digraph()
    graph.add_edge("b", "a", length=1112.0)
    with pytest.raises(InputError) as caught:
        RoadNetwork.from_networkx(graph, **OSMNX)
    assert [issue.place for issue in caught.value.issues] == ["roads, edge 3 (b -> a), duration_s"]


def test_undirected_networkx_graph_is_open_both_ways() -> None:
    """One undirected edge becomes two directed ones."""
    graph: nx.Graph[int] = nx.Graph()
    graph.add_node(1, lat=30.0, lon=117.0)
    graph.add_node(2, lat=30.0, lon=117.01)
    graph.add_edge(1, 2, length_m=963, duration_s=60)
    network = RoadNetwork.from_networkx(graph)
    assert list(zip(network.edge_from.tolist(), network.edge_to.tolist(), strict=True)) == [
        (0, 1),
        (1, 0),
    ]


def _files(folder: Path, nodes: str, edges: str) -> tuple[Path, Path]:
    (folder / "nodes.csv").write_text(nodes, encoding="utf-8")
    (folder / "edges.csv").write_text(edges, encoding="utf-8")
    return folder / "nodes.csv", folder / "edges.csv"


NODES = "node_id,lat,lon,name\n1,30.0,117.0,x\n2,30.01,117.0,y\n"
EDGES = "from_node,to_node,length_m,duration_s\n1,2,1112,80\n"


def test_csv_files_are_read_by_header(tmp_path: Path) -> None:
    """Columns are found by name, others are left alone, a byte order mark does no harm."""
    network = RoadNetwork.from_csv(*_files(tmp_path, "\ufeff" + NODES, EDGES))
    assert network.lat.tolist() == [30.0, 30.01]
    assert network.duration_s.tolist() == [80.0]


@pytest.mark.parametrize(
    ("nodes", "edges", "code"),
    [
        ("", EDGES, "road-file"),
        (NODES.replace("lat", "y"), EDGES, "road-column-missing"),
        (NODES, EDGES.replace("duration_s", "minutes"), "road-column-missing"),
        (NODES, EDGES + "2,1,1112\n", "road-row"),
        (NODES, EDGES + "2,7,1112,80\n", "road-node-unknown"),
    ],
)
def test_broken_csv_files_are_told(tmp_path: Path, nodes: str, edges: str, code: str) -> None:
    """An empty file, a missing column, a short row and an unknown node each have their code."""
    with pytest.raises(InputError) as caught:
        RoadNetwork.from_csv(*_files(tmp_path, nodes, edges))
    assert [issue.code for issue in caught.value.issues] == [code]


def test_absent_and_wrongly_encoded_files_are_told(tmp_path: Path) -> None:
    """A file that is not there and one in GB18030 give an issue, not a traceback of the machine."""
    nodes, edges = _files(tmp_path, NODES, EDGES)
    with pytest.raises(InputError, match="cannot be read"):
        RoadNetwork.from_csv(tmp_path / "none.csv", edges)
    nodes.write_bytes("node_id,lat,lon,名称\n1,30,117,桥\n".encode("gb18030"))
    with pytest.raises(InputError, match="cannot be read"):
        RoadNetwork.from_csv(nodes, edges)
