"""What a page says of itself where readers don't look: <title>, meta tags, JSON-LD.

Portals fill these in by machine, so they are evidence for what the page shows, and a last resort
for what it does not show; never a replacement for it.
"""

import json
import re
from dataclasses import dataclass, field

from lxml.html import HtmlElement

TITLES = ("og:title", "articletitle", "twitter:title", "dc.title")
DATES = (
    *("article:published_time", "pubdate", "publishdate", "firstpublishedtime", "og:release_date"),
    *("datepublished", "dc.date", "weibo:article:create_at", "apub:time", "publish_time"),
)
SOURCES = ("contentsource", "source", "mediaid", "article:source")
MAX_SCRIPT = 200_000
TITLE_SEPARATOR = re.compile(
    r"(?<!\s)\s*+(?:[_|｜]+|(?<=\s)[-—–]++\s|--+|——+)\s*|[-—–](?=[\u4e00-\u9fffA-Za-z]{2,12}(?:网|报|在线|新闻|频道|日报"
    r"|门户|客户端|融媒)?\S{0,6}$)"
)


@dataclass(slots=True)
class Head:
    """What the head says, best first."""

    titles: list[str] = field(default_factory=list)
    """Site names and all."""
    date: str | None = None
    source: str | None = None


def read_head(root: HtmlElement) -> Head:
    """Titles, the date of publication and the source, as far as the head names them."""
    meta: dict[str, str] = {}
    for element in root.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        value = " ".join((element.get("content") or "").split())
        if value:
            meta.setdefault(name.lower(), value)
    linked = _read_json(root)
    title = " ".join("".join(root.xpath("(//title)[1]//text()")).split())
    titles = [meta.get(name, "") for name in TITLES]
    titles += [linked.get("headline", ""), linked.get("title", ""), title]
    dates = [meta.get(name, "") for name in DATES]
    dates += [linked.get("datePublished", ""), linked.get("pubDate", "")]
    sources = (re.sub(r"^.{0,4}来源\s*[:：]\s*", "", meta.get(name, "")) for name in SOURCES)
    return Head(
        [text for text in dict.fromkeys(titles) if text],
        next((date for date in dates if re.search(r"\d{4}\D?\d", date)), None),
        next((source for source in sources if re.search(r"[\u4e00-\u9fff]", source)), None),
    )


def _read_json(root: HtmlElement) -> dict[str, str]:
    """Strings of the first JSON-LD that is about an article."""
    for script in root.iter("script"):
        text = script.text or ""
        if script.get("type") != "application/ld+json" or len(text) > MAX_SCRIPT:
            continue
        try:
            data = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue  # written by hand, as often as not
        rows = data if isinstance(data, list) else [data]
        for row in rows:
            if isinstance(row, dict) and {"headline", "title", "datePublished", "pubDate"} & set(
                row
            ):
                return {key: value for key, value in row.items() if isinstance(value, str)}
    return {}


def strip_site(title: str) -> str:
    """A title without the name of site and channel.

    >>> strip_site("柳溪街道早稻插秧_要闻_样例新闻网"), strip_site("一男子-二女子")
    ('柳溪街道早稻插秧', '一男子')
    """
    return TITLE_SEPARATOR.split(title)[0].strip()
