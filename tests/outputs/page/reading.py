"""A page read without a browser: its elements in order, each with its attributes and its text."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

__all__ = ["Element", "read"]

VOID = {"meta", "br", "img", "link", "input"}


@dataclass
class Element:
    """An element; `text` is that of all it holds."""

    tag: str
    attributes: dict[str, str]
    parts: list[str] = field(default_factory=list)
    inside: list[Element] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Text of the element and of all in it, parts and words a space apart."""
        return " ".join(" ".join(self.parts).split())

    @property
    def classes(self) -> set[str]:
        """Classes of the element."""
        return set(self.attributes.get("class", "").split())

    def all(self, tag: str, **wanted: str) -> list[Element]:
        """Return the elements in it of a tag that have the attributes; ``_`` in their names stands for ``-``."""
        asked = {name.replace("_", "-"): value for name, value in wanted.items()}
        return [
            one for one in self.inside if one.tag == tag and asked.items() <= one.attributes.items()
        ]

    def one(self, tag: str, **wanted: str) -> Element:
        """Return the only such element."""
        (found,) = self.all(tag, **wanted)
        return found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"{tag} has an attribute twice: {names}"
        element = Element(tag, {name: value or "" for name, value in attrs})
        for one in self.open:
            one.inside.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        for one in self.open:
            one.parts.append(data)


def read(page: str) -> Element:
    """Return the whole page; every element in it is closed where it should be."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == [reader.root]
    return reader.root
