"""Letters for the texts of a figure: Chinese where a font of this machine has it, nothing that no font has."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from routing.terms import Language

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["legible", "letter", "readable"]

_FONTS = (
    # Linux
    *("notosanscjk-regular.ttc", "notosanscjksc-regular.otf", "notosanssc-regular.otf"),
    *("sourcehansanssc-regular.otf", "sourcehansanscn-regular.otf"),
    *("wqy-microhei.ttc", "wqy-zenhei.ttc", "droidsansfallbackfull.ttf"),
    # Windows
    *("msyh.ttc", "msyh.ttf", "deng.ttf", "simhei.ttf", "simsun.ttc"),
    # macOS
    *("pingfang.ttc", "hiragino sans gb.ttc", "stheiti light.ttc", "stheiti medium.ttc"),
)
"""Files of fonts with Chinese, as systems bring them; the first one found is taken."""
_CHINESE = "访"
_UNKNOWN = "?"


def readable(language: Language) -> Language:
    """Return the language, English where no font of this machine has the Chinese for it."""
    if language is Language.ZH and not (_has(_default_font(), _CHINESE) or _chinese_font()):
        return Language.EN
    return language


def legible(text: str) -> str:
    """Return a text with a question mark for each character that no font has: matplotlib would warn at each drawing."""
    font = _font_for(text)
    return "".join(one if _has(font, one) else _UNKNOWN for one in text)


def letter(figure: Figure) -> Figure:
    """Return the figure with a font for each text that has its letters; a dollar is a dollar, and begins no formula."""
    from matplotlib.text import Text

    for text in figure.findobj(Text):
        text.set_parse_math(False)
        properties = text.get_fontproperties().copy()
        properties.set_file(_font_for(text.get_text()))
        text.set_fontproperties(properties)
    return figure


def _font_for(text: str) -> str:
    """Return the default font, or one with Chinese where the default one lacks letters and there is another."""
    font = _default_font()
    return font if _has(font, text) else _chinese_font() or font


def _default_font() -> str:
    from matplotlib.font_manager import FontProperties, findfont

    return findfont(FontProperties())


def _chinese_font() -> str | None:
    """Return the file of a font with Chinese, None where this machine has none that is known."""
    from matplotlib.font_manager import findSystemFonts

    # Files, and not matplotlib's list of fonts: that one is kept on disk, and does not know what came later.
    found = {Path(path).name.lower(): path for path in sorted(findSystemFonts())}
    return next((found[name] for name in _FONTS if name in found), None)


def _has(font: str, text: str) -> bool:
    """Return whether a font has all characters of a text that leave ink."""
    from matplotlib.font_manager import get_font

    face = get_font(font)
    return all(one.isspace() or face.get_char_index(ord(one)) for one in text)
