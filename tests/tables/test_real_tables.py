"""Tables that nobody made for this library, read through a mapping of their own headers."""

from __future__ import annotations

from pathlib import Path

import pytest

from routing.tables import inspect_territory

DURHAM = {"id": "CT_id", "name": "CT_name", "lat": "CT_lat", "lon": "CT_long"}
PITTSBURGH = {"id": "license_id", "name": "trade_name", "lat": "lat", "lon": "lon"}
SHENYANG = {"id": "name", "name": "name", "lat": "lat", "lon": "lng"}


def _managers(tmp_path: Path, lat: float, lon: float) -> Path:
    path = tmp_path / "managers.csv"
    path.write_text(f"id,lat,lon\nM1,{lat},{lon}\n", encoding="utf-8")
    return path


def test_durham_has_no_fault(tmp_path: Path, shared_data: Path) -> None:
    """243 retailers up to 26 km from the middle are one territory; only the address column is not read."""
    table = shared_data / "real/durham_tobacco_retailers/CT_Durham_pts.csv"
    reading = inspect_territory(
        {"customers": table, "managers": _managers(tmp_path, 35.99, -78.90)},
        columns={"customers": DURHAM},
    )
    assert [issue.code for issue in reading.issues] == ["column-unused"]
    assert reading.territory is not None
    assert len(reading.territory.customers) == 243


@pytest.mark.parametrize(
    "table",
    [
        "pittsburgh_tobacco_licences/pa_active_tobacco_licences_pittsburgh_subset.csv",
        "pittsburgh_joint/customers_tobacco_172.csv",
    ],
)
def test_pittsburgh_has_no_fault(tmp_path: Path, shared_data: Path, table: str) -> None:
    """172 licences, several at one address, are one territory: two licences at a point are normal."""
    reading = inspect_territory(
        {
            "customers": shared_data / "real" / table,
            "managers": _managers(tmp_path, 40.44, -79.99),
        },
        columns={"customers": PITTSBURGH},
    )
    assert [issue.code for issue in reading.issues] == ["column-unused"]
    assert reading.territory is not None
    assert len(reading.territory.customers) == 172


def test_base_in_another_town_is_noticed(tmp_path: Path, shared_data: Path) -> None:
    """An account manager who starts in Durham does not belong to Pittsburgh's customers."""
    table = shared_data / "real/pittsburgh_joint/customers_tobacco_172.csv"
    reading = inspect_territory(
        {"customers": table, "managers": _managers(tmp_path, 35.99, -78.90)},
        columns={"customers": PITTSBURGH},
    )
    assert [(issue.code, issue.place) for issue in reading.issues] == [
        ("coordinate-outlying", "managers.csv, row 2, column lat / lon"),
        ("column-unused", "customers_tobacco_172.csv, row 1"),
    ]


def test_dirty_shenyang_is_refused_with_every_fault(tmp_path: Path, shared_data: Path) -> None:
    """A name twice, thirteen shops in the far south and sixteen at one point are found, and no shop is named.

    Names stand in for the ids that the table lacks. The file has 兴建街店 in rows 136 and 138; its last 13 shops, rows
    236 to 248, are in Guiyang, 2,400 km from the others; 16 shops of several towns share one point from row 147 on.
    """
    table = shared_data / "real/shenyang_chain_stores_dirty/stores_247.csv"
    reading = inspect_territory(
        {"customers": table, "managers": _managers(tmp_path, 41.80, 123.43)},
        columns={"customers": SHENYANG},
    )
    assert reading.territory is None
    places = {
        code: [issue.place for issue in reading.issues if issue.code == code]
        for code in {issue.code for issue in reading.issues}
    }
    assert places == {
        "id-repeated": ["stores_247.csv, row 138, column name"],
        "coordinate-outlying": [
            f"stores_247.csv, row {row}, column lat / lng" for row in range(236, 249)
        ],
        "coordinate-shared": ["stores_247.csv, row 147, column lat / lng"],
        "column-unused": ["stores_247.csv, row 1"],
    }
    assert "店" not in "".join(map(str, reading.issues))


def test_dirty_shenyang_survives_gb18030(tmp_path: Path, shared_data: Path) -> None:
    """The same table saved as Chinese spreadsheets save it is read to the same letter."""
    table = shared_data / "real/shenyang_chain_stores_dirty/stores_247.csv"
    unique, seen = [], set()
    for line in table.read_text(encoding="utf-8").splitlines():
        if line.split(",")[0] not in seen:
            seen.add(line.split(",")[0])
            unique.append(line)
    territories = []
    for encoding in ("utf-8", "gb18030"):
        saved = tmp_path / f"{encoding}.csv"
        saved.write_text("\n".join(unique), encoding=encoding)
        reading = inspect_territory(
            {"customers": saved, "managers": _managers(tmp_path, 41.80, 123.43)},
            territory_id="S",
            columns={"customers": SHENYANG},
        )
        territories.append(reading.territory)
    assert territories[0] is not None
    assert len(territories[0].customers) == 246
    assert territories[0] == territories[1]
