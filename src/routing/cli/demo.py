"""``routing demo``: a day of a sample territory, planned and shown, and the month beside it."""

from __future__ import annotations

from pathlib import Path

import click

from routing.cli.plan_options import iterations_option, language_option, time_option
from routing.cli.words import Language

__all__ = ["demo_command"]

_SAMPLE = "town-150"
_DAY = (2026, 11, 2)
_TIME_S = 5.0


@click.command("demo", short_help="Plan a day of an invented town (演示).")
@time_option("5")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Where to write pages, plan, request, matrix and map.  [default: a new temporary folder]",
)
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Folder of the sample territories.  [default: data of the repository]",
)
@iterations_option()
@language_option()
def demo_command(
    *,
    time_s: float | None,
    out: Path | None,
    data: Path | None,
    iterations: int | None,
    lang: str,
) -> None:
    """Plan Monday 2026-11-02 and November for an invented town of 150 customers (演示).

    The day is shown, both are written as pages for a browser. The same plans again: routing plan day data/town-150
    --date 2026-11-02 --roads data/town-150/roads; routing plan month data/town-150 --month 2026-11 --roads
    data/town-150/roads
    """
    import tempfile
    from dataclasses import replace
    from datetime import date

    from routing.cli.files import Files
    from routing.cli.given import Sources
    from routing.cli.planning import PlanOrder, Showing, make_plan
    from routing.domain.calendar import month_of
    from routing.plan_chain.record import PlanKind

    sample = _sample(data)
    folder = Path(tempfile.mkdtemp(prefix="routing-demo-")) if out is None else out
    folder.mkdir(parents=True, exist_ok=True)
    files = Files(
        plan=folder / "plan.json",
        request=folder / "request.json",
        matrix=folder / "matrix.json",
        geojson=folder / "plan.geojson",
        page=folder / "day.html",
    )
    order = PlanOrder(
        sources=Sources(territory=sample, roads=sample / "roads"),
        kind=PlanKind.DAY,
        first=date(*_DAY),
        last=date(*_DAY),
        time_s=_TIME_S if time_s is None and iterations is None else time_s,
        iterations=iterations,
    )
    showing = Showing(language=Language(lang))
    make_plan(order, files, showing)
    first, last = month_of(order.first)
    month = replace(order, kind=PlanKind.MONTH, first=first, last=last)
    click.echo("\nPlanning the month ...", err=True)
    make_plan(month, Files(page=folder / "month.html"), replace(showing, is_quiet=True))
    click.echo(
        f"\nWritten to {folder}: plan.json, request.json, matrix.json, plan.geojson (a map layer)."
    )
    click.echo(
        f"Check it:  routing check {folder / 'plan.json'} --request {folder / 'request.json'} "
        f"--matrix {folder / 'matrix.json'}"
    )
    click.echo("Look at it: open these pages in a browser, they need no network.")
    for name, what in (("day.html", f"{order.first}"), ("month.html", f"{first:%Y-%m}")):
        click.echo(f"  {folder / name}  ({what})")


def _sample(data: Path | None) -> Path:
    """Return the folder of the sample territory."""
    import routing

    root = Path(routing.__file__).resolve().parents[2]
    folders = [Path("data"), root / "data"] if data is None else [data]
    for folder in folders:
        if (folder / _SAMPLE / "customers.csv").is_file():
            return folder / _SAMPLE
    raise click.UsageError(
        f"The sample territory {_SAMPLE} is not in {' or '.join(str(folder) for folder in folders)}. It comes with the "
        "source repository, not with the installed package: run this in a copy of the repository, or name its data "
        "folder with --data FOLDER."
    )
