"""Addresses: every form leads to one canonical URL, one content id, one date."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangcheng_spider.sites import Site, load
from wangcheng_spider.urls import decode_date, encode_date, listing_url, make_absolute, read_address

SITE = load("wcxww")
ORIGIN = "https://www.wcxww.com"
CANONICAL = f"{ORIGIN}/content/646754/50/13163752.html"

# (address, view, page, why)
SAME_ARTICLE = [
    (CANONICAL, "pc", 1, "as it stands"),
    ("http://www.wcxww.com/content/646754/50/13163752.html", "pc", 1, "scheme"),
    ("https://WWW.WcXww.COM/content/646754/50/13163752.html", "pc", 1, "case of host"),
    ("https://www.wcxww.com./content/646754/50/13163752.html", "pc", 1, "dot behind host"),
    ("https://www.wcxww.com:443/content/646754/50/13163752.html", "pc", 1, "its own port"),
    ("http://wcxww.com:80/content/646754/50/13163752.html", "pc", 1, "bare host, port"),
    ("https://www.wangchengnews.cn/content/646754/50/13163752.html", "pc", 1, "second host"),
    ("//www.wcxww.com/content/646754/50/13163752.html", "pc", 1, "no scheme"),
    ("/content/646754/50/13163752.html", "pc", 1, "relative"),
    ("../../646754/50/13163752.html", "pc", 1, "relative with dots"),
    (f"{CANONICAL}?mobile", "pc", 1, "query"),
    (f"{CANONICAL}?f=pad&utm_source=x#top", "pc", 1, "tracking and fragment"),
    (f"  {CANONICAL}\n", "pc", 1, "blanks around"),
    ("https://www.wcxww.com//content//646754/50/13163752.html", "pc", 1, "double slashes"),
    ("https://www.wcxww.com/a/../content/./646754/50/13163752.html", "pc", 1, "dot segments"),
    ("https://www.wcxww.com/content/%36%346754/50/13163752%2Ehtml", "pc", 1, "escapes"),
    ("https:\\\\www.wcxww.com\\content\\646754\\50\\13163752.html", "pc", 1, "backslashes"),
    ("https://www.wcxww.com/m/content/646754/50/13163752.html", "wap", 1, "/m/"),
    ("https://wap.wcxww.com/content/646754/50/13163752.html", "wap", 1, "wap host"),
    ("http://cdlbfz.com/content/646754/50/13163752.html", "mirror", 1, "mirror host"),
    (f"{ORIGIN}/content/646754/50/13163752_2.html", "pc", 2, "second page"),
    ("https://user:secret@www.wcxww.com/content/646754/50/13163752.html", "pc", 1, "user"),
]


@pytest.mark.parametrize(("raw", "view", "page", "why"), SAME_ARTICLE)
def test_every_form_is_the_same_article(raw: str, view: str, page: int, why: str) -> None:
    address = read_address(raw, SITE, base=f"{ORIGIN}/content/646754/50/1.html")
    assert (address.kind, address.url) == ("article", CANONICAL), why
    assert (address.content_id, address.view, address.page) == ("13163752", view, page)
    assert address.date == date(2023, 10, 16)


# (path, content id, day)
FORMS = [
    ("/content/646754/83/7.html", "7", date(2023, 10, 1)),
    ("/content/646754/95/7.html", "7", date(2023, 10, 3)),
    ("/content/2019/02/28/77.html", "77", date(2019, 2, 28)),
    ("/c/2017/12/31/777.htm", "777", date(2017, 12, 31)),
    ("/nograb/646754/50/7777.html", "7777", date(2023, 10, 16)),
    ("/content/2019/02/30/78.html", "78", None),
    ("/content/646798/50/79.html", "79", None),
]


@pytest.mark.parametrize(("path", "content_id", "day"), FORMS)
def test_each_form_of_article_keeps_its_path(path: str, content_id: str, day: date) -> None:
    address = read_address(ORIGIN + path, SITE)
    assert (address.kind, address.url) == ("article", ORIGIN + path)
    assert (address.content_id, address.date) == (content_id, day)


# (address, kind, channel id, page)
OTHER_KINDS = [
    ("/channel/1234.html", "listing", "1234", 1),
    ("/channel/1234_17.html", "listing", "1234", 17),
    ("/channel/2023/1016/1234.html", "day", "1234", 1),
    ("/", "page", None, 1),
    ("/content/646754/50/abc.html", "page", None, 1),
    ("/content/646754/50/13163752.pdf", "page", None, 1),
    ("https://front-web.rednet.cn/content/list/channel?channelId=1", "api", None, 1),
    ("https://mp.weixin.qq.com/s/abc", "foreign", None, 1),
    ("https://www.wcxww.com:8443/content/646754/50/1.html", "foreign", None, 1),
    ("https://www.wcxww.com.evil.example/content/646754/50/1.html", "foreign", None, 1),
    ("https://www.wcxww.com@evil.example/content/646754/50/1.html", "foreign", None, 1),
    ("http://169.254.169.254/latest/", "foreign", None, 1),
    ("javascript:void(0)", "invalid", None, 1),
    ("file:///etc/passwd", "invalid", None, 1),
    ("data:text/html,x", "invalid", None, 1),
    ("http://[::1", "invalid", None, 1),
    ("http://www.wcxww.com:99999/", "invalid", None, 1),
    ("http:///content/646754/50/1.html", "invalid", None, 1),
    (f"{ORIGIN}/{'a' * 5000}", "invalid", None, 1),
]


@pytest.mark.parametrize(("raw", "kind", "channel_id", "page"), OTHER_KINDS)
def test_what_is_no_article(raw: str, kind: str, channel_id: str | None, page: int) -> None:
    address = read_address(raw, SITE, base=f"{ORIGIN}/")
    assert (address.kind, address.channel_id, address.page) == (kind, channel_id, page)
    assert address.content_id is None


def test_day_archive_has_its_day() -> None:
    assert read_address(f"{ORIGIN}/channel/2023/1016/1234.html", SITE).date == date(2023, 10, 16)


def test_listing_url_reads_back(site: Site) -> None:
    for page in (1, 2, 30):
        address = read_address(listing_url(site, "55", page), site)
        assert (address.kind, address.channel_id, address.page) == ("listing", "55", page)


def test_coded_date_round_trips_for_every_day_of_the_century() -> None:
    day = date(2000, 1, 1)
    while day.year < 2100:
        n1, n2 = encode_date(day)
        assert decode_date(n1, n2) == day
        assert (len(n1), len(n2)) == (6, 2)
        day += timedelta(days=1)


ADDRESSES = st.one_of(
    st.text(),
    st.sampled_from([row[0] for row in SAME_ARTICLE]),
    st.builds(
        "{}{}{}".format,
        st.sampled_from(["https://www.wcxww.com", "//wap.wcxww.com", "http://cdlbfz.com/m", ""]),
        st.sampled_from(["/content/646754/50/", "/c/2017/01/02/", "/channel/", "/%2e%2e/", "\\"]),
        st.text(),
    ),
)


@given(ADDRESSES)
def test_reading_is_total_and_canonical_is_a_fixed_point(raw: str) -> None:
    address = read_address(raw, SITE, base=f"{ORIGIN}/")
    again = read_address(address.url, SITE)
    if address.kind == "invalid":
        assert address.url == raw
    else:
        assert again.url == address.url
        assert again.content_id == address.content_id
        assert make_absolute(address.url) == address.url


def test_what_quoting_makes_too_long_names_nothing() -> None:
    """A lone percent sign is kept as %25: an address grows by it, and must still be an address."""
    assert read_address(f"{ORIGIN}/{'%' * 600}", SITE).kind == "page"
    assert read_address(f"{ORIGIN}/{'%' * 1000}", SITE).kind == "invalid"
