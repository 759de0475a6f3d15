"""Mirror pages through the same page objects: the sample site's mirror, and the seed's dump."""

import json
from dataclasses import fields
from pathlib import Path

import pytest

from wangcheng_spider.demo.mangle import draw_disguise
from wangcheng_spider.demo.sample import SampleSite
from wangcheng_spider.items import Article, Credit, Image
from wangcheng_spider.pages import Page, PageError, read_article
from wangcheng_spider.pages.mirror import restore_article
from wangcheng_spider.sites import load

SEED = Path(__file__).parent / "data" / "mirror-dump.txt"
FETCHED = "2025-11-21T00:00:00Z"
READ_OTHERWISE = {"fetched_url", "view", "restored"}


def read(sample: SampleSite, host: str, path: str) -> Article:
    body = sample.answer("GET", host, path).body
    return read_article(Page(url=f"https://{host}{path}", body=body, fetched_at=FETCHED), SITE)


SITE = load("sample")
MIRROR = SITE.mirror_hosts[0]


def test_mirror_articles_are_the_portals_own() -> None:
    sample = SampleSite(SITE, articles=96)
    whole = 0
    for story in sample.stories:
        pc, mirror = (read(sample, host, story.path) for host in (SITE.pc_hosts[0], MIRROR))
        assert (mirror.view, mirror.url) == ("mirror", SITE.canonical_origin + story.path)
        assert mirror.restored
        if draw_disguise(f"{sample.seed}{story.path}").stray or "lost" in mirror.restored:
            continue  # a stray byte may eat what nobody can know
        names = [field.name for field in fields(Article) if field.name not in READ_OTHERWISE]
        different = {n for n in names if getattr(pc, n) != getattr(mirror, n)}
        assert different <= {"article_body", "article_html"}, story.number
        whole += not different
    assert whole >= 85


def test_the_mirror_is_disguised() -> None:
    sample = SampleSite(SITE, articles=8)
    pages = [sample.answer("GET", MIRROR, story.path).body.decode() for story in sample.stories]
    assert all("樣例新聞" in page and MIRROR in page for page in pages)
    assert pages == [sample.answer("GET", MIRROR, s.path).body.decode() for s in sample.stories]


def test_own_link_must_be_the_pages_own() -> None:
    sample = SampleSite(SITE, articles=8)
    first, other = sample.stories[:2]
    body = sample.answer("GET", MIRROR, first.path).body
    page = Page(url=f"https://{MIRROR}{other.path}", body=body, fetched_at=FETCHED)
    with pytest.raises(PageError, match="other_article"):
        read_article(page, SITE)


def test_portal_pages_are_content() -> None:
    """A reading on the portal itself stays, whatever it looks like."""
    sample = SampleSite(SITE, articles=8)
    story = sample.stories[0]
    body = sample.answer("GET", SITE.pc_hosts[0], story.path).body.decode()
    body = body.replace("</h1>", "望城區(qū)創(chuàng)衛(wèi)</h1>")
    url = SITE.canonical_origin + story.path
    article = read_article(Page(url=url, body=body.encode(), fetched_at=FETCHED), SITE)
    assert article.headline.endswith("望城區(qū)創(chuàng)衛(wèi)")
    assert article.restored is None


def test_an_item_is_restored_as_a_whole() -> None:
    mangled = Article(
        url="https://www.sample.test/content/646754/50/1.html",
        content_id="1",
        site="sample",
        view="mirror",
        fetched_url=f"https://{MIRROR}/content/646754/50/1.html",
        layout="pc-2022",
        headline="望城區(qū)創(chuàng)建國家衛(wèi)生城市",
        source="望城融媒體",
        authors=["盛月嬌"],
        breadcrumbs=["要聞"],
        credits=[Credit("編(biān)審", "黃卓鵬")],
        article_body="區(qū)長,，講話(huà)。\n\n領(lǐng)域?qū)ｍ?xiàng)整治。",
        article_html="<p>區(qū)長,，講話(huà)。</p><p>領(lǐng)域?qū)ｍ?xiàng)整治。</p>",
        images=[Image("https://img.sample.test/1.jpg", caption="現(xiàn)場")],
        next_url="http://cdlbfz.example/content/646754/50/2.html",
        fetched_at=FETCHED,
    )
    article = restore_article(mangled, SITE)
    assert article.headline == "望城区创建国家卫生城市"
    assert (article.source, article.authors) == ("望城融媒体", ["盛月娇"])
    assert (article.breadcrumbs, article.credits) == (["要闻"], [Credit("编审", "黄卓鹏")])
    assert article.article_body == "区长，讲话。\n\n领域专项整治。"
    assert article.article_html == "<p>区长，讲话。</p><p>领域专项整治。</p>"
    assert article.images[0].caption == "现场"
    assert article.next_url == "https://www.sample.test/content/646754/50/2.html"
    assert article.restored
    assert article.restored["tear"] == 2
    assert mangled.authors == ["盛月嬌"]
    again = restore_article(article, SITE)
    assert again.article_body == article.article_body


def test_the_seed() -> None:
    page = Page(url="", body=SEED.read_bytes(), kind="text", fetched_at=FETCHED)
    article = read_article(page, load("wcxww"))
    assert article.url == "https://www.wcxww.com/content/646754/50/13163752.html"
    assert (article.view, article.source) == ("text", "望城融媒")
    assert article.headline == "望城区创建国家卫生城市、蓝天保卫战工作推进会召开"
    assert (article.authors, article.editors) == (["盛月娇", "黄卓鹏"], ["朱小红"])
    assert article.date_published == "2023-10-16T17:40:30+08:00"
    paragraphs = article.article_body.split("\n\n")
    assert len(paragraphs) == 6
    assert paragraphs[0].startswith(
        "望城融媒10月16日讯（全媒体记者 盛月娇 黄卓鹏）10月16日上午，望城区"
    )
    assert "重点领域专项整治，从严从紧从实抓好执法，不断补短板、强弱项，" in paragraphs[3]
    whole = json.dumps(article.article_body, ensure_ascii=False)
    assert not set(",:;()?\ufffd") & set(whole)
    assert "，，" not in whole
    assert article.restored == {"comma": 61, "reading": 157, "script": 208, "tear": 1, "width": 59}
