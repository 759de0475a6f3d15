"""Bylines of whole pages: in pieces, in cells, behind bullets, in several lines of a tail."""

import pytest

from wangcheng_spider.items import Article
from wangcheng_spider.pages import Page, read_article
from wangcheng_spider.sites import load
from wangcheng_spider.text.byline import add, read_byline
from wangcheng_spider.text.people import find_lead_people

PROSE = "昨天上午，东塘的新渡船下水，两岸的人都来看，孩子们爬到堤上，说从没见过这么大的船。"
MORE = "船老大说，往后过河不用再等，一刻钟一班，风大的日子也照开，老人和学生都不要钱。"


def read(above: str, behind: str = "", before: str = "") -> Article:
    text = f"<p>{PROSE}</p><p>{MORE}</p>"
    html = f"<meta charset=utf-8><h1>东塘新渡船下水</h1>{above}{before}{text}{behind}"
    url = "https://www.sample.test/content/646754/50/13170001.html"
    page = Page(url, html.encode(), 200, {}, "2026-01-02T03:04:05Z")
    return read_article(page, load("sample"), layout="fallback")


DATED = "<div>2019年03月22日 来源：江城晚报</div>"
HEADS = [
    (
        f"<h4>本报记者 周牧云 通讯员 贺一诺</h4>{DATED}",
        ("江城晚报", ["周牧云"], []),
        "a heading without a colon",
    ),
    (f"<h4>□ 周牧云</h4>{DATED}", ("江城晚报", ["周牧云"], []), "a bullet and a name"),
    (f"<h4>□ 东塘渡口</h4>{DATED}", ("江城晚报", [], []), "a bullet and no name"),
    (
        "<div><span>06-18 09:05</span><span>来源：江城晚报</span></div>",
        ("江城晚报", [], []),
        "a day without its year before a source",
    ),
    (
        "<table><tr><td>来源</td><td>江城晚报</td><td>时间</td><td>2024-06-18</td></tr></table>",
        ("江城晚报", [], []),
        "cells of a table",
    ),
    (
        "<dl><dt>来源</dt><dd>江城晚报</dd><dt>责任编辑</dt><dd>唐宛</dd></dl>",
        ("江城晚报", [], ["唐宛"]),
        "terms of a list",
    ),
    (
        "<div>来源<em>江城晚报</em></div><div>作者<em>周 牧 云</em></div><div>2025-07-10</div>",
        ("江城晚报", ["周牧云"], []),
        "a box each, no colon",
    ),
    (
        "<table><tr><td>文号：</td><td>江交〔2018〕9号</td></tr>"
        "<tr><td>发布机构：</td><td>江城晚报</td><td>编号：</td><td>江字第九号</td></tr>"
        "<tr><td>发布时间：</td><td>2018-03-27</td></tr></table>",
        ("江城晚报", [], []),
        "a notice's table",
    ),
    (
        "<dl><dt>发布日期</dt><dd>2025-07-10</dd><dt>来源</dt><dd>江城晚报</dd></dl>",
        ("江城晚报", [], []),
        "terms of a list, the day first",
    ),
    (
        "<div><em>06-18 09:05</em><em>来源 江城晚报</em><em>字号 A- A+</em></div>",
        ("江城晚报", [], []),
        "a blank for a colon",
    ),
    ("<div>2025-07-10 江城头条</div>", ("江城头条", [], []), "头条 is a medium's name too"),
    (
        "<div>2025-07-10 | 记者 舒 畅 傅小禾</div>",
        (None, ["舒畅", "傅小禾"], []),
        "names with a blank inside",
    ),
    (
        "<div><span>江城融媒</span> · <span>2025-03-14 12:12</span> · <i>IP属地：湖南</i></div>",
        ("江城融媒", [], []),
        "where it was sent from",
    ),
]


@pytest.mark.parametrize(("above", "want"), [h[:2] for h in HEADS], ids=[h[2] for h in HEADS])
def test_heads(above: str, want: tuple[str | None, list[str], list[str]]) -> None:
    article = read(above)
    assert (article.source, article.authors, article.editors) == want
    assert article.article_body == f"{PROSE}\n\n{MORE}"


def test_the_minute_stands_before_where_it_was_sent_from() -> None:
    article = read("<div>江城融媒 · 2025-03-14 12:12 · IP属地：湖南</div>")
    assert article.date_published == "2025-03-14T12:12:00+08:00"


def test_a_table_of_an_article_is_no_byline() -> None:
    table = (
        "<table><tr><td>作者</td><td>周牧云</td></tr><tr><td>书名</td><td>渡口</td></tr></table>"
    )
    article = read(DATED, before=f"<p>{PROSE}</p>{table}")
    assert article.authors == []
    assert "渡口" in article.article_body


TABLES = [
    ("<td>来源</td><td>东塘镇</td><td>作者</td><td>周牧云</td>", DATED, "behind a byline"),
    ("<td>书名</td><td>渡口</td><td>作者</td><td>周牧云</td>", "", "no source"),
    ("<th>来源</th><th>作者</th><th>编辑</th><th>校对</th>", "", "a head of a table"),
]


