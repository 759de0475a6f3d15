"""An article's revisions, out of the lines, and what changed from one to the next."""

from collections.abc import Iterator
from contextlib import suppress
from difflib import SequenceMatcher
from pathlib import Path

from .items import Article
from .lines import decode_line
from .segments import PART, is_segment, list_segments


def find_revisions(articles: Path, site: str | None, content_id: str) -> list[Article]:
    """All lines of an article below ``articles``, oldest first; without ``site``, of every site's
    article of that id. A damaged line is passed over.
    """
    found = _find_lines(articles, site, f'"content_id":"{content_id}"')
    return sorted(
        (article for article in found if article.content_id == content_id),
        key=lambda article: article.revision,
    )


def find_content_id(articles: Path, address: str) -> str | None:
    """The article of a line whose ``url`` or ``fetched_url`` an address is, without a profile."""
    found = _find_lines(articles, None, address)
    places = ((one.content_id, (one.url, one.fetched_url)) for one in found)
    return next((content_id for content_id, urls in places if address in urls), None)


def _find_lines(articles: Path, site: str | None, mark: str) -> Iterator[Article]:
    """Whole lines in which ``mark`` stands, those of older segments first."""
    wanted = mark.encode(errors="surrogateescape")
    for path in list_segments(articles):
        if site is not None and not is_segment(path.name.removesuffix(PART), site):
            continue
        with path.open("rb") as lines:
            for line in lines:
                if wanted in line and line.endswith(b"\n"):
                    with suppress(ValueError):
                        yield decode_line(line)


def compare_revisions(before: Article, after: Article) -> Iterator[str]:
    """Paragraphs that went (``- ``) and came (``+ ``), the headline as the first of them."""
    old, new = list_paragraphs(before), list_paragraphs(after)
    for tag, i, j, k, n in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield from (f"- {paragraph}" for paragraph in old[i:j])
            yield from (f"+ {paragraph}" for paragraph in new[k:n])


def list_paragraphs(article: Article) -> list[str]:
    """The headline, then the paragraphs of the body."""
    return [article.headline, *article.article_body.split("\n\n")]
