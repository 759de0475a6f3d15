"""One page of a profile's site, fetched as politely as a crawl does, with its bounds; no Scrapy."""

from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit

from protego import Protego

from .clock import utc_now
from .errors import WangchengError
from .exit_codes import NOTHING
from .network.bounds import ROBOTS_TIMEOUT, cut_robots
from .network.exchange import ExchangeError, Received, get
from .pages import Page
from .settings import (
    DEFAULT_REQUEST_HEADERS,
    DOWNLOAD_MAXSIZE,
    DOWNLOAD_TIMEOUT,
    REDIRECT_MAX_TIMES,
    USER_AGENT,
)
from .settings import ROBOTSTXT_USER_AGENT as ROBOT
from .sites import Site
from .urls import make_absolute, read_address

UNSAVED = ("connection", "content-encoding", "content-length", "keep-alive", "set-cookie")
"""Headers of the wire, or of our visit alone: a page is kept unpacked."""

HEADERS = {**DEFAULT_REQUEST_HEADERS, "User-Agent": USER_AGENT, "Accept-Encoding": "identity"}
REDIRECTS = (301, 302, 303, 307, 308)


class FetchError(WangchengError):
    """A page that can't be had, or must not be asked for; the text says why."""

    exit_code = NOTHING


def check_host(url: str, site: Site) -> None:
    """Raise FetchError for an address outside the profile's hosts."""
    if read_address(url, site).kind in ("foreign", "invalid"):
        raise FetchError(f"{url}: no address of {site.name}'s hosts, so it is not asked for")


def fetch_page(url: str, site: Site) -> Page:
    """The page at an address, whatever its status; robots.txt of each host is asked first.

    Redirects are followed within the profile's hosts. Raises FetchError for another host, where
    robots.txt forbids it, and where nothing comes, too much, or too slowly.
    """
    check_host(url, site)
    return _Visit(site).fetch(make_absolute(url) or url)


class _Visit:
    """Remembers what each host's robots.txt says."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._rules: dict[str, Protego | None] = {}

    def fetch(self, url: str) -> Page:
        came_from, answer = self._follow(url, DOWNLOAD_TIMEOUT, is_robots=False)
        headers = _keep(answer.headers)
        return Page(came_from, answer.body, answer.status, headers, utc_now())

    def _follow(self, url: str, seconds: float, *, is_robots: bool) -> tuple[str, Received]:
        """The answer behind all redirects, and where it was."""
        first = url
        for _ in range(REDIRECT_MAX_TIMES + 1):
            if not is_robots:
                self._ask_robots(url)
            try:
                answer = get(url, HEADERS, seconds=seconds, size=DOWNLOAD_MAXSIZE)
            except ExchangeError as error:
                raise FetchError(f"{url}: {error}") from error
            location = answer.headers.get("location")
            if answer.status not in REDIRECTS or location is None:
                return url, answer
            target = make_absolute(location, url)
            if target is None:
                raise FetchError(f"{url}: redirected to no address: {location[:200]!r}")
            check_host(target, self._site)
            url = target
        raise FetchError(f"{first}: more than {REDIRECT_MAX_TIMES} redirects")

    def _ask_robots(self, url: str) -> None:
        """Raise FetchError where the host's robots.txt forbids an address, or can't be had."""
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(url))
        if origin not in self._rules:
            self._rules[origin] = self._read_robots(urljoin(url, "/robots.txt"))
        rules = self._rules[origin]
        if rules is not None and not rules.can_fetch(url, ROBOT):
            raise FetchError(f"{url}: robots.txt forbids it")

    def _read_robots(self, url: str) -> Protego | None:
        """None where there is none: all is allowed then."""
        try:
            came_from, answer = self._follow(url, ROBOTS_TIMEOUT, is_robots=True)
        except FetchError as error:
            raise FetchError(f"{error}; so nothing is asked for") from error
        if answer.status >= 500 or answer.status == 429:
            raise FetchError(f"{came_from}: status {answer.status}, so nothing is asked for")
        if answer.status >= 400:
            return None
        return Protego.parse(cut_robots(answer.body).decode("utf-8", "replace"))


def _keep(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name not in UNSAVED}
