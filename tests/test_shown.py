"""Saved pages as `wangcheng browse` shows them: links to what is archived, signs on the rest."""

from pathlib import Path

import pytest
from lxml import html

from shelf import write_data
from wangcheng_spider.catalog.index import Index
from wangcheng_spider.catalog.shown import show_page
from wangcheng_spider.pages.page import Page

HERE = "https://www.wcxww.com/content/646754/50/7.html"
OURS = "/content/646754/50/1.html"


def find(address: str) -> str | None:
    return "/article/wcxww/1" if address == f"https://www.wcxww.com{OURS}" else None


def show(body: str, url: str = HERE, kind: str = "text/html") -> html.HtmlElement:
    page = Page(url, body.encode(), 200, {"content-type": kind}, "2026-01-01T00:00:00Z")
    shown = show_page(page, find)
    assert shown is not None
    return html.document_fromstring(shown.decode())


LIVE = {"target": "_top", "rel": "noreferrer noopener"}
ARCHIVED = {"href": "/article/wcxww/1", "target": "_top"}
# (a link of the page, what it is where it is shown: attributes but the title, and text)
LINKS = [
    (f"<a href='{OURS}'>旧闻</a>", ARCHIVED, "旧闻"),
    ("<a href='../50/./1.html' target=_blank>旧闻</a>", ARCHIVED, "旧闻"),
    (f"<a href='{OURS}#c' ping='//evil.test/' rel=opener download>旧闻</a>", ARCHIVED, "旧闻"),
    ("<a href='2.html'>别的</a>", {"href": f"{HERE[:-6]}2.html"} | LIVE, "别的 ↗"),
    ("<a href='//evil.test/x'>去</a>", {"href": "https://evil.test/x"} | LIVE, "去 ↗"),
    ("<a href='javascript:alert(1)'>点</a>", {}, "点"),
    ("<a href='data:text/html,x'>点</a>", {}, "点"),
    ("<a href='mailto:a@b.test'>信</a>", {}, "信"),
    ("<a href='http://[bad/'>坏</a>", {}, "坏"),
    ("<a href='#top'>上</a>", {"href": "#top"}, "上"),
    ("<a name=x>锚</a>", {"name": "x"}, "锚"),
    ("<svg><a xlink:href='//evil.test/'>画</a></svg>", {}, "画"),
    (f"<base href='https://evil.test/a/' target=_parent><a href='{OURS}'>旧闻</a>",
     {"href": f"https://evil.test{OURS}"} | LIVE, "旧闻 ↗"),
]  # fmt: skip


@pytest.mark.parametrize(("markup", "wanted", "text"), LINKS)
def test_links(markup: str, wanted: dict[str, str], text: str) -> None:
    page = show(f"<title>页</title><body>{markup}</body>")
    (link,) = page.xpath("//a")
    attributes = {name: value for name, value in link.attrib.items() if name != "title"}
    assert (attributes, link.text_content()) == (wanted, text)
    assert link.get("title") == (f"↗ {wanted['href']}" if "rel" in wanted else None)
    assert page.xpath("//base") == []


def test_what_leads_away_by_itself_goes_and_the_rest_stays() -> None:
    page = show(
        "<!doctype html><meta http-equiv=' Refresh' content='0;url=//evil.test/'>"
        "<style>p{color:red}</style><math href='//evil.test/'>x</math>"
        "<map><area href='//evil.test/y'></map><p class=a>正文<script>1</script></p>"
    )
    assert page.xpath("//meta[@http-equiv]") == []
    assert page.xpath("//math/@href") == []
    assert page.xpath("//area/@rel") == ["noreferrer noopener"]
    assert [e.text_content() for e in page.xpath("//style")] == ["p{color:red}"]
    assert page.xpath("//p[@class='a']")[0].text == "正文"
    assert page.getroottree().docinfo.doctype == "<!DOCTYPE html>"


def test_a_page_in_gbk_is_shown_in_its_words() -> None:
    body = "<meta charset=gbk><p>望城区</p>".encode("gbk")
    page = Page(HERE, body, 200, {"content-type": "text/html"}, "")
    shown = show_page(page, find)
    assert shown is not None
    assert "望城区" in shown.decode()
    assert show_page(Page(HERE, b"%PDF-1.4", 200, {}, ""), find) is None


# (address, address of the page with the link, content id)
ADDRESSES = [
    ("https://www.wcxww.com/content/646754/50/1.html", "", "1"),
    ("https://www.wcxww.com/content/646754/50/001_2.html", "", "1"),
    ("https://evil.test/content/646754/50/1.html", "", None),
    ("https://evil.test/content/646754/50/1.html", "https://evil.test/", "1"),
    ("https://evil.test/m/content/646754/50/1.html", "https://EVIL.test:443/x", "1"),
    ("https://www.wcxww.com/content/646754/50/8.html", "", None),
    ("https://www.wcxww.com/channel/1.html", "", None),
    ("", "", None),
]


def test_articles_are_found_by_their_addresses(tmp_path: Path) -> None:
    index = Index(write_data(tmp_path))
    index.update()
    found = [index.find_article(address, "wcxww", near) for address, near, _ in ADDRESSES]
    assert found == [content_id for _, _, content_id in ADDRESSES]
    assert index.find_article(ADDRESSES[0][0], "elsewhere") is None
    index.close()
