"""A plan as one page of HTML.

All that is bound to data is laid out here and escaped by the template; the script of the page only shows and hides,
so that the page says the same without it, on paper, and to whoever reads it by ear.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import date
from importlib.resources import files
from typing import TYPE_CHECKING

from routing.build_request import places
from routing.domain.calendar import WorkCalendar
from routing.domain.customer import Point
from routing.domain.ids import PlaceId
from routing.domain.territory import Territory
from routing.errors import ExtraMissing
from routing.outputs.page.area_map import area_map
from routing.outputs.page.change_list import change_list
from routing.outputs.page.day_grid import CLASSES, day_grid
from routing.outputs.page.day_tables import day_tables
from routing.outputs.page.figures import figures, how_made, levels
from routing.outputs.page.left_out import left_out
from routing.outputs.page.shown import Shown
from routing.outputs.page.time_chart import time_chart
from routing.outputs.page.words import PageWords
from routing.outputs.people import People
from routing.outputs.text import one_line
from routing.outputs.why import why_visited
from routing.plan import Plan
from routing.plan_chain import Change, Difference, PlanRecord
from routing.request import PlanRequest
from routing.terms import Language
from routing.travel.road_network import RoadNetwork

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

__all__ = ["ensure_installed", "plan_page"]

_DATE = re.compile(r"(?<![\d-])\d{4}-\d\d-\d\d(?![\d-])", re.ASCII)
_NOT_IN_A_PAGE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Controls, halves of characters and what is no character: HTML takes none of them."""


def plan_page(  # noqa: PLR0913 - each is something more to tell
    plan: Plan | PlanRecord,
    territory: Territory | None = None,
    *,
    request: PlanRequest | None = None,
    network: RoadNetwork | None = None,
    changes: Iterable[Change | Difference] | None = None,
    calendar: WorkCalendar | None = None,
    elsewhere: Mapping[PlaceId, Point] | None = None,
    names: bool = True,
    language: Language = Language.ZH,
) -> str:
    """Return a plan as one page of HTML that asks for nothing from anywhere: no script, style, font or tile.

    It shows key figures, a calendar by class, a map, a time chart, a table for each day, what was left out and why,
    what changes, and the objective. Every figure is the plan's own. Save it in UTF-8.

    Parameters
    ----------
    plan
        A plan, or its record, which tells its days and where it stands in its life.
    territory
        Where everybody is, names and classes; visits on record are marked. Without it there is no map.
    request
        What was asked for: tells working hours, the reserve, days opened and the floor, and with the territory why
        each visit is made.
    network
        The roads to draw; routes follow them. Without it they are straight lines on empty ground.
    changes
        What the plan changes of the one before it; None: there is none.
    calendar
        Names the holidays among its days, and the weekends that are worked.
    elsewhere
        Places of the plan that are not the territory's: where somebody is on the road.
    names
        Whether names stand beside the ids (R24).
    language
        Of words and reasons.

    Raises
    ------
    ExtraMissing
        If Jinja is not installed.

    References
    ----------
    R24: the page asks for nothing from anywhere, and says so to the browser (CSP level 3).

    Examples
    --------
    >>> from datetime import date
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from routing import Geodesic, Limits, china_calendar, load_policy, plan_day, plan_page, read_territory
    >>> territory, _ = read_territory("data/country-80")
    >>> policy, calendar = load_policy("classified"), china_calendar(2026, 2027)
    >>> monday, limits = date(2026, 11, 2), Limits(iterations=100)
    >>> plan = plan_day(territory, policy, calendar, Geodesic(), monday, limits=limits)
    >>> page = plan_page(plan, territory, names=False)
    >>> all(stop.customer_id in page for stop in plan.routes[0].stops)
    True
    >>> with TemporaryDirectory() as folder:
    ...     Path(folder, "monday.html").write_text(page, encoding="utf-8") == len(page)
    True
    """
    environment = _environment()
    record = plan if isinstance(plan, PlanRecord) else None
    made = plan.plan if isinstance(plan, PlanRecord) else plan
    words = PageWords(language)
    history = () if territory is None else territory.history
    shown = Shown.of(
        made,
        People.of(territory, names=names),
        words,
        request,
        {} if territory is None or request is None else why_visited(territory, request, made),
        frozenset((one.customer_id, one.day) for one in history if one.done),
    )
    span = _span(shown, record)
    script, style = _own("page.js"), _own("page.css")
    page = environment.get_template("page.html").render(
        shown=shown,
        words=words,
        language="zh-CN" if language is Language.ZH else "en",
        script=script,
        style=style,
        policy=f"default-src 'none'; script-src {_digest(script)}; style-src {_digest(style)}; "
        "base-uri 'none'; form-action 'none'",
        title=_title(shown, record, span),
        facts=_facts(shown, record),
        figures=figures(shown),
        grid=None if span is None or span[0] == span[1] else day_grid(shown, *span, calendar),
        days=[
            (day.isoformat(), words.day(day)) for day in sorted({one.day for one in shown.routes})
        ],
        map=None
        if territory is None
        else area_map(shown, {**places(territory), **(elsewhere or {})}, network),
        chart=time_chart(shown),
        tables=day_tables(shown),
        left_out=left_out(shown),
        changes=None if changes is None else change_list(shown, changes),
        levels=levels(shown),
        how_made=how_made(shown),
        classes=CLASSES,
        managers=_managers(shown),
    )
    return _NOT_IN_A_PAGE.sub("\N{REPLACEMENT CHARACTER}", page)


