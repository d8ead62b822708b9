"""How the site of the documentation is built: `sphinx-build docs build/docs`, without a network."""

from __future__ import annotations

import re
from importlib.metadata import version as version_of
from types import GenericAlias
from typing import TYPE_CHECKING

import jupytext

if TYPE_CHECKING:
    from sphinx.application import Sphinx

project = "routing"
author = "routing contributors"
project_copyright = "routing contributors, MIT licence"
version = release = version_of("routing")

extensions = ["myst_parser", "sphinx.ext.autodoc", "numpydoc"]
source_suffix = {".md": "markdown", ".py": "markdown"}  # notebooks are percent scripts
exclude_patterns = ["conf.py", "drawings.py", "examples"]

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
autodoc_typehints = "signature"
default_role = "code"  # what stands in single backticks in a docstring
numpydoc_show_class_members = False

# A reference that leads nowhere is a fault. What other libraries own is not in this site.
nitpicky = True
nitpick_ignore_regex = [("py:.*", ".*")]  # types in signatures

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


def _read_notebook(app: Sphinx, docname: str, source: list[str]) -> None:
    """Turns a notebook, which is a script, into a page: its cells as blocks, run elsewhere (by the tests)."""
    if app.env.doc2path(docname).suffix == ".py":
        notebook = jupytext.reads(source[0], fmt="py:percent")
        notebook.metadata = {}
        source[0] = jupytext.writes(notebook, fmt="md")


def _sign_alias(*event: object) -> tuple[object, object] | None:
    """Returns the signature of a type alias as it is: numpydoc would read it out of the docstring of `tuple`."""
    _, _, _, value, _, signature, returned = event
    return (signature, returned) if isinstance(value, GenericAlias) else None


def setup(app: Sphinx) -> None:
    """Connects what is done to pages, and to what they take from the code, before they are read."""
    app.connect("autodoc-process-signature", _sign_alias, priority=100)
    app.connect("source-read", _read_notebook)
    app.connect("source-read", _lead_to_pages)
