"""Scrapy's own parts: those in use stand where Scrapy puts them, and every other was left out."""

import pytest
from scrapy.settings import default_settings

from wangcheng_spider import settings

LEFT_OUT = {
    "DOWNLOADER_MIDDLEWARES_BASE": {
        "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware",
        "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware",
        "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware",
        "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware",
        "scrapy.downloadermiddlewares.cookies.CookiesMiddleware",
    },
    "EXTENSIONS_BASE": {
        "scrapy.extensions.telnet.TelnetConsole",
        "scrapy.extensions.remote_control.RemoteControl",
        "scrapy.extensions.feedexport.FeedExporter",
        "scrapy.extensions.logstats.LogStats",
    },
}


@pytest.mark.parametrize("name", LEFT_OUT)
def test_a_new_scrapy_brings_no_part_unseen(name: str) -> None:
    theirs = getattr(default_settings, name)
    kept = {part: place for part, place in theirs.items() if part not in LEFT_OUT[name]}
    assert getattr(settings, name) == kept
    assert LEFT_OUT[name] < theirs.keys()
