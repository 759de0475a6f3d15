"""Site profiles as data: one TOML file a tenant, and the layouts of its CMS.

A profile holds what differs between tenants (hosts, origin, start pages); ``redcloud.toml`` holds
what the CMS's pages look like. Neither is code: another tenant is one file more.
"""

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ..errors import WangchengError

DEFAULT_PORTS = {"http": 80, "https": 443}


class ProfileError(WangchengError):
    """A profile that can't be used; the text names the file and the key."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How one kind of page is laid out: its own markers and, for each field, CSS selectors."""

    name: str
    kind: str
    """article or listing"""
    marker: tuple[str, ...]
    """The layout matches when one of these selectors finds something."""
    fields: dict[str, tuple[str, ...]] = field(hash=False)
    """Field → selectors, best first."""


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel of the portal: the CMS's id and the name in the menu."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Site:
    """A site profile. Hosts are lower case, ``host`` or ``host:port``."""

    name: str
    title: str
    canonical_origin: str
    """scheme://host[:port], no slash at the end"""
    pc_hosts: tuple[str, ...]
    start_urls: tuple[str, ...]
    wap_hosts: tuple[str, ...] = ()
    mirror_hosts: tuple[str, ...] = ()
    media_hosts: tuple[str, ...] = ()
    """Hosts of pictures and attachments, asked with MEDIA=1 only."""
    api_origin: str | None = None
    cms: str = "redcloud"
    timezone: str = "Asia/Shanghai"
    channels: tuple[Channel, ...] = ()
    layouts: tuple[Layout, ...] = ()
    views: dict[str, str] = field(default_factory=dict)
    """Host → pc, wap or mirror; made from the three host lists."""

    @property
    def own_machine(self) -> set[str]:
        """Its hosts, without ports, that are this machine: a sample site, nobody's server."""
        origins = (self.api_origin, self.canonical_origin, *self.start_urls)
        hosts = {urlsplit(f"//{host}").hostname for host in self.views}
        hosts |= {urlsplit(origin).hostname for origin in origins if origin}
        return {host for host in hosts if host and is_loopback(host)}

    def view_of(self, host: str) -> str | None:
        """View that a host (lower case, with its port unless 80 or 443) serves; None if foreign."""
        return self.views.get(host)


def is_loopback(host: str) -> bool:
    """True for names and addresses of this machine."""
    return host in ("localhost", "::1") or host.startswith("127.")


KEYS: dict[str, type] = {
    "name": str,
    "title": str,
    "canonical_origin": str,
    "pc_hosts": list,
    "start_urls": list,
    "wap_hosts": list,
    "mirror_hosts": list,
    "media_hosts": list,
    "api_origin": str,
    "cms": str,
    "timezone": str,
    "channels": list,
}
REQUIRED = ("name", "canonical_origin", "pc_hosts", "start_urls")


def load(profile: str) -> Site:
    """The site of a profile: the name of a bundled one, or the path of a ``.toml`` file.

    Raises ProfileError, naming file and key, for whatever is missing, unknown or wrong.
    """
    path = Path(profile)
    if profile.endswith(".toml") or path.is_file():
        return read_profile(str(path), _read_text(path))
    bundled = resources.files(__name__).joinpath(f"{profile}.toml")
    if not re.fullmatch(r"[a-z0-9_-]+", profile) or not bundled.is_file():
        raise ProfileError(f"no profile named {profile!r} (bundled: {', '.join(names())})")
    return read_profile(f"{profile}.toml", bundled.read_text("utf-8"))


def names() -> list[str]:
    """Names of the bundled profiles."""
    files = [f for f in resources.files(__name__).iterdir() if f.name.endswith(".toml")]
    return sorted(f.name.removesuffix(".toml") for f in files if "pc_hosts" in f.read_text("utf-8"))


def _read_text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ProfileError(f"{path}: can't be read: {error}") from error


