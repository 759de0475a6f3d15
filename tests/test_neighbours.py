"""Bodies in parts: leads, sections and text below pictures belong to them, other things don't."""

from pathlib import Path

import pytest

from wangcheng_spider.demo.server import write_profile
from wangcheng_spider.items import Article
from wangcheng_spider.pages import Page, read_article
from wangcheng_spider.sites import Site, load

SENTENCES = (
    "昨天上午，荷塘里小区的新电梯正式投入使用，住在六楼的谭奶奶第一个坐着它下楼买菜。",
    "区住建局和社区一起搭起议事台，逐户上门听取意见，前后开了一百八十多场协商会。",
    "装电梯的钱由居民出一部分，财政补一部分，维护费从公共收益里列支，每个季度公布账目。",
    "街道请来退休工程师当监督员，从图纸到验收全程参加，已经当场整改了三十一处问题。",
    "下一步，全区还要把电梯和管网、外墙放在一起改造，年内争取再完成六十台。",
)
A, B, C, D, E = (f"<p>{sentence}</p>" for sentence in SENTENCES)
HEAD = (
    "<h1>荷塘里小区新电梯启用</h1>"
    "<div class='inf'><span>2025-06-18 09:42</span> <span>来源：样例日报</span></div>"
)
LINK = "<a href='/content/646754/50/13000099.html'>这个菜市场为什么火了</a>"
COMMENTS = (
    "<div class='cmt'><h3>网友评论</h3><p>山里娃：我们村也想装一台，什么时候轮到我们呢，盼着。</p>"
    "<p>荷花：给社区的叔叔阿姨点个赞，辛苦了，真的很不容易，大家都看在眼里。</p></div>"
)
REPLIES = "".join(
    f"<div><span>网友{n}</span> <span>{n}小时前</span>"
    "<p>我们村也想装一台，盼着这一天早点到来，也盼着孩子们都好。</p><a href='#'>回复</a></div>"
    for n in range(1, 7)
)
TEASERS = "".join(
    f"<div class='i'><a href='/content/646754/50/1300009{n}.html'>湿地来了{n}只候鸟</a>"
    "<p>今天一早，湿地公园的观鸟台挤满了人，大家举着相机，等候鸟从芦苇里飞起来。</p></div>"
    for n in range(2)
)
BIRDS = (
    "<p>金龙巡游队伍走过步行街，两边站满了人。</p>",
    "<p>两只“雄狮”在梅花桩上跳跃，锣鼓喧天。</p>",
)
PICTURES = "".join(
    f"<p align='center'><img src='/u/{n}.jpg'></p>{line.replace('<p>', '<p align=center>')}"
    for n, line in enumerate(BIRDS)
)
SHAPES = [
    (f"<div>{A}<div><h3>稳增长</h3>{B}{C}</div><div><h3>惠民生</h3>{D}{E}</div></div>",
     [0, "稳增长", 1, 2, "惠民生", 3, 4], "a lead, then sections in boxes"),
    (f"<div><section>{A}</section><section><section><strong>在家怎么办</strong></section>"
     f"<section>{B}{C}</section></section></div>", [0, "在家怎么办", 1, 2], "an editor's sections"),
    (f"<div><div class='lead'>{SENTENCES[0]}</div><div>{B}{C}{D}</div></div>", [0, 1, 2, 3],
     "a lead in a box"),
    (f"<div>{A}<div>{B}{C}{D}</div></div>", [0, 1, 2, 3], "the first paragraph outside the box"),
    (f"<div>{A}<table><tr><td>{B}{C}</td></tr></table></div>", [0, 1, 2], "the rest in a table"),
    (f"<div>{A}<blockquote>{B}{C}</blockquote>{D}</div>", [0, 1, 2, 3], "a long quotation"),
    (f"<div><div class='s1'>{A}{B}</div><a href='/ad'><img src='/ad.jpg'></a>"
     f"<div class='s2'>{C}{D}</div></div>", [0, 1, 2, 3], "parts with classes of their own"),
    (f"<div class='pics'>{PICTURES}</div><div class='txt'>{A}{B}</div>", [0, 1],
     "the text below the pictures"),
    (f"<div>{A}{B}{C}<p>相关报道：{LINK}</p>{D}{E}</div>", [0, 1, 2, 3, 4], "a link in its midst"),
    (f"<div>{A}<div>延伸阅读：{LINK}</div>{B}{C}{D}</div>", [0, 1, 2, 3], "a link near its start"),
    (f"<div>{A}</div>{COMMENTS}", [0], "comments that are longer than it"),
    (f"<div>{A}{B}</div>{COMMENTS}", [0, 1], "comments behind it"),
    (f"<div class='main'><div>{A}{B}</div><div>{REPLIES}</div></div>", [0, 1],
     "comments without a heading in one box with it"),
    (f"<div class='main'><div>{A}{B}</div><div>{TEASERS}</div></div>", [0, 1],
     "teasers in one box with it"),
    (f"<div class='main'><div>摘要：小区装了电梯，老人上下楼方便了。</div><div>{A}{B}</div></div>",
     [0, 1], "an abstract before it"),
    (f"<div class='main'><div>{A}{B}</div><div><h3>推荐阅读</h3>{C}</div></div>", [0, 1],
     "another text under a heading of its own"),
]  # fmt: skip


@pytest.fixture
def site(tmp_path: Path) -> Site:
    write_profile(tmp_path / "site.toml", 80)
    return load(str(tmp_path / "site.toml"))


def read(body: str, site: Site) -> Article:
    url = f"{site.canonical_origin}/content/646754/50/13000001.html"
    page = f"<html><head><meta charset='utf-8'></head><body>{HEAD}{body}</body></html>"
    return read_article(
        Page(url, page.encode(), 200, {}, "2026-01-02T03:04:05Z"), site, layout="fallback"
    )


@pytest.mark.parametrize(("body", "want", "why"), SHAPES, ids=[row[2] for row in SHAPES])
def test_what_belongs_to_the_body(body: str, want: list[int | str], why: str, site: Site) -> None:
    article = read(body, site)
    paragraphs = [SENTENCES[one] if isinstance(one, int) else one for one in want]
    assert article.article_body.split("\n\n") == paragraphs


FIGURE = "<figure><img src='/1.jpg'><figcaption>工地一角。</figcaption></figure>"
CAPTIONED = [
    (f"{FIGURE}{A}{B}<footer><p>责编：唐宛</p></footer>", "the byline behind"),
    (f"{FIGURE}{A}{B}", "a figure before the text"),
    (f"{A}{FIGURE}{B}", "a figure in its midst"),
    (f"<p>工地一角。▼</p><p><img src='/1.jpg'></p>{A}{B}", "a line that points down"),
]


@pytest.mark.parametrize(("body", "why"), CAPTIONED, ids=[row[1] for row in CAPTIONED])
def test_captions_of_pictures(body: str, why: str, site: Site) -> None:
    article = read(f"<div>{body}</div>", site)
    assert [image.caption for image in article.images] == ["工地一角。"]
    assert article.article_body.split("\n\n") == [*SENTENCES[:2]]