@pytest.mark.parametrize(("cells", "above"), [t[:2] for t in TABLES], ids=[t[2] for t in TABLES])
def test_other_tables_are_no_bylines(cells: str, above: str) -> None:
    article = read(f"{above}<table><tr>{cells}</tr></table>")
    assert article.source == ("江城晚报" if above else None)
    assert (article.authors, article.editors) == ([], [])


ENDS = [
    ("<p>编辑：唐宛</p><p>责编：贺一诺</p>", ["唐宛", "贺一诺"], [], "two lines"),
    ("<p>编辑：唐宛</p><p>责编：唐宛</p>", ["唐宛"], [], "the same in both"),
    ("<p>编辑：唐宛</p><p>相关阅读</p><p>编辑：贺一诺</p>", ["唐宛"], [], "a list behind"),
    ("<p>总值班：唐宛</p>", [], [("总值班", "唐宛")], "a role"),
    ("<article><footer>责编：唐宛</footer></article>", ["唐宛"], [], "the foot of an article"),
    ("<footer>总编辑：唐宛 地址：江城路1号</footer>", [], [], "the foot of every page"),
    (
        "<p>素材：唐宛</p><p>终校：贺一诺</p>",
        [],
        [("素材", "唐宛"), ("终校", "贺一诺")],
        "two roles",
    ),
]


@pytest.mark.parametrize(
    ("behind", "editors", "credits"), [e[:3] for e in ENDS], ids=[e[3] for e in ENDS]
)
def test_tails(behind: str, editors: list[str], credits: list[tuple[str, str]]) -> None:
    article = read(DATED, behind)
    assert article.editors == editors
    assert [(credit.role, credit.name) for credit in article.credits] == credits
    assert article.article_body == f"{PROSE}\n\n{MORE}"


def test_a_tail_adds_nothing_to_a_byline_that_names_editors() -> None:
    assert read("<div>2019-03-22 编辑：唐宛</div>", "<p>责编：贺一诺</p>").editors == ["唐宛"]


def test_lines_of_a_tail_add_up() -> None:
    both = add(read_byline("作者：周牧云 来源：江城晚报"), read_byline("作者：向晚 来源：东塘网"))
    assert (both.source, both.authors) == ("江城晚报", ["周牧云", "向晚"])


LEADS = [
    (
        "导读：渡船下水。",
        "本报讯（记者 周牧云 通讯员 向晚）今天……",
        ["周牧云", "向晚"],
        "an abstract",
    ),
    ("编者按：渡船下水。", "江城融媒6月8日电（记者 周牧云）……", ["周牧云"], "电"),
    ("编者按：渡船下水。", "（记者 周牧云）今天……", ["周牧云"], "the bracket first"),
    ("今天，渡船下水。", "村民在看船，老人也来了（记者 周牧云 摄）", [], "a sentence"),
    ("今天，渡船下水。", "村民在看渡船（记者 周牧云 摄）", [], "a caption"),
]


@pytest.mark.parametrize(
    ("first", "second", "want"), [line[:3] for line in LEADS], ids=[line[3] for line in LEADS]
)
def test_the_lead_may_be_the_second_paragraph(first: str, second: str, want: list[str]) -> None:
    assert [name for _, name in find_lead_people(first, second)] == want


def test_reporters_of_a_late_lead_are_authors() -> None:
    lead = f"<p>导读：{MORE}</p><p>本报讯（记者 周牧云 通讯员 向晚）{PROSE}</p>"
    article = read(DATED, before=lead)
    assert article.authors == ["周牧云"]
    assert [(credit.role, credit.name) for credit in article.credits] == [("通讯员", "向晚")]


OTHERS = [
    ("<div class=c><span>船老大</span> <span>2024-03-08 15:12</span></div>", "a comment's"),
    (
        "<ul><li><a href=/1>渡口通车</a> <span>2024-03-08 15:12</span></li></ul>",
        "another article's",
    ),
    ("<h3>相关新闻</h3><p>渡口通车 2024-03-08 15:12</p>", "below a heading of others"),
]


@pytest.mark.parametrize(("behind", "why"), OTHERS, ids=[other[1] for other in OTHERS])
def test_a_date_of_others_is_none_of_an_article_without_one(behind: str, why: str) -> None:
    assert read("", behind).date_source != "byline"


def test_a_date_in_a_notice_s_table() -> None:
    rows = ("<td>发布机构：</td><td>东塘区水利局</td>", "<td>发布时间：</td><td>2018-03-27</td>")
    table = "".join(f"<tr>{row}</tr>" for row in rows)
    assert read(f"<table>{table}</table>").date_published == "2018-03-27T00:00:00+08:00"


def test_a_date_in_words() -> None:
    article = read("<div>二〇二四年三月十八日 来源：江城晚报</div>")
    assert (article.date_published, article.source) == ("2024-03-18T00:00:00+08:00", "江城晚报")
    assert article.date_published_raw == "二〇二四年三月十八日"
