"""How figures are shown and kept, and what happens without data."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from benchmarks.__main__ import BENCHMARKS, ROOT, main
from benchmarks.report import Report, record, result_line, table_text

REPORT = Report(
    header=("name", "value", "said"),
    rows=(("a", "1", "so"), ("long", "22", "then")),
    figures=(("gap", 0.00125), ("lost", 0)),
    remarks="said",
)


def test_a_table_is_aligned() -> None:
    """Words stand left, figures right."""
    assert table_text(REPORT.header, REPORT.rows).splitlines() == [
        "name  value  said",
        "----  -----  ----",
        "a         1  so",
        "long     22  then",
    ]


def test_the_line_for_programs_has_names_and_values() -> None:
    """Gaps are fractions with enough digits, counts are whole."""
    assert result_line(REPORT.figures) == "RESULT gap=0.00125 lost=0"


def test_the_newest_row_comes_first(tmp_path: Path) -> None:
    """A row goes on top of the table of results of the real document, and everything else stays as it is."""
    before = (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    document = tmp_path / "benchmarks.md"
    document.write_text(before, encoding="utf-8")
    record(document, "tsptw", REPORT, day=date(2026, 3, 1))
    record(document, "toptw", REPORT, day=date(2026, 3, 2))
    lines = document.read_text(encoding="utf-8").splitlines()
    added = [line for line in lines if line.startswith(("| 2026-03-01 |", "| 2026-03-02 |"))]
    assert [line.split(" | ")[1] for line in added] == ["toptw", "tsptw"]
    assert added[0].endswith("| gap=0.00125 lost=0 | said |")
    assert lines[lines.index(added[0]) - 1].startswith("|---")
    assert added[0].count("|") == lines[lines.index(added[0]) - 1].count("|")
    assert [line for line in lines if line not in added] == before.splitlines()


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("tsptw", "bench/tsptw"),
        ("toptw", "bench/toptw"),
        ("days", "real/pittsburgh_joint"),
        ("cost", "real/pittsburgh_joint"),
    ],
)
def test_absent_data_is_told(
    name: str, folder: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A benchmark without its data names the folder and the option, and ends with 2."""
    assert main([name, "--data", str(tmp_path)]) == 2
    told = capsys.readouterr().err
    assert str(tmp_path / folder) in told
    assert "--data" in told


def test_without_a_name_the_benchmarks_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    """Help is the answer to no question."""
    assert main([]) == 0
    listed = capsys.readouterr().out
    assert all(name in listed for name in BENCHMARKS)
