"""One page of a profile's site, fetched as politely as a crawl does; no Scrapy."""

import urllib.error
import urllib.request
from collections.abc import Mapping
from http.client import HTTPException
from typing import IO
from urllib.parse import urljoin

from protego import Protego

from .clock import utc_now
from .errors import WangchengError
from .exit_codes import NOTHING
from .pages import Page
from .settings import DEFAULT_REQUEST_HEADERS, DOWNLOAD_MAXSIZE, DOWNLOAD_TIMEOUT, USER_AGENT
from .settings import ROBOTSTXT_USER_AGENT as ROBOT
from .sites import Site
from .urls import read_address

UNSAVED = ("connection", "content-encoding", "content-length", "keep-alive", "set-cookie")
"""Headers of the wire, or of our visit alone."""


class FetchError(WangchengError):
    """A page that can't be had, or must not be asked for; the text says why."""

    exit_code = NOTHING


class ProfileHosts(urllib.request.HTTPRedirectHandler):
    """Follows redirects within the profile's hosts alone."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: object,
        newurl: str,
    ) -> urllib.request.Request | None:
        try:
            check_host(newurl, self._site)
        except FetchError:
            fp.close()
            raise
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type] # as it came


def check_host(url: str, site: Site) -> None:
    """Raise FetchError for an address outside the profile's hosts."""
    if read_address(url, site).kind in ("foreign", "invalid"):
        raise FetchError(f"{url}: no address of {site.name}'s hosts, so it is not asked for")


def fetch_page(url: str, site: Site) -> Page:
    """The page at an address, whatever its status; robots.txt is asked first.

    Raises FetchError for another host, where robots.txt forbids it, and where nothing comes.
    """
    check_host(url, site)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), ProfileHosts(site))
    robots = _open(opener, urljoin(url, "/robots.txt"))
    if robots.status >= 500 or robots.status == 429:
        raise FetchError(f"{robots.url}: status {robots.status}, so nothing is asked for")
    if robots.status < 400:
        rules = Protego.parse(robots.body.decode("utf-8", "replace"))
        if not rules.can_fetch(url, ROBOT):
            raise FetchError(f"{url}: robots.txt forbids it")
    return _open(opener, url)


def _open(opener: urllib.request.OpenerDirector, url: str) -> Page:
    wanted = {**DEFAULT_REQUEST_HEADERS, "User-Agent": USER_AGENT, "Accept-Encoding": "identity"}
    request = urllib.request.Request(url, headers=wanted)
    try:
        try:
            answer = opener.open(request, timeout=DOWNLOAD_TIMEOUT)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            body = answer.read(DOWNLOAD_MAXSIZE + 1)
            status, came_from, headers = answer.status, answer.url, answer.headers
    except (OSError, HTTPException, ValueError) as error:
        raise FetchError(f"{url}: {getattr(error, 'reason', error)}") from error
    if len(body) > DOWNLOAD_MAXSIZE:
        raise FetchError(f"{url}: larger than {DOWNLOAD_MAXSIZE // 1024**2} MiB")
    if headers.get("content-encoding", "identity") != "identity":
        raise FetchError(f"{url}: came packed though it was asked for as it is")
    return Page(came_from, body, status, _keep(headers), utc_now())


def _keep(headers: Mapping[str, str]) -> dict[str, str]:
    lower = {name.lower(): value for name, value in headers.items()}
    return {name: value for name, value in lower.items() if name not in UNSAVED}
