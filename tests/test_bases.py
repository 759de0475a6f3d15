"""What an article's relative links start from: the page's <base>, where it is the site's own."""

import pytest

from wangcheng_spider.pages import Page, read_article
from wangcheng_spider.sites import load

SITE = load("sample")
ORIGIN = SITE.canonical_origin
PAGE = """<html><head><title>雨后的白云镇</title>{}</head><body><h1>雨后的白云镇</h1>
<div class="detail_article_content"><p>街道上的积水已经退去，学校也照常开课，
<a href="see.html">菜市场</a>里人来人往。</p>
<p>卖菜的老人说今年的雨水比往年都多。</p><p><img src="a.jpg"></p></div>
<div class="readnext">阅读下一篇<a href="../content/646947/95/2.html">春水漫过石桥</a></div>
</body></html>"""
NEXT = f"{ORIGIN}/content/646947/95/2.html"
OWN = f"{ORIGIN}/content/646754/50"

# (head, folder that links start from, next article, why)
BASES = [
    ("", OWN, None, "no base"),
    ('<base href="/files/">', f"{ORIGIN}/files", NEXT, "a folder of the site"),
    ('<base href="//wap.sample.test/x/y">', "https://wap.sample.test/x", NEXT, "another host"),
    ('<base href="https://evil.test/x/">', OWN, None, "elsewhere"),
    ('<base href="data:text/html,">', OWN, None, "no address"),
]


@pytest.mark.parametrize(("head", "folder", "leads_to", "why"), BASES)
def test_links_of_an_article_start_from_its_base(
    head: str, folder: str, leads_to: str | None, why: str
) -> None:
    page = Page(f"{OWN}/1.html", PAGE.format(head).encode(), 200, {}, "2026-01-01T00:00:00Z")
    article = read_article(page, SITE)
    assert [image.url for image in article.images] == [f"{folder}/a.jpg"], why
    assert article.links == [f"{folder}/see.html"], why
    assert article.next_url == leads_to, why
    assert article.fetched_url == page.url
