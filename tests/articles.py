"""Articles as tests need them."""

from dataclasses import replace

from wangcheng_spider.items import Article
from wangcheng_spider.text.clean import hash_content


def make_line(number: int = 1, **fields: object) -> Article:
    """A valid article; ``number`` is its content id, other fields by keyword."""
    url = f"https://www.wcxww.com/content/646754/50/{number}.html"
    values: dict[str, object] = {
        "url": url,
        "content_id": str(number),
        "site": "wcxww",
        "view": "pc",
        "fetched_url": url,
        "layout": "pc-2022",
        "headline": f"第{number}号通知",
        "article_body": f"这是第{number}号通知的正文。",
        "content_hash": f"{number:064x}",
        "fetched_at": "2026-01-02T03:04:05Z",
    }
    return Article(**(values | fields))  # type: ignore[arg-type]


def make_sound(number: int, **changed: object) -> Article:
    """The same, with the hash of its own words."""
    article = make_line(number, **changed)
    words = hash_content(article.headline, article.article_body)
    return replace(article, content_hash=words)
