"""What a plan tells beside its visits, in both languages in which plans are shown."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Note"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What goes with a plan beside its visits: one sentence with its numbers, in English and Chinese; ids only.

    A document may have plain text in its place, as older ones do, which tell it in English only: that is read as both.
    """

    text: str
    text_zh: str

    @classmethod
    def from_text(cls, text: str) -> Note:
        """Return a note that is there in one language only."""
        return cls(text=text, text_zh=text)
