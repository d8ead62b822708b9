"""Offers as a planner on the telephone reads them: when, by whom, between whom, the detour, and what else changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rich.console import Console
from rich.text import Text

from routing.cli.view import add_columns, plain_table
from routing.cli.words import Words
from routing.domain.ids import CustomerId
from routing.recommendation import DayOffer, TimeOffer
from routing.recommendation.words import changes
from routing.status import Level
from routing.units import MINUTE_S, clock_text

__all__ = ["show_offers"]


def show_offers(
    console: Console,
    words: Words,
    customer_id: CustomerId,
    offers: Sequence[TimeOffer | DayOffer],
    *,
    by: date | None,
    why_none: tuple[str, str] | None = None,
) -> None:
    """Print offers, the recommended one first and marked.

    Parameters
    ----------
    by
        The deadline of the visit, None for an appointment.
    why_none
        Why there is no offer, in English and Chinese.
    """
    title = words("times for an appointment")
    if by is not None:
        title = f"{words('days for a visit')}  {words('owed by')} {by}"
    console.print(Text(f"{customer_id}  {title}", style="bold"))
    if not offers:
        console.print(
            words("No day takes the visit in with at most one stop giving way.")
            if why_none is None
            else words.either(*why_none),
            soft_wrap=True,
            markup=False,
            highlight=False,
        )
        return
    clock = words("agreed for") if by is None else words("start")
    table = plain_table()
    add_columns(table, "", words("day"), clock, words("manager"))
    add_columns(table, words("travel"), justify="right")
    table.add_column(words("between, and what else changes"), overflow="fold")
    has_best = _is_good(offers[0])
    for number, offer in enumerate(offers):
        is_best = has_best and number == 0
        table.add_row(
            "*" if is_best else "",
            f"{offer.day} {words(f'{offer.day:%A}')}",
            clock_text(offer.at_s if isinstance(offer, TimeOffer) else offer.start_s),
            offer.manager_id,
            f"{round(offer.cost[Level.COST] / MINUTE_S):+d} {words('min')}",
            "\n".join([_between(words, offer), *_what_else(words, offer)]),
            style="bold green" if is_best else "",
        )
    console.print(table)
    if has_best:
        console.print(Text(f"* {words('recommended')}", style="dim"))


def _is_good(offer: TimeOffer | DayOffer) -> bool:
    return isinstance(offer, TimeOffer) or offer.in_time


def _what_else(words: Words, offer: TimeOffer | DayOffer) -> list[str]:
    late = [] if _is_good(offer) else [words("too late")]
    told = [*late, *(words.either(*change) for change in changes(offer))]
    # Of a plan of one day the ids of visits repeat the day.
    return [one.replace(f"@{offer.day}", "") for one in told]


def _between(words: Words, offer: TimeOffer | DayOffer) -> str:
    """Return the customers before and after."""
    if offer.after is None and offer.before is None:
        return words("the only visit of the day")
    ids = ("-" if one is None else one.partition("@")[0] for one in (offer.after, offer.before))
    return " → ".join(ids)
