"""Listing pages of the sample site, in every markup that the CMS has had, and the API's answers."""

import json
from collections.abc import Callable
from html import escape

from ..sites import Site
from .furniture import foot, head, side_list
from .model import CHANNELS, NEWEST, Story

PAGE_SIZE = 10
ELSEWHERE = ("https://mp.weixin.qq.com/s/sample", "http://www.hwsjb.net/sample.html")


def _old(stories: list[Story]) -> str:
    rows = "".join(
        f'<li><a href="{s.path}" target="_blank"><span class="f_left">{escape(s.headline)}</span>'
        f'<span class="f_right time">{s.published:%Y-%m-%d}</span></a></li>'
        for s in stories
    )
    return f'<div id="div_newsList"><ul class="news_list">{rows}</ul></div>'


def _new(stories: list[Story]) -> str:
    rows = "".join(
        f'<li class="{"noPic" if s.number % 2 else "pic"}"><a href="{s.path}"></a>'
        f'<h1><a href="{s.path}" title="{escape(s.headline)}">{escape(s.headline[:12])}...</a></h1>'
        f'<span class="zuozhe">{s.source}</span>'
        f'<span class="shijian">{s.published:%Y-%m-%d %H:%M}</span></li>'
        for s in stories
    )
    return f'<ul class="main995 list-all">{rows}</ul>'


def _h3(stories: list[Story]) -> str:
    rows = "".join(
        f'<div class="item"><h3><a href="{s.path}" title="{escape(s.headline)}">'
        f"{escape(s.headline)}</a></h3><span>{s.published:%Y-%m-%d}</span></div>"
        for s in stories
    )
    return f'<div class="list">{rows}</div>'


MARKUPS: tuple[Callable[[list[Story]], str], ...] = (_old, _new, _h3, _old)


def render_listing(
    site: Site, channel: str, stories: list[Story], page: int, ranked: list[Story]
) -> str | None:
    """Page ``page`` of a channel; None behind the last."""
    pages = -(-len(stories) // PAGE_SIZE)
    if not 1 <= page <= max(pages, 1):
        return None
    number = list(CHANNELS).index(channel)
    shown = stories[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    foreign = "".join(
        f'<li><a href="{url}"><span class="f_left">外站文章</span></a></li>' for url in ELSEWHERE
    )
    rows = MARKUPS[number % len(MARKUPS)](shown)
    if page == 1 and MARKUPS[number % len(MARKUPS)] is _old:
        rows = rows.replace("</ul>", f"{foreign}</ul>")
    pager = _pager(channel, page, pages) if number % 4 != 3 else '<div id="pager"></div>'
    return (
        head(f"{CHANNELS[channel]}_{site.title}", site)
        + f'<div class="breadcrumb">当前位置：<a href="/">首页</a> &gt; {CHANNELS[channel]}</div>'
        + rows
        + pager
        + side_list(ranked)
        + foot(site, "")
    )


def _pager(channel: str, page: int, pages: int) -> str:
    items = "".join(
        f'<li class="{"active" if n == page else ""}"><a href="/channel/{channel}'
        f'{"" if n == 1 else f"_{n}"}.html">{n}</a></li>'
        for n in range(1, pages + 1)
    )
    return f'<ul class="pagination">{items}</ul>'


def render_day(site: Site, channel: str, stories: list[Story]) -> str:
    """The day archive of a channel."""
    return head(f"{CHANNELS[channel]}_{site.title}", site) + _h3(stories) + foot(site, "")


def render_wap_listing(site: Site, channel: str, stories: list[Story]) -> str:
    """A WAP list: relative times, and nothing after one day."""
    rows = "".join(
        f'<li><a href="{s.path}">{escape(s.headline)}</a><span>{_ago(s)}</span></li>'
        for s in stories[:PAGE_SIZE]
    )
    return (
        head(f"{CHANNELS[channel]}_{site.title}", site, "", 8) + f"<ul>{rows}</ul>" + foot(site, "")
    )


def _ago(story: Story) -> str:
    hours = int((NEWEST - story.published).total_seconds() // 3600)
    return f"{hours}小时前" if 0 < hours < 24 else ""


def render_home(site: Site, stories: list[Story]) -> str:
    """The home page: menu, headlines in three blocks, 更多 links."""

    def rows(some: list[Story]) -> str:
        return "".join(f'<li><a href="{s.path}">{escape(s.headline)}</a></li>' for s in some)

    blocks = "".join(
        f'<div class="news_list_title"><h2>{name}</h2><a class="more" href="/channel/{id_}.html">'
        '更多</a></div><ul class="news-list">'
        f"{rows([s for s in stories if s.channel == id_][:4])}</ul>"
        for id_, name in CHANNELS.items()
    )
    return (
        head(site.title, site)
        + f'<ul class="list14h34">{rows(stories[:6])}</ul>{blocks}'
        + foot(site, "")
    )


def answer_channel(site: Site, stories: list[Story], size: int) -> str:
    """GET /content/list/channel: a bare array."""
    rows = [
        {
            "title": s.headline,
            "contentUrl": site.canonical_origin + s.path,
            "publishTimeStr": f"{s.published:%Y-%m-%d %H:%M:%S}",
            "contentCovers": None,
        }
        for s in stories[:size]
    ]
    return json.dumps(rows, ensure_ascii=False)


def answer_sorted(site: Site, stories: list[Story], size: int) -> str:
    """GET /content/sortList: {data: [...]}."""
    rows = [
        {"title": s.headline, "url": site.canonical_origin + s.path, "imgUrl43": ""}
        for s in stories[:size]
    ]
    return json.dumps({"data": rows}, ensure_ascii=False)