def ensure_installed() -> None:
    """Return if a page can be made; for those who would make one after long work.

    Raises
    ------
    ExtraMissing
        If Jinja is not installed.
    """
    _environment()


def _environment() -> Environment:
    """Return what fills the templates: whatever it puts in is escaped, and what is not there is an error."""
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined
    except ImportError:
        raise ExtraMissing("Writing plan pages needs Jinja: pip install 'routing[page]'") from None
    environment = Environment(
        loader=PackageLoader(__package__),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["whole_dates"] = _whole_dates
    return environment


def _whole_dates(text: str) -> Markup:
    """Return a text, escaped, whose dates are not broken at the ends of lines."""
    from markupsafe import Markup, escape

    return Markup(_DATE.sub(r'<span class="whole">\g<0></span>', str(escape(text))))  # noqa: S704 - escaped


def _own(name: str) -> str:
    """Return a file of the page itself, which holds no data and goes in as it is."""
    from markupsafe import Markup

    text = (files(__package__) / "templates" / name).read_text(encoding="utf-8")
    return Markup(text)  # noqa: S704 - it stands in this package


def _digest(text: str) -> str:
    """Return what a content security policy calls a text that may run (CSP level 3, section 2.3.1)."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _span(shown: Shown, record: PlanRecord | None) -> tuple[date, date] | None:
    """Return the first and the last day of the plan, None if it has none."""
    if record is not None:
        return record.first, record.last
    days = [route.day for route in shown.routes] + [
        shift.day for shift in shown.shifts.values() if not shift.is_extra
    ]
    return (min(days), max(days)) if days else None


def _title(shown: Shown, record: PlanRecord | None, span: tuple[date, date] | None) -> str:
    words = shown.words
    kind = words("visit plan") if record is None else words(f"{record.plan_kind} plan")
    if span is None:
        when = words("no days")
    elif span[0] == span[1]:
        when = f"{span[0]} {words.weekday(span[0])}"
    else:
        when = f"{span[0]} {words('to')} {span[1]}"
    return f"{kind} {one_line(shown.plan.territory_id)} {when}"


def _facts(shown: Shown, record: PlanRecord | None) -> tuple[str, ...]:
    """Return what else a reader has to know first: whose plan it is and how far it is."""
    managers = tuple(title for _, title in _managers(shown))
    if record is None:
        return managers
    words = shown.words
    return (
        *managers,
        f"{words(record.state)} · {record.id}",
        f"{words('made at')} {record.made_at:%Y-%m-%d %H:%M}",
    )


def _managers(shown: Shown) -> list[tuple[str, str]]:
    """Return the account managers of the plan, with how they are called."""
    ids = sorted({route.manager_id for route in shown.routes})
    return [(one, shown.people.manager(one)) for one in ids]
