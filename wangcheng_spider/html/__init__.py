"""Pages of our own: templates that escape whatever they are given, and one style sheet."""

from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

ZONE = ZoneInfo("Asia/Shanghai")
"""Times are shown in the portals' own zone: this one, unless a page's ``zone`` is another."""


LONG = 500
"""Characters of an address that is a link; a page of many must stay small."""


def render(template: str, **values: Any) -> str:
    """A page; every value is escaped but those that are Markup already."""
    return _environment().get_template(template).render(values)


@cache
def _environment() -> Environment:
    loader = PackageLoader(__package__ or "", ".")
    environment = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        auto_reload=False,
    )
    environment.filters |= {"web": is_web, "local": _show_local, "short": shorten}
    environment.globals["style"] = Markup(
        loader.get_source(environment, "style.css")[0]  # our own file: nothing to escape
    )
    return environment


def is_web(address: object) -> bool:
    """True for what may become a link: ``javascript:`` and the like must not, nor endless ones.

    >>> is_web("https://a.example/"), is_web("javascript:alert(1)"), is_web("/etc/passwd")
    (True, False, False)
    """
    try:
        parts = urlsplit(str(address))
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and len(str(address)) <= LONG


def shorten(text: str) -> str:
    """A text of 160 characters at most: what is longer loses its middle.

    >>> shorten("a" * 200) == "a" * 119 + "…" + "a" * 40
    True
    """
    return text if len(text) <= 160 else f"{text[:119]}…{text[-40:]}"


@pass_context
def _show_local(context: Context, text: object) -> str:
    return show_time(text, context.get("zone") or ZONE)


def show_time(text: object, zone: ZoneInfo = ZONE) -> str:
    """ISO 8601 as ``2025-11-20 17:40`` in a portal's zone; what is no time as it stands.

    >>> show_time("2025-11-20T09:40:30Z")
    '2025-11-20 17:40'
    """
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return str(text or "—")
    if moment.tzinfo is not None:
        moment = moment.astimezone(zone)
    return f"{moment:%Y-%m-%d %H:%M}"


def show_size(size: float) -> str:
    """Bytes as a person reads them.

    >>> show_size(532), show_size(1_540_000)
    ('532 B', '1.5 MB')
    """
    for unit in ("B", "kB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:,.1f} GB"
