"""Which links to files behind an article's text are the article's own."""

import pytest

from wangcheng_spider.pages import Page, read_article
from wangcheng_spider.sites import load

FETCHED = "2026-01-02T03:04:05Z"
HEADLINE = "柳湾镇渡口改建征求意见"
HEAD = f"<h1>{HEADLINE}</h1><div>2024-03-08 07:20 来源：柳湾镇政府</div>"
PROSE = "".join(
    f"<p>　　{day}起，渡口改建的图纸挂在码头的布告栏里，谁都可以去看，有话写在纸上投进木箱。</p>"
    for day in ("周五", "周六", "周日")
)
ONE = "<a href='/f/1.pdf'>意见表.pdf</a>"
TWO = "<a href='/f/2.docx'>2.图纸说明</a>"
LIST = f"<ul><li>{ONE}</li><li>{TWO}</li></ul>"
BOTH = ["意见表.pdf", "2.图纸说明"]
OUT = "<div><a href=/about>关于我们</a></div>"
OTHER = "<a href='/f/9.pdf'>网站使用说明.pdf</a>"

BEHIND = [
    (f"<p>附件下载：{ONE}</p>", BOTH[:1], "a line with its label"),
    (f"<div>附件：</div>{LIST}", BOTH, "a list below its label"),
    (f"<div>相关附件</div>{LIST}", BOTH, "a label like that of related articles"),
    (f"<p>附件1：{ONE}</p><p>附件2：{TWO}</p>", BOTH, "numbered"),
    (f"<p>附件：{ONE} （点击下载）<br>{TWO}</p>", BOTH, "two lines of one element"),
    (LIST, BOTH, "at once behind the text"),
    (f"<p>责任编辑：唐宛</p>{LIST}", BOTH, "behind the editor"),
    (f"<div>【打印】【关闭】</div><p>附件：{ONE}</p>", BOTH[:1], "behind buttons"),
    (f"<div>附件：</div>{LIST}{OUT}<div>{OTHER}</div>", BOTH, "a help file in the footer"),
    (
        f"<p>附件：{ONE}</p><div>【打印】【关闭】</div><div>{OTHER}</div>",
        BOTH[:1],
        "buttons end it",
    ),
    (
        f"<table><tr><td>附件</td></tr><tr><td>意见表</td><td>{ONE}</td></tr>"
        f"<tr><td>图纸</td><td>{TWO}</td></tr></table>",
        BOTH,
        "a table of files",
    ),
    (f"<div>附件：<br>{ONE}<br>{TWO}<br><a href=/2.html>上一篇：渡口旧事</a></div>", BOTH, "lines"),
    ("<p>附件：<a href=/f/1.pdf><p>意见表.pdf</p></a>", BOTH[:1], "a block inside the link"),
    ("<p>附件：<a href='/f/%E8%A1%A8.ofd?v=1'>表</a></p>", ["表"], "escaped, with a query"),
]
NOT_OWN = [
    (f"{OUT}<div>{OTHER}</div>", "the footer's"),
    (f"<div>【打印】</div><div>{OUT[5:-6]} | {OTHER}</div>", "the footer's, in one line"),
    (f"<div>【打印】【关闭】</div><div>{OTHER}</div>", "behind buttons, without a label"),
    (f"<h3>下载排行</h3>{LIST}", "a menu of downloads"),
    (f"<div>相关新闻</div>{LIST}", "below related articles"),
    (f"<div>【打印】【关闭】</div><div>版权所有：柳湾镇政府</div>{LIST}", "behind the imprint"),
    ("<p>附件：<a href='/f/1.html'>意见表</a></p>", "a page, no file"),
    ("<p>附件：<a href='http://[1.pdf'>意见表</a></p>", "no address"),
]


def read(body: str) -> list[str]:
    page = f"<html><head><title>{HEADLINE}</title></head><body>{HEAD}{body}</body></html>"
    headers = {"content-type": "text/html; charset=utf-8"}
    url = "https://www.liuwan.example/2024/03/08/1.html"
    served = Page(url, page.encode(), 200, headers, FETCHED)
    return [file.name for file in read_article(served, load("wcxww"), any_host=True).attachments]


@pytest.mark.parametrize(("behind", "want", "why"), BEHIND, ids=[row[2] for row in BEHIND])
def test_files_behind_the_text(behind: str, want: list[str], why: str) -> None:
    assert read(f"<div>{PROSE}</div>{behind}") == want


@pytest.mark.parametrize(("behind", "want", "why"), BEHIND, ids=[row[2] for row in BEHIND])
def test_files_in_the_element_of_the_text(behind: str, want: list[str], why: str) -> None:
    assert read(f"<div>{PROSE}{behind}</div>") == want


@pytest.mark.parametrize(("behind", "why"), NOT_OWN, ids=[row[1] for row in NOT_OWN])
def test_other_files(behind: str, why: str) -> None:
    assert read(f"<div>{OTHER}</div><div>{PROSE}</div>{behind}") == []
