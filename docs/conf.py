"""How the site of the documentation is built: `sphinx-build docs build/docs`, without a network."""

from __future__ import annotations

import re
from importlib.metadata import version as version_of
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

project = "routing"
author = "routing contributors"
project_copyright = "routing contributors, MIT licence"
version = release = version_of("routing")

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["examples"]

# Pages are read in the repository too, so their links are relative and their headings have GitHub's anchors.
myst_heading_anchors = 4

html_theme = "furo"
html_title = "routing"
html_copy_source = False
html_show_sphinx = False
pygments_style = "friendly"
pygments_dark_style = "github-dark"

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
napoleon_google_docstring = False

# A reference that leads nowhere is a fault. What other libraries own is not in this site.
nitpicky = True

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


def setup(app: Sphinx) -> None:
    """Connects what is done to pages before they are read."""
    app.connect("source-read", _lead_to_pages)
