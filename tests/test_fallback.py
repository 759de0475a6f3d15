"""The fallback on the sample site with every class and id renamed: floors that may only rise."""

import html
import json
import re
import time
from collections.abc import Callable

import pytest

from wangcheng_spider.demo.sample import SampleSite
from wangcheng_spider.items import Article
from wangcheng_spider.pages import Page, PageError, read_article
from wangcheng_spider.sites import load
from wangcheng_spider.text.clean import clean_article

FETCHED = "2026-01-02T03:04:05Z"
FIELDS = ("headline", "date_published", "source", "authors", "editors")
ARTICLES = 48
BODY_FLOOR = 0.99
FIELDS_FLOOR = 0.99


def reverse_byline(page: str) -> str:
    """The byline's pieces in the opposite order."""
    page = re.sub(
        r"(来源：\S+?)　(?:(作者：[^<　]*)　)?(编辑：[^<　]+)　([\d: -]+)(?=</div>)",
        lambda m: "　".join(part for part in m.groups()[::-1] if part),
        page,
    )
    spans = (
        r"((?:<span[^>]*>(?:来源|作者|编辑)：(?:(?!</span>).)*</span> ?){2,3})"
        r"(<span[^>]*>[^<]*</span>)"
    )
    return re.sub(spans, lambda m: m[2] + m[1], page)


def to_tags(**tags: str) -> Callable[[str], str]:
    """Elements of some tags become elements of others."""

    def change(page: str) -> str:
        for old, new in tags.items():
            page = re.sub(rf"<(/?){old}\b", rf"<\1{new}", page)
        return page

    return change


CHANGES = {
    "as it is": lambda page: page,
    "sections": to_tags(div="section"),
    "custom elements": to_tags(article="news-text", section="news-part"),
    "divs for paragraphs": to_tags(p="div"),
    "no headings": to_tags(h1="div", h2="div"),
    "byline reversed": reverse_byline,
    "no title": lambda page: re.sub(r"<title>.*?</title>", "", page),
    "a form around everything": lambda page: page.replace("<body>", "<body><form action='/'>"),
    "one line": lambda page: page.replace("\n", ""),
}


def read(body: bytes, path: str, site_name: str = "sample") -> Article:
    page = Page(f"https://www.sample.test{path}", body, 200, {}, FETCHED)
    return clean_article(read_article(page, load(site_name), layout="fallback"))


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("change", list(CHANGES))
def test_renamed_pages(change: str, seed: int) -> None:
    sample = SampleSite(load("sample"), articles=ARTICLES, seed=seed, rename=seed + 10)
    bodies = right = 0
    for story in sample.stories:
        text = sample.answer("GET", "www.sample.test", story.path).body.decode()
        want, got = sample.expected(story), read(CHANGES[change](text).encode(), story.path)
        bodies += got.article_body == want.article_body
        right += all(getattr(got, name) == getattr(want, name) for name in FIELDS)
    assert bodies >= BODY_FLOOR * ARTICLES
    assert right >= FIELDS_FLOOR * ARTICLES


def test_the_changes_change_something() -> None:
    sample = SampleSite(load("sample"), articles=24, seed=1, rename=1)
    pages = [sample.answer("GET", "www.sample.test", s.path).body.decode() for s in sample.stories]
    for name, change in CHANGES.items():
        assert name == "as it is" or any(change(page) != page for page in pages), name


START = (
    "<title>水库开闸放水_水乡网</title><h1>水库开闸放水</h1>"
    "<div>来源：水乡日报 2023-01-02 03:04</div>"
)
PROSE = "昨天下午，水库开闸放水，下游两岸站满了人。"

HEAVY = [
    ("<div>" * 100_000 + PROSE, "nested 100,000 deep"),
    (f"<p>{PROSE}</p>" + "<a href=/a>链接</a>" * 50_000, "50,000 links in one paragraph"),
    (f"<p>{PROSE}</p><ul>" + "<li><a href=/a>链接标题</a>" * 50_000, "50,000 links in a list"),
    (f"<p>{PROSE * 40_000}</p>", "one paragraph of a megabyte"),
    (f"<p>{PROSE}</p><p>来" + " " * 500_000 + "源</p>", "half a million blanks"),
    (f"<p>{PROSE}</p><p>" + "来源：张 " * 100_000 + "</p>", "100,000 labels"),
    (f"<div>{(PROSE + '<br>') * 30_000}</div>", "30,000 lines"),
    ("<div>" + "<p><img src=/a.jpg></p><p>图</p>" * 20_000 + f"<p>{PROSE}</p></div>", "pictures"),
]


@pytest.mark.parametrize(("main", "why"), HEAVY, ids=[why for _, why in HEAVY])
def test_heavy_pages_take_linear_time(main: str, why: str) -> None:
    started = time.process_time()
    article = read(f"{START}{main}</body></html>".encode(), "/content/646754/50/13170001.html")
    assert article.headline == "水库开闸放水"
    assert PROSE in article.article_body
    assert time.process_time() - started < 10


