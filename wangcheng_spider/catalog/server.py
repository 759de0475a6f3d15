"""The catalogue's pages: read-only, for this machine alone, without a script."""

import logging
import re
import socket
import sqlite3
from collections.abc import Awaitable, Callable
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote

from aiohttp import web
from aiohttp.http import HttpProcessingError

from ..html import render
from ..items import CHANGES, Article
from ..pages.page import Page
from ..report.words import WORDS
from ..wording import count_of
from .differences import compare
from .index import Index
from .search import (
    PAGE_SIZE,
    Search,
    SearchError,
    cut_out,
    find_lines,
    list_choices,
    mark_words,
    read_search,
)
from .shown import show_page

ADDRESS = "127.0.0.1"
OWN = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; "
FRAMED = OWN + "frame-src 'self'; frame-ancestors 'none'; base-uri 'none'"
SAVED = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
"""A saved page is foreign: it may run nothing, load nothing and send nothing."""
SHOWN = SAVED.replace("sandbox", "sandbox allow-top-navigation-by-user-activation")
"""… but for the links that were set by us, once somebody follows one."""

PAGES = ("text/html", "application/xhtml")

logger = logging.getLogger(__name__)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def make_app(index: Index) -> web.Application:
    """The application that serves an index; the caller closes it."""
    desk = Desk(index)
    app = web.Application(middlewares=[guard])
    app.router.add_get("/", desk.search)
    app.router.add_get(r"/article/{site}/{content_id:\d+}", desk.article)
    app.router.add_get(r"/original/{site}/{content_id:\d+}/{revision:\d+}", desk.original)
    app.router.add_get(r"/shown/{site}/{content_id:\d+}/{revision:\d+}", desk.shown)
    app.router.add_get(r"/saved/{site}/{content_id:\d+}/{revision:\d+}", desk.saved)
    return app


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answers only who asked for this machine: a foreign page must not read along by a name of its
    own that leads here.
    """
    host = request.headers.get("Host", "")
    if not re.fullmatch(r"(127\.0\.0\.1|localhost)(:\d+)?", host):
        return web.Response(status=403, text=f"{host} is not this machine\n")
    try:
        response = await handler(request)
    except web.HTTPNotFound:
        response = _page("missing.html", status=404)
    except SearchError as error:
        response = _page("missing.html", status=400, why=str(error))
    except (sqlite3.Error, OSError, ValueError, OverflowError) as error:
        # an index or a file that went away meanwhile; a number that no computer holds
        logger.warning("%s: %s", request.path, error)
        response = _page("missing.html", status=500, why=f"{type(error).__name__}: {error}")
    response.headers.setdefault("Content-Security-Policy", FRAMED)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response


def _page(template: str, *, status: int = 200, **values: Any) -> web.StreamResponse:
    text = render(template, **({"why": None} | values))
    # a line may hold what UTF-8 can't: it is shown as ?
    body = text.encode("utf-8", errors="replace")
    return web.Response(status=status, body=body, content_type="text/html", charset="utf-8")


class Desk:
    """Answers requests out of an index."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._choices = list_choices(index.db)

    async def search(self, request: web.Request) -> web.StreamResponse:
        """Lines that fit what is asked, the newest first."""
        if self._index.update():
            self._choices = list_choices(self._index.db)
        search = read_search(request.query)
        total, hits = find_lines(self._index.db, search)
        rows = [
            (hit, mark_words(hit.headline, search.words), cut_out(hit.body, search.words))
            for hit in hits
        ]
        return _page(
            "search.html",
            search=search,
            total=total,
            rows=rows,
            choices=self._choices,
            changes=CHANGES,
            words=WORDS,
            **_neighbours(search, total),
        )

    async def article(self, request: web.Request) -> web.StreamResponse:
        """An article: its newest text, its revisions, and what changed between them."""
        revisions = self._read(request)
        newest = revisions[-1]
        steps = [(after, compare(before, after)) for before, after in pairwise(revisions)]
        recorded = {one.revision for one in revisions if self._index.original(one)}
        return _page(
            "article.html",
            article=newest,
            first=revisions[0],
            steps=steps[::-1],
            recorded=recorded,
            earliest=self._find(newest.duplicate_of or "", newest.site),
            words=WORDS,
        )

    async def original(self, request: web.Request) -> web.StreamResponse:
        """The saved page that a line was read from, in a frame that holds it captive."""
        article, page = self._read_original(request)
        return _page("original.html", article=article, page=page)

    async def shown(self, request: web.Request) -> web.StreamResponse:
        """The saved page with its links led to what is archived; what is no HTML as it is."""
        article, page = self._read_original(request)
        body = None
        if _kind_of(page).startswith(PAGES):
            body = show_page(page, lambda address: self._find(address, article.site, page.url))
        if body is None:
            return await self.saved(request)
        headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": SHOWN}
        return web.Response(body=body, headers=headers)

    def _find(self, address: str, site: str, near: str = "") -> str | None:
        """The path of the page here of an archived article, by its address."""
        content_id = self._index.find_article(address, site, near)
        return content_id and f"/article/{quote(site)}/{content_id}"

    async def saved(self, request: web.Request) -> web.StreamResponse:
        """The saved page itself, byte for byte."""
        _, page = self._read_original(request)
        kind = _printable(_kind_of(page))
        headers = {"Content-Type": kind, "Content-Security-Policy": SAVED}
        return web.Response(body=page.body, headers=headers)

    def _read(self, request: web.Request) -> list[Article]:
        """All lines of the article that an address names."""
        match = request.match_info
        try:
            revisions = self._index.revisions(match["site"], match["content_id"])
        except (OSError, ValueError, sqlite3.DatabaseError):
            revisions = []
        if not revisions:
            raise web.HTTPNotFound
        return revisions

    def _read_original(self, request: web.Request) -> tuple[Article, Page]:
        number = int(request.match_info["revision"])
        article = next((one for one in self._read(request) if one.revision == number), None)
        page = self._index.original(article) if article else None
        if article is None or page is None:
            raise web.HTTPNotFound
        return article, page


