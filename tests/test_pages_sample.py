"""The sample site read by its layouts: every field of every article as its story has it."""

import re
from dataclasses import fields, replace

import pytest

from wangcheng_spider.demo.model import Story
from wangcheng_spider.demo.sample import SampleSite
from wangcheng_spider.items import Article
from wangcheng_spider.pages import Page, read_article
from wangcheng_spider.sites import load
from wangcheng_spider.text.clean import clean_article

FETCHED = "2026-01-02T03:04:05Z"
ARTICLES = 120
HOSTS = {"pc": "www.sample.test", "wap": "wap.sample.test", "mirror": "mirror.sample.test"}

MARKS = {
    "pc": [
        ("detail_article_content m_t_20", "a body variant"),
        ("clearfix detail_article_content p_t_20", "a body variant"),
        ("detail_article_content f_left", "a body variant"),
        ("f_right detail_article_content", "a body variant"),
        ('<article class="detail-article">', "the body of 2020"),
        ('id="articlecontent"', "the body of /c/ pages"),
        ('<h1 id="btn">正在阅读：', "a decoy beside the headline"),
        ('class="detail_title"', "a headline variant"),
        ('class="p_t_30 f36"', "a headline variant"),
        ('id="source_baidu"', "a byline variant"),
        ("content_info m_b_25", "a byline variant"),
        ("编辑：redcloud", "a migrated article"),
        ("作者：</", "作者 without a name"),
        ("一审：", "a review chain"),
        ("<figcaption>", "a caption in its element"),
        ("<p>▲", "a caption by its mark"),
        ("微信图片_20231016171220.jpg", "a file name as paragraph"),
        ('class="edui-faked-video"', "the CMS's video"),
        ("video-across-img", "decoration on a video"),
        ("momenttype", "decoration"),
        ("var player_src = ", "an mp4 address in a script"),
        ("<table border=1>", "a table"),
        ("手机报", "the phone edition"),
        ("【望城要闻】", "a section of the phone edition"),
        ("aside_wrap", "a side list"),
        ("—分享—", "a share bar"),
        ("时刻新闻", "the CMS's own line"),
        ("本文为样例新闻网原创文章", "a notice behind the body"),
        ("阅读下一篇", "the next article"),
        ("本文链接：", "the article's own address"),
    ],
    "wap": [
        ('<div class="description"><img class="edui-faked-video"', "a video without <p>"),
        ("立即下载", "a button"),
        ("字号：", "furniture"),
    ],
}


def read(sample: SampleSite, story: Story, view: str) -> Article:
    host = HOSTS[view]
    answer = sample.answer("GET", host, story.path)
    headers = {"content-type": answer.content_type}
    url = f"https://{host}{story.path}"
    page = Page(url, answer.body, answer.status, headers, FETCHED)
    return clean_article(read_article(page, sample.site))


def as_far_as_restorable(want: Article, got: Article) -> Article:
    """What is left to ask of a mirror's page: a lost character is shown as U+FFFD, and no other;
    a byline that lost one may be empty, never wrong."""
    assert got.restored
    same = ["restored"]
    if "lost" in got.restored:
        marked = re.escape(got.article_body).replace("\ufffd", ".")
        assert re.fullmatch(marked, want.article_body)
        same += ["article_body", "article_html", "content_hash"]
        same += ["editors"] if got.editors == [] else []
        if got.date_source != "byline":
            assert got.date_published in (
                None,
                f"{(want.date_published or '')[:10]}T00:00:00+08:00",
            )
            same += ["date_published", "date_published_raw", "date_source"]
    return replace(want, **{name: getattr(got, name) for name in same})


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("view", ["pc", "wap", "mirror"])
def test_every_field_is_as_the_story_has_it(view: str, seed: int) -> None:
    sample = SampleSite(load("sample"), articles=ARTICLES, seed=seed)
    for story in sample.stories:
        want = sample.expected(story, view)
        want.fetched_at = FETCHED
        got = read(sample, story, view)
        if view == "mirror":
            want = as_far_as_restorable(want, got)
        wrong = {
            field.name: (getattr(got, field.name), getattr(want, field.name))
            for field in fields(want)
            if getattr(got, field.name) != getattr(want, field.name)
        }
        assert wrong == {}, story.path


@pytest.mark.parametrize("view", list(MARKS))
def test_the_sample_site_holds_everything_that_the_real_one_does(view: str) -> None:
    sample = SampleSite(load("sample"), articles=ARTICLES, seed=1)
    pages = [sample.answer("GET", HOSTS[view], s.path).body.decode() for s in sample.stories]
    missing = [(mark, why) for mark, why in MARKS[view] if not any(mark in page for page in pages)]
    assert missing == []


def test_pages_are_as_heavy_as_real_ones() -> None:
    sample = SampleSite(load("sample"), articles=24, seed=1)
    sizes = [len(sample.answer("GET", HOSTS["pc"], s.path).body) for s in sample.stories]
    assert min(sizes) > 25_000


def test_expected_items_cover_every_layout() -> None:
    sample = SampleSite(load("sample"), articles=ARTICLES, seed=1)
    layouts = {sample.expected(story).layout for story in sample.stories}
    assert layouts == {"pc-2022", "pc-2020", "pc-old"}
