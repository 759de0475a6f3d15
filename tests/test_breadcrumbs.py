"""Which line of a page of unknown layout names the channels above the article."""

import pytest

from wangcheng_spider.pages import Page, read_article
from wangcheng_spider.sites import load

FETCHED = "2026-01-02T03:04:05Z"
HEADLINE = "柳湾码头的渡船停航"
TITLE = f"<title>{HEADLINE}_民生_柳湾在线</title>"
PROSE = "".join(
    f"<p>　　{day}清早，老船工把缆绳一圈一圈收好，岸上的人隔着薄雾同他招手，谁也没有先开口。</p>"
    for day in ("周五", "周六", "周日")
)
BELOW = f"<div>2024-03-08 07:20 来源：柳湾晚报</div><div>{PROSE}</div>"
LINKS = "<a href='/'>首页</a>{0}<a href='/ms/'>民生</a>{0}<a href='/ms/jt/'>交通</a>{0}正文"
FOUND = ["民生", "交通"]
MENU = "".join(f"<a href='/{n}/'>{n}</a> " for n in "首页 新闻 政务 民生 视频 专题 论坛".split())
ITEMS = "".join(f"<li><a href='/{n}/'>{n}</a></li>" for n in "首页 新闻 政务 民生".split())


def line(separator: str, label: str = "") -> str:
    return f"<div>{label}{LINKS.format(separator)}</div>"


LABELLED = [
    (line(" &gt; ", "当前位置："), FOUND, "the usual"),
    (line(" &gt; ", "您所在的位置："), FOUND, "您所在的位置"),
    (line(" &gt; ", "您当前的位置："), FOUND, "您当前的位置"),
    (line(" &gt; ", "您现在的位置："), FOUND, "您现在的位置"),
    (line(" &gt; ", "您现在所在的位置 "), FOUND, "no colon"),
    (line(" / ", "你的位置："), FOUND, "你的位置"),
    (line(" &gt;&gt; ", "位置："), FOUND, "位置 alone"),
    (line("-&gt;", "<span>您的位置：</span>"), FOUND, "an arrow of two characters"),
    (line("-&amp;gt;", "您的位置："), FOUND, "an arrow escaped twice"),
    (line("", "您的位置："), FOUND, "nothing between but the elements' ends"),
    (line(" &gt; ", "3月8日 星期五 当前位置："), FOUND, "the day before it"),
    (f"<div>当前位置：</div><div>{LINKS.format(' » ')}</div>", FOUND, "on the next line"),
    (
        "<div>当前位置：<ul><li><a href=/>主页</a></li><li><a href=/ms/>民生</a></li></ul></div>",
        ["民生"],
        "a list below the label",
    ),
    ("<p>您的位置：<a href='/'>柳湾在线</a> &gt; <a href='/ms/'>民生</a></p>", ["民生"], "site"),
    ("<p>您的位置：<a href=/>柳湾</a> &gt; <a>柳湾民生</a></p>", ["柳湾民生"], "site, cut"),
    ("<p>您的位置：<a>首页</a> &gt; <a>柳湾在线</a> &gt; <a>民生</a></p>", ["民生"], "both"),
    ("<p>您的位置：<a>网站首页</a> &gt; <a>民生</a></p>", ["民生"], "网站首页"),
    ("<p>您的位置：<a>首页</a>/民生/正文 <a href=/a>返回</a></p>", ["民生"], "a button behind"),
    ("<p>您的位置：<a>首 页</a> &gt; <a>民生</a></p>", ["民生"], "a blank inside"),
    (f"<p>您的位置：<a>首页</a> &gt; <a>民生</a> &gt; {HEADLINE}</p>", ["民生"], "headline"),
    (f"<p>您的位置：<a>首页</a> &gt; <a>民生</a> &gt; {HEADLINE[:7]}…</p>", ["民生"], "cut"),
    ("<p>您的位置：<a>民生</a> &gt; <a>码头</a></p>", ["民生", "码头"], "no home page"),
    ("<p>您的位置：<a>首页</a> &gt; <a>柳湾码头</a></p>", ["柳湾码头"], "headline's first word"),
]
UNLABELLED = [
    ("<div>首页 &gt; 民生 &gt; 正文</div>", ["民生"], "no links"),
    ("<div>首页→民生→渡口</div>", ["民生", "渡口"], "no links, no 正文"),
    ("<p><a href=/>首页</a>〉<a>民生</a></p>", ["民生"], "a bracket between"),
    ("<p><a>首页</a> / <a>民生</a> / 浏览文章</p>", ["民生"], "another word for 正文"),
    (line(" &gt; "), FOUND, "a line"),
    (line("&nbsp;»&nbsp;"), FOUND, "fixed blanks and guillemets"),
    (line(" / "), FOUND, "bars"),
    (line(""), FOUND, "nothing between, 正文 at its end"),
    ("<p><a href=/>柳湾在线</a> › <a>民生</a></p>", ["民生"], "the site's name"),
    (
        "<ol><li><a href='/'>首页</a></li><li><a>经济频道</a></li><li>正文</li></ol>",
        ["经济频道"],
        "a list to 正文",
    ),
    (
        "<ul><li><a href='/'>主页</a> /</li><li><a>经济</a> /</li><li>详情</li></ul>",
        ["经济"],
        "a list with bars",
    ),
    ("<ol><li><a href=/>首页</a></li><li>民生</li></ol>", ["民生"], "to what is no link"),
    (
        "<ol itemtype='https://schema.org/BreadcrumbList'><li><a href=/>首页</a></li>"
        "<li><a href=/ms/>民生</a></li></ol>",
        ["民生"],
        "for machines",
    ),
    (
        "<nav aria-label=breadcrumb><ol><li><a href=/>首页</a></li><li><a>民生</a></li></ol></nav>",
        ["民生"],
        "in an element for menus",
    ),
]
NONE = [
    (f"<div>{MENU}</div>", "a menu"),
    (f"<ul>{ITEMS}</ul>", "a short menu right above the headline"),
    (f"<nav><ul>{ITEMS}</ul></nav>", "the same in its element"),
    (f"<div>{MENU.replace(' ', ' | ')}</div>", "a menu with bars"),
    (f"<div>{' / '.join(f'<a>{n}</a>' for n in MENU.split())}</div>", "a menu of many"),
    ("<p><a href=/a/>渡口 &gt; 码头</a></p>", "begins with no home page"),
    ("<p>位置：柳湾路3号</p>", "a place"),
    ("<p>首页 &gt; 民生</p>", "no link"),
    ("<div>你的位置决定你看见什么</div>", "a saying"),
]