def _neighbours(search: Search, total: int) -> dict[str, Any]:
    """Addresses of the pages of hits before and behind this one."""
    last = -(-total // PAGE_SIZE)
    return {
        "earlier": search.link(search.page + 1) if search.page < last else None,
        "later": search.link(search.page - 1) if search.page > 1 else None,
    }


def _kind_of(page: Page) -> str:
    """The content type that a saved page is shown as: its own where that is a page's, or text."""
    kind = page.headers.get("content-type", "text/html; charset=utf-8").lower()
    is_page = page.kind != "text" and kind.startswith(PAGES)
    return kind if is_page else "text/plain; charset=utf-8"


def _printable(header: str) -> str:
    """A header without what could end it."""
    return "".join(sign for sign in header if sign.isprintable() and sign.isascii())


def _name_error(record: logging.LogRecord) -> bool:
    """A log filter: one line in place of a traceback, and nothing for what is no HTTP."""
    error = record.exc_info[1] if record.exc_info else None
    if error is not None:
        record.msg, record.args = "%s: %s", (type(error).__name__, error)
        record.exc_info = None
    return not isinstance(error, HttpProcessingError)


def serve(data_dir: Path, port: int, say: Callable[[str], None]) -> None:
    """Serve a DATA_DIR until Ctrl-C. Raises OSError where the port is taken, before all else."""
    logging.getLogger("aiohttp.server").addFilter(_name_error)
    with socket.create_server((ADDRESS, port)) as door:
        index = Index(data_dir)
        try:
            index.update(say)
            total = index.db.execute("SELECT count(*) FROM line WHERE is_newest").fetchone()[0]
            say(f"{count_of(total, 'article')}: http://{ADDRESS}:{port}/ (Ctrl-C ends)")
            web.run_app(make_app(index), sock=door, print=None, access_log=None)
        finally:
            index.close()
