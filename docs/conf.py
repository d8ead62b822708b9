"""How the site of the documentation is built: `sphinx-build docs build/docs`, without a network."""

from __future__ import annotations

import re
from importlib.metadata import version as version_of
from types import GenericAlias
from typing import TYPE_CHECKING

import jupytext

import routing

if TYPE_CHECKING:
    from docutils.nodes import Element
    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

project = "routing"
author = "routing contributors"
project_copyright = "routing contributors, MIT licence"
version = release = version_of("routing")

extensions = ["myst_parser", "sphinx.ext.autodoc", "numpydoc"]
source_suffix = {".md": "markdown", ".py": "markdown"}
exclude_patterns = ["conf.py"]

# Pages are read in the repository too, so their links are relative and their headings have GitHub's anchors.
myst_heading_anchors = 4

html_theme = "furo"
html_title = "routing"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sphinx = False
pygments_style = "friendly"
pygments_dark_style = "github-dark"

autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
autodoc_typehints = "signature"
autodoc_type_aliases = {"Figure": "matplotlib.figure.Figure"}  # imported by whoever draws one
python_maximum_signature_line_length = 88
default_role = (
    "py:obj"  # single backticks in a docstring: a link where it is a name of these pages, else code
)
numpydoc_show_class_members = False

# A reference that leads nowhere is a fault. What other libraries own is not in this site.
nitpicky = True
nitpick_ignore_regex = [
    (
        "py:obj",
        ".*",
    ),  # what stands in single backticks may be a parameter, or a module without a page
    ("py:class", r"(collections\.abc|datetime|matplotlib|numpy|nx|pathlib)\..*"),
    ("py:class", r"routing\.documents\.document\.Document"),  # a type variable
]

_PAGE_OF = {
    "CONTRIBUTING.md": "developers/contributing.md",
    "CHANGELOG.md": "changelog.md",
    "data/README.md": "sample-territories.md",
}
"""Documents beside `docs`, and the pages of the site that show them."""


def _lead_to_pages(_app: Sphinx, docname: str, source: list[str]) -> None:
    """Turns links that leave `docs` for a document into links to the page that shows it."""
    up = "../" * docname.count("/")
    for document, page in _PAGE_OF.items():
        link = rf"\]\(../{re.escape(up)}{re.escape(document)}(?=[)#])"
        source[0] = re.sub(link, f"]({up}{page}", source[0])


def _read_script(app: Sphinx, docname: str, source: list[str]) -> None:
    """Turns a script into a page: a notebook by its cells, run elsewhere (by the tests), an example as it stands."""
    if app.env.doc2path(docname).suffix != ".py":
        return
    if docname.startswith("notebooks/"):
        notebook = jupytext.reads(source[0], fmt="py:percent")
        notebook.metadata = {}
        source[0] = jupytext.writes(notebook, fmt="md")
    else:
        source[0] = f"# `{docname}.py`\n\n````python\n{source[0]}````\n"


def _sign_alias(*event: object) -> tuple[object, object] | None:
    """Returns the signature of a type alias as it is: numpydoc would read it out of the docstring of `tuple`."""
    _, _, _, value, _, signature, returned = event
    return (signature, returned) if isinstance(value, GenericAlias) else None


def _find_by_other_name(
    app: Sphinx, env: BuildEnvironment, node: pending_xref, content: Element
) -> Element | None:
    """Returns the link to a public name by its module, or to a type that is no class, such as an id."""
    if node.get("refdomain") != "py":
        return None
    target = node["reftarget"]
    last = target.rpartition(".")[2]
    name = f"routing.{last}" if last in routing.__all__ else target
    python = env.domains.python_domain
    return python.resolve_xref(env, node["refdoc"], app.builder, "obj", name, node, content)


def setup(app: Sphinx) -> None:
    """Connects what is done to pages, and to what they take from the code, before they are read."""
    app.connect("autodoc-process-signature", _sign_alias, priority=100)
    app.connect("missing-reference", _find_by_other_name)
    app.connect("source-read", _read_script)
    app.connect("source-read", _lead_to_pages)