def test_tables_without_end_are_refused_in_time() -> None:
    page = START + "<table><tr><td>" * 20_000 + PROSE
    with pytest.raises(PageError, match="no_body"):
        read(page.encode(), "/content/646754/50/13170001.html")


def test_hidden_text_is_no_text() -> None:
    hidden = f"<div style='display: none'><p>{PROSE}</p><p>{PROSE}</p></div>"
    page = f"{START}{hidden}<div><p>两台水泵同时开动。</p><p>放水持续三天。</p></div>"
    article = read(page.encode(), "/content/646754/50/13170001.html")
    assert article.article_body == "两台水泵同时开动。\n\n放水持续三天。"


def test_what_the_head_says_is_a_last_resort() -> None:
    head = (
        '<meta property="og:title" content="水库开闸放水">'
        '<meta name="PubDate" content="2023-01-02 03:04">'
        '<meta name="ContentSource" content="水乡日报">'
    )
    page = f"<head>{head}</head><div><p>{PROSE}</p><p>放水持续三天，请勿下河。</p></div>"
    article = read(page.encode(), "/content/646754/50/13170001.html")
    assert article.headline == "水库开闸放水"
    assert article.date_published == "2023-01-02T03:04:00+08:00"
    assert article.source == "水乡日报"


LONG = "".join(
    f"<p>　　第{n}台水泵今天开动，两岸的田都等着这股水，老人说好多年没见过。</p>" for n in range(9)
)
HIDDEN = [
    (f"<textarea style='display:none'>{html.escape(LONG)}</textarea>", "a textarea"),
    (f"<script>window.DATA = {json.dumps({'content': LONG})};</script>", "JSON, escaped"),
    (
        "<script>var a = " + json.dumps({"text": LONG}, ensure_ascii=False) + "</script>",
        "JSON as it is",
    ),
]


@pytest.mark.parametrize(("hidden", "why"), HIDDEN, ids=[why for _, why in HIDDEN])
def test_a_page_that_is_built_by_script(hidden: str, why: str) -> None:
    page = f"{START}<div id=app></div>{hidden}<p>关于我们 | 联系我们</p>"
    article = read(page.encode(), "/content/646754/50/13170001.html")
    paragraphs = article.article_body.split("\n\n")
    assert len(paragraphs) == 9
    assert paragraphs[3] == "第3台水泵今天开动，两岸的田都等着这股水，老人说好多年没见过。"


def test_a_hidden_copy_does_not_replace_what_is_shown() -> None:
    shown = "<div>" + f"<p>{PROSE}</p>" * 5 + "</div>"
    page = f"{START}{shown}{HIDDEN[1][0]}"
    article = read(page.encode(), "/content/646754/50/13170001.html")
    assert article.article_body == "\n\n".join([PROSE] * 5)


def test_numbers_that_head_sections_stay_and_ornaments_go() -> None:
    lines = ["01", PROSE, "02", "放水持续三天，请勿下河。", "- END -", "编辑 唐宛"]
    page = START + "<div>" + "".join(f"<p>{line}</p>" for line in lines) + "</div>"
    article = read(page.encode(), "/content/646754/50/13170001.html")
    assert article.article_body.split("\n\n") == lines[:4]
    assert article.editors == ["唐宛"]


WRAPPED = [
    (
        "清早的渡口\n起了雾。\n\n老船工把缆绳\n收好，等第一班人。\n \n雾散时，已经\n九点。",
        ["清早的渡口起了雾。", "老船工把缆绳收好，等第一班人。", "雾散时，已经九点。"],
        "blank lines",
    ),
    (
        "　　清早的渡口，\n起了雾。\r\n　　老船工收好缆绳。\r\n　　雾散时，已经九点。",
        ["清早的渡口，起了雾。", "老船工收好缆绳。", "雾散时，已经九点。"],
        "lines that begin with two blanks",
    ),
    (
        "渡口的 A\nB 两岸，<b>雾\n大</b>。\n\n老船工收好缆绳，\n不走。",
        ["渡口的 A B 两岸，雾大。", "老船工收好缆绳，不走。"],
        "words of letters, an element inside",
    ),
]


@pytest.mark.parametrize(("text", "want", "why"), WRAPPED, ids=[row[2] for row in WRAPPED])
def test_paragraphs_of_text_set_as_it_is(text: str, want: list[str], why: str) -> None:
    article = read(f"{START}<pre>{text}</pre>".encode(), "/content/646754/50/13170001.html")
    assert article.article_body.split("\n\n") == want


def test_elsewhere_blank_lines_part_nothing() -> None:
    page = f"{START}<div><p>雾散时，\n\n已经九点。</p><pre>\n\n</pre><p>{PROSE}</p></div>"
    article = read(page.encode(), "/content/646754/50/13170001.html")
    assert article.article_body == f"雾散时， 已经九点。\n\n{PROSE}"
