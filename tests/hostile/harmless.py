"""What a line may hold, checked by other means than those that make it."""

import json
import re
from html.parser import HTMLParser

import orjson

from wangcheng_spider.items import Article
from wangcheng_spider.lines import encode_line
from wangcheng_spider.text.sanitise import ATTRIBUTES, TAGS


class Reading(HTMLParser):
    """What a browser would find: tags with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_decl(self, decl: str) -> None:
        self.tags.append((f"!{decl}", {}))

    def handle_comment(self, data: str) -> None:
        self.tags.append(("--", {}))


def check_harmless(article: Article) -> None:
    """Only tags and attributes that are documented, only addresses of the web; readable JSON."""
    for tag, attributes in Reading(article.article_html or "").tags:
        assert tag in TAGS
        assert set(attributes) <= ATTRIBUTES.get(tag, set())
        for name in ("href", "src"):
            assert re.match(r"https?://[\w.-]", attributes.get(name) or "http://a"), attributes
    addresses = [image.url for image in article.images] + [v.url for v in article.videos]
    addresses += [one.url for one in article.attachments] + article.links
    assert all(re.fullmatch(r"https?://[!-~]+", address) for address in addresses)
    line = encode_line(article)
    assert line.count(b"\n") == 1
    assert line.endswith(b"\n")
    assert b"\0" not in line
    text = json.dumps(json.loads(line), ensure_ascii=False)
    text.encode("utf-8")  # no lone surrogate
    orjson.loads(line)
