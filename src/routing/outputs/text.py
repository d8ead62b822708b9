"""Texts that users wrote, such as names, as every format of a plan can hold them."""

from __future__ import annotations

import re

__all__ = ["one_line"]

# Line ends and controls; what turns the direction of all that follows (UAX 9, section 2); halves of characters, which
# no encoding can write; what XML 1.0 (section 2.2) leaves out.
_NOT_IN_A_LINE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]+"
)


def one_line(text: str) -> str:
    r"""Return a text as one line of characters that can be written anywhere.

    Markup, formulas, commas and quotation marks stay: escaping them is each format's own business.

    Examples
    --------
    >>> one_line("Corner shop\r\n<b>open</b>\x00")
    'Corner shop <b>open</b>'
    """
    return _NOT_IN_A_LINE.sub(" ", text).strip()
