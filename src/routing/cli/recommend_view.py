"""Offers as a planner on the telephone reads them: when, by whom, between whom, the detour, and what else changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rich.console import Console
from rich.text import Text

from routing.cli.view import add_columns, plain_table
from routing.cli.words import Words
from routing.domain.ids import CustomerId, VisitId
from routing.recommendation import DayOffer, TimeOffer
from routing.recommendation.words import besides
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
) -> None:
    """Print offers, the recommended one first and marked.

    Parameters
    ----------
    by
        The deadline of the visit, None for an appointment.
    """
    title = words("times for an appointment")
    if by is not None:
        title = f"{words('days for a visit')}  {words('owed by')} {by}"
    console.print(Text(f"{customer_id}  {title}", style="bold"))
    if not offers:
        console.print(
            words("No time can be kept on these days.")
            if by is None
            else words("No day of the plan takes the visit in.")
        )
        return
    table = plain_table()
    clock = words("agreed for") if by is None else words("start")
    add_columns(table, "", words("day"), clock, words("account manager"), words("between"))
    add_columns(table, words("travel"), justify="right")
    table.add_column(words("what else changes"), overflow="fold")
    for number, offer in enumerate(offers):
        style = "bold green" if number == 0 and _is_good(offer) else ""
        table.add_row(
            words("recommended") if style else "",
            f"{offer.day} {words(f'{offer.day:%A}')}",
            clock_text(offer.at_s if isinstance(offer, TimeOffer) else offer.start_s),
            offer.manager_id,
            f"{_customer(offer.after)} → {_customer(offer.before)}",
            f"{round(offer.cost[Level.COST] / MINUTE_S):+d} {words('min')}",
            _what_else(words, offer),
            style=style,
        )
    console.print(table)


def _is_good(offer: TimeOffer | DayOffer) -> bool:
    return isinstance(offer, TimeOffer) or offer.in_time


def _what_else(words: Words, offer: TimeOffer | DayOffer) -> str:
    told = words.either(*besides(offer))
    return told if _is_good(offer) else f"{words('too late')}; {told}".removesuffix("; ")


def _customer(visit_id: VisitId | None) -> str:
    """Return whose visit it is: of a plan of one day the visit's id repeats the day."""
    return "-" if visit_id is None else visit_id.partition("@")[0]
