"""Offers in words: when, by whom, between whom, what it costs and what else changes, in English and Chinese."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from routing.reasons import beside_travel, price
from routing.recommendation.offer import DayOffer, Offer, TimeOffer
from routing.units import clock_text

__all__ = ["changes", "told"]

AnyOffer = TypeVar("AnyOffer", TimeOffer, DayOffer)


def told(offer: AnyOffer) -> AnyOffer:
    """Return an offer with its sentences."""
    sentences = [*_where(offer), price(offer.cost)]
    for text, text_zh in _of_others(offer):
        sentences.append((f"{text[0].upper()}{text[1:]}.", f"{text_zh}。"))
    return replace(
        offer,
        text=" ".join(text for text, _ in sentences),
        text_zh="".join(text_zh for _, text_zh in sentences),
    )


def _where(offer: TimeOffer | DayOffer) -> Iterator[tuple[str, str]]:
    """Yield when, by whom and between whom, and whether that is in time."""
    clock = clock_text(offer.at_s if isinstance(offer, TimeOffer) else offer.start_s)
    place, place_zh = _neighbours(offer)
    yield (
        f"{offer.day} {clock} by {offer.manager_id}, {place}.",
        f"{offer.day} {clock}由{offer.manager_id}拜访，{place_zh}。",
    )
    if isinstance(offer, DayOffer):
        if offer.opens_day:
            yield "The day is opened for it.", "须加开该日。"
        if not offer.in_time:
            yield "That is too late.", "已逾期。"


def _neighbours(offer: Offer) -> tuple[str, str]:
    """Return between which visits of the route it stands."""
    if offer.after is None and offer.before is None:
        return "the only visit of the day", "为当日唯一拜访"
    if offer.after is None:
        return f"first, before {offer.before}", f"当日首访，其后为{offer.before}"
    if offer.before is None:
        return f"last, after {offer.after}", f"当日末访，其前为{offer.after}"
    return f"between {offer.after} and {offer.before}", f"在{offer.after}与{offer.before}之间"


def changes(offer: Offer) -> list[tuple[str, str]]:
    """Return what else an offer changes, beside travel and wishes; maybe nothing."""
    return [*beside_travel(offer.cost), *_of_others(offer)]


def _of_others(offer: Offer) -> Iterator[tuple[str, str]]:
    """Yield what becomes of the customer's other days, and who gives way."""
    if offer.gives_up:
        days, days_zh = _listed(offer.gives_up)
        yield f"in place of {days}", f"取代{days_zh}的拜访"
    if offer.adds:
        days, days_zh = _listed(offer.adds)
        yield f"visited on {days} too", f"另于{days_zh}拜访"
    as_planned = [day for day in offer.nearby if day not in offer.adds]
    if as_planned:
        days, days_zh = _listed(as_planned)
        yield f"visited on {days} as planned", f"{days_zh}仍按计划拜访"
    lost = [one for one in offer.displaces if one not in offer.phones]
    if lost:
        names, names_zh = _listed(lost)
        yield f"gives way: {names}", f"须让出{names_zh}"
    if offer.phones:
        names, names_zh = _listed(offer.phones)
        yield f"phoned: {names}", f"电话联系{names_zh}"


def _listed(parts: Sequence[object]) -> tuple[str, str]:
    return " and ".join(map(str, parts)), "、".join(map(str, parts))
