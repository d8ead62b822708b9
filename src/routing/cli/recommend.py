"""``routing recommend``: which time to agree with a customer, and on which day to make a visit that cannot wait."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

import click

from routing.cli.documents import plan_documents, read_plan_documents
from routing.cli.exit_codes import ExitCode
from routing.cli.plan_options import date_option, language_option, standard_options
from routing.cli.words import Language, Words
from routing.units import seconds_after_midnight

if TYPE_CHECKING:
    from routing.domain.calendar import WorkCalendar
    from routing.domain.ids import CustomerId
    from routing.domain.policy import Policy
    from routing.domain.policy_terms import AppointmentTerms
    from routing.recommendation import DayOffer, TimeOffer

__all__ = ["recommend_command"]


class _Within(TypedDict):
    """What narrows the times to offer."""

    first: date | None
    last: date | None
    not_before_s: int | None
    instead_of: date | None
    terms: AppointmentTerms


@click.command("recommend", short_help="Offer times and days for a visit (推荐拜访时间).")
@plan_documents
@click.option("--customer", required=True, metavar="ID", help="Customer to visit.")
@date_option("--from", "first", "First day to offer.  [default: the plan's first]")
@date_option("--to", "last", "Last day to offer an appointment on.  [default: the plan's last]")
@click.option(
    "--after",
    type=click.DateTime(["%H:%M"]),
    metavar="HH:MM",
    help="Earliest time of the day that suits the customer.",
)
@date_option("--instead-of", "instead_of", "Day of an appointment that is given up.")
@click.option(
    "--anomaly",
    type=click.DateTime(["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"]),
    metavar="'YYYY-MM-DD HH:MM'",
    help="When an anomaly was reported: offer days for the visit within its deadline (R13), from the next day on "
    "unless --from names another.",
)
@click.option(
    "--kind",
    type=click.Choice(
        ["orders-failed", "complaint", "unusual-order", "irregular-trading", "visit-requested"]
    ),
    default="complaint",
    show_default=True,
    metavar="KIND",
    help="Kind of the anomaly: orders-failed, complaint, unusual-order, irregular-trading or visit-requested.",
)
@date_option("--by", "by", "Offer days for a visit in person that is owed by this day.")
@click.option(
    "--most", type=int, default=5, show_default=True, help="How many offers to make at most."
)
@standard_options
@language_option()
@click.option("--json", "as_json", is_flag=True, help="Print the offers as JSON, nothing else.")
def recommend_command(  # noqa: PLR0913 - one parameter an option
    *,
    plan: Path,
    request: Path,
    matrix: Path,
    customer: CustomerId,
    first: datetime | None,
    last: datetime | None,
    after: datetime | None,
    instead_of: datetime | None,
    anomaly: datetime | None,
    kind: str,
    by: datetime | None,
    most: int,
    policy: str,
    settings: tuple[str, ...],
    calendar: str,
    overrides: Path | None,
    lang: str,
    as_json: bool,
) -> None:
    """Offer the best times for an appointment with a customer (推荐拜访时间).

    PLAN is a plan document of a day, a week or a month; `routing plan` writes all three documents (--out,
    --request-out, --matrix-out). With --anomaly or --by the days are offered on which a visit that cannot wait disturbs
    the plan least.

    The exit code is 1 when nothing can be offered, or no day in time.
    """
    from routing.cli.inputs import calendar_between, policy_from
    from routing.recommendation import recommend_days, recommend_times, why_no_time

    if anomaly is not None and by is not None:
        raise click.UsageError("Give either --anomaly or --by: an anomaly has its own deadline.")
    of_times = {"--to": last, "--after": after, "--instead-of": instead_of}
    given = [name for name, value in of_times.items() if value is not None]
    if given and (anomaly is not None or by is not None):
        raise click.UsageError(f"{given[0]} is for appointments, not with --anomaly or --by.")
    terms = policy_from(policy, settings)
    answer, asked, travel = read_plan_documents(plan, request, matrix)
    offers: tuple[TimeOffer | DayOffer, ...]
    start, deadline = _day(first), _day(by)
    why_none = None
    if anomaly is not None:
        years = anomaly.year - 1, anomaly.year + 1
        worked = calendar_between(calendar, overrides, *years)
        deadline = _deadline(customer, anomaly, kind, terms, worked)
        start = start or min(anomaly.date() + timedelta(days=1), deadline)
    if deadline is not None:
        offers = recommend_days(
            asked, travel, answer, customer, first=start, by=deadline, most=most
        )
        has_found = any(offer.in_time for offer in offers)
    else:
        within = _Within(
            first=start,
            last=_day(last),
            not_before_s=None if after is None else seconds_after_midnight(after.time()),
            instead_of=_day(instead_of),
            terms=terms.appointment,
        )
        offers = recommend_times(asked, travel, answer, customer, most=most, **within)
        has_found = bool(offers)
        if not has_found:
            why_none = why_no_time(asked, travel, answer, customer, **within)
    if as_json:
        shown = {
            "customer_id": customer,
            "by": None if deadline is None else deadline.isoformat(),
            "offers": [_plain(offer) for offer in offers],
            "why_none": why_none and {"text": why_none[0], "text_zh": why_none[1]},
        }
        text = json.dumps(shown, ensure_ascii=False, indent=2) + "\n"
        click.echo(text.encode(), nl=False)
    else:
        from routing.cli.recommend_view import show_offers
        from routing.cli.view import output_console

        words = Words(Language(lang))
        show_offers(output_console(), words, customer, offers, by=deadline, why_none=why_none)
    if not has_found:
        click.get_current_context().exit(ExitCode.FOUND)


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.date()


def _deadline(
    customer: CustomerId, reported_at: datetime, kind: str, policy: Policy, calendar: WorkCalendar
) -> date:
    from routing.demand.deadlines import anomaly_deadline
    from routing.domain.events import Anomaly, AnomalyKind

    told = Anomaly(customer_id=customer, kind=AnomalyKind(kind), reported_at=reported_at)
    return anomaly_deadline(told, policy, calendar)


def _plain(offer: TimeOffer | DayOffer) -> dict[str, object]:
    """Return an offer without the whole question that it changes."""
    from routing.documents.to_plain import to_plain

    return {
        one.name: to_plain(getattr(offer, one.name))
        for one in fields(offer)
        if one.name != "request"
    }
