"""An article's revisions, out of the lines, and what changed from one to the next."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path

from .items import Article
from .lines import decode_line


def find_revisions(articles: Path, site: str | None, content_id: str) -> list[Article]:
    """All lines of an article below ``articles``, oldest first; without ``site``, of every site's
    article of that id. A damaged line is passed over.
    """
    mark = f'"content_id":"{content_id}"'.encode()
    found = []
    for path in sorted(articles.glob(f"{site or '*'}-*.jsonl*")):
        with path.open("rb") as lines:
            for line in lines:
                if mark in line and line.endswith(b"\n"):
                    found.append(decode_line(line))
    return sorted(
        (article for article in found if article.content_id == content_id),
        key=lambda article: article.revision,
    )


def compare_revisions(before: Article, after: Article) -> Iterator[str]:
    """Paragraphs that went (``- ``) and came (``+ ``), the headline as the first of them."""
    old, new = _paragraphs(before), _paragraphs(after)
    for tag, i, j, k, n in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield from (f"- {paragraph}" for paragraph in old[i:j])
            yield from (f"+ {paragraph}" for paragraph in new[k:n])


def _paragraphs(article: Article) -> list[str]:
    return [article.headline, *article.article_body.split("\n\n")]
