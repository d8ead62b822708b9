"""``routing history``: the results that account managers typed into their workbooks, taken over into the history."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from routing.cli.plan_options import date_option, file_out, language_option
from routing.cli.words import Language, Words

if TYPE_CHECKING:
    from routing.domain.events import VisitRecord
    from routing.errors import Issue

__all__ = ["history_command"]


@click.command("history", short_help="Take results over from workbooks (回填结果).")
@click.argument("workbooks", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.argument("territory", type=click.Path(path_type=Path))
@file_out(
    "--out",
    "Write the territory with the results in its history, for later commands.",
    required=True,
)
@date_option(
    "--today", "today", "Day of reading: results of later days are errors.  [default: today]"
)
@language_option()
def history_command(
    *, workbooks: tuple[Path, ...], territory: Path, out: Path, today: datetime | None, lang: str
) -> None:
    """Take the results over that account managers typed into a plan's workbooks (回填拜访结果).

    WORKBOOKS are files of `routing export --format xlsx`, filled in; each account manager may give a copy of his own.
    TERRITORY is the one that they are of: a folder of CSV files or workbooks, one workbook, or a territory document
    (.json). What it knows already is not taken over twice.

    Nothing is written where anything is wrong in any of them.
    """
    from routing.cli.documents import noted
    from routing.cli.inputs import inspect_source
    from routing.documents import write_document
    from routing.errors import InputError
    from routing.tables import read_results, with_results

    until = (today or datetime.now(tz=None)).date()  # noqa: DTZ005 - the user's own day
    reading = inspect_source(territory, today=until)
    if reading.territory is None:
        raise InputError(reading.issues)
    known = reading.territory
    issues: list[Issue] = []
    taken: list[VisitRecord] = []
    for workbook in workbooks:
        results = noted(partial(read_results, workbook, known, today=until), issues) or ()
        # What a workbook says is known when the next one is read, so that two of them contradict each other by cell.
        known = with_results(known, results)
        taken += results
    if issues:
        raise InputError(issues)
    write_document(known, out)
    _show(tuple(dict.fromkeys(taken)), Words(Language(lang)))


def _show(results: tuple[VisitRecord, ...], words: Words) -> None:
    """Print how many visits were made and not made, by days and account managers."""
    from collections import Counter

    from routing.cli.view import add_columns, output_console, plain_table

    if not results:
        output_console().print(words("No row says whether a visit was made."))
        return
    made = Counter((one.day, one.manager_id or "") for one in results if one.done)
    not_made = Counter((one.day, one.manager_id or "") for one in results if not one.done)
    table = plain_table()
    add_columns(table, words("day"), words("manager"))
    add_columns(table, words("made"), words("not made"), justify="right")
    for key in sorted(made | not_made):
        day, manager_id = key
        table.add_row(day.isoformat(), manager_id, str(made[key]), str(not_made[key]))
    output_console().print(table)
