"""Saved pages, byte for byte as served, each with the item that a reader makes of it.

tests/cases/KIND/WHAT IS SPECIAL/: ``page.html`` (bytes), ``page.json`` (url, status, headers) and
``expected.json``: fields of the item, written from reading the page, or {"refused": reason}.
Pages below ``portals`` are of foreign hosts.
"""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from wangcheng_spider.pages import Page, PageError, read_article
from wangcheng_spider.sites import load
from wangcheng_spider.text.clean import clean_article

CASES = Path(__file__).parent / "cases"
FOLDERS = sorted(path.parent for path in CASES.rglob("page.json"))
CORE = {"layout", "headline", "date_published", "source", "authors", "editors", "article_body"}
FETCHED = "2026-01-02T03:04:05Z"


def read_case(folder: Path) -> dict[str, Any]:
    """The item of a case's page as JSON has it, or its refusal."""
    served = json.loads((folder / "page.json").read_text())
    body = (folder / "page.html").read_bytes()
    page = Page(served["url"], body, served["status"], served["headers"], FETCHED)
    try:
        is_foreign = folder.parent.name == "portals"
        article = read_article(page, load("wcxww"), any_host=is_foreign)
    except PageError as error:
        return {"refused": error.reason}
    return asdict(clean_article(article))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f.relative_to(CASES).as_posix())
def test_case(folder: Path) -> None:
    want = json.loads((folder / "expected.json").read_text())
    assert set(want) == {"refused"} or set(want) >= CORE
    got = read_case(folder)
    assert {name: got.get(name) for name in want} == want


def test_no_draft_passes_for_a_case() -> None:
    drafts = [path.parent.relative_to(CASES).as_posix() for path in CASES.rglob("draft.json")]
    assert drafts == [], "read them against their pages, then rename them to expected.json"


def test_there_are_cases_of_every_kind() -> None:
    kinds = {folder.parent.name for folder in FOLDERS}
    assert kinds == {"layouts", "portals", "bytes", "refused"}
    assert len(FOLDERS) >= 35
