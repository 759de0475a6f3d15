"""Bodies that a page should never have: what each is, made when it is asked for."""

from collections.abc import Callable

LIMIT = 8 * 1024 * 1024
"""Bytes that a page may have."""


def fill(piece: str, size: int = LIMIT - 4096) -> str:
    """A piece over and over, as much of it as a page may hold."""
    return piece * (size // len(piece.encode()))


def count_up(form: str, number: int) -> str:
    """A form (``{n}``) with the numbers from 0."""
    return "".join(form.replace("{n}", format(n, "x")) for n in range(number))


def attributes(number: int, value: str = "=1") -> str:
    return f"<p {count_up('a{n}' + value + ' ', number)}>望城</p>"


BODIES: dict[str, Callable[[], str]] = {
    "one line of 8 MB": lambda: f"<p>{fill('望城区')}</p>",
    "100,000 nested tags": lambda: "<div>" * 100_000 + "望城" + "</div>" * 100_000,
    "nested tags, 8 MB of them": lambda: fill("<div>"),
    "nested inline tags": lambda: fill("<b>望", 1 << 20),
    "nested links": lambda: fill("<a href=/x>望", 1 << 20),
    "nested boxes with pictures": lambda: fill("<div><img src=/a.jpg><p>望城</p>", 1 << 20),
    "links in all that is around a long text": lambda: (
        "<b><a href=/x>1</a>" * 990 + "下一篇" + fill("望城的稻田，", 6 << 20)
    ),
    "nested bylines": lambda: "<div class=m_b_25>" * 990 + fill("望城的稻田，", 6 << 20),
    "nested dates": lambda: "<span class=p_l_25>" * 990 + fill("望城的稻田，", 6 << 20),
    "nested breadcrumbs": lambda: (
        "<div class=breadcrumb><a href=/x>" * 490 + fill("望城的稻田，", 6 << 20)
    ),
    "links in drawings in links": lambda: (
        count_up("<svg><a href=/content/646754/50/{n}.html>1", 490) + fill("望城的稻田，", 6 << 20)
    ),
    "text and pictures on one line": lambda: fill("望城<img src=/a.jpg>", 2 << 20),
    "nested links to documents": lambda: fill("<figure><a href=/x.pdf>望<svg>", 1 << 20),
    "nested lists": lambda: fill("<ul><li>望", 1 << 20),
    "nested tables": lambda: fill("<table><tr><td>望", 1 << 20),
    "misnested tags": lambda: fill("<b><p></b>望<i></p></i>", 1 << 20),
    "end tags alone": lambda: fill("</div>"),
    "200,000 attributes": lambda: attributes(200_000),
    "200,000 attributes with < in their values": lambda: attributes(200_000, '="<"'),
    "200,000 attributes with > in their values": lambda: attributes(200_000, '=">"'),
    "200,000 attributes without blanks": lambda: (
        "<p " + count_up("a{n}=''/", 200_000) + ">望城</p>"
    ),
    "200,000 attributes between quotes": lambda: (
        "<p " + count_up('a{n}="1"', 200_000) + ">望城</p>"
    ),
    "200,000 attributes on an end tag": lambda: "</p " + attributes(200_000)[3:],
    "a hundred tags of 1,500 attributes": lambda: attributes(1500) * 100,
    "a tag of 8 MB": lambda: f"<p title='{fill('望')}'>望城</p>",
    "a tag that never ends": lambda: f"<p title='{fill('望')}",
    "a comment that never ends": lambda: "<!--" + fill("望 -- "),
    "comments": lambda: fill("<!-- -->"),
    "a script that never ends": lambda: "<script>" + fill("</scrip "),
    "two million tags": lambda: fill("<b>"),
    "two million links": lambda: fill("<a>"),
    "links with addresses": lambda: count_up("<a href=/content/646754/50/{n}.html>望</a>", 150_000),
    "paragraphs": lambda: fill("<p>望"),
    "line breaks": lambda: fill("<br>望"),
    "pictures": lambda: count_up("<img src=/{n}.jpg>", 300_000),
    "table cells": lambda: "<table>" + fill("<tr><td>1<td>2"),
    "attributes, a few a tag": lambda: fill("<p aa ab ac ad ae af ag ah ai aj ak al am an>"),
    "entities": lambda: "<p>" + fill("&amp;&#x671b;&bogus;"),
    "entity expansion": lambda: (
        '<!DOCTYPE html [<!ENTITY a0 "aaaaaaaaaa">'
        + "".join(f'<!ENTITY a{n} "' + f"&a{n - 1};" * 10 + '">' for n in range(1, 9))
        + "]><p>&a8;</p>"
    ),
    "blanks": lambda: "<p>望" + fill(" ") + "城",
    "line feeds": lambda: "<p>望" + fill("\n") + "城",
    "ideographic blanks": lambda: "<p>望" + fill("\u3000") + "城",
    "combining marks": lambda: "<p>a" + fill("\u0301\u0327"),
    "joined pictures": lambda: "<p>" + fill("\U0001f468\u200d"),
    "directions": lambda: "<p>" + fill("\u202e\u202dx"),
    "NULs": lambda: "<p>" + fill("\0望"),
    "digits": lambda: "<p>" + fill("2023"),
    "dates": lambda: "<p>" + fill("2023-10-16 17:40:30 "),
    "labels": lambda: "<p>" + fill("来源：望城 作者：张三 "),
    "labels, each a paragraph": lambda: fill("<p>来源：望城</p>"),
    "file names": lambda: fill("<p>1.jpg</p>"),
    "torn passages": lambda: fill("望城?區(qū)?創(chu?ng)建?，"),
    "commas": lambda: "<p>" + fill("，"),
    "brackets": lambda: "<p>" + fill("（"),
    "JSON that nests": lambda: '<script type="application/ld+json">' + fill("[", 150_000),
}


def in_page(body: str) -> bytes:
    """A body in an article's page, in front of and behind the article's own."""
    return (
        "<html><head><title>柳溪街道早稻插秧</title></head><body><h1 class='detail_title'>"
        f"柳溪街道早稻插秧</h1><div class='detail_article_content'><p>　　柳溪街道的早稻{body}"
        "<p>　　今年的面积比去年多两成。</p></div></body></html>"
    ).encode("utf-8", "surrogatepass")


def bare(body: str) -> bytes:
    """A body in a page of no layout."""
    return f"<html><body>{body}</body></html>".encode("utf-8", "surrogatepass")