def read(page: str) -> list[str]:
    body = f"<html><head>{TITLE}</head><body>{page}</body></html>".encode()
    headers = {"content-type": "text/html; charset=utf-8"}
    served = Page("https://www.liuwan.example/2024/03/08/1.html", body, 200, headers, FETCHED)
    return read_article(served, load("wcxww"), any_host=True).breadcrumbs


@pytest.mark.parametrize(
    ("crumbs", "want", "why"), LABELLED + UNLABELLED, ids=[row[2] for row in LABELLED + UNLABELLED]
)
def test_breadcrumbs(crumbs: str, want: list[str], why: str) -> None:
    menu = f"<div>{MENU}</div><ul>{ITEMS}</ul>"
    assert read(f"{menu}{crumbs}<h1>{HEADLINE}</h1>{BELOW}") == want


@pytest.mark.parametrize(("crumbs", "want", "why"), LABELLED, ids=[row[2] for row in LABELLED])
def test_a_label_behind_the_headline(crumbs: str, want: list[str], why: str) -> None:
    assert read(f"<h1>{HEADLINE}</h1>{crumbs}{BELOW}") == want


@pytest.mark.parametrize(("other", "why"), NONE, ids=[row[1] for row in NONE])
def test_what_is_no_breadcrumb(other: str, why: str) -> None:
    assert read(f"{other}<h1>{HEADLINE}</h1>{BELOW}") == []


def test_what_stands_in_the_text_is_no_breadcrumb() -> None:
    more = "<p>位置：柳湾路3号 &gt; 2号门</p><p><a href=/>首页</a> &gt; <a href=/a>渡口</a></p>"
    assert read(f"<h1>{HEADLINE}</h1>{BELOW}{more}") == []