def read_profile(where: str, text: str) -> Site:
    """The site of a profile's text; ``where`` names it in ProfileError."""
    table = _parse(where, text)
    for key, value in table.items():
        if key not in KEYS:
            raise ProfileError(f"{where}: unknown key {key!r} (known: {', '.join(KEYS)})")
        if not isinstance(value, KEYS[key]):
            raise ProfileError(f"{where}: {key} must be a {KEYS[key].__name__}")
    for key in REQUIRED:
        if not table.get(key):
            raise ProfileError(f"{where}: {key} is missing or empty")
    if not re.fullmatch(r"[A-Za-z0-9_]+", table["name"]):
        raise ProfileError(f"{where}: name may hold letters, digits and _ only")
    hosts = {key: _read_hosts(where, key, table) for key in HOST_LISTS}
    return Site(
        name=table["name"],
        title=table.get("title", table["name"]),
        canonical_origin=_read_origin(where, "canonical_origin", table["canonical_origin"]),
        start_urls=_read_urls(where, "start_urls", table["start_urls"], hosts["pc_hosts"]),
        api_origin=_read_api(where, table),
        cms=table.get("cms", "redcloud"),
        timezone=_read_zone(where, table.get("timezone", "Asia/Shanghai")),
        channels=_read_channels(where, table.get("channels", [])),
        layouts=layouts_of(table.get("cms", "redcloud")),
        media_hosts=_read_hosts(where, "media_hosts", table),
        views={host: HOST_LISTS[key] for key in reversed(HOST_LISTS) for host in hosts[key]},
        **hosts,
    )


HOST_LISTS = {"pc_hosts": "pc", "wap_hosts": "wap", "mirror_hosts": "mirror"}


def _parse(where: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(f"{where}: not TOML: {error}") from error


def _read_hosts(where: str, key: str, table: dict[str, Any]) -> tuple[str, ...]:
    hosts = []
    for host in table.get(key, []):
        if not isinstance(host, str) or not re.fullmatch(r"[\w.-]+(:\d{1,5})?", host, re.ASCII):
            raise ProfileError(f"{where}: {key}: {host!r} is not host or host:port")
        hosts.append(re.sub(r":(80|443)$", "", host.lower()))
    return tuple(hosts)


def _read_origin(where: str, key: str, value: str) -> str:
    parts = _split(where, key, value)
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise ProfileError(f"{where}: {key}: {value!r} is not scheme://host[:port]")
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _read_api(where: str, table: dict[str, Any]) -> str | None:
    if "api_origin" not in table:
        return None
    return _read_origin(where, "api_origin", table["api_origin"])


def _read_urls(where: str, key: str, values: list[Any], hosts: tuple[str, ...]) -> tuple[str, ...]:
    for value in values:
        if host_of(_split(where, key, value).netloc) not in hosts:
            raise ProfileError(f"{where}: {key}: the host of {value!r} is not in pc_hosts")
    return tuple(values)


def _split(where: str, key: str, value: object) -> Any:
    try:
        parts = urlsplit(value if isinstance(value, str) else "")
    except ValueError as error:
        raise ProfileError(f"{where}: {key}: {value!r}: {error}") from error
    if parts.scheme not in DEFAULT_PORTS or not parts.netloc:
        raise ProfileError(f"{where}: {key}: {value!r} is not an http(s) address")
    return parts


def host_of(netloc: str) -> str:
    """Host as profiles write it: lower case, no user, no dot at the end, no port 80 or 443.

    >>> host_of("user@WWW.Example.com.:443"), host_of("127.0.0.2:8000")
    ('www.example.com', '127.0.0.2:8000')
    """
    host = netloc.rpartition("@")[2].lower()
    return re.sub(r"\.?(?::(?:80|443)?)?$", "", host)


def _read_zone(where: str, name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ProfileError(f"{where}: timezone: {name!r} is no time zone") from error
    return name


def _read_channels(where: str, rows: list[Any]) -> tuple[Channel, ...]:
    try:
        return tuple(Channel(id=str(row["id"]), name=str(row["name"])) for row in rows)
    except (TypeError, KeyError) as error:
        raise ProfileError(f"{where}: channels: each needs id and name") from error


@cache
def layouts_of(cms: str) -> tuple[Layout, ...]:
    """Layouts of a CMS, in the order in which they are tried; ProfileError if there is none."""
    file = resources.files(__name__).joinpath(f"{cms}.toml")
    if not re.fullmatch(r"[a-z0-9_-]+", cms) or not file.is_file():
        raise ProfileError(f"cms: no layouts for {cms!r}")
    rows = _parse(f"{cms}.toml", file.read_text("utf-8")).get("layout", [])
    return tuple(_read_layout(f"{cms}.toml", row) for row in rows)


def _read_layout(where: str, row: dict[str, Any]) -> Layout:
    fixed = {"name", "kind", "marker", "since", "until"}
    lists = {key: value for key, value in row.items() if key not in fixed}
    for key, value in {**lists, "marker": row.get("marker")}.items():
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise ProfileError(
                f"{where}: layout {row.get('name')}: {key} must be a list of selectors"
            )
    return Layout(
        name=row["name"],
        kind=row["kind"],
        marker=tuple(row["marker"]),
        fields={key: tuple(value) for key, value in lists.items()},
    )
