"""Where policies come from: the presets of the package and TOML files of the user, which may extend them."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from routing.domain.policy import POLICY_FORMAT, Policy
from routing.domain.toml_document import read_toml, read_value
from routing.errors import InputError, Issue

__all__ = ["load_policy", "preset_names"]

_PRESETS = files("routing.domain") / "presets"
_SUFFIX = ".toml"


def preset_names() -> tuple[str, ...]:
    """Return the names of the presets, in alphabetical order.

    Examples
    --------
    >>> preset_names()
    ('classified', 'route-standard')
    """
    names = (entry.name for entry in _PRESETS.iterdir())
    return tuple(sorted(name.removesuffix(_SUFFIX) for name in names if name.endswith(_SUFFIX)))


def load_policy(source: str | Path) -> Policy:
    r"""Return a policy, by the name of a preset or from a TOML file.

    A file may say ``extends = "classified"`` (a preset, or a file beside it) and then states only what differs; a list
    replaces the list that it extends.

    Parameters
    ----------
    source
        ``"classified"`` (R1-R9), ``"route-standard"`` (R10-R12), or a path: any `Path`, or text that ends in ``.toml``.

    Raises
    ------
    InputError
        With every fault of the document: a name or a key that is unknown, a value of another type or out of its
        range, terms that contradict each other.

    References
    ----------
    R1-R12: the two presets state the two standards, which disagree on cadence and on visits a day.

    Examples
    --------
    >>> from routing import load_policy
    >>> [(load_policy(name).visits.floor, load_policy(name).visits.max) for name in ("classified", "route-standard")]
    [(15, 30), (10, 15)]

    A file of one's own states what differs:

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> text = 'format = "routing-policy/1"\nextends = "classified"\nname = "ours"\n[visits]\nfloor = 12\n'
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "ours.toml")
    ...     _ = path.write_text(text, encoding="utf-8")
    ...     policy = load_policy(path)
    >>> policy.name, policy.visits.floor, policy.visits.max
    ('ours', 12, 30)
    """
    place = f"policy {Path(source).name if _is_path(source) else source}"
    document = _document(source, base=Path(), place=place, seen=())
    return read_value(Policy, document, place=place, format_name=POLICY_FORMAT)


def _is_path(source: str | Path) -> bool:
    return isinstance(source, Path) or source.endswith(_SUFFIX)


def _document(
    source: str | Path, *, base: Path, place: str, seen: tuple[str, ...]
) -> dict[str, Any]:
    if _is_path(source):
        path = base / source
        key = str(path.resolve())
        document = None if key in seen else read_toml(path, place=place)
    else:
        path, key = base, str(source)
        document = None if key in seen else _preset(key, place=place)
    if document is None:
        raise InputError([_endless(place, str(source))])
    parent = document.pop("extends", None)
    if parent is None:
        return document
    if not isinstance(parent, str):
        raise InputError([_not_a_name(place, parent)])
    folder = path.parent if _is_path(source) else base
    document.setdefault("format", "")  # each file states its own; none inherits it
    inherited = _document(parent, base=folder, place=place, seen=(*seen, key))
    return _merged(inherited, document)


def _preset(name: str, *, place: str) -> dict[str, Any]:
    if name not in preset_names():
        known = ", ".join(preset_names())
        raise InputError(
            [
                Issue(
                    code="unknown-policy",
                    place=place,
                    value=name,
                    message="There is no preset of this name.",
                    remedy=f"Use one of {known}, or the path of a file that ends in {_SUFFIX}.",
                )
            ]
        )
    with as_file(_PRESETS / f"{name}{_SUFFIX}") as path:
        return read_toml(path, place=place)


def _merged(inherited: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(inherited)
    for key, value in own.items():
        below = merged.get(key)
        if isinstance(value, Mapping) and isinstance(below, Mapping):
            merged[key] = _merged(below, value)
        else:
            merged[key] = value
    return merged


def _endless(place: str, name: str) -> Issue:
    return Issue(
        code="extends-itself",
        place=f"{place}, extends",
        value=name,
        message="The policy extends itself.",
        remedy="Extend a preset instead.",
    )


def _not_a_name(place: str, value: object) -> Issue:
    return Issue(
        code="wrong-type",
        place=f"{place}, extends",
        value=str(value),
        message="This must be the name of a preset or the path of a file.",
        remedy='Write for example: extends = "classified".',
    )
