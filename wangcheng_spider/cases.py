"""A page as a test case: its bytes and headers as served, and a draft of what a reader makes of it.

The draft is what the program reads today. It proves nothing until somebody has read each value
against the page; so it has a name of its own, which the tests refuse.
"""

import json
import re
from dataclasses import asdict
from pathlib import Path
from typing import Any

from .errors import WangchengError
from .files import fill_aside
from .pages import Page, PageError, read_article
from .sites import Site
from .text.clean import clean_article
from .urls import read_address

NOTE = (
    "written by the program, so it proves nothing: read every value against page.html, put right"
    " what is wrong, delete this line, rename the file to expected.json"
)
ALWAYS = (
    *("layout", "view", "url", "content_id", "headline", "date_published", "date_source"),
    *("source", "authors", "editors", "article_body", "images"),
)
IF_ANY = ("credits", "videos", "attachments", "links", "next_url", "restored")
"""Fields of a draft, and those that it has only where they hold something."""


class CaseError(WangchengError):
    """A case that can't be added; the text says why."""


def draft_expected(page: Page, site: Site) -> dict[str, Any]:
    """Fields of the item that is read from a page, or why it is refused; the note comes first."""
    is_foreign = read_address(page.url, site).kind == "foreign"
    try:
        article = asdict(clean_article(read_article(page, site, any_host=is_foreign)))
    except PageError as error:
        return {"draft": NOTE, "refused": error.reason}
    named = {name: article[name] for name in ALWAYS}
    return {"draft": NOTE, **named, **{name: article[name] for name in IF_ANY if article[name]}}


def kind_of(page: Page, site: Site, draft: dict[str, Any]) -> str:
    """The folder below tests/cases that a case belongs to."""
    if "refused" in draft:
        return "refused"
    return "portals" if read_address(page.url, site).kind == "foreign" else "layouts"


def name_of(page: Page, site: Site) -> str:
    """A name until somebody says what is special about the page."""
    content_id = read_address(page.url, site).content_id
    return content_id or re.sub(r"\W+", "-", page.url.partition("://")[2]).strip("-")[:60]


def add_case(folder: Path, page: Page, draft: dict[str, Any]) -> None:
    """Write page.html, page.json and draft.json into a new folder, whole or not at all.

    Raises CaseError where the folder is there already, OSError where it can't be written.
    """
    if folder.exists():
        raise CaseError(f"{folder} is there already: give another --name")
    with fill_aside(folder) as aside:
        save_page(aside, page)
        _write_table(aside / "draft.json", draft)


def save_page(folder: Path, page: Page) -> None:
    """Write a page as served: page.html (bytes), page.json (address, status, headers). OSError."""
    (folder / "page.html").write_bytes(page.body)
    served = {"url": page.url, "status": page.status, "headers": page.headers}
    _write_table(folder / "page.json", served)


def _write_table(path: Path, table: dict[str, Any]) -> None:
    path.write_text(json.dumps(table, ensure_ascii=False, indent=2) + "\n", "utf-8")
