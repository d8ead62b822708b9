"""A plan as one page of HTML: map, time chart, tables, calendar and figures, without any request to anywhere."""

from routing.outputs.page.page import ensure_installed, plan_page

__all__ = ["ensure_installed", "plan_page"]
