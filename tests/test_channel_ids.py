"""An article's channel by the page's own variable."""

import pytest

from wangcheng_spider.pages import Page, read_article
from wangcheng_spider.sites import load

SITE = load("sample")
URL = "https://www.sample.test/content/646754/50/1.html"
OWN = "<script>var siteId = '1'; var channelId = '9101';</script>"
LINK = '<a href="/list?channelId=7">更多</a>'
PAGE = """<html><head><title>雨后的白云镇</title>{}</head><body>{}<h1>雨后的白云镇</h1>
<p>街道上的积水已经退去，学校也照常开课，菜市场里人来人往，卖菜的老人说今年的雨水比往年都多。</p></body></html>"""

# (in the head, before the headline, channel id, why)
PAGES = [
    (OWN, "", "9101", "the variable"),
    (OWN.upper().replace("CHANNELID", "channelId"), "", "9101", "tags in capitals"),
    ("", LINK + OWN, "9101", "a link before it names another"),
    ("<script src='/a.js?channelId=7'></script>", OWN, "9101", "so does a script's address"),
    ("<script src='/a.js'></script>", LINK, None, "no script says it"),
    ("", "<p>channelId=7</p>", None, "a text says it"),
]


@pytest.mark.parametrize(("head", "top", "wanted", "why"), PAGES, ids=[row[3] for row in PAGES])
def test_the_channel_of_an_article(head: str, top: str, wanted: str | None, why: str) -> None:
    body = PAGE.format(head, top).encode()
    page = Page(URL, body, 200, {"content-type": "text/html"}, "2026-01-01T00:00:00Z")
    assert read_article(page, SITE).channel_id == wanted
