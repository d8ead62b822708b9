"""Units and conventions, in one table.

===============  =========================================================================
quantity         convention
===============  =========================================================================
instant          `datetime.date`, `datetime.time`, `datetime.datetime` in the domain
clock time       whole seconds after local midnight below the domain, name ends in ``_s``
duration         whole seconds, name ends in ``_s``
distance         whole metres, name ends in ``_m``
coordinates      decimal degrees, always by keyword: ``lat=``, ``lon=``
time window      closed interval that bounds the *start* of a visit
weekday          ISO number, Monday 1 to Sunday 7
share, urgency   whole per mille, name ends in ``_permille``
ratio in policy  whole per cent, as the standard states them, name ends in ``_percent``
===============  =========================================================================
"""

from __future__ import annotations

from datetime import time

__all__ = [
    "DAY_S",
    "FULL_PERMILLE",
    "HOUR_S",
    "MINUTE_S",
    "clock_text",
    "clock_time",
    "seconds_after_midnight",
]

MINUTE_S = 60
HOUR_S = 3600
DAY_S = 86_400
FULL_PERMILLE = 1000


def seconds_after_midnight(clock: time) -> int:
    """Return a clock time as whole seconds after midnight.

    Examples
    --------
    >>> seconds_after_midnight(time(8, 30))
    30600
    """
    return clock.hour * HOUR_S + clock.minute * MINUTE_S + clock.second


def clock_time(clock_s: int) -> time:
    """Return seconds after midnight as a clock time.

    Examples
    --------
    >>> clock_time(30659)
    datetime.time(8, 30, 59)
    """
    minutes, seconds = divmod(clock_s, MINUTE_S)
    return time(*divmod(minutes, 60), seconds)


def clock_text(clock_s: int) -> str:
    """Return seconds after midnight as ``HH:MM``, rounded down to the minute.

    Examples
    --------
    >>> clock_text(30659)
    '08:30'
    """
    hours, seconds = divmod(clock_s, HOUR_S)
    return f"{hours:02d}:{seconds // MINUTE_S:02d}"
