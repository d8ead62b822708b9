"""The bridge between the public pair in ids and the private pair in integers; nothing else crosses it."""

from routing.encode.days import levels_of, steps_of_days
from routing.encode.plan import LeftOut, decode, left_out
from routing.encode.problem import encode, encoded_visit, start_windows, with_shift

__all__ = [
    "LeftOut",
    "decode",
    "encode",
    "encoded_visit",
    "left_out",
    "levels_of",
    "start_windows",
    "steps_of_days",
    "with_shift",
]
